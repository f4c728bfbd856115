package year_test

import (
	"context"
	"errors"
	"slices"
	"time"

	"televisit/ent/db"
	"televisit/ent/db/appointment"
	"televisit/ent/db/payment"
	"televisit/ent/db/paymentattempt"
	"televisit/ent/policy"
	"televisit/internal/booking"
	"televisit/internal/pay"
	"televisit/internal/rules"
	"televisit/internal/signaling"
	"televisit/internal/testkit"
	"televisit/internal/viewer"
	"televisit/internal/visiting"
)

// plan says when people think of the clinic.
func (y *year) plan(days int) {
	end := y.begin.AddDate(0, 0, days)
	for day := range days {
		morning := y.begin.AddDate(0, 0, day)
		for range 12 + y.rng.IntN(14) {
			y.at(morning.Add(y.minutes(0, 24*60)), y.somebodyBooks)
		}
		y.at(morning.Add(8*time.Hour), y.deskLooks)
		if y.happens(6) {
			y.at(morning.Add(y.minutes(0, 24*60)), y.bank.closes)
		}
		if y.happens(12) {
			y.at(morning.Add(y.minutes(0, 24*60)), y.somebodyTakesLeave)
		}
	}
	for _, night := range y.nights(end) {
		for i := range 12 {
			hour := night.hours()[i%2]
			y.at(night.at.Add(-y.minutes(8*60, 47*60)), func() { y.books(y.doctors[0], hour, true) })
		}
	}
}

// nights are those of the life in which clocks change, with two days before them.
func (y *year) nights(end time.Time) (found []change) {
	for _, night := range []change{spring, autumn} {
		if night.at.After(y.begin.Add(48*time.Hour)) && night.at.Before(end) {
			found = append(found, night)
		}
	}
	return found
}

// somebodyBooks wants some time of the next days.
func (y *year) somebodyBooks() {
	from := y.Clock.Now().Add(y.minutes(0, 6*24*60))
	y.books(y.doctors[y.rng.IntN(len(y.doctors))], rules.Interval{Start: from, End: from.Add(36 * time.Hour)}, false)
}

// books holds one of the free times, and mostly books it in time. Who is sure
// does not think again, and tries again when the time was let go unpaid.
func (y *year) books(d *doctor, in rules.Interval, sure bool) {
	who := y.patients[y.rng.IntN(len(y.patients))]
	as, service := viewer.With(y.t.Context(), who), d.services[y.rng.IntN(len(d.services))]
	at, ok := y.freeTime(d, service.ID, in)
	if !ok {
		return
	}
	want := booking.HoldRequest{PractitionerID: d.ID, ServiceID: service.ID, PatientID: who.PatientID, StartsAt: at}
	id, err := y.book.Hold(as, y.key(), want)
	if !y.expected(err) {
		return
	}
	if other, ok := y.freeTime(d, service.ID, in); ok && !sure && y.happens(8) {
		want.StartsAt, want.Replaces = other, id
		if id, err = y.book.Hold(as, y.key(), want); !y.expected(err) {
			return
		}
	}
	switch n := y.rng.IntN(100); {
	case sure:
		y.after(40*time.Minute, func() {
			if y.appointment(id).Status == rules.Expired {
				y.books(d, in, sure)
			}
		})
	case n < 7: // the window was closed
		return
	case n < 10:
		y.after(y.minutes(1, 12), func() { y.expected(y.book.Release(as, id)) })
		return
	case n < 16:
		y.after(y.minutes(1, 11), func() { y.expected(y.book.Extend(as, id)) })
	}
	latest := map[bool]int{true: 8, false: 12}[sure]
	y.after(y.minutes(1, latest), func() {
		if y.expected(y.book.Book(as, y.key(), id, "")) {
			y.hasBooked(as, d, id, sure)
		}
	})
}

func (y *year) freeTime(d *doctor, service string, in rules.Interval) (time.Time, bool) {
	free, err := y.book.Free(y.t.Context(), d.ID, service, "", in)
	y.must(err)
	if len(free.Slots) == 0 {
		return time.Time{}, false
	}
	return free.Slots[y.rng.IntN(min(len(free.Slots), 12))].Start, true
}

