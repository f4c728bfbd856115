package testkit

import (
	"context"
	"testing"

	"github.com/google/uuid"

	"televisit/ent/db/consentdocument"
	"televisit/internal/auth"
	"televisit/internal/rules"
	"televisit/internal/viewer"
)

// APIClient lets a program of another company in, and returns who it is and its
// key; without scopes it has all.
func (w *World) APIClient(t *testing.T, scopes ...rules.Scope) (ctx context.Context, key string) {
	t.Helper()
	if len(scopes) == 0 {
		scopes = []rules.Scope{rules.ScopePatients, rules.ScopeWrite}
	}
	_, key, err := w.Auth.CreateClient(w.As(t, Admin), uuid.NewString(), "Запись.ру", scopes)
	v, err := w.Auth.Authenticate(t.Context(), Must(t, key, err))
	return viewer.With(t.Context(), Must(t, v, err)), key
}

// LinkForm is what an API client asks a code for; the names do not count where
// the phone is known.
func (w *World) LinkForm(t *testing.T, phone string) auth.Form {
	t.Helper()
	text, err := w.Store.ConsentDocument.Query().Where(consentdocument.KindEQ(rules.PersonalData)).First(t.Context())
	return auth.Form{
		Phone: phone, FamilyName: "Лебедев", GivenName: "Олег", BirthDate: "1990-05-17", Sex: rules.Male,
		ConsentDocumentID: Must(t, text, err).ID, Locale: rules.RU, TimeZone: "Europe/Moscow",
	}
}

// Link lets an API client book for the person with a phone, and returns the patient's id.
func (w *World) Link(t *testing.T, client context.Context, phone string) string {
	t.Helper()
	c, err := w.Auth.RegisterPatient(client, w.LinkForm(t, phone))
	id, err := w.Auth.LinkPatient(client, Must(t, c, err).ID, w.Auth.Code(c.ID))
	return Must(t, id, err)
}
