package schema

import (
	"entgo.io/ent"
	"entgo.io/ent/dialect/entsql"
	"entgo.io/ent/schema/edge"
	"entgo.io/ent/schema/field"
	"entgo.io/ent/schema/index"

	"televisit/internal/rules"
)

// Appointment is a visit that is held, booked, running or over.
type Appointment struct{ ent.Schema }

// Mixin implements ent.Interface.
func (Appointment) Mixin() []ent.Mixin { return []ent.Mixin{row("apt")} }

// Fields implements ent.Interface.
func (Appointment) Fields() []ent.Field {
	return []ent.Field{
		field.String("patient_id").Immutable(),
		field.String("practitioner_id").Immutable(),
		field.String("service_id").Immutable(),
		field.String("status").GoType(rules.AppointmentStatus("")),
		field.Int("version").Default(1).Comment("grows with every transition"),
		field.Time("starts_at"),
		field.Time("ends_at"),
		field.String("time_zone").Comment("of the clinic when it was booked"),
		field.Time("hold_expires_at").Optional().Nillable(),
		field.Time("hold_extended_at").Optional().Nillable().Comment("a hold is extended once"),
		field.Time("displaced_at").Optional().Nillable().Comment("since when the schedule no longer has its time; the desk moves it"),
		field.String("reason").Optional().Sensitive(),
		field.String("funding").GoType(rules.Funding("")).Comment("price, funding and policy are frozen when the time is held"),
		field.String("payment_policy").GoType(rules.PaymentPolicy("")),
		field.Int("price_minor").NonNegative(),
		field.String("currency").GoType(rules.Currency("")),
		field.JSON("device_check", &rules.DeviceCheck{}).Optional(),
		field.Int("sequence").Default(0).Comment("of calendar files (RFC 5545): grows with every move and the end"),
		field.String("cancel_reason").GoType(rules.CancelReason("")).Optional(),
		field.String("cancelled_by").GoType(rules.Role("")).Optional(),
		field.Time("cancelled_at").Optional().Nillable(),
		field.String("absent").GoType(rules.Absent("")).Optional().Comment("who did not come, for NO_SHOW"),
		field.String("api_client_id").Optional().Nillable().Immutable().Comment("the API client that has made it"),
		field.JSON("delay", &rules.Delay{}).Optional().Comment("what its people were told while it was to come"),
	}
}

// Edges implements ent.Interface.
func (Appointment) Edges() []ent.Edge {
	return []ent.Edge{
		edge.From("patient", Patient.Type).Ref("appointments").Field("patient_id").Unique().Required().Immutable(),
		edge.From("practitioner", Practitioner.Type).Ref("appointments").Field("practitioner_id").Unique().Required().Immutable(),
		edge.To("service", HealthcareService.Type).Field("service_id").Unique().Required().Immutable(),
		edge.To("visit", Visit.Type).Unique(),
		edge.To("payment", Payment.Type).Unique(),
		edge.To("documents", Document.Type),
		edge.To("consents", Consent.Type),
	}
}

// Indexes implements ent.Interface.
func (Appointment) Indexes() []ent.Index {
	return []ent.Index{
		index.Fields("patient_id", "starts_at"), index.Fields("practitioner_id", "starts_at"), index.Fields("starts_at"),
		index.Fields("api_client_id", "starts_at").Annotations(entsql.IndexWhere("api_client_id IS NOT NULL")),
		index.Fields("displaced_at").Annotations(entsql.IndexWhere("displaced_at IS NOT NULL")),
	}
}

// SlotClaim is a piece of a practitioner's time that is taken.
type SlotClaim struct{ ent.Schema }

// Mixin implements ent.Interface.
func (SlotClaim) Mixin() []ent.Mixin { return []ent.Mixin{row("clm")} }

// Fields implements ent.Interface.
func (SlotClaim) Fields() []ent.Field {
	return []ent.Field{
		field.String("practitioner_id").Immutable(),
		field.String("patient_id").Optional().Nillable().Immutable(),
		field.String("appointment_id").Optional().Nillable().Immutable(),
		field.String("state").GoType(rules.ClaimState("")),
		field.Time("starts_at"),
		field.Time("ends_at"),
		field.Time("expires_at").Optional().Nillable().Comment("a held claim is dead from then on, whoever notices"),
		field.Bool("live").Default(true).Comment("false once released; kept as history"),
	}
}

// Edges implements ent.Interface.
func (SlotClaim) Edges() []ent.Edge {
	return []ent.Edge{
		edge.From("practitioner", Practitioner.Type).Ref("claims").Field("practitioner_id").Unique().Required().Immutable(),
	}
}

// Indexes implements ent.Interface.
func (SlotClaim) Indexes() []ent.Index {
	return []ent.Index{
		index.Fields("practitioner_id", "starts_at").Unique().Annotations(entsql.IndexWhere("live")),
		index.Fields("patient_id", "starts_at"),
		index.Fields("appointment_id"),
	}
}

// DelayNotice is the word of a practitioner, or of the desk, that visits from one
// on begin late. The newest that is not withdrawn counts.
type DelayNotice struct{ ent.Schema }

// Mixin implements ent.Interface.
func (DelayNotice) Mixin() []ent.Mixin { return []ent.Mixin{row("dly")} }

// Fields implements ent.Interface.
func (DelayNotice) Fields() []ent.Field {
	return []ent.Field{
		field.String("practitioner_id").Immutable(),
		field.String("appointment_id").Immutable().Comment("the first visit that it is about"),
		field.Time("from_at").Immutable().Comment("when that visit was to begin"),
		field.Time("until_at").Immutable().Comment("no visit begins before"),
		field.String("by").GoType(rules.Role("")).Immutable(),
		field.Time("withdrawn_at").Optional().Nillable(),
	}
}

// Indexes implements ent.Interface.
func (DelayNotice) Indexes() []ent.Index {
	return []ent.Index{index.Fields("practitioner_id", "until_at")}
}

// AppointmentEvent says what happened to an appointment, by whom.
type AppointmentEvent struct{ ent.Schema }

// Mixin implements ent.Interface.
func (AppointmentEvent) Mixin() []ent.Mixin { return []ent.Mixin{row("aev")} }

// Fields implements ent.Interface.
func (AppointmentEvent) Fields() []ent.Field {
	return []ent.Field{
		field.String("appointment_id").Immutable(),
		field.String("kind").Immutable(),
		field.String("actor").Immutable().Comment("account, or system:task"),
		field.JSON("facts", map[string]string{}).Optional().Immutable(),
	}
}

// Indexes implements ent.Interface.
func (AppointmentEvent) Indexes() []ent.Index {
	return []ent.Index{index.Fields("appointment_id", "created_at")}
}