// hasBooked plans what this person will do: pay or not, think again, come.
func (y *year) hasBooked(as context.Context, d *doctor, id string, sure bool) {
	a := y.appointment(id)
	left := max(int(a.StartsAt.Sub(y.Clock.Now())/time.Minute), 2)
	if a.Funding == rules.SelfPay && !y.happens(8) {
		soon := 20
		if a.PaymentPolicy == rules.AtVisit && y.happens(50) {
			soon = left
		}
		y.after(y.minutes(0, soon+1), func() { y.pays(as, id) })
	}
	switch n := y.rng.IntN(100); {
	case sure:
	case n < 14:
		y.after(y.minutes(1, left+1), func() { y.calledOff(as, id, rules.PlansChanged) })
	case n < 18:
		y.after(y.minutes(1, left+1), func() { y.calledOff(d.as, id, rules.PractitionerUnavailable) })
	case n < 38:
		y.after(y.minutes(1, left+1), func() { y.moves(as, as, d, id) })
	}
	y.comes(as, d, id, a.StartsAt)
}

func (y *year) appointment(id string) *db.Appointment {
	a, err := y.Store.Appointment.Get(testkit.System(y.t, policy.Booking), id)
	y.must(err)
	return a
}

func (y *year) pays(as context.Context, id string) {
	_, err := y.pay.Start(as, y.key(), pay.StartRequest{AppointmentID: id, Method: rules.Card, ReturnURL: "/", Locale: rules.RU})
	if !y.expected(err) {
		return
	}
	try, err := y.Store.PaymentAttempt.Query().Where(paymentattempt.HasPaymentWith(payment.AppointmentID(id))).
		Order(db.Desc("id")).First(testkit.System(y.t, policy.Settle))
	y.must(err)
	if y.happens(12) { // the card was left at home: a second try, and the first may still be paid
		y.after(y.minutes(1, 60), func() { y.pays(as, id) })
	}
	if !y.happens(10) {
		y.after(y.minutes(0, 15), func() { y.bank.payFor(try.ID) })
	}
}

func (y *year) calledOff(as context.Context, id string, why rules.CancelReason) {
	_, err := y.book.Cancel(as, y.key(), id, why)
	y.expected(err)
}

// moves moves a visit of as, at the word of by.
func (y *year) moves(by, as context.Context, d *doctor, id string) {
	from := y.Clock.Now().Add(y.minutes(0, 6*24*60))
	at, ok := y.freeTime(d, y.appointment(id).ServiceID, rules.Interval{Start: from, End: from.Add(36 * time.Hour)})
	if !ok || !y.expected(y.book.Reschedule(by, y.key(), id, at)) {
		return
	}
	y.counts["moved"]++
	y.comes(as, d, id, at)
}

// comes plans the visit itself: some stay away, some doctors are late, some
// calls overrun, and some doctors forget to finish.
func (y *year) comes(as context.Context, d *doctor, id string, at time.Time) {
	stands := func(do func()) func() { // unless it was moved meanwhile
		return func() {
			if y.appointment(id).StartsAt.Equal(at) {
				do()
			}
		}
	}
	if !y.happens(12) {
		y.at(at.Add(y.minutes(0, 10)), stands(func() { y.enters(as, id) }))
	}
	if y.happens(8) {
		return
	}
	late := y.minutes(0, 3)
	if y.happens(20) {
		late = y.minutes(3, 25)
		y.at(at.Add(time.Minute), stands(func() { y.saysLate(as, d, id) }))
	}
	y.at(at.Add(late), stands(func() { y.enters(d.as, id) }))
	y.at(at.Add(late+y.minutes(15, 20)), stands(func() { y.waitsInVain(d, id) }))
	if y.happens(96) {
		y.at(at.Add(late+y.minutes(12, 40)), stands(func() { y.leaves(as, d, id) }))
	}
}

// saysLate is a doctor who gives word, and a patient who may not want to wait.
func (y *year) saysLate(as context.Context, d *doctor, id string) {
	if !y.happens(50) || !y.expected(y.visits.AnnounceDelay(d.as, y.key(), id, 5+5*y.rng.IntN(6))) {
		return
	}
	y.counts["said late"]++
	switch n := y.rng.IntN(100); {
	case n < 15:
		y.after(y.minutes(0, 5), func() { y.calledOff(as, id, rules.PractitionerLate) })
	case n < 30:
		y.after(y.minutes(0, 5), func() { y.moves(as, as, d, id) })
	case n < 40:
		y.after(y.minutes(1, 5), func() { y.expected(y.visits.WithdrawDelay(d.as, id)) })
	}
}

