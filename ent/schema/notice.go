package schema

import (
	"entgo.io/ent"
	"entgo.io/ent/schema/field"
	"entgo.io/ent/schema/index"

	"televisit/internal/rules"
)

// Notification is one message to one person by one channel: the log of what was
// sent, and what keeps it from being sent twice.
type Notification struct{ ent.Schema }

// Mixin implements ent.Interface.
func (Notification) Mixin() []ent.Mixin { return []ent.Mixin{row("ntf")} }

// Fields implements ent.Interface.
func (Notification) Fields() []ent.Field {
	return []ent.Field{
		field.String("account_id").Optional().Immutable().Comment("empty for a patient without one"),
		field.String("patient_id").Optional().Immutable().Comment("empty when the practitioner is told"),
		field.String("appointment_id").Immutable(),
		field.String("notice").GoType(rules.Notice("")).Immutable(),
		field.String("channel").GoType(rules.Channel("")).Immutable(),
		field.Int("sequence").Immutable().Comment("of the appointment when it was planned; another one voids it"),
		field.String("key").Unique().Immutable().Comment("appointment:notice:sequence:channel: nothing goes out twice"),
		field.String("state").GoType(rules.DeliveryState("")).Default(string(rules.DeliveryPlanned)),
		field.Int("attempt").Default(0),
		field.String("last_error").Optional().Comment("a code, never words of a gateway"),
		field.Time("sent_at").Optional().Nillable(),
		field.Time("expected_at").Optional().Nillable().Immutable().Comment("the beginning that a message about a delay names"),
	}
}

// Indexes implements ent.Interface.
func (Notification) Indexes() []ent.Index {
	return []ent.Index{index.Fields("patient_id", "created_at"), index.Fields("account_id", "created_at"), index.Fields("appointment_id")}
}

// PushSubscription is a browser that takes push messages (RFC 8030, 8291).
type PushSubscription struct{ ent.Schema }

// Mixin implements ent.Interface.
func (PushSubscription) Mixin() []ent.Mixin { return []ent.Mixin{row("psh")} }

// Fields implements ent.Interface.
func (PushSubscription) Fields() []ent.Field {
	return []ent.Field{
		field.String("account_id").Immutable(),
		field.String("endpoint").Unique().Immutable().Sensitive().Comment("a secret address at the browser's push service"),
		field.String("p256dh").Immutable().Sensitive(),
		field.String("auth").Immutable().Sensitive(),
	}
}

// Indexes implements ent.Interface.
func (PushSubscription) Indexes() []ent.Index { return []ent.Index{index.Fields("account_id")} }
