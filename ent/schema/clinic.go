package schema

import (
	"entgo.io/ent"
	"entgo.io/ent/schema/edge"
	"entgo.io/ent/schema/field"
	"entgo.io/ent/schema/index"

	"televisit/internal/rules"
)

// Clinic is the clinic and its settings; there is one.
type Clinic struct{ ent.Schema }

// Mixin implements ent.Interface.
func (Clinic) Mixin() []ent.Mixin { return []ent.Mixin{row("cln")} }

// Fields implements ent.Interface.
func (Clinic) Fields() []ent.Field {
	return []ent.Field{
		field.JSON("name", rules.Text{}),
		field.JSON("address", rules.Text{}),
		field.String("support_phone"),
		field.String("time_zone"),
		field.JSON("settings", rules.Settings{}),
	}
}

// Specialty is a branch of medicine.
type Specialty struct{ ent.Schema }

// Mixin implements ent.Interface.
func (Specialty) Mixin() []ent.Mixin { return []ent.Mixin{row("spc")} }

// Fields implements ent.Interface.
func (Specialty) Fields() []ent.Field {
	return []ent.Field{
		field.JSON("name", rules.Text{}),
		field.JSON("summary", rules.Text{}),
	}
}

// Edges implements ent.Interface.
func (Specialty) Edges() []ent.Edge {
	return []ent.Edge{edge.From("practitioners", Practitioner.Type).Ref("specialties")}
}

// ServiceChange is who changed what of a service; nothing alters it.
type ServiceChange struct{ ent.Schema }

// Mixin implements ent.Interface.
func (ServiceChange) Mixin() []ent.Mixin { return []ent.Mixin{row("svh")} }

// Fields implements ent.Interface.
func (ServiceChange) Fields() []ent.Field {
	return []ent.Field{
		field.String("service_id").Immutable(),
		field.String("account_id").Immutable().Comment("who did it"),
		field.String("by_name").Immutable(),
		field.JSON("before", rules.ServiceTerms{}).Immutable(),
		field.JSON("after", rules.ServiceTerms{}).Immutable(),
	}
}

// Indexes implements ent.Interface.
func (ServiceChange) Indexes() []ent.Index { return []ent.Index{index.Fields("service_id")} }

// HealthcareService is something that can be booked.
type HealthcareService struct{ ent.Schema }

// Mixin implements ent.Interface.
func (HealthcareService) Mixin() []ent.Mixin { return []ent.Mixin{row("svc")} }

// Fields implements ent.Interface.
func (HealthcareService) Fields() []ent.Field {
	return []ent.Field{
		field.JSON("name", rules.Text{}),
		field.String("kind").GoType(rules.VisitKind("")),
		field.Int("duration_minutes").Positive(),
		field.Int("price_minor").NonNegative(),
		field.String("currency").GoType(rules.Currency("")).Default(string(rules.RUB)),
		field.String("funding").GoType(rules.Funding("")),
		field.String("payment_policy").GoType(rules.PaymentPolicy("")).Default(string(rules.AtVisit)),
	}
}

// Edges implements ent.Interface.
func (HealthcareService) Edges() []ent.Edge {
	return []ent.Edge{edge.From("practitioners", Practitioner.Type).Ref("services")}
}

// ConsentDocument is one version of a text; it never changes.
type ConsentDocument struct{ ent.Schema }

// Mixin implements ent.Interface.
func (ConsentDocument) Mixin() []ent.Mixin { return []ent.Mixin{row("cdc")} }

// Fields implements ent.Interface.
func (ConsentDocument) Fields() []ent.Field {
	return []ent.Field{
		field.String("kind").GoType(rules.ConsentKind("")).Immutable(),
		field.Int("version").Immutable(),
		field.JSON("title", rules.Text{}).Immutable(),
		field.JSON("text", rules.Text{}).Immutable(),
	}
}

// Indexes implements ent.Interface.
func (ConsentDocument) Indexes() []ent.Index {
	return []ent.Index{index.Fields("kind", "version").Unique()}
}
