package schema

import (
	"entgo.io/ent"
	"entgo.io/ent/schema/field"
	"entgo.io/ent/schema/index"

	"televisit/internal/rules"
)

// Guest is somebody who was asked into one visit. The person has an account of
// their own for it, which leads nowhere else.
type Guest struct{ ent.Schema }

// Mixin implements ent.Interface.
func (Guest) Mixin() []ent.Mixin { return []ent.Mixin{row("gst")} }

// Fields implements ent.Interface.
func (Guest) Fields() []ent.Field {
	return []ent.Field{
		field.String("appointment_id").Immutable(),
		field.String("patient_id").Immutable(),
		field.String("practitioner_id").Immutable(),
		field.String("account_id").Immutable().Unique(),
		field.String("role").GoType(rules.GuestRole("")).Immutable(),
		field.String("name").Immutable().Sensitive(),
		field.String("phone").Immutable().Sensitive().Comment("E.164; the link and the code go there"),
		field.String("locale").GoType(rules.Locale("")).Immutable(),
		field.String("status").GoType(rules.GuestStatus("")),
		field.Int("version").Default(1).Comment("grows with every step"),
		field.String("invited_by").GoType(rules.Role("")).Immutable(),
		field.Time("agreed_at").Optional().Nillable().Comment("the patient's agreement that this person hears a medical secret (323-FZ art. 13)"),
		field.String("agreed_by").Optional().Comment("account of the patient"),
		field.String("link_state").GoType(rules.DeliveryState("")).Optional().Comment("of the SMS with the link; empty before the patient has agreed"),
		field.Int("link_sends").Optional().Comment("how often somebody wanted the link to go out"),
		field.Int("link_tries").Optional().Comment("of the newest of these"),
	}
}

// Indexes implements ent.Interface.
func (Guest) Indexes() []ent.Index { return []ent.Index{index.Fields("appointment_id", "created_at")} }
