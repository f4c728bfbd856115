package schema

import (
	"entgo.io/ent"
	"entgo.io/ent/schema/edge"
	"entgo.io/ent/schema/field"
	"entgo.io/ent/schema/index"

	"televisit/internal/rules"
)

// Payment is the money for one appointment.
type Payment struct{ ent.Schema }

// Mixin implements ent.Interface.
func (Payment) Mixin() []ent.Mixin { return []ent.Mixin{row("pay")} }

// Fields implements ent.Interface.
func (Payment) Fields() []ent.Field {
	return []ent.Field{
		field.String("appointment_id").Unique().Immutable(),
		field.String("patient_id").Immutable(),
		field.String("practitioner_id").Immutable(),
		field.String("status").GoType(rules.PaymentStatus("")),
		field.Int("amount_minor").Positive().Immutable(),
		field.String("currency").GoType(rules.Currency("")).Immutable(),
		field.String("method").GoType(rules.PaymentMethod("")).Optional().Nillable(),
		field.Time("paid_at").Optional().Nillable(),
		field.Int("version").Default(1),
	}
}

// Edges implements ent.Interface.
func (Payment) Edges() []ent.Edge {
	return []ent.Edge{
		edge.From("appointment", Appointment.Type).Ref("payment").Field("appointment_id").Unique().Required().Immutable(),
		edge.To("attempts", PaymentAttempt.Type),
		edge.To("refunds", Refund.Type),
		edge.To("receipts", Receipt.Type),
	}
}

// PaymentAttempt is one checkout at the provider.
type PaymentAttempt struct{ ent.Schema }

// Mixin implements ent.Interface.
func (PaymentAttempt) Mixin() []ent.Mixin { return []ent.Mixin{row("pta")} }

// Fields implements ent.Interface.
func (PaymentAttempt) Fields() []ent.Field {
	return []ent.Field{
		field.String("payment_id").Immutable(),
		field.String("provider").Immutable(),
		field.String("method").GoType(rules.PaymentMethod("")).Immutable(),
		field.String("ref").Optional().Comment("the provider's id"),
		field.String("charge_ref").Optional().Comment("the provider's id of the payment in it, by which disputes are told"),
		field.String("checkout_url").Optional(),
		field.String("status").GoType(rules.PaymentStatus("")),
	}
}

// Edges implements ent.Interface.
func (PaymentAttempt) Edges() []ent.Edge {
	return []ent.Edge{
		edge.From("payment", Payment.Type).Ref("attempts").Field("payment_id").Unique().Required().Immutable(),
	}
}

// Indexes implements ent.Interface.
func (PaymentAttempt) Indexes() []ent.Index {
	return []ent.Index{index.Fields("provider", "ref")}
}

// PaymentEvent is the provider's word, kept before any effect; its id is unique.
type PaymentEvent struct{ ent.Schema }

// Mixin implements ent.Interface.
func (PaymentEvent) Mixin() []ent.Mixin { return []ent.Mixin{row("pev")} }

// Fields implements ent.Interface.
func (PaymentEvent) Fields() []ent.Field {
	return []ent.Field{
		field.String("provider").Immutable(),
		field.String("event_id").Immutable(),
		field.String("ref").Immutable(),
		field.String("status").Immutable(),
		field.Int64("amount_minor").Immutable(),
		field.String("currency").Immutable(),
		field.String("effect").Default("NONE").Comment("what it did: PAID, FAILED, NONE or UNMATCHED"),
		field.String("note").Optional().Comment("what the desk did about one that is UNMATCHED"),
		field.String("noted_by").Optional().Comment("name of the registrar"),
		field.Time("noted_at").Optional().Nillable(),
	}
}

// Indexes implements ent.Interface.
func (PaymentEvent) Indexes() []ent.Index {
	return []ent.Index{index.Fields("provider", "event_id").Unique()}
}

// Refund is money on its way back. It is asked for until the provider has it.
type Refund struct{ ent.Schema }

// Mixin implements ent.Interface.
func (Refund) Mixin() []ent.Mixin { return []ent.Mixin{row("rfd")} }

// Fields implements ent.Interface.
func (Refund) Fields() []ent.Field {
	return []ent.Field{
		field.String("payment_id").Immutable(),
		field.String("attempt_id").Immutable().Comment("the checkout that was paid"),
		field.Int("amount_minor").Positive().Immutable(),
		field.String("currency").GoType(rules.Currency("")).Immutable(),
		field.String("reason").Immutable(),
		field.String("note").Optional().Immutable().Comment("of the registrar who gives it back by hand"),
		field.String("status").GoType(rules.RefundStatus("")).Default(string(rules.RefundAsked)),
		field.Time("deadline").Immutable().Comment("somebody has to look when it is not done by then"),
		field.Time("done_at").Optional().Nillable(),
	}
}

