package schema

import (
	"time"

	"entgo.io/ent"
	"entgo.io/ent/schema/edge"
	"entgo.io/ent/schema/field"
	"entgo.io/ent/schema/index"

	"televisit/internal/rules"
)

// Account is what somebody signs in with.
type Account struct{ ent.Schema }

// Mixin implements ent.Interface.
func (Account) Mixin() []ent.Mixin { return []ent.Mixin{row("acc")} }

// Fields implements ent.Interface.
func (Account) Fields() []ent.Field {
	return []ent.Field{
		field.String("role").GoType(rules.Role("")),
		field.String("phone").Optional().Nillable().Unique().Comment("E.164; patients sign in with it"),
		field.String("email").Optional().Nillable().Unique().Comment("lower case; staff sign in with it"),
		field.String("name").Comment("shown to others of the clinic"),
		field.String("password_hash").Optional().Sensitive(),
		field.String("totp_secret").Optional().Sensitive(),
		field.String("locale").GoType(rules.Locale("")).Default(string(rules.RU)),
		field.String("time_zone"),
		field.Time("invited_until").Optional().Nillable().Comment("staff that have a link to come in with works until then"),
		field.Int64("last_totp_step").Default(0).Comment("a TOTP step works once"),
		field.JSON("notices_off", rules.NoticeSettings{}).Optional().Comment("what the person does not want to be told, and how"),
	}
}

// Edges implements ent.Interface.
func (Account) Edges() []ent.Edge {
	return []ent.Edge{
		edge.To("patient", Patient.Type).Unique(),
		edge.To("practitioner", Practitioner.Type).Unique(),
		edge.To("sessions", Session.Type),
		edge.To("api_client", ApiClient.Type).Unique(),
	}
}

// Patient is a person who is treated.
type Patient struct{ ent.Schema }

// Mixin implements ent.Interface.
func (Patient) Mixin() []ent.Mixin { return []ent.Mixin{row("pat")} }

// Fields implements ent.Interface.
func (Patient) Fields() []ent.Field {
	return []ent.Field{
		field.String("account_id").Optional().Nillable(),
		field.String("family_name"),
		field.String("given_name"),
		field.String("patronymic").Optional().Nillable(),
		field.String("birth_date").GoType(rules.Date("")),
		field.String("sex").GoType(rules.Sex("")),
		field.String("phone"),
		field.String("email").Optional().Nillable(),
		field.Time("email_confirmed_at").Optional().Nillable().Comment("a code proved that the address is the patient's; nothing is sent there before"),
		field.String("search").Comment("lower-case names and phone digits, for the desk"),
		field.String("status").GoType(rules.PatientStatus("")).Default(string(rules.Unconfirmed)),
		field.String("confirm_paper").Optional(),
		field.Time("confirm_seen_at").Optional().Nillable(),
		field.Time("confirmed_at").Optional().Nillable(),
		field.String("confirmed_by").Optional().Comment("account of the registrar"),
		field.String("confirmed_by_name").Optional(),
		field.Time("consent_withdrawn_at").Optional().Nillable().Comment("the consent to data processing is withdrawn: the account is closed"),
		field.Int("calendar_version").Optional().Comment("of the calendar's secret address; a new one voids the old"),
	}
}

// Edges implements ent.Interface.
func (Patient) Edges() []ent.Edge {
	return []ent.Edge{
		edge.From("account", Account.Type).Ref("patient").Field("account_id").Unique(),
		edge.To("appointments", Appointment.Type),
	}
}

// Practitioner is somebody who treats.
type Practitioner struct{ ent.Schema }

// Mixin implements ent.Interface.
func (Practitioner) Mixin() []ent.Mixin { return []ent.Mixin{row("prc")} }

// Fields implements ent.Interface.
func (Practitioner) Fields() []ent.Field {
	return []ent.Field{
		field.String("account_id").Optional().Nillable(),
		field.String("family_name"),
		field.String("given_name"),
		field.String("patronymic").Optional().Nillable(),
		field.Time("practises_since"),
		field.JSON("qualification", rules.Text{}),
		field.Strings("languages"),
	}
}

// Edges implements ent.Interface.
func (Practitioner) Edges() []ent.Edge {
	return []ent.Edge{
		edge.From("account", Account.Type).Ref("practitioner").Field("account_id").Unique(),
		edge.To("specialties", Specialty.Type),
		edge.To("services", HealthcareService.Type),
		edge.To("appointments", Appointment.Type),
		edge.To("claims", SlotClaim.Type),
	}
}

// Session is somebody signed in; the token itself is never stored.
type Session struct{ ent.Schema }

// Mixin implements ent.Interface.
func (Session) Mixin() []ent.Mixin { return []ent.Mixin{row("ssn")} }

// Fields implements ent.Interface.
func (Session) Fields() []ent.Field {
	return []ent.Field{
		field.String("account_id").Immutable(),
		field.String("token_hash").Unique().Immutable().Sensitive(),
		field.Time("expires_at"),
		field.Time("seen_at"),
		field.Int64("idle_for").GoType(time.Duration(0)).Comment("ends after so long without a request"),
		field.Time("revoked_at").Optional().Nillable(),
		field.String("revoked_for").GoType(rules.SessionEnd("")).Optional().Comment("why it has ended before its time"),
	}
}

// Edges implements ent.Interface.
func (Session) Edges() []ent.Edge {
	return []ent.Edge{
		edge.From("account", Account.Type).Ref("sessions").Field("account_id").Unique().Required().Immutable(),
	}
}

// Challenge is a code that was sent by SMS. The code is not stored: it is
// derived from the id with the server's key.
type Challenge struct{ ent.Schema }

// Mixin implements ent.Interface.
func (Challenge) Mixin() []ent.Mixin { return []ent.Mixin{row("chl")} }

// Fields implements ent.Interface.
func (Challenge) Fields() []ent.Field {
	return []ent.Field{
		field.String("phone").Immutable(),
		field.String("purpose").Immutable().Comment("SIGN_IN, SIGN_UP, or what is confirmed: the appointment whose IDS is signed, an e-mail address, or the API client that may book"),
		field.String("address").Immutable().Comment("network of the caller, or the API client, for budgets"),
		field.JSON("sign_up", map[string]string{}).Optional().Sensitive().Comment("the registration form, kept until the code is confirmed"),
		field.Time("expires_at"),
		field.Int("tries").Default(0),
		field.Time("used_at").Optional().Nillable(),
	}
}

// Indexes implements ent.Interface.
func (Challenge) Indexes() []ent.Index {
	return []ent.Index{index.Fields("phone", "created_at"), index.Fields("address", "created_at")}
}

// SignInTries counts wrong sign-ins of staff with an e-mail from one network, or
// from all networks that are not known; whether there is an account or not: else
// a lock would say who has one.
type SignInTries struct{ ent.Schema }

// Mixin implements ent.Interface.
func (SignInTries) Mixin() []ent.Mixin { return []ent.Mixin{row("sit")} }

// Fields implements ent.Interface.
func (SignInTries) Fields() []ent.Field {
	return []ent.Field{
		field.String("email_sha256").Unique().Immutable().Comment("of the e-mail, or of e-mail and network"),
		field.Int("failed_tries").Default(0),
		field.Time("locked_until").Optional().Nillable(),
		field.Time("known_until").Optional().Nillable().Comment("the account was entered from the network"),
		field.Time("last_at").Comment("forgotten a day later, unless the network is known"),
	}
}

// Indexes implements ent.Interface.
func (SignInTries) Indexes() []ent.Index { return []ent.Index{index.Fields("last_at")} }