// waitsInVain is a doctor who has waited, or whose line is broken.
func (y *year) waitsInVain(d *doctor, id string) {
	switch n := y.rng.IntN(100); {
	case n < 40:
		y.expected(y.book.MarkAbsent(d.as, id))
	case n < 42:
		y.expected(y.book.MarkFailed(d.as, id))
	}
}

// enters goes through the gate, as joinVisit does.
func (y *year) enters(as context.Context, id string) {
	f, err := visiting.Read(as, y.Store, id)
	if !y.expected(err) {
		return
	}
	f.Facts.Consented = true // the forms are signed at the desk
	pass, err := rules.Admit(f.Facts, f.Settings.Window(), y.Clock.Now())
	if !y.expected(err) {
		return
	}
	for _, state := range []signaling.PresenceState{signaling.Joined, signaling.Connected} {
		y.fact(as, id, pass.Role(), state)
	}
}

func (y *year) fact(as context.Context, id string, role rules.Role, state signaling.PresenceState) {
	p := signaling.Presence{AppointmentID: id, AccountID: viewer.From(as).AccountID, Role: role, State: state}
	y.inside.Note(p)
	y.visits.Presence(y.t.Context(), p)
}

func (y *year) leaves(as context.Context, d *doctor, id string) {
	y.expected(y.visits.Finish(d.as, id))
	for _, g := range y.inside.Inside(id) {
		who := map[bool]context.Context{true: as, false: d.as}[g.Role == rules.Patient]
		y.fact(who, id, g.Role, signaling.Departed)
	}
}

// somebodyTakesLeave closes a day on which people have booked already.
func (y *year) somebodyTakesLeave() {
	d := y.doctors[1+y.rng.IntN(len(y.doctors)-1)]
	day := rules.DateOf(y.Clock.Now().AddDate(0, 0, 1+y.rng.IntN(5)), berlin)
	leave := leaveOn(d, day)
	breaks, err := y.schedules.Preview(d.as, leave)
	if !y.expected(err) {
		return
	}
	if _, err := y.schedules.Make(d.as, y.key(), leave, breaks.Token); !y.expected(err) {
		return
	}
	y.counts["leave"]++
	for _, id := range breaks.Visits {
		y.counts["displaced"]++
		y.after(y.minutes(5, 600), func() { y.deskHelps(d, id) })
	}
}

// deskHelps finds another time for somebody whose time is gone, or calls the visit off.
func (y *year) deskHelps(d *doctor, id string) {
	a := y.appointment(id)
	if a.Status != rules.Booked || a.DisplacedAt == nil {
		return
	}
	i := slices.IndexFunc(y.patients, func(v viewer.Viewer) bool { return v.PatientID == a.PatientID })
	if y.happens(60) {
		y.moves(y.desk, viewer.With(y.t.Context(), y.patients[i]), d, id)
		return
	}
	y.calledOff(y.desk, id, rules.ClinicReason)
}

// deskLooks is the desk's morning: refunds that were refused, money of nobody,
// and now and then somebody who gets a part back.
func (y *year) deskLooks() {
	sys := testkit.System(y.t, policy.Settle)
	refused, err := y.Store.Refund.Query().Where(refundRefused).Order(db.Asc("id")).All(sys)
	y.must(err)
	for _, r := range refused {
		y.counts["refund asked for again"]++
		y.expected(y.pay.RetryRefund(y.desk, r.ID))
	}
	strange, err := y.Store.PaymentEvent.Query().Where(unmatched).Order(db.Asc("id")).All(sys)
	y.must(err)
	for _, e := range strange {
		y.expected(y.pay.NoteUnmatched(y.desk, e.ID, "written to the bank"))
	}
	if !y.happens(30) {
		return
	}
	p, err := y.Store.Payment.Query().Where(payment.StatusEQ(rules.PaymentSettled), payment.HasAppointmentWith(
		appointment.StatusEQ(rules.Fulfilled), appointment.StartsAtGT(y.Clock.Now().AddDate(0, 0, -3)))).Order(db.Desc("id")).First(sys)
	if db.IsNotFound(err) {
		return
	}
	y.must(err)
	_, err = y.pay.RefundByHand(y.desk, y.key(), pay.RefundRequest{PaymentID: p.ID, AmountMinor: 1 + y.rng.IntN(p.AmountMinor), Note: "not content"})
	if y.expected(err) {
		y.counts["given back by hand"]++
	}
}

// errNoGateway is an SMS that was not taken.
var errNoGateway = errors.New("no gateway")
