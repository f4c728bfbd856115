package schema

import (
	"entgo.io/ent"
	"entgo.io/ent/dialect/entsql"
	"entgo.io/ent/schema/field"
	"entgo.io/ent/schema/index"
)

// StreamHead is the newest seq of an event stream. It is raised inside the
// writing transaction, so commit order is seq order.
type StreamHead struct{ ent.Schema }

// Fields implements ent.Interface.
func (StreamHead) Fields() []ent.Field {
	return []ent.Field{
		field.String("id").Immutable().Comment("name of the stream, such as appointment:apt_…"),
		field.Int64("seq").Default(0),
	}
}

// StreamEvent is one event of a stream that clients can resume.
type StreamEvent struct{ ent.Schema }

// Mixin implements ent.Interface.
func (StreamEvent) Mixin() []ent.Mixin { return []ent.Mixin{row("evt")} }

// Fields implements ent.Interface.
func (StreamEvent) Fields() []ent.Field {
	return []ent.Field{
		field.String("stream").Immutable(),
		field.Int64("seq").Immutable(),
		field.String("kind").Immutable(),
		field.String("subject").Immutable().Comment("id of the row it is about"),
		field.Time("from_at").Optional().Nillable().Immutable(),
		field.Time("to_at").Optional().Nillable().Immutable(),
	}
}

// Indexes implements ent.Interface.
func (StreamEvent) Indexes() []ent.Index {
	return []ent.Index{index.Fields("stream", "seq").Unique()}
}

// Job is work to do after the commit, or at a time. It is done at least once.
type Job struct{ ent.Schema }

// Mixin implements ent.Interface.
func (Job) Mixin() []ent.Mixin { return []ent.Mixin{row("job")} }

// Fields implements ent.Interface.
func (Job) Fields() []ent.Field {
	return []ent.Field{
		field.String("kind").Immutable(),
		field.String("subject").Immutable().Comment("id of the row it is about"),
		field.String("state").Default("READY").Comment("READY, or closed: DONE, PARKED or ABANDONED"),
		field.Time("run_at").Comment("when it is due; while somebody does it, the end of the lease"),
		field.Int("attempt").Default(0).Comment("raised at each taking; who has taken it knows it by this number"),
		field.String("last_error").Optional().Comment("without phones, e-mails and addresses"),
		field.Time("closed_at").Optional().Nillable(),
	}
}

// Indexes implements ent.Interface.
func (Job) Indexes() []ent.Index {
	return []ent.Index{
		index.Fields("run_at").Annotations(entsql.IndexWhere("state = 'READY'")),
		index.Fields("kind", "subject"),
		index.Fields("closed_at"),
	}
}

// IdempotencyKey remembers what a creating mutation made, for 24 h.
type IdempotencyKey struct{ ent.Schema }

// Mixin implements ent.Interface.
func (IdempotencyKey) Mixin() []ent.Mixin { return []ent.Mixin{row("idk")} }

// Fields implements ent.Interface.
func (IdempotencyKey) Fields() []ent.Field {
	return []ent.Field{
		field.String("actor").Immutable().Comment("account"),
		field.String("key").Immutable(),
		field.String("request_sha256").Immutable(),
		field.Strings("result").Immutable().Comment("ids of what was made"),
	}
}

// Indexes implements ent.Interface.
func (IdempotencyKey) Indexes() []ent.Index {
	return []ent.Index{index.Fields("actor", "key").Unique(), index.Fields("created_at")}
}
