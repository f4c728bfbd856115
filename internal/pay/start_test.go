package pay_test

import (
	"testing"
	"time"

	"televisit/ent/policy"
	"televisit/internal/booking"
	"televisit/internal/fault"
	"televisit/internal/pay"
	"televisit/internal/rules"
	"televisit/internal/testkit"
	"televisit/internal/viewer"
)

func TestTheAttemptIsCommittedBeforeTheProviderIsAsked(t *testing.T) {
	each(t, func(c *till) {
		petr, id := c.petr()
		asked := false
		c.bank.asked = func() {
			asked = true
			tries := c.attempts(id)
			if len(tries) != 1 || tries[0].Status != rules.PaymentPending || c.payment(id).Status != rules.PaymentPending {
				c.t.Errorf("when asked: %v", tries)
			}
		}
		s, err := c.pay.Start(petr, key(), request(id))
		testkit.Must(c.t, s, err)
		try := c.attempts(id)[0]
		if !asked || s.PaymentID != c.payment(id).ID || s.CheckoutURL != "https://bank.example/"+try.ID || try.Ref != "ref-"+try.ID {
			c.t.Errorf("started %v, %v", s, try)
		}
		if o := c.bank.orders[0]; o.ID != try.ID || o.AmountMinor != 240_000 || o.Currency != "RUB" || o.Method != pay.Card || o.Locale != "ru" {
			c.t.Errorf("the order is %+v", o)
		}
	})
}

func TestACheckoutThatCouldNotBeOpenedIsOpenedByTheSameKey(t *testing.T) {
	each(t, func(c *till) {
		petr, id := c.petr()
		c.bank.down = true
		for range 2 {
			_, err := c.pay.Start(petr, "k", request(id))
			testkit.Refused(c.t, err, fault.PaymentProvider)
		}
		c.bank.down = false
		first, err := c.pay.Start(petr, "k", request(id))
		testkit.Must(c.t, first, err)
		again, err := c.pay.Start(petr, "k", request(id))
		if testkit.Must(c.t, again, err); *again != *first {
			c.t.Errorf("the repetition is %v, not %v", again, first)
		}
		if len(c.attempts(id)) != 1 || len(c.bank.orders) != 1 {
			c.t.Errorf("%d attempts, %d orders", len(c.attempts(id)), len(c.bank.orders))
		}
		other := request(id)
		other.Method = rules.SBP
		_, err = c.pay.Start(petr, "k", other)
		testkit.Refused(c.t, err, fault.IdempotencyKeyReused)
	})
}

func TestOnlyAVisitThatWaitsForMoneyIsPaid(t *testing.T) {
	each(t, func(c *till) {
		petr, id := c.petr()
		vera, nina := c.As(c.t, testkit.Vera), c.As(c.t, testkit.Nina)
		covered, err := c.book.Hold(nina, key(), booking.HoldRequest{
			PractitionerID: c.Practitioner(c.t, testkit.Vorontsov).ID, ServiceID: c.Service(c.t, 60, rules.Covered, rules.AtVisit).ID,
			PatientID: viewer.From(nina).PatientID, StartsAt: testkit.Noon.AddDate(0, 0, 2),
		})
		testkit.Must(c.t, covered, err)
		_, err = c.pay.Start(nina, key(), request(covered)) // only held
		testkit.Refused(c.t, err, fault.PaymentNotNeeded)
		if err := c.book.Book(nina, key(), covered, ""); err != nil {
			c.t.Fatal(err)
		}
		_, err = c.pay.Start(nina, key(), request(covered))
		testkit.Refused(c.t, err, fault.PaymentNotNeeded)
		_, err = c.pay.Start(vera, key(), request(c.Appointment(c.t, testkit.Vera, rules.Booked).ID)) // paid already
		testkit.Refused(c.t, err, fault.PaymentNotNeeded)
		for _, stranger := range []string{testkit.Vera, testkit.Grinev, testkit.Admin} {
			_, err = c.pay.Start(c.As(c.t, stranger), key(), request(id))
			testkit.Refused(c.t, err, fault.NotFound)
		}
		_, err = c.pay.Start(c.t.Context(), key(), request(id))
		testkit.Refused(c.t, err, fault.NotFound)
		unpaid := c.prepaid(nina)
		c.Clock.Advance(20 * time.Minute)
		if err := c.book.Expire(c.t.Context(), unpaid); err != nil {
			c.t.Fatal(err)
		}
		_, err = c.pay.Start(nina, key(), request(unpaid))
		testkit.Refused(c.t, err, fault.HoldExpired)
		c.Clock.Set(c.Appointment(c.t, testkit.Petr, rules.Booked).EndsAt)
		_, err = c.pay.Start(petr, key(), request(id))
		testkit.Refused(c.t, err, fault.PaymentNotNeeded)
		if len(c.bank.orders) != 0 {
			c.t.Errorf("the provider was asked for %v", c.bank.orders)
		}
	})
}

func TestWhoWaitsForALatePractitionerMayStillPay(t *testing.T) {
	each(t, func(c *till) {
		petr, id := c.petr()
		a := c.Appointment(c.t, testkit.Petr, rules.Booked)
		c.Store.Appointment.UpdateOneID(id).SetDelay(&rules.Delay{ExpectedAt: a.StartsAt.Add(10 * time.Minute), Cause: rules.PreviousVisit}).
			ExecX(testkit.System(c.t, policy.Presence))
		c.Clock.Set(a.EndsAt.Add(10*time.Minute - time.Second))
		s, err := c.pay.Start(petr, key(), request(id))
		testkit.Must(c.t, s, err)
		c.Clock.Set(a.EndsAt.Add(10 * time.Minute))
		_, err = c.pay.Start(petr, key(), request(id))
		testkit.Refused(c.t, err, fault.PaymentNotNeeded)
	})
}

func TestAnotherTryWhileTheMoneyComesInNeverUndoesIt(t *testing.T) {
	each(t, func(c *till) {
		petr, id := c.petr()
		for _, who := range []string{testkit.Petr, testkit.Maksim} {
			ctx, a := c.As(c.t, who), c.Appointment(c.t, who, rules.Booked)
			try := c.started(ctx, a.ID)
			good := word(try, pay.Succeeded)
			good.AmountMinor = int64(a.PriceMinor)
			errs := testkit.Together(9, func(i int) error {
				if i == 4 {
					return c.pay.Settle(c.t.Context(), good)
				}
				_, err := c.pay.Start(ctx, key(), request(a.ID))
				return err
			})
			for i, err := range errs {
				if f, _ := fault.As(err); err != nil && (i == 4 || f == nil || f.Code != fault.Conflict && f.Code != fault.PaymentNotNeeded) {
					c.t.Errorf("call %d: %v", i, err)
				}
			}
			c.want(a.ID, rules.PaymentPaid, rules.Booked)
		}
		_, err := c.pay.Start(petr, key(), request(id))
		testkit.Refused(c.t, err, fault.PaymentNotNeeded)
	})
}