// Edges implements ent.Interface.
func (Refund) Edges() []ent.Edge {
	return []ent.Edge{
		edge.From("payment", Payment.Type).Ref("refunds").Field("payment_id").Unique().Required().Immutable(),
	}
}

// Indexes implements ent.Interface.
func (Refund) Indexes() []ent.Index {
	return []ent.Index{index.Fields("payment_id"), index.Fields("status")}
}

// Receipt is a fiscal receipt of a payment (54-FZ). A job asks the cash register
// for it until it is issued.
type Receipt struct{ ent.Schema }

// Mixin implements ent.Interface.
func (Receipt) Mixin() []ent.Mixin { return []ent.Mixin{row("rct")} }

// Fields implements ent.Interface.
func (Receipt) Fields() []ent.Field {
	return []ent.Field{
		field.String("payment_id").Immutable(),
		field.String("refund_id").Optional().Nillable().Immutable().Comment("for RETURN"),
		field.String("kind").GoType(rules.ReceiptKind("")).Immutable(),
		field.Int("amount_minor").Positive().Immutable(),
		field.String("currency").GoType(rules.Currency("")).Immutable(),
		field.String("status").GoType(rules.ReceiptStatus("")).Default(string(rules.ReceiptWaiting)),
		field.String("register").Optional().Comment("cash register that has issued it"),
		field.String("fiscal_number").Optional(),
		field.String("url").Optional(),
		field.Time("issued_at").Optional().Nillable(),
	}
}

// Edges implements ent.Interface.
func (Receipt) Edges() []ent.Edge {
	return []ent.Edge{
		edge.From("payment", Payment.Type).Ref("receipts").Field("payment_id").Unique().Required().Immutable(),
	}
}

// Indexes implements ent.Interface.
func (Receipt) Indexes() []ent.Index {
	return []ent.Index{index.Fields("payment_id")}
}

// Dispute is a payment that the payer disputes with the bank (a chargeback).
type Dispute struct{ ent.Schema }

// Mixin implements ent.Interface.
func (Dispute) Mixin() []ent.Mixin { return []ent.Mixin{row("dsp")} }

// Fields implements ent.Interface.
func (Dispute) Fields() []ent.Field {
	return []ent.Field{
		field.String("payment_id").Immutable(),
		field.String("provider").Immutable(),
		field.String("ref").Immutable().Comment("the provider's id"),
		field.Int("amount_minor").Positive().Immutable(),
		field.String("currency").GoType(rules.Currency("")).Immutable(),
		field.String("reason").Comment("a word of the provider"),
		field.String("status").GoType(rules.DisputeStatus("")).Default(string(rules.DisputeOpen)),
		field.Time("evidence_due_at").Optional().Nillable(),
		field.Time("closed_at").Optional().Nillable(),
	}
}

// Indexes implements ent.Interface.
func (Dispute) Indexes() []ent.Index {
	return []ent.Index{index.Fields("provider", "ref").Unique(), index.Fields("payment_id")}
}

// LedgerEntry is one line of the books, written with the movement of money it
// tells of and never again. The lines of a transaction sum to zero.
type LedgerEntry struct{ ent.Schema }

// Mixin implements ent.Interface.
func (LedgerEntry) Mixin() []ent.Mixin { return []ent.Mixin{row("led")} }

// Fields implements ent.Interface.
func (LedgerEntry) Fields() []ent.Field {
	return []ent.Field{
		field.String("transaction_id").Immutable(),
		field.String("movement").GoType(rules.Movement("")).Immutable(),
		field.String("account").GoType(rules.LedgerAccount("")).Immutable(),
		field.Int("amount_minor").Immutable().Comment("debits are positive, credits negative"),
		field.String("currency").GoType(rules.Currency("")).Immutable(),
		field.String("payment_id").Immutable().Comment("empty for money that fits no payment"),
		field.String("refund_id").Optional().Nillable().Immutable(),
		field.String("provider_event").Optional().Nillable().Immutable().Comment("the provider's word about money that fits no payment"),
	}
}

// Indexes implements ent.Interface.
func (LedgerEntry) Indexes() []ent.Index {
	return []ent.Index{index.Fields("payment_id"), index.Fields("transaction_id")}
}
