// Package schema describes what is stored. Who may touch a row is said in
// ent/policy; what the words mean, in internal/rules.
package schema

import (
	"entgo.io/ent"
	"entgo.io/ent/schema/field"
	"entgo.io/ent/schema/mixin"

	"televisit/internal/ident"
)

// row gives an entity an id with a type prefix and the instant of its creation,
// which the hook of ent.Open stamps from the injected clock.
func row(prefix string) ent.Mixin { return rowMixin{prefix: prefix} }

type rowMixin struct {
	mixin.Schema
	prefix string
}

// Fields implements ent.Mixin.
func (m rowMixin) Fields() []ent.Field {
	return []ent.Field{
		field.String("id").DefaultFunc(ident.New(m.prefix)).Immutable(),
		field.Time("created_at").Immutable(),
	}
}
