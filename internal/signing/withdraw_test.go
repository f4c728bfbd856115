package signing_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"televisit/ent/db"
	"televisit/ent/db/appointment"
	"televisit/ent/db/job"
	"televisit/ent/policy"
	"televisit/internal/auth"
	"televisit/internal/booking"
	"televisit/internal/fault"
	"televisit/internal/outbox"
	"televisit/internal/rules"
	"televisit/internal/signing"
	"televisit/internal/testkit"
	"televisit/internal/viewer"
)

// purse pays everything back, and remembers how much.
type purse struct{ back []int }

func (p *purse) Paid(_ context.Context, _ *db.Tx, a *db.Appointment) (rules.Money, error) {
	return rules.Money{AmountMinor: a.PriceMinor, Currency: a.Currency}, nil
}

func (p *purse) CallOff(_ context.Context, _ *db.Tx, _ *db.Appointment, refund rules.Money, _ string) error {
	p.back = append(p.back, refund.AmountMinor)
	return nil
}

// leaving is a clinic with somebody who withdraws the consent.
type leaving struct {
	*testkit.World
	t        *testing.T
	sign     *signing.Service
	bookings *booking.Service
	purse    *purse
	revoked  map[string]rules.SessionEnd
}

func eachLeaving(t *testing.T, run func(x *leaving)) {
	t.Helper()
	testkit.Each(t, func(t *testing.T, w *testkit.World) {
		x := &leaving{World: w, t: t, purse: &purse{}, revoked: map[string]rules.SessionEnd{}}
		x.bookings = &booking.Service{Store: w.Store, Clock: w.Clock, Money: x.purse}
		x.sign = &signing.Service{Store: w.Store, Clock: w.Clock, Codes: w.Auth, Visits: x.bookings}
		w.Auth.Revoked = func(id string, why rules.SessionEnd) { x.revoked[id] = why }
		run(x)
	})
}

func (x *leaving) signIn(phone, document string) (*auth.SignedIn, error) {
	x.t.Helper()
	c, err := x.Auth.RequestCode(x.t.Context(), phone)
	testkit.Must(x.t, c, err)
	return x.Auth.Confirm(x.t.Context(), c.ID, x.Auth.Code(c.ID), document)
}

// withdraw withdraws with a code, and does what the job does.
func (x *leaving) withdraw(as context.Context) *db.ConsentWithdrawal {
	x.t.Helper()
	c, err := x.sign.RequestWithdrawal(as)
	testkit.Must(x.t, c, err)
	id, err := x.sign.Withdraw(as, x.Auth.Code(c.ID))
	testkit.Must(x.t, id, err)
	testkit.Must(x.t, 0, x.sign.CallOff(x.t.Context(), id))
	return x.Store.ConsentWithdrawal.GetX(testkit.System(x.t, policy.Signing), id)
}

func (x *leaving) status(id string) rules.AppointmentStatus {
	return x.Store.Appointment.GetX(testkit.System(x.t, policy.Booking), id).Status
}

func (x *leaving) hold(as context.Context, after time.Duration) (string, error) {
	return x.bookings.Hold(as, after.String(), booking.HoldRequest{
		PractitionerID: x.Practitioner(x.t, testkit.Grinev).ID, ServiceID: x.Service(x.t, 30, rules.SelfPay, rules.AtVisit).ID,
		PatientID: viewer.From(as).PatientID, StartsAt: testkit.Noon.Add(after),
	})
}

