package schema

import (
	"entgo.io/ent"
	"entgo.io/ent/schema/edge"
	"entgo.io/ent/schema/field"
	"entgo.io/ent/schema/index"

	"televisit/internal/rules"
)

// Document is a medical paper; nothing changes or deletes it.
type Document struct{ ent.Schema }

// Mixin implements ent.Interface.
func (Document) Mixin() []ent.Mixin { return []ent.Mixin{row("doc")} }

// Fields implements ent.Interface.
func (Document) Fields() []ent.Field {
	return []ent.Field{
		field.String("appointment_id").Immutable(),
		field.String("patient_id").Immutable(),
		field.String("practitioner_id").Immutable(),
		field.String("uploaded_by").Immutable().Comment("account"),
		field.Bool("from_patient").Immutable(),
		field.String("name").Immutable().Sensitive(),
		field.Int64("size").Immutable(),
		field.String("sha256").Immutable(),
		field.String("content_type").Immutable(),
		field.String("kind").GoType(rules.DocumentKind("")).Immutable(),
		field.String("blob_key").Immutable(),
	}
}

// Edges implements ent.Interface.
func (Document) Edges() []ent.Edge {
	return []ent.Edge{
		edge.From("appointment", Appointment.Type).Ref("documents").Field("appointment_id").Unique().Required().Immutable(),
	}
}

// Indexes implements ent.Interface.
func (Document) Indexes() []ent.Index { return []ent.Index{index.Fields("appointment_id")} }

// Consent is a signature under a ConsentDocument; nothing changes or deletes it.
type Consent struct{ ent.Schema }

// Mixin implements ent.Interface.
func (Consent) Mixin() []ent.Mixin { return []ent.Mixin{row("cns")} }

// Fields implements ent.Interface.
func (Consent) Fields() []ent.Field {
	return []ent.Field{
		field.String("patient_id").Immutable(),
		field.String("practitioner_id").Optional().Immutable().Comment("of the visit, for an IDS"),
		field.String("appointment_id").Optional().Nillable().Immutable(),
		field.String("document_id").Immutable(),
		field.String("kind").GoType(rules.ConsentKind("")).Immutable(),
		field.String("locale").GoType(rules.Locale("")).Immutable().Comment("the language that was read"),
		field.String("text_sha256").Immutable(),
		field.String("channel").GoType(rules.ConsentChannel("")).Immutable(),
		field.String("challenge_id").Immutable().Comment("empty when the desk wrote it down"),
		field.String("phone").Immutable().Sensitive(),
		field.Time("signed_at").Immutable(),
		field.String("recorded_by").Optional().Immutable().Comment("account of the registrar who wrote it down"),
		field.String("recorded_by_name").Optional().Nillable().Immutable(),
	}
}

// Edges implements ent.Interface.
func (Consent) Edges() []ent.Edge {
	return []ent.Edge{
		edge.From("appointment", Appointment.Type).Ref("consents").Field("appointment_id").Unique().Immutable(),
		edge.To("document", ConsentDocument.Type).Field("document_id").Unique().Required().Immutable(),
	}
}

// Indexes implements ent.Interface.
func (Consent) Indexes() []ent.Index {
	return []ent.Index{index.Fields("appointment_id", "kind").Unique(), index.Fields("patient_id")}
}

// ConsentWithdrawal is the end of a Consent to data processing (152-FZ art. 9 §2);
// nothing deletes it, and only how it was finished is added.
type ConsentWithdrawal struct{ ent.Schema }

// Mixin implements ent.Interface.
func (ConsentWithdrawal) Mixin() []ent.Mixin { return []ent.Mixin{row("cwd")} }

// Fields implements ent.Interface.
func (ConsentWithdrawal) Fields() []ent.Field {
	return []ent.Field{
		field.String("patient_id").Immutable(),
		field.String("account_id").Immutable(),
		field.String("consent_id").Unique().Immutable().Comment("a consent ends once"),
		field.String("channel").GoType(rules.ConsentChannel("")).Immutable(),
		field.String("challenge_id").Optional().Immutable().Comment("empty when the desk wrote it down"),
		field.String("recorded_by").Optional().Immutable().Comment("account of the registrar who wrote it down"),
		field.String("recorded_by_name").Optional().Nillable().Immutable(),
		field.Time("withdrawn_at").Immutable().Comment("when it has reached the clinic"),
		field.Time("finish_by").Immutable().Comment("what no law keeps is gone by then (152-FZ art. 21 §5)"),
		field.Time("finished_at").Optional().Nillable(),
		field.String("finished_by_name").Optional().Nillable().Comment("null when the server did it"),
		field.String("outcome").GoType(rules.WithdrawalOutcome("")).Optional(),
	}
}

// Indexes implements ent.Interface.
func (ConsentWithdrawal) Indexes() []ent.Index {
	return []ent.Index{index.Fields("patient_id"), index.Fields("finished_at", "finish_by")}
}
