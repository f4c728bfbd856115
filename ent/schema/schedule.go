package schema

import (
	"entgo.io/ent"
	"entgo.io/ent/schema/field"
	"entgo.io/ent/schema/index"

	"televisit/internal/rules"
)

// Schedule is one published version of a practitioner's week. It never changes:
// the newest that covers a date is in force (rules.Calendar).
type Schedule struct{ ent.Schema }

// Mixin implements ent.Interface.
func (Schedule) Mixin() []ent.Mixin { return []ent.Mixin{row("sch")} }

// Fields implements ent.Interface.
func (Schedule) Fields() []ent.Field {
	return []ent.Field{
		field.String("practitioner_id").Immutable(),
		field.Int("number").Immutable().Comment("grows with each publication for the practitioner"),
		field.String("valid_from").GoType(rules.Date("")).Immutable(),
		field.String("valid_to").GoType(rules.Date("")).Optional().Nillable().Immutable().Comment("its last date; without one it holds for good"),
		field.String("time_zone").Immutable().Comment("IANA, of the place where the practitioner sits"),
		field.String("site").Optional().Immutable(),
		field.JSON("template", rules.Template{}).Immutable(),
		field.String("published_by").Immutable().Comment("account"),
		field.String("published_by_name").Optional().Immutable(),
	}
}

// Indexes implements ent.Interface.
func (Schedule) Indexes() []ent.Index {
	return []ent.Index{index.Fields("practitioner_id", "number").Unique()}
}

// ScheduleException is leave, or are extra hours, on some dates.
type ScheduleException struct{ ent.Schema }

// Mixin implements ent.Interface.
func (ScheduleException) Mixin() []ent.Mixin { return []ent.Mixin{row("exc")} }

// Fields implements ent.Interface.
func (ScheduleException) Fields() []ent.Field {
	return []ent.Field{
		field.String("practitioner_id").Immutable(),
		field.String("kind").GoType(rules.ExceptionKind("")).Immutable(),
		field.String("from_date").GoType(rules.Date("")).Immutable(),
		field.String("to_date").GoType(rules.Date("")).Immutable(),
		field.JSON("hours", []rules.Hours{}).Optional().Immutable().Comment("of each date; leave without any takes whole days"),
		field.String("note").Optional().Immutable().Sensitive().Comment("for the clinic"),
		field.String("entered_by").Immutable().Comment("account"),
		field.String("entered_by_name").Optional().Immutable(),
		field.Time("removed_at").Optional().Nillable(),
		field.String("removed_by").Optional().Comment("account"),
	}
}

// Indexes implements ent.Interface.
func (ScheduleException) Indexes() []ent.Index {
	return []ent.Index{index.Fields("practitioner_id", "to_date")}
}