func TestAWithdrawalEndsSessionsAndCallsVisitsOff(t *testing.T) {
	eachLeaving(t, func(x *leaving) {
		vera := x.As(x.t, testkit.Vera)
		booked := x.Appointment(x.t, testkit.Vera, rules.Booked)
		held, err := x.hold(vera, 48*time.Hour)
		testkit.Must(x.t, held, err)
		phone, err := x.signIn(testkit.Vera, "")
		testkit.Must(x.t, phone, err)
		ids, refunds, err := x.bookings.WithdrawalTerms(vera, viewer.From(vera).PatientID)
		testkit.Must(x.t, ids, err)

		w := x.withdraw(vera)

		if len(x.revoked) == 0 || x.revoked[phone.Viewer.SessionID] != rules.EndedByWithdrawal {
			x.t.Errorf("revoked: %v", x.revoked)
		}
		if _, err := x.Auth.Authenticate(x.t.Context(), phone.Token); !errors.Is(err, fault.Unauthenticated) {
			x.t.Errorf("the token: %v", err)
		}
		if ended, err := x.Auth.Ended(x.t.Context(), []viewer.Viewer{phone.Viewer}, 0); ended[phone.Viewer.SessionID].Why != rules.EndedByWithdrawal {
			x.t.Errorf("ended: %v, %v", ended, err)
		}
		if got := x.status(booked.ID); got != rules.Cancelled {
			x.t.Errorf("the visit is %s", got)
		}
		if got := x.status(held); got != rules.Expired {
			x.t.Errorf("the hold is %s", got)
		}
		if len(ids) != 1 || ids[0] != booked.ID || len(x.purse.back) != 1 || x.purse.back[0] != refunds[0].AmountMinor {
			x.t.Errorf("said %v %v, gave back %v", ids, refunds, x.purse.back)
		}
		if !w.FinishBy.Equal(testkit.Noon.AddDate(0, 0, 30)) || w.Channel != rules.SMS || w.ChallengeID == "" || w.RecordedByName != nil {
			x.t.Errorf("the withdrawal: %v", w)
		}
		due := x.Store.Job.Query().Where(job.Subject(w.ID), job.Kind(outbox.EraseData)).OnlyX(testkit.System(x.t, policy.Worker)).RunAt
		if !due.Equal(testkit.Noon.AddDate(0, 0, 29)) {
			x.t.Errorf("erased at %s", due)
		}
	})
}

func TestNothingIsBookedForSomebodyWhoHasWithdrawn(t *testing.T) {
	eachLeaving(t, func(x *leaving) {
		nina := x.As(x.t, testkit.Nina)
		x.withdraw(nina)
		_, err := x.hold(nina, 48*time.Hour) // a request that was under way
		testkit.Refused(x.t, err, fault.ConsentRequired)
		_, err = x.Auth.ViewerOf(x.t.Context(), viewer.From(nina).AccountID)
		testkit.Refused(x.t, err, fault.ConsentWithdrawn)
		_, err = x.sign.Record(x.As(x.t, testkit.Desk), "k", viewer.From(nina).PatientID, testkit.Noon)
		testkit.Refused(x.t, err, fault.Conflict)
	})
}

// A time that is held while the consent is withdrawn is refused or called off.
func TestHoldsAndAWithdrawalAtOnceLeaveNothing(t *testing.T) {
	eachLeaving(t, func(x *leaving) {
		nina, desk := x.As(x.t, testkit.Nina), x.As(x.t, testkit.Desk)
		patient := viewer.From(nina).PatientID
		withdrawal := ""
		testkit.Together(8, func(i int) (err error) {
			if i == 0 {
				withdrawal, err = x.sign.Record(desk, "k", patient, testkit.Noon)
				return err
			}
			_, err = x.hold(nina, 48*time.Hour+time.Duration(i)*time.Hour)
			return err
		})
		testkit.Must(x.t, 0, x.sign.CallOff(x.t.Context(), withdrawal))
		live := x.Store.Appointment.Query().Where(appointment.PatientID(patient), appointment.StatusIn(rules.Held, rules.Booked)).
			CountX(testkit.System(x.t, policy.Booking))
		if live != 0 {
			x.t.Errorf("%d times are still taken", live)
		}
	})
}

func TestWhatHasBegunEndsAsItWouldHave(t *testing.T) {
	eachLeaving(t, func(x *leaving) {
		booked := x.Appointment(x.t, testkit.Vera, rules.Booked)
		x.Clock.Set(booked.StartsAt)
		x.withdraw(x.As(x.t, testkit.Vera))
		if got := x.status(booked.ID); got != rules.Booked || len(x.purse.back) != 0 {
			x.t.Errorf("the visit is %s, back went %v", got, x.purse.back)
		}
	})
}

