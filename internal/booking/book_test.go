package booking_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"televisit/ent/db/appointmentevent"
	"televisit/ent/db/payment"
	"televisit/ent/db/slotclaim"
	"televisit/ent/db/visit"
	"televisit/ent/policy"
	"televisit/internal/fault"
	"televisit/internal/outbox"
	"televisit/internal/rules"
	"televisit/internal/testkit"
)

func TestBookingKeepsTheTimeOpensTheVisitAndTheDebt(t *testing.T) {
	each(t, func(c *clinic) {
		nina := c.As(c.t, testkit.Nina)
		id := c.held(nina, tomorrow(9, 0))
		if err := c.Book(nina, key(), id, "  headache "); err != nil {
			c.t.Fatal(err)
		}
		a := c.appointment(id)
		if a.Status != rules.Booked || a.Reason != "headache" || a.HoldExpiresAt != nil {
			c.t.Errorf("%s, reason %q, held until %v", a.Status, a.Reason, a.HoldExpiresAt)
		}
		sys := testkit.System(c.t, policy.Booking)
		claim, err := c.Store.SlotClaim.Query().Where(slotclaim.AppointmentID(id)).Only(sys)
		if err != nil || claim.State != rules.ClaimBooked || claim.ExpiresAt != nil || !claim.Live {
			c.t.Errorf("the claim: %v, %v", claim, err)
		}
		p, err := c.Store.Payment.Query().Where(payment.AppointmentID(id)).Only(sys)
		if err != nil || p.Status != rules.PaymentDue || p.AmountMinor != c.advice.PriceMinor {
			c.t.Errorf("the payment: %v, %v", p, err)
		}
		v, err := c.Store.Visit.Query().Where(visit.AppointmentID(id)).Only(nina)
		if err != nil || v.Status != rules.VisitScheduled {
			c.t.Errorf("the visit: %v, %v", v, err)
		}
		c.Clock.Advance(time.Hour)
		if err := c.Expire(c.t.Context(), id); err != nil {
			c.t.Fatal(err)
		}
		c.wantStatus(id, rules.Booked) // the timer of the hold is void
	})
}

func TestACoveredVisitOwesNothing(t *testing.T) {
	each(t, func(c *clinic) {
		c.advice = c.World.Service(c.t, 60, rules.Covered, rules.AtVisit)
		id := c.booked(c.As(c.t, testkit.Nina), tomorrow(9, 0))
		n, err := c.Store.Payment.Query().Where(payment.AppointmentID(id)).Count(testkit.System(c.t, policy.Booking))
		if err != nil || n != 0 {
			c.t.Errorf("%d payments, %v", n, err)
		}
	})
}

func TestATimeIsBookedOnce(t *testing.T) {
	each(t, func(c *clinic) {
		nina := c.As(c.t, testkit.Nina)
		id := c.held(nina, tomorrow(9, 0))
		k := key()
		for range 2 {
			if err := c.Book(nina, k, id, "headache"); err != nil {
				c.t.Fatal(err)
			}
		}
		testkit.Refused(c.t, c.Book(nina, k, id, "another reason"), fault.IdempotencyKeyReused)
		testkit.Refused(c.t, c.Book(nina, key(), id, "headache"), fault.Conflict)
	})
}

func TestParallelBookingsOfOneHoldMakeOne(t *testing.T) {
	each(t, func(c *clinic) {
		nina := c.As(c.t, testkit.Nina)
		id := c.held(nina, tomorrow(9, 0))
		booked := 0
		for _, err := range testkit.Together(20, func(int) error { return c.Book(nina, key(), id, "") }) {
			if err == nil {
				booked++
				continue
			}
			testkit.Refused(c.t, err, fault.Conflict)
		}
		if booked != 1 {
			c.t.Errorf("booked %d times", booked)
		}
	})
}

func TestOnlyTheOwnerBooks(t *testing.T) {
	each(t, func(c *clinic) {
		id := c.held(c.As(c.t, testkit.Nina), tomorrow(9, 0))
		for _, who := range []string{testkit.Vera, testkit.Vorontsov, testkit.Admin} {
			testkit.Refused(c.t, c.Book(c.As(c.t, who), key(), id, ""), fault.NotFound)
		}
		testkit.Refused(c.t, c.Book(c.t.Context(), key(), id, ""), fault.NotFound)
		testkit.Refused(c.t, c.Book(c.As(c.t, testkit.Nina), key(), "apt_unknown", ""), fault.NotFound)
	})
}

func TestAHoldCanBeBookedUntilItsLastInstant(t *testing.T) {
	each(t, func(c *clinic) {
		nina := c.As(c.t, testkit.Nina)
		first, second := c.held(nina, tomorrow(9, 0)), c.held(nina, tomorrow(10, 0))
		c.Clock.Advance(10*time.Minute - 1000)
		if err := c.Book(nina, key(), first, ""); err != nil {
			c.t.Errorf("a moment before: %v", err)
		}
		c.Clock.Advance(1000)
		testkit.Refused(c.t, c.Book(nina, key(), second, ""), fault.HoldExpired)
		if err := c.Expire(c.t.Context(), second); err != nil {
			c.t.Fatal(err)
		}
		testkit.Refused(c.t, c.Book(nina, key(), second, ""), fault.HoldExpired)
	})
}

func TestAReasonMayBeLongButNotEndless(t *testing.T) {
	each(t, func(c *clinic) {
		nina := c.As(c.t, testkit.Nina)
		id := c.held(nina, tomorrow(9, 0))
		testkit.Refused(c.t, c.Book(nina, key(), id, strings.Repeat("ж", 2001)), fault.InvalidInput)
		if err := c.Book(nina, key(), id, strings.Repeat("ж", 2000)); err != nil {
			c.t.Error(err)
		}
	})
}

func TestEachTransitionIsRecordedWithWhoDidIt(t *testing.T) {
	each(t, func(c *clinic) {
		nina := c.As(c.t, testkit.Nina)
		id := c.booked(nina, tomorrow(9, 0))
		dead := c.held(nina, tomorrow(10, 0))
		c.Clock.Advance(10 * time.Minute)
		if err := c.Expire(c.t.Context(), dead); err != nil {
			c.t.Fatal(err)
		}
		c.wantEvents(id, "HELD by patient", "BOOKED by patient")
		c.wantEvents(dead, "HELD by patient", "EXPIRED by system:booking")
	})
}

func (c *clinic) wantEvents(id string, want ...string) {
	c.t.Helper()
	found, err := c.Store.AppointmentEvent.Query().Where(appointmentevent.AppointmentID(id)).
		Order(appointmentevent.ByID()).All(testkit.System(c.t, policy.Plumbing))
	testkit.Must(c.t, found, err)
	var got []string
	for _, e := range found {
		who := e.Actor
		if strings.HasPrefix(who, "acc_") {
			who = "patient"
		}
		got = append(got, e.Kind+" by "+who)
	}
	if !slices.Equal(got, want) {
		c.t.Errorf("events %q, not %q", got, want)
	}
	if n := len(c.events(outbox.Appointment(id))); n != len(want) {
		c.t.Errorf("%d events in the stream", n)
	}
}
