package year_test

import (
	"context"
	"time"

	"televisit/ent/db"
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

// somebodyBooks holds one of the free times, and mostly books it in time.
func (y *year) somebodyBooks() {
	who := y.patients[y.rng.IntN(len(y.patients))]
	as, d := viewer.With(y.t.Context(), who), y.doctors[y.rng.IntN(len(y.doctors))]
	service := d.services[y.rng.IntN(len(d.services))]
	at, ok := y.freeTime(d, service.ID)
	if !ok {
		return
	}
	id, err := y.book.Hold(as, y.key(), booking.HoldRequest{PractitionerID: d.ID, ServiceID: service.ID, PatientID: who.PatientID, StartsAt: at})
	if !y.expected(err) {
		return
	}
	if y.happens(10) { // the window was closed
		return
	}
	y.after(y.minutes(1, 12), func() {
		if y.expected(y.book.Book(as, y.key(), id, "")) {
			y.hasBooked(as, d, id)
		}
	})
}

func (y *year) freeTime(d *doctor, service string) (time.Time, bool) {
	from := y.Clock.Now().Add(y.minutes(0, 6*24*60))
	free, err := y.book.Free(y.t.Context(), d.ID, service, "", rules.Interval{Start: from, End: from.Add(36 * time.Hour)})
	y.must(err)
	if len(free.Slots) == 0 {
		return time.Time{}, false
	}
	return free.Slots[y.rng.IntN(min(len(free.Slots), 12))].Start, true
}

// hasBooked plans what this person will do: pay or not, think again, come.
func (y *year) hasBooked(as context.Context, d *doctor, id string) {
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
	case n < 14:
		y.after(y.minutes(1, left+1), func() { y.calledOff(as, id, rules.PlansChanged) })
	case n < 18:
		y.after(y.minutes(1, left+1), func() { y.calledOff(d.as, id, rules.PractitionerUnavailable) })
	case n < 38:
		y.after(y.minutes(1, left+1), func() { y.moves(as, d, id) })
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

func (y *year) moves(as context.Context, d *doctor, id string) {
	at, ok := y.freeTime(d, y.appointment(id).ServiceID)
	if !ok || !y.expected(y.book.Reschedule(as, y.key(), id, at)) {
		return
	}
	y.counts["moved"]++
	y.comes(as, d, id, at)
}

// comes plans the visit itself: some stay away, some doctors are late, some
// calls overrun, and some doctors forget to finish.
func (y *year) comes(as context.Context, d *doctor, id string, at time.Time) {
	if !y.happens(12) {
		y.at(at.Add(y.minutes(0, 10)), func() { y.enters(as, id, at) })
	}
	if y.happens(8) {
		return
	}
	late := y.minutes(0, 3)
	if y.happens(20) {
		late = y.minutes(3, 25)
	}
	y.at(at.Add(late), func() { y.enters(d.as, id, at) })
	if y.happens(96) {
		y.at(at.Add(late+y.minutes(12, 40)), func() { y.leaves(as, d, id, at) })
	}
}

// enters goes through the gate, as joinVisit does.
func (y *year) enters(as context.Context, id string, at time.Time) {
	if !y.appointment(id).StartsAt.Equal(at) { // it was moved
		return
	}
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

func (y *year) leaves(as context.Context, d *doctor, id string, at time.Time) {
	if !y.appointment(id).StartsAt.Equal(at) {
		return
	}
	y.expected(y.visits.Finish(d.as, id))
	for _, g := range y.inside.Inside(id) {
		who := map[bool]context.Context{true: as, false: d.as}[g.Role == rules.Patient]
		y.fact(who, id, g.Role, signaling.Departed)
	}
}
