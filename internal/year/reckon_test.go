package year_test

import (
	"slices"
	"time"

	"televisit/ent/db"
	"televisit/ent/db/appointment"
	"televisit/ent/db/job"
	"televisit/ent/db/notification"
	"televisit/ent/db/payment"
	"televisit/ent/db/paymentattempt"
	"televisit/ent/db/paymentevent"
	"televisit/ent/db/refund"
	"televisit/ent/policy"
	"televisit/internal/ledger"
	"televisit/internal/pay"
	"televisit/internal/rules"
	"televisit/internal/testkit"
)

var (
	refundRefused = refund.StatusEQ(rules.RefundRefused)
	unmatched     = paymentevent.And(paymentevent.Effect(pay.Unmatched), paymentevent.NotedAtIsNil())
)

// reckon is the end: all is over, and the bank's book says what ours says.
func (y *year) reckon() {
	y.t.Helper()
	if y.t.Failed() {
		return
	}
	if len(y.open) > 0 {
		y.t.Errorf("%d appointments have no end", len(y.open))
	}
	y.reckonJobs()
	y.reckonNights()
	bank := 0
	sys := testkit.System(y.t, policy.Settle)
	all, err := y.Store.Payment.Query().Where(payment.CreatedAtGTE(y.begin)).WithAppointment().WithRefunds().Order(payment.ByID()).All(sys)
	y.must(err)
	for _, p := range all {
		bank += y.reckonPayment(p)
	}
	for _, minor := range y.bank.strays {
		bank += int(minor)
	}
	if ours := y.atProvider() - y.before; ours != bank {
		y.t.Errorf("by the books the bank has %d, by its own %d", ours, bank)
	}
}

// reckonJobs wants nothing to be left: money that was parked was taken up again.
func (y *year) reckonJobs() {
	y.t.Helper()
	sys := testkit.System(y.t, policy.Plumbing)
	if n := y.Store.Job.Query().Where(job.State("PARKED"), job.KindNotIn("ask_payment", "ask_refund", "check_refund")).CountX(sys); n > 0 {
		y.t.Errorf("%d jobs were given up", n)
	}
	if n := y.Store.Job.Query().Where(job.State("READY")).CountX(sys); n > 0 {
		y.t.Errorf("%d jobs are left", n)
	}
	n := y.Store.Notification.Query().Where(notification.StateIn(rules.DeliveryPlanned, rules.DeliverySending)).CountX(testkit.System(y.t, policy.Notices))
	if n > 0 {
		y.t.Errorf("%d messages have no end", n)
	}
}

// reckonNights wants visits that were booked in the hour before clocks
// change and in the hour after, and none in an hour that comes a second time.
func (y *year) reckonNights() {
	y.t.Helper()
	for _, night := range y.nights(y.Clock.Now().AddDate(0, 0, -quiet)) {
		for _, hour := range night.hours() {
			if y.visitsIn(hour) == 0 {
				y.t.Errorf("no visit in the hour from %s: that shows little", hour.Start)
			}
		}
		if n := y.visitsIn(rules.Interval{Start: night.at, End: night.at.Add(night.gone)}); n > 0 {
			y.t.Errorf("%d visits in the hour that came a second time", n)
		}
	}
}

func (y *year) visitsIn(in rules.Interval) int {
	n := y.Store.Appointment.Query().Where(appointment.StartsAtGTE(in.Start), appointment.StartsAtLT(in.End),
		appointment.StatusIn(rules.Fulfilled, rules.NoShow, rules.Failed, rules.Cancelled)).CountX(testkit.System(y.t, policy.Booking))
	y.counts["visits while clocks change"] += n
	return n
}

// reckonPayment compares what the bank, the books and the rules say of a visit's
// money, and returns what the bank has.
func (y *year) reckonPayment(p *db.Payment) int {
	y.t.Helper()
	sys := testkit.System(y.t, policy.Settle)
	tries, err := y.Store.PaymentAttempt.Query().Where(paymentattempt.PaymentID(p.ID)).Order(paymentattempt.ByID()).All(sys)
	y.must(err)
	bank, story := 0, []*entry{}
	for _, try := range tries {
		if e := y.bank.entries["ref-"+try.ID]; e != nil {
			bank += int(e.has())
			story = append(story, e)
		}
	}
	kept, err := ledger.KeptOf(y.t.Context(), y.Store.LedgerEntry, p.ID)
	y.must(err)
	a := p.Edges.Appointment
	if want := y.due(p, kept.Rest()); bank != want || kept.Rest() != want {
		y.t.Errorf("the bank has %d and the books %d of a visit that is %s %s (%s) and %s, not %d: %v",
			bank, kept.Rest(), a.Status, a.Absent, a.CancelReason, p.Status, want, story)
	}
	isOver := p.Status == rules.PaymentSettled || p.Status == rules.PaymentRefunded || bank == 0 && !p.Status.HasMoney()
	if !isOver || slices.ContainsFunc(p.Edges.Refunds, func(r *db.Refund) bool { return r.Status != rules.RefundDone }) {
		y.t.Errorf("the money of a visit that is %s is %s at the end: %v", a.Status, p.Status, story)
	}
	return bank
}

// due is what the clinic may have of a payment in the end, by how the visit ended.
func (y *year) due(p *db.Payment, kept int) int {
	a, byHand, late := p.Edges.Appointment, 0, false
	for _, r := range p.Edges.Refunds {
		late = late || r.Reason == rules.LatePayment
		if r.Reason == rules.ByDesk {
			byHand += r.AmountMinor
		}
	}
	switch {
	case p.PaidAt == nil || late || a.Status == rules.Expired || a.Status == rules.Failed:
		return 0
	case a.Status == rules.NoShow && a.Absent != rules.PatientAbsent:
		return 0
	case a.Status == rules.Cancelled && (a.CancelledBy != rules.Patient || a.CancelReason == rules.PractitionerLate):
		return 0
	case a.Status == rules.Cancelled && !a.CancelledAt.After(a.StartsAt.Add(-4*time.Hour)):
		return 0
	case a.Status == rules.Cancelled && kept > 0: // nothing is kept where the doctor was late
		return p.AmountMinor - rules.Share(p.AmountMinor, 50)
	case a.Status == rules.Cancelled:
		return 0
	}
	return p.AmountMinor - byHand
}

// atProvider is what the bank has, by the books.
func (y *year) atProvider() (sum int) {
	all, err := ledger.Audit(y.t.Context(), y.Store)
	y.must(err)
	for _, b := range all {
		sum += b.Balances[rules.AtProvider]
	}
	return sum
}
