package schema

import (
	"entgo.io/ent"
	"entgo.io/ent/schema/edge"
	"entgo.io/ent/schema/field"
	"entgo.io/ent/schema/index"

	"televisit/internal/rules"
)

// Visit is what happens at the appointed time.
type Visit struct{ ent.Schema }

// Mixin implements ent.Interface.
func (Visit) Mixin() []ent.Mixin { return []ent.Mixin{row("vis")} }

// Fields implements ent.Interface.
func (Visit) Fields() []ent.Field {
	return []ent.Field{
		field.String("appointment_id").Unique().Immutable(),
		field.String("patient_id").Immutable(),
		field.String("practitioner_id").Immutable(),
		field.String("status").GoType(rules.VisitStatus("")),
		field.Time("status_since"),
		field.Int("version").Default(1),
		field.Time("started_at").Optional().Nillable(),
		field.Time("finished_at").Optional().Nillable(),
		field.Time("patient_came_at").Optional().Nillable().Comment("first in the room; decides who did not show up"),
		field.Time("practitioner_came_at").Optional().Nillable(),
		field.Int("patient_read_seq").Default(0),
		field.Int("practitioner_read_seq").Default(0),
	}
}

// Edges implements ent.Interface.
func (Visit) Edges() []ent.Edge {
	return []ent.Edge{
		edge.From("appointment", Appointment.Type).Ref("visit").Field("appointment_id").Unique().Required().Immutable(),
		edge.To("messages", ChatMessage.Type),
		edge.To("conclusions", Conclusion.Type),
	}
}

// ChatMessage is one message; it never changes.
type ChatMessage struct{ ent.Schema }

// Mixin implements ent.Interface.
func (ChatMessage) Mixin() []ent.Mixin { return []ent.Mixin{row("msg")} }

// Fields implements ent.Interface.
func (ChatMessage) Fields() []ent.Field {
	return []ent.Field{
		field.String("visit_id").Immutable(),
		field.String("patient_id").Immutable(),
		field.String("practitioner_id").Immutable(),
		field.Int("seq").Immutable(),
		field.String("author_id").Immutable().Comment("account"),
		field.String("author_role").GoType(rules.Role("")).Immutable(),
		field.String("author_name").Immutable(),
		field.String("text").Immutable().Sensitive(),
		field.Strings("document_ids").Optional().Immutable(),
	}
}

// Edges implements ent.Interface.
func (ChatMessage) Edges() []ent.Edge {
	return []ent.Edge{
		edge.From("visit", Visit.Type).Ref("messages").Field("visit_id").Unique().Required().Immutable(),
	}
}

// Indexes implements ent.Interface.
func (ChatMessage) Indexes() []ent.Index {
	return []ent.Index{index.Fields("visit_id", "seq").Unique()}
}

// Conclusion is one version of the practitioner's conclusion; signed, it never changes.
type Conclusion struct{ ent.Schema }

// Mixin implements ent.Interface.
func (Conclusion) Mixin() []ent.Mixin { return []ent.Mixin{row("cnc")} }

// Fields implements ent.Interface.
func (Conclusion) Fields() []ent.Field {
	return []ent.Field{
		field.String("visit_id").Immutable(),
		field.String("patient_id").Immutable(),
		field.String("practitioner_id").Immutable(),
		field.Int("number").Immutable().Comment("the version, from 1"),
		field.String("status").GoType(rules.ConclusionStatus("")),
		field.JSON("content", rules.ConclusionContent{}).Sensitive(),
		field.Time("updated_at"),
		field.Time("signed_at").Optional().Nillable(),
		field.String("signed_by").Optional(),
		field.String("sha256").Optional(),
	}
}

// Edges implements ent.Interface.
func (Conclusion) Edges() []ent.Edge {
	return []ent.Edge{
		edge.From("visit", Visit.Type).Ref("conclusions").Field("visit_id").Unique().Required().Immutable(),
	}
}

// Indexes implements ent.Interface.
func (Conclusion) Indexes() []ent.Index {
	return []ent.Index{index.Fields("visit_id", "number").Unique()}
}

// ChartEntry is a part of the clinic's chart that came from elsewhere.
type ChartEntry struct{ ent.Schema }

// Mixin implements ent.Interface.
func (ChartEntry) Mixin() []ent.Mixin { return []ent.Mixin{row("chr")} }

// Fields implements ent.Interface.
func (ChartEntry) Fields() []ent.Field {
	return []ent.Field{
		field.String("patient_id").Immutable(),
		field.Time("occurred_at").Immutable(),
		field.String("title").Immutable(),
		field.String("practitioner_name").Immutable(),
		field.String("text").Immutable().Sensitive(),
	}
}

// Indexes implements ent.Interface.
func (ChartEntry) Indexes() []ent.Index {
	return []ent.Index{index.Fields("patient_id", "occurred_at")}
}

// VisitQuality is how media went between the server and one person of a visit
// for half a minute: evidence without names, addresses or a word of what was said.
type VisitQuality struct{ ent.Schema }

// Mixin implements ent.Interface.
func (VisitQuality) Mixin() []ent.Mixin { return []ent.Mixin{row("qly")} }

// Fields implements ent.Interface.
func (VisitQuality) Fields() []ent.Field {
	return []ent.Field{
		field.String("visit_id").Immutable(),
		field.String("patient_id").Immutable(),
		field.String("practitioner_id").Immutable(),
		field.String("role").GoType(rules.Role("")).Immutable(),
		field.String("link").GoType(rules.LinkQuality("")).Immutable(),
		field.Float("loss_up").Immutable().Comment("part of one, before repair"),
		field.Float("loss_down").Immutable(),
		field.Int("rtt_ms").Immutable(),
		field.Int("up_kbps").Immutable(),
		field.Int("down_kbps").Immutable(),
		field.Int("freezes").Immutable().Comment("pictures that stood still, by the person's own device"),
		field.String("way").Immutable().Comment("udp or tcp"),
	}
}

// Indexes implements ent.Interface.
func (VisitQuality) Indexes() []ent.Index {
	return []ent.Index{index.Fields("visit_id", "created_at")}
}
