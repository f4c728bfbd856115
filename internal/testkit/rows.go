package testkit

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"

	"televisit/ent/db"
	"televisit/ent/db/account"
	"televisit/ent/db/consentdocument"
	"televisit/ent/db/healthcareservice"
	"televisit/ent/db/practitioner"
	"televisit/ent/policy"
	"televisit/internal/fault"
	"televisit/internal/rules"
	"televisit/internal/viewer"
)

// Refused fails the test unless err is the fault that is wanted, and returns it.
func Refused(t *testing.T, err error, want fault.Code) *fault.Error {
	t.Helper()
	if !errors.Is(err, want) {
		t.Fatalf("the error is %v, not %s", err, want)
	}
	f, _ := fault.As(err)
	return f
}

// Must returns v; it fails the test on an error.
func Must[T any](t *testing.T, v T, err error) T {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// Practitioner is the seeded one with an e-mail.
func (w *World) Practitioner(t *testing.T, email string) *db.Practitioner {
	t.Helper()
	p, err := w.Store.Practitioner.Query().Where(practitioner.HasAccountWith(account.Email(email))).Only(t.Context())
	return Must(t, p, err)
}

// Service is the seeded one of a length, funding and policy.
func (w *World) Service(t *testing.T, minutes int, f rules.Funding, p rules.PaymentPolicy) *db.HealthcareService {
	t.Helper()
	s, err := w.Store.HealthcareService.Query().Where(healthcareservice.DurationMinutes(minutes),
		healthcareservice.FundingEQ(f), healthcareservice.PaymentPolicyEQ(p)).First(t.Context())
	return Must(t, s, err)
}

// Patients makes n more patients who have consented, and returns who they are.
func (w *World) Patients(t *testing.T, n int) []viewer.Viewer {
	t.Helper()
	var made []viewer.Viewer
	err := w.Store.InTx(System(t, policy.Seed), func(ctx context.Context, tx *db.Tx) error {
		made = nil
		text, err := tx.ConsentDocument.Query().Where(consentdocument.KindEQ(rules.PersonalData)).First(ctx)
		if err != nil {
			return err
		}
		for i := range n {
			v, err := newPatient(ctx, tx, text, fmt.Sprintf("+7999%07d", i))
			if err != nil {
				return err
			}
			made = append(made, v)
		}
		return nil
	})
	return Must(t, made, err)
}

func newPatient(ctx context.Context, tx *db.Tx, text *db.ConsentDocument, phone string) (v viewer.Viewer, err error) {
	a, err := tx.Account.Create().SetRole(rules.Patient).SetPhone(phone).SetName("Patient").SetTimeZone(Zone.String()).Save(ctx)
	if err != nil {
		return v, err
	}
	p, err := tx.Patient.Create().SetAccountID(a.ID).SetPhone(phone).SetFamilyName("Family").SetGivenName("Given").
		SetBirthDate("1980-01-01").SetSex(rules.Female).SetSearch(phone).Save(ctx)
	if err != nil {
		return v, err
	}
	err = tx.Consent.Create().SetPatientID(p.ID).SetDocumentID(text.ID).SetKind(text.Kind).SetLocale(rules.RU).
		SetTextSha256("of the test").SetChannel(rules.SignUpSMS).SetChallengeID("test").SetPhone(phone).SetSignedAt(Noon).Exec(ctx)
	return viewer.Viewer{Role: viewer.Patient, AccountID: a.ID, PatientID: p.ID}, err
}

// Together runs do n times at once and returns the errors in the order of the runs.
func Together(n int, do func(i int) error) []error {
	errs := make([]error, n)
	start := make(chan struct{})
	var all sync.WaitGroup
	for i := range n {
		all.Go(func() {
			<-start
			errs[i] = do(i)
		})
	}
	close(start)
	all.Wait()
	return errs
}
