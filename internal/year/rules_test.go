package year_test

import (
	"fmt"
	"slices"
	"time"

	"televisit/ent/db"
	"televisit/ent/db/appointment"
	"televisit/ent/db/notification"
	"televisit/ent/db/slotclaim"
	"televisit/ent/policy"
	"televisit/internal/ledger"
	"televisit/internal/rules"
	"televisit/internal/testkit"
)

// legal are the transitions of an appointment.
var legal = map[rules.AppointmentStatus][]rules.AppointmentStatus{
	"":                    {rules.Held},
	rules.Held:            {rules.AwaitingPayment, rules.Booked, rules.Expired},
	rules.AwaitingPayment: {rules.Booked, rules.Expired, rules.Cancelled},
	rules.Expired:         {rules.Booked},
	rules.Booked:          {rules.InProgress, rules.Cancelled, rules.NoShow, rules.Failed},
	rules.InProgress:      {rules.Fulfilled, rules.Failed},
}

// sweep lets the next look check everything, whoever has written it.
func (y *year) sweep() {
	for _, entity := range []string{db.TypeAppointment, db.TypeSlotClaim, db.TypeLedgerEntry, db.TypeNotification} {
		y.touch(entity)
	}
}

// look checks what has to hold at every moment, where something was written.
func (y *year) look() {
	y.t.Helper()
	now := y.Clock.Now()
	y.mu.Lock()
	touched := y.touched
	y.touched = map[string]bool{}
	y.mu.Unlock()
	if touched[db.TypeAppointment] || !now.Before(y.expires) {
		y.lookAtAppointments()
	}
	if touched[db.TypeAppointment] || touched[db.TypeSlotClaim] {
		y.lookAtClaims()
	}
	if touched[db.TypeLedgerEntry] || touched[db.TypePayment] || touched[db.TypeRefund] {
		y.lookAtMoney()
	}
	if touched[db.TypeNotification] {
		y.lookAtReminders()
	}
	if y.t.Failed() {
		y.t.Logf("at %s", now)
	}
}

// forgotten is how long after its end a visit has an outcome at the latest.
const forgotten = 3 * time.Hour

func (y *year) lookAtAppointments() {
	y.t.Helper()
	sys, now := testkit.System(y.t, policy.Booking), y.Clock.Now()
	all, err := y.Store.Appointment.Query().Where(appointment.Or(
		appointment.StatusIn(rules.CurrentStatuses()...), appointment.IDIn(y.open...))).Order(appointment.ByID()).All(sys)
	y.must(err)
	y.open, y.expires = nil, now.AddDate(1, 0, 0)
	for _, a := range all {
		if slices.Contains(rules.CurrentStatuses(), a.Status) {
			y.open = append(y.open, a.ID)
		}
		before, known := y.status[a.ID]
		if !known {
			y.names[a.ID] = len(y.names)
		}
		if before != a.Status {
			if y.planned > 0 && !slices.Contains(legal[before], a.Status) {
				y.t.Errorf("appointment %d went from %q to %s", y.names[a.ID], before, a.Status)
			}
			y.status[a.ID] = a.Status
			y.counts[string(a.Status)]++
			fmt.Fprintln(y.digest, now.Sub(y.begin), y.names[a.ID], a.Status)
		}
		y.lookAtTimes(a, now)
	}
}

// lookAtTimes wants no appointment to wait past its time.
func (y *year) lookAtTimes(a *db.Appointment, now time.Time) {
	y.t.Helper()
	switch a.Status {
	case rules.Held, rules.AwaitingPayment:
		if a.HoldExpiresAt == nil || !a.HoldExpiresAt.Add(step).After(now) {
			y.t.Errorf("appointment %d is %s past its time", y.names[a.ID], a.Status)
		} else if a.HoldExpiresAt.Before(y.expires) {
			y.expires = *a.HoldExpiresAt
		}
	case rules.Booked, rules.InProgress:
		if a.EndsAt.Add(forgotten).Before(now) {
			y.t.Errorf("appointment %d is %s long after its end", y.names[a.ID], a.Status)
		}
	}
}

// lookAtClaims wants nobody in two places, and no claim without its appointment.
func (y *year) lookAtClaims() {
	y.t.Helper()
	now := y.Clock.Now()
	live, err := y.Store.SlotClaim.Query().Where(slotclaim.Live(true), slotclaim.EndsAtGT(now)).
		Order(slotclaim.ByStartsAt()).All(testkit.System(y.t, policy.Booking))
	y.must(err)
	until := map[string]time.Time{}
	for _, c := range live {
		who := []string{c.PractitionerID}
		if c.PatientID != nil {
			who = append(who, *c.PatientID)
		}
		for _, person := range who {
			if c.StartsAt.Before(until[person]) {
				y.t.Errorf("somebody is in two places at %s", c.StartsAt)
			}
			until[person] = c.EndsAt
		}
		if c.AppointmentID != nil && !slices.Contains(rules.CurrentStatuses(), y.status[*c.AppointmentID]) {
			y.t.Errorf("a claim outlives its appointment, which is %s", y.status[*c.AppointmentID])
		}
	}
}

func (y *year) lookAtMoney() {
	y.t.Helper()
	all, err := ledger.Audit(y.t.Context(), y.Store)
	y.must(err)
	for _, b := range all {
		sum := 0
		for _, minor := range b.Balances {
			sum += minor
		}
		if wrong := b.Imbalances(); sum != 0 || len(wrong) > 0 {
			y.t.Errorf("the books sum to %d: %v", sum, wrong)
		}
	}
}

// lookAtReminders wants each of them once, and for a visit that takes place then.
func (y *year) lookAtReminders() {
	y.t.Helper()
	now := y.Clock.Now()
	sent, err := y.Store.Notification.Query().Where(notification.IDGT(y.lasts)).Order(notification.ByID()).All(testkit.System(y.t, policy.Notices))
	y.must(err)
	for _, n := range sent {
		y.lasts = n.ID
		if n.Notice.Group() != rules.NoticeReminders {
			continue
		}
		y.counts["reminded"]++
		a := y.appointment(n.AppointmentID)
		if a.Status != rules.Booked && a.Status != rules.InProgress || a.Sequence != n.Sequence || !a.EndsAt.After(now) {
			y.t.Errorf("%s of a visit that is %s and ends at %s", n.Notice, a.Status, a.EndsAt)
		}
		once := fmt.Sprint(n.AppointmentID, n.Notice, n.Channel, a.StartsAt)
		if y.told[once] {
			y.t.Errorf("%s goes out twice", n.Notice)
		}
		y.told[once] = true
	}
}
