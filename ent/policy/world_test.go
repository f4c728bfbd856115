package policy_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"televisit/ent/db"
	"televisit/ent/policy"
	"televisit/internal/booking"
	"televisit/internal/charting"
	"televisit/internal/rules"
	"televisit/internal/testkit"
	"televisit/internal/viewer"
)

// fill gives the seeded clinic rows of every kind:
// Nina (confirmed) holds a time of Melnikova, and has been with Vorontsov before;
// Vera has a visit with Vorontsov today, with a paper, a message and a draft,
// one of Grinyov that she has not paid, with a paper and a signed IDS, and one
// of his that she called off before she paid;
// Petr (unconfirmed) has a visit with Vorontsov, and an entry in the chart.
func fill(t *testing.T, w *testkit.World) {
	t.Helper()
	nina, vera, vorontsov := w.As(t, testkit.Nina), w.As(t, testkit.Vera), w.As(t, testkit.Vorontsov)
	advice, prepaid := w.Service(t, 30, rules.SelfPay, rules.AtVisit), w.Service(t, 30, rules.SelfPay, rules.Prepay)
	bookings := &booking.Service{Store: w.Store, Clock: w.Clock}
	at := testkit.Noon.AddDate(0, 0, 1)

	hold(t, bookings, nina, w.Practitioner(t, testkit.Melnikova), advice, at)
	unpaid := hold(t, bookings, vera, w.Practitioner(t, testkit.Grinev), prepaid, at.Add(time.Hour))
	ok(t, bookings.Book(vera, "book", unpaid, "secret reason"))

	calledOff := hold(t, bookings, vera, w.Practitioner(t, testkit.Grinev), prepaid, at.Add(2*time.Hour))
	ok(t, bookings.Book(vera, "book another", calledOff, "secret reason"))
	ok(t, w.Store.Appointment.UpdateOneID(calledOff).SetStatus(rules.Cancelled).Exec(testkit.System(t, policy.Booking)))

	today := w.Appointment(t, testkit.Vera, rules.Booked)
	_, err := (&charting.Service{Store: w.Store, Clock: w.Clock}).Save(vorontsov, today.ID, rules.ConclusionContent{Plan: "draft"})
	ok(t, err)
	paper(t, w, vera, today.ID, today.PractitionerID)
	paper(t, w, vera, unpaid, w.Practitioner(t, testkit.Grinev).ID)
	ok(t, w.Store.Consent.Create().SetPatientID(today.PatientID).SetPractitionerID(w.Practitioner(t, testkit.Grinev).ID).
		SetAppointmentID(unpaid).SetDocumentID(w.Store.ConsentDocument.Query().FirstX(t.Context()).ID).SetKind(rules.IDS).
		SetLocale(rules.RU).SetTextSha256("x").SetChannel(rules.SMS).SetChallengeID("x").SetPhone("x").SetSignedAt(testkit.Noon).
		Exec(testkit.System(t, policy.Signing)))
	v := today.QueryVisit().OnlyX(vera)
	ok(t, w.Store.ChatMessage.Create().SetVisitID(v.ID).SetPatientID(v.PatientID).SetPractitionerID(v.PractitionerID).SetSeq(1).
		SetAuthorID("x").SetAuthorRole(rules.Patient).SetAuthorName("x").SetText("secret").Exec(vera))
	ok(t, w.Store.VisitQuality.Create().SetVisitID(v.ID).SetPatientID(v.PatientID).SetPractitionerID(v.PractitionerID).SetRole(rules.Patient).
		SetLink(rules.LinkGood).SetLossUp(0).SetLossDown(0).SetRttMs(40).SetUpKbps(900).SetDownKbps(900).SetFreezes(0).SetWay("udp").
		Exec(testkit.System(t, policy.Presence)))
	ok(t, w.Store.DelayNotice.Create().SetPractitionerID(v.PractitionerID).SetAppointmentID(today.ID).SetFromAt(today.StartsAt).
		SetUntilAt(today.EndsAt).SetBy(rules.Practitioner).Exec(testkit.System(t, policy.Presence)))
	ok(t, w.Store.ConsentWithdrawal.Create().SetPatientID(v.PatientID).SetAccountID("x").SetConsentID("x").SetChannel(rules.Paper).
		SetWithdrawnAt(testkit.Noon).SetFinishBy(testkit.Noon).Exec(testkit.System(t, policy.Signing)))
	for _, status := range []rules.GuestStatus{rules.GuestAdmitted, rules.GuestHeld} {
		invited(t, w, today, status)
	}
	session(t, w)
	clients(t, w, at)
	money(t, w, today)
	notices(t, w, today)
	for _, email := range []string{testkit.Vorontsov, testkit.Melnikova} {
		ok(t, w.Store.ScheduleException.Create().SetPractitionerID(w.Practitioner(t, email).ID).SetKind(rules.Leave).
			SetFromDate("2026-04-01").SetToDate("2026-04-02").SetNote("secret").SetEnteredBy("x").Exec(testkit.System(t, policy.Booking)))
	}
}

// notices are messages to Vera and her doctor, and browsers of both.
func notices(t *testing.T, w *testkit.World, a *db.Appointment) {
	t.Helper()
	sys := testkit.System(t, policy.Notices)
	for who, patient := range map[string]string{testkit.Vera: a.PatientID, testkit.Vorontsov: ""} {
		ctx := w.As(t, who)
		account := viewer.From(ctx).AccountID
		ok(t, w.Store.Notification.Create().SetAccountID(account).SetPatientID(patient).SetAppointmentID(a.ID).
			SetNotice(rules.NoticeWaiting).SetChannel(rules.ChannelPush).SetSequence(0).SetKey(who).Exec(sys))
		ok(t, w.Store.PushSubscription.Create().SetAccountID(account).SetEndpoint(who).SetP256dh("x").SetAuth("x").Exec(ctx))
	}
}

