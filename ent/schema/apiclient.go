package schema

import (
	"entgo.io/ent"
	"entgo.io/ent/dialect/entsql"
	"entgo.io/ent/schema/edge"
	"entgo.io/ent/schema/field"
	"entgo.io/ent/schema/index"

	"televisit/internal/rules"
)

// ApiClient is a program of another company that books for its own patients. It
// signs in as people do: it has an account, whose sessions are its keys.
type ApiClient struct{ ent.Schema }

// Mixin implements ent.Interface.
func (ApiClient) Mixin() []ent.Mixin { return []ent.Mixin{row("apc")} }

// Fields implements ent.Interface.
func (ApiClient) Fields() []ent.Field {
	return []ent.Field{
		field.String("account_id").Immutable(),
		field.String("name").Immutable(),
		field.JSON("scopes", []rules.Scope{}).Immutable(),
		field.String("key_prefix").Comment("by which people know the newest key; the rest is nowhere"),
		field.String("created_by").Immutable().Comment("account of the administrator"),
		field.String("created_by_name").Immutable(),
		field.Time("last_used_at").Optional().Nillable().Comment("to the minute"),
		field.Time("revoked_at").Optional().Nillable(),
		field.String("revoked_by").Optional().Comment("account of the administrator"),
	}
}

// Edges implements ent.Interface.
func (ApiClient) Edges() []ent.Edge {
	return []ent.Edge{
		edge.From("account", Account.Type).Ref("api_client").Field("account_id").Unique().Required().Immutable(),
	}
}

// PatientLink is a patient's word, given by the code of an SMS that names the API
// client, that it may book for them. It stands until the patient ends it.
type PatientLink struct{ ent.Schema }

// Mixin implements ent.Interface.
func (PatientLink) Mixin() []ent.Mixin { return []ent.Mixin{row("plk")} }

// Fields implements ent.Interface.
func (PatientLink) Fields() []ent.Field {
	return []ent.Field{
		field.String("api_client_id").Immutable(),
		field.String("client_name").Immutable().Comment("as the SMS named it"),
		field.String("patient_id").Immutable(),
		field.String("challenge_id").Immutable().Comment("whose code was the word"),
		field.Time("ended_at").Optional().Nillable(),
	}
}

// Indexes implements ent.Interface.
func (PatientLink) Indexes() []ent.Index {
	return []ent.Index{
		index.Fields("api_client_id", "patient_id").Unique().Annotations(entsql.IndexWhere("ended_at IS NULL")),
		index.Fields("patient_id"),
	}
}