func TestTheConsentIsGivenAgainWithTheSameCode(t *testing.T) {
	eachLeaving(t, func(x *leaving) {
		text, err := signing.Current(x.t.Context(), x.Store.Client, rules.PersonalData)
		testkit.Must(x.t, text, err)
		w := x.withdraw(x.As(x.t, testkit.Nina))
		c, err := x.Auth.RequestCode(x.t.Context(), testkit.Nina)
		testkit.Must(x.t, c, err)
		_, err = x.Auth.Confirm(x.t.Context(), c.ID, x.Auth.Code(c.ID), "")
		if at := fault.Detail[time.Time](testkit.Refused(x.t, err, fault.ConsentWithdrawn), "withdrawnAt"); !at.Equal(testkit.Noon) {
			x.t.Errorf("withdrawn at %s", at)
		}
		_, err = x.Auth.Confirm(x.t.Context(), c.ID, x.Auth.Code(c.ID), "cdc_old")
		testkit.Refused(x.t, err, fault.ConsentOutdated)
		in, err := x.Auth.Confirm(x.t.Context(), c.ID, x.Auth.Code(c.ID), text.ID)
		testkit.Must(x.t, in, err)
		_, err = x.Auth.Confirm(x.t.Context(), c.ID, x.Auth.Code(c.ID), text.ID)
		testkit.Refused(x.t, err, fault.CodeExpired)

		nina := x.As(x.t, testkit.Nina)
		if all := x.Store.Consent.Query().CountX(nina); all < 2 {
			x.t.Errorf("%d consents are kept", all)
		}
		testkit.Must(x.t, 0, x.sign.Erase(x.t.Context(), w.ID)) // the job fires all the same
		if p := x.Store.Patient.GetX(nina, viewer.From(nina).PatientID); p.FamilyName == "—" || p.ConsentWithdrawnAt != nil {
			x.t.Errorf("the patient: %v", p)
		}
		if again := x.withdraw(nina); again.ID == w.ID {
			x.t.Error("the second withdrawal is the first")
		}
	})
}

func TestWhatNoLawKeepsIsErased(t *testing.T) {
	eachLeaving(t, func(x *leaving) {
		desk := x.As(x.t, testkit.Desk)
		text, err := signing.Current(x.t.Context(), x.Store.Client, rules.PersonalData)
		testkit.Must(x.t, text, err)
		const newcomer = "+79265550011"
		id, err := x.Auth.AddPatient(desk, "new", auth.Form{
			Phone: newcomer, FamilyName: "Ким", GivenName: "Анна", Email: "kim@example.org", BirthDate: "1961-04-12", Sex: rules.Female,
			ConsentDocumentID: text.ID, Locale: rules.RU}, rules.Spoken)
		testkit.Must(x.t, id, err)
		nina := x.As(x.t, testkit.Nina)
		patient := viewer.From(nina).PatientID
		testkit.Must(x.t, 0, x.Store.Patient.UpdateOneID(patient).SetEmail("nina@example.org").Exec(nina))
		testkit.Must(x.t, 0, x.Store.PushSubscription.Create().SetAccountID(viewer.From(nina).AccountID).SetEndpoint("e").SetP256dh("p").SetAuth("a").Exec(nina))
		for who, want := range map[string]rules.WithdrawalOutcome{id: rules.AllErased, patient: rules.ContactsErased} {
			w, err := x.sign.Record(desk, who, who, testkit.Noon)
			testkit.Must(x.t, w, err)
			testkit.Must(x.t, 0, x.sign.Finish(desk, w))
			testkit.Refused(x.t, x.sign.Finish(desk, w), fault.Conflict)
			p := x.Store.Patient.GetX(desk, who)
			known := p.FamilyName != "—" && p.Phone != "" && p.Search != ""
			if got := x.Store.ConsentWithdrawal.GetX(desk, w); got.Outcome != want || known != (want == rules.ContactsErased) || p.Email != nil {
				x.t.Errorf("%s: %v, the patient: %v", got.Outcome, got, p)
			}
		}
		if n := x.Store.PushSubscription.Query().CountX(testkit.System(x.t, policy.Notices)); n != 0 {
			x.t.Errorf("%d browsers are left", n)
		}
		if _, err := x.signIn(newcomer, ""); !errors.Is(err, fault.CodeExpired) {
			x.t.Errorf("somebody unknown signs in: %v", err)
		}
	})
}

func TestOthersRecordNoWithdrawal(t *testing.T) {
	eachLeaving(t, func(x *leaving) {
		nina := viewer.From(x.As(x.t, testkit.Nina)).PatientID
		for _, who := range []string{testkit.Vera, testkit.Grinev, testkit.Admin} {
			_, err := x.sign.Record(x.As(x.t, who), "k", nina, testkit.Noon)
			testkit.Refused(x.t, err, fault.NotFound)
		}
	})
}
