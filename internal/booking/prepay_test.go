package booking_test

import (
	"context"
	"testing"
	"time"

	"televisit/ent/db"
	"televisit/ent/db/payment"
	"televisit/ent/db/visit"
	"televisit/ent/policy"
	"televisit/internal/fault"
	"televisit/internal/rules"
	"televisit/internal/testkit"
)

func TestAPrepaidVisitAwaitsItsMoneyAndIsThenBooked(t *testing.T) {
	each(t, func(c *clinic) {
		c = c.prepaid()
		nina := c.As(c.t, testkit.Nina)
		id := c.booked(nina, tomorrow(9, 0))
		a := c.appointment(id)
		if a.Status != rules.AwaitingPayment || !a.HoldExpiresAt.Equal(testkit.Noon.Add(20*time.Minute)) {
			c.t.Fatalf("%s until %v", a.Status, a.HoldExpiresAt)
		}
		if n, _ := c.Store.Visit.Query().Where(visit.AppointmentID(id)).Count(nina); n != 0 {
			c.t.Error("the visit is open before it is paid")
		}
		c.Clock.Advance(20*time.Minute - 1000)
		if err := c.confirmPaid(id); err != nil {
			c.t.Fatal(err)
		}
		c.wantStatus(id, rules.Booked)
		if n, _ := c.Store.Visit.Query().Where(visit.AppointmentID(id)).Count(nina); n != 1 {
			c.t.Error("the visit is not open")
		}
		c.Clock.Advance(time.Hour)
		if err := c.Expire(c.t.Context(), id); err != nil {
			c.t.Fatal(err)
		}
		c.wantStatus(id, rules.Booked)
		if err := c.confirmPaid(id); err != nil { // the word came twice
			c.t.Error(err)
		}
	})
}

func TestAPrepaidVisitThatIsNotPaidFreesItsTime(t *testing.T) {
	each(t, func(c *clinic) {
		c = c.prepaid()
		nina, vera := c.As(c.t, testkit.Nina), c.As(c.t, testkit.Vera)
		id := c.booked(nina, tomorrow(9, 0))
		c.Clock.Advance(20*time.Minute - 1000)
		if err := c.Expire(c.t.Context(), id); err != nil {
			c.t.Fatal(err)
		}
		c.wantStatus(id, rules.AwaitingPayment)
		_, err := c.Hold(vera, key(), c.request(vera, tomorrow(9, 0)))
		testkit.Refused(c.t, err, fault.SlotTaken)
		c.Clock.Advance(1000)
		if err := c.Expire(c.t.Context(), id); err != nil {
			c.t.Fatal(err)
		}
		c.wantStatus(id, rules.Expired)
		c.held(vera, tomorrow(9, 0))
		if err := c.confirmPaid(id); err != nil {
			c.t.Errorf("money that came late is at least noted: %v", err)
		}
		c.wantStatus(id, rules.Expired)
	})
}

func TestMoneyAndSomebodyElsesHoldRaceForATimeThatHasRunOut(t *testing.T) {
	each(t, func(c *clinic) {
		c = c.prepaid()
		nina, people := c.As(c.t, testkit.Nina), c.Patients(c.t, 8)
		for i := range 10 {
			at := tomorrow(1+i, 0)
			id := c.booked(nina, at)
			c.Clock.Advance(20 * time.Minute)
			errs := testkit.Together(1+len(people), func(i int) error {
				if i == 0 {
					return c.confirmPaid(id)
				}
				ctx := as(c.t, people[i-1])
				_, err := c.Hold(ctx, key(), c.request(ctx, at))
				return err
			})
			if errs[0] != nil {
				testkit.Refused(c.t, errs[0], fault.Conflict) // the provider says it again
			}
			held := 0
			for _, err := range errs[1:] {
				if err == nil {
					held++
					continue
				}
				testkit.Refused(c.t, err, fault.SlotTaken)
			}
			if paid := c.appointment(id).Status == rules.Booked; paid && held != 0 || !paid && held != 1 {
				c.t.Fatalf("the appointment is %s and %d others hold its time", c.appointment(id).Status, held)
			}
			c.Clock.Advance(10 * time.Minute)
		}
	})
}

// prepaid makes the clinic offer Grinyov's prepaid visits.
func (c *clinic) prepaid() *clinic {
	c.t.Helper()
	p := *c
	p.doctor = c.Practitioner(c.t, testkit.Grinev)
	p.advice = c.World.Service(c.t, 30, rules.SelfPay, rules.Prepay)
	return &p
}

// confirmPaid does what settling a payment does.
func (c *clinic) confirmPaid(id string) error {
	return c.Store.InTx(testkit.System(c.t, policy.Settle), func(ctx context.Context, tx *db.Tx) error {
		err := tx.Payment.Update().Where(payment.AppointmentID(id)).SetStatus(rules.PaymentPaid).Exec(ctx)
		if err != nil {
			return err
		}
		_, err = c.ConfirmPaid(ctx, tx, id)
		return err
	})
}