// invited is a guest of Vera's visit.
func invited(t *testing.T, w *testkit.World, a *db.Appointment, s rules.GuestStatus) {
	t.Helper()
	sys := testkit.System(t, policy.Presence)
	account, err := w.Store.Account.Create().SetRole(rules.Guest).SetName("secret").SetTimeZone("UTC").Save(sys)
	ok(t, err)
	ok(t, w.Store.Guest.Create().SetAppointmentID(a.ID).SetPatientID(a.PatientID).SetPractitionerID(a.PractitionerID).
		SetAccountID(account.ID).SetRole(rules.Relative).SetName("secret").SetPhone("+79990000077").SetLocale(rules.RU).
		SetStatus(s).SetInvitedBy(rules.Patient).Exec(sys))
}

// clients are two programs: Vera and Petr are linked to the first, Nina to the
// second, and Petr has taken his word back. Both have made appointments for theirs.
func clients(t *testing.T, w *testkit.World, at time.Time) {
	t.Helper()
	bookings := &booking.Service{Store: w.Store, Clock: w.Clock}
	first, _ := w.APIClient(t)
	second, _ := w.APIClient(t)
	w.Clock.Advance(time.Hour)
	for i, x := range []struct {
		client context.Context
		phone  string
	}{{first, testkit.Vera}, {first, testkit.Petr}, {second, testkit.Nina}} {
		_, err := bookings.Hold(x.client, fmt.Sprint("for ", x.phone), booking.HoldRequest{
			PractitionerID: w.Practitioner(t, testkit.Vorontsov).ID, ServiceID: w.Service(t, 30, rules.SelfPay, rules.AtVisit).ID,
			PatientID: w.Link(t, x.client, x.phone), StartsAt: at.Add(time.Duration(i+6) * time.Hour),
		})
		ok(t, err)
	}
	w.Clock.Set(testkit.Noon)
	petr := w.As(t, testkit.Petr)
	ok(t, w.Auth.EndLink(petr, w.Store.PatientLink.Query().OnlyIDX(petr)))
}

func ok(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func hold(t *testing.T, s *booking.Service, ctx context.Context, p *db.Practitioner, svc *db.HealthcareService, at time.Time) string {
	t.Helper()
	id, err := s.Hold(ctx, at.String(), booking.HoldRequest{
		PractitionerID: p.ID, ServiceID: svc.ID, PatientID: viewer.From(ctx).PatientID, StartsAt: at,
	})
	ok(t, err)
	return id
}

func paper(t *testing.T, w *testkit.World, ctx context.Context, appointment, practitioner string) {
	t.Helper()
	ok(t, w.Store.Document.Create().SetAppointmentID(appointment).SetPatientID(viewer.From(ctx).PatientID).
		SetPractitionerID(practitioner).SetUploadedBy("x").SetFromPatient(true).SetName("x.pdf").SetSize(1).SetSha256("x").
		SetContentType("application/pdf").SetKind("OTHER").SetBlobKey(appointment).Exec(ctx))
}

func session(t *testing.T, w *testkit.World) {
	t.Helper()
	if _, err := w.Auth.SignInStaff(t.Context(), "nobody@lipa.example", "x", "x"); err == nil {
		t.Fatal("somebody unknown was let in")
	}
	for _, phone := range []string{testkit.Nina, testkit.Vera} {
		c, err := w.Auth.RequestCode(t.Context(), phone)
		ok(t, err)
		_, err = w.Auth.Confirm(t.Context(), c.ID, w.Auth.Code(c.ID), "")
		ok(t, err)
	}
}

func money(t *testing.T, w *testkit.World, a *db.Appointment) {
	t.Helper()
	sys := testkit.System(t, policy.Settle)
	p := a.QueryPayment().OnlyX(sys)
	try, err := w.Store.PaymentAttempt.Create().SetPaymentID(p.ID).SetProvider("x").SetMethod(rules.Card).SetStatus(rules.PaymentPaid).Save(sys)
	ok(t, err)
	ok(t, w.Store.PaymentEvent.Create().SetProvider("x").SetEventID("x").SetRef("x").SetStatus("SUCCEEDED").
		SetAmountMinor(1).SetCurrency("RUB").Exec(sys))
	ok(t, w.Store.Refund.Create().SetPaymentID(p.ID).SetAttemptID(try.ID).SetAmountMinor(1).SetCurrency(rules.RUB).
		SetReason("x").SetDeadline(testkit.Noon).Exec(sys))
	ok(t, w.Store.Dispute.Create().SetPaymentID(p.ID).SetProvider("x").SetRef("x").SetAmountMinor(1).SetCurrency(rules.RUB).SetReason("x").Exec(sys))
	ok(t, w.Store.ServiceChange.Create().SetServiceID("x").SetAccountID(viewer.From(w.As(t, testkit.Desk)).AccountID).SetByName("x").
		SetBefore(rules.ServiceTerms{}).SetAfter(rules.ServiceTerms{}).Exec(w.As(t, testkit.Desk)))
	ok(t, w.Store.Receipt.Create().SetPaymentID(p.ID).SetKind(rules.PrepaymentReceipt).SetAmountMinor(1).SetCurrency(rules.RUB).Exec(sys))
	ok(t, w.Store.LedgerEntry.Create().SetPaymentID(p.ID).SetTransactionID("x").SetMovement(rules.MoneyPaid).
		SetAccount(rules.AtProvider).SetAmountMinor(1).SetCurrency(rules.RUB).Exec(sys))
}
