package booking_test

import (
	"context"
	"net/http"
	"testing"
	"time"

	"televisit/ent/db"
	"televisit/ent/db/appointmentevent"
	"televisit/ent/db/job"
	"televisit/ent/db/refund"
	"televisit/ent/db/slotclaim"
	"televisit/ent/db/visit"
	"televisit/ent/policy"
	"televisit/internal/fault"
	"televisit/internal/outbox"
	"televisit/internal/pay"
	"televisit/internal/rules"
	"televisit/internal/testkit"
	"televisit/internal/viewer"
)

// bank opens every checkout and notes what it is asked to give back.
type bank struct {
	back map[string]int64
	says pay.State
	done bool // what was asked back has arrived
}

func (*bank) Name() string { return "bank" }
func (*bank) Create(_ context.Context, o pay.Order) (pay.Checkout, error) {
	return pay.Checkout{Ref: "ref-" + o.ID, URL: "https://bank.example/" + o.ID}, nil
}
func (b *bank) Query(context.Context, string) (pay.State, error) { return b.says, nil }
func (b *bank) Refund(_ context.Context, _ string, minor int64, key string) error {
	b.back[key] = minor
	return nil
}
func (*bank) Accepts(pay.Order) error { return nil }
func (b *bank) QueryRefund(_ context.Context, _, key string) (pay.RefundState, error) {
	if b.done {
		return pay.RefundState{Status: pay.Refunded, AmountMinor: b.back[key]}, nil
	}
	return pay.RefundState{Status: pay.Pending}, nil
}
func (*bank) Verify(http.Header, []byte, time.Time) (pay.Event, error) {
	return pay.Event{}, pay.ErrForged
}

// withMoney gives the clinic a bank.
func (c *clinic) withMoney() (*pay.Service, *bank) {
	b := &bank{back: map[string]int64{}}
	p := &pay.Service{Store: c.Store, Clock: c.World.Clock, Provider: b, Booking: c.bookings.Service}
	c.bookings.Money = p
	return p, b
}

// paid pays a booked appointment by the bank's word.
func (c *clinic) paid(ctx context.Context, p *pay.Service, id string) {
	c.t.Helper()
	c.settle(p, c.started(ctx, p, id))
}

func (c *clinic) started(ctx context.Context, p *pay.Service, id string) *db.PaymentAttempt {
	c.t.Helper()
	started, err := p.Start(ctx, key(), pay.StartRequest{AppointmentID: id, Method: rules.Card, ReturnURL: "/"})
	if err != nil {
		c.t.Fatal(err)
	}
	all, err := c.Store.PaymentAttempt.Query().All(testkit.System(c.t, policy.Settle))
	for _, try := range testkit.Must(c.t, all, err) {
		if try.CheckoutURL == started.CheckoutURL {
			return try
		}
	}
	c.t.Fatal("no attempt")
	return nil
}

func (c *clinic) settle(p *pay.Service, try *db.PaymentAttempt) {
	c.t.Helper()
	e := pay.Event{ID: key(), Ref: try.Ref, OrderID: try.ID, Status: pay.Succeeded, AmountMinor: int64(c.advice.PriceMinor), Currency: "RUB"}
	if err := p.Settle(c.t.Context(), e); err != nil {
		c.t.Fatal(err)
	}
}

func (c *clinic) payment(id string) rules.PaymentStatus {
	c.t.Helper()
	p, err := c.appointment(id).QueryPayment().Only(testkit.System(c.t, policy.Settle))
	return testkit.Must(c.t, p, err).Status
}

func TestCancellingGivesBackByTheTable(t *testing.T) {
	for name, tc := range map[string]struct {
		by      string
		reason  rules.CancelReason
		before  time.Duration
		percent int
	}{
		"patient before the deadline":             {testkit.Nina, rules.PlansChanged, 5 * time.Hour, 100},
		"patient after the deadline":              {testkit.Nina, rules.PlansChanged, 3 * time.Hour, 50},
		"doctor after the deadline":               {testkit.Vorontsov, rules.PractitionerUnavailable, time.Hour, 100},
		"desk for the clinic":                     {testkit.Desk, rules.ClinicReason, time.Hour, 100},
		"desk for the patient after the deadline": {testkit.Desk, rules.FeelsBetter, time.Hour, 50},
	} {
		t.Run(name, func(t *testing.T) {
			c := open(t, testkit.New(t))
			p, b := c.withMoney()
			nina := c.As(t, testkit.Nina)
			id := c.booked(nina, tomorrow(15, 0))
			c.paid(nina, p, id)
			c.World.Clock.Set(tomorrow(15, 0).Add(-tc.before))
			want := c.advice.PriceMinor * tc.percent / 100
			back, err := c.Cancel(c.As(t, tc.by), key(), id, tc.reason)
			if err != nil || back.AmountMinor != want {
				t.Fatalf("%d of %d goes back: %v", back.AmountMinor, c.advice.PriceMinor, err)
			}
			c.wantStatus(id, rules.Cancelled)
			c.wantFree(tomorrow(15, 0))
			c.wantRefund(p, b, id, want)
		})
	}
}

// wantFree says that nobody has the time any more.
func (c *clinic) wantFree(at time.Time) {
	c.t.Helper()
	n, err := c.Store.SlotClaim.Query().Where(slotclaim.StartsAt(at), slotclaim.Live(true)).Count(testkit.System(c.t, policy.Booking))
	if err != nil || n != 0 {
		c.t.Errorf("%d live claims at %s: %v", n, at, err)
	}
}

// wantRefund runs the job, twice, and plays the provider's answer.
func (c *clinic) wantRefund(p *pay.Service, b *bank, id string, minor int) {
	c.t.Helper()
	sys := testkit.System(c.t, policy.Settle)
	r, err := c.Store.Refund.Query().Where(refund.StatusEQ(rules.RefundAsked)).Only(sys)
	if err != nil {
		c.t.Fatal(err)
	}
	for range 2 {
		if err := p.AskRefund(c.t.Context(), r.ID); err != nil {
			c.t.Fatal(err)
		}
	}
	if len(b.back) != 1 || b.back[r.ID] != int64(minor) {
		c.t.Fatalf("the bank was asked for %v, not %d", b.back, minor)
	}
	e := pay.Event{ID: key(), OrderID: r.AttemptID, Status: pay.Refunded, AmountMinor: int64(minor), Currency: "RUB", RefundKey: r.ID}
	if err := p.Settle(c.t.Context(), e); err != nil {
		c.t.Fatal(err)
	}
	if got := c.payment(id); got != rules.PaymentRefunded {
		c.t.Errorf("the payment is %s", got)
	}
}

func TestCancellingIsRefused(t *testing.T) {
	c := open(t, testkit.New(t))
	c.withMoney()
	nina := c.As(t, testkit.Nina)
	id := c.booked(nina, tomorrow(15, 0))
	_, err := c.Cancel(c.As(t, testkit.Vera), key(), id, rules.PlansChanged)
	testkit.Refused(t, err, fault.NotFound)
	_, err = c.Cancel(nina, key(), id, rules.ClinicReason)
	testkit.Refused(t, err, fault.InvalidInput)
	c.World.Clock.Set(tomorrow(15, 0))
	_, err = c.Cancel(nina, key(), id, rules.PlansChanged)
	testkit.Refused(t, err, fault.Conflict)
}

func TestMoneyForACancelledVisitGoesBackInFull(t *testing.T) {
	c := open(t, testkit.New(t))
	p, b := c.withMoney()
	nina := c.As(t, testkit.Nina)
	id := c.booked(nina, tomorrow(15, 0))
	try := c.started(nina, p, id)
	if _, err := c.Cancel(nina, key(), id, rules.PlansChanged); err != nil {
		t.Fatal(err)
	}
	c.settle(p, try)
	c.wantStatus(id, rules.Cancelled)
	c.wantRefund(p, b, id, c.advice.PriceMinor)
}

func TestASecondPaymentGoesBackAndTheFirstStays(t *testing.T) {
	c := open(t, testkit.New(t))
	p, b := c.withMoney()
	nina := c.As(t, testkit.Nina)
	id := c.booked(nina, tomorrow(15, 0))
	one, two := c.started(nina, p, id), c.started(nina, p, id)
	c.settle(p, one)
	c.settle(p, two)
	r, err := c.Store.Refund.Query().Only(testkit.System(t, policy.Settle))
	if err != nil || r.AttemptID != two.ID || r.AmountMinor != c.advice.PriceMinor {
		t.Fatalf("%+v %v", r, err)
	}
	if err := p.AskRefund(t.Context(), r.ID); err != nil || len(b.back) != 1 {
		t.Fatal(err, b.back)
	}
	if got := c.payment(id); got != rules.PaymentPaid {
		t.Errorf("the payment is %s", got)
	}
}

func TestReschedulingKeepsIdAndPayment(t *testing.T) {
	each(t, func(c *clinic) {
		p, _ := c.withMoney()
		nina := c.As(c.t, testkit.Nina)
		id := c.booked(nina, tomorrow(15, 0))
		c.paid(nina, p, id)
		k := key()
		for range 2 { // a repetition changes nothing
			if err := c.Reschedule(nina, k, id, tomorrow(15, 10)); err != nil { // over its own old time
				c.t.Fatal(err)
			}
		}
		a := c.appointment(id)
		if !a.StartsAt.Equal(tomorrow(15, 10)) || a.Sequence != 1 || a.Status != rules.Booked || c.payment(id) != rules.PaymentPaid {
			c.t.Errorf("%+v", a)
		}
		c.wantFree(tomorrow(15, 0))
		other := c.booked(c.As(c.t, testkit.Vera), tomorrow(16, 0))
		f := testkit.Refused(c.t, c.Reschedule(nina, key(), id, tomorrow(16, 10)), fault.SlotTaken)
		if len(fault.Detail[[]rules.Interval](f, "alternatives")) != 3 {
			c.t.Errorf("alternatives: %v", f.Details)
		}
		testkit.Refused(c.t, c.Reschedule(nina, key(), other, tomorrow(18, 0)), fault.NotFound)
		c.World.Clock.Set(tomorrow(15, 10).Add(-4*time.Hour + time.Second))
		testkit.Refused(c.t, c.Reschedule(nina, key(), id, tomorrow(18, 0)), fault.TooLateToMove)
		if err := c.Reschedule(c.As(c.t, testkit.Vorontsov), key(), id, tomorrow(18, 0)); err != nil {
			c.t.Errorf("the doctor moves it until it begins: %v", err)
		}
	})
}

func TestAVisitWithoutACallEndsByWhoCame(t *testing.T) {
	for name, tc := range map[string]struct {
		patient, practitioner bool
		status                rules.AppointmentStatus
		absent                rules.Absent
		payment               rules.PaymentStatus
	}{
		"patient only":      {true, false, rules.NoShow, rules.PractitionerAbsent, rules.PaymentRefundRequested},
		"practitioner only": {false, true, rules.NoShow, rules.PatientAbsent, rules.PaymentSettled},
		"nobody":            {false, false, rules.NoShow, rules.BothAbsent, rules.PaymentRefundRequested},
		"both, no call":     {true, true, rules.Failed, "", rules.PaymentRefundRequested},
	} {
		t.Run(name, func(t *testing.T) {
			each(t, func(c *clinic) {
				p, _ := c.withMoney()
				nina := c.As(c.t, testkit.Nina)
				id := c.booked(nina, tomorrow(15, 0))
				c.paid(nina, p, id)
				c.came(id, tc.patient, tc.practitioner)
				c.World.Clock.Set(tomorrow(15, 30).Add(-1))
				c.closed(id)
				c.wantStatus(id, rules.Booked)
				c.World.Clock.Set(tomorrow(15, 30))
				c.closed(id)
				c.closed(id) // a timer that fires twice
				c.wantStatus(id, tc.status)
				if a := c.appointment(id); a.Absent != tc.absent || c.payment(id) != tc.payment {
					c.t.Errorf("absent %q, payment %s", a.Absent, c.payment(id))
				}
				c.wantEvidence(id, string(tc.status), "system:"+policy.Booking, tc.patient, tc.practitioner)
				c.wantFree(tomorrow(15, 0))
			})
		})
	}
}

func (c *clinic) came(id string, patient, practitioner bool) {
	c.t.Helper()
	update := c.Store.Visit.Update().Where(visit.AppointmentID(id))
	if patient {
		update.SetPatientCameAt(tomorrow(15, 0))
	}
	if practitioner {
		update.SetPractitionerCameAt(tomorrow(15, 0))
	}
	if patient || practitioner {
		if err := update.Exec(testkit.System(c.t, policy.Presence)); err != nil {
			c.t.Fatal(err)
		}
	}
}

func (c *clinic) closed(id string) {
	c.t.Helper()
	if err := c.Close(c.t.Context(), id); err != nil {
		c.t.Fatal(err)
	}
}

func TestEachBookingAndEachMoveHasItsTimer(t *testing.T) {
	c := open(t, testkit.New(t))
	c.withMoney()
	nina := c.As(t, testkit.Nina)
	id := c.booked(nina, tomorrow(15, 0))
	if err := c.Reschedule(nina, key(), id, tomorrow(17, 0)); err != nil {
		t.Fatal(err)
	}
	if n := c.jobs(outbox.CloseVisit, id); n != 2 {
		t.Errorf("%d timers", n)
	}
	c.World.Clock.Set(tomorrow(15, 30)) // the old timer fires
	c.closed(id)
	c.wantStatus(id, rules.Booked)
}

func TestMoneyWhoseWordGotLostIsFoundByAsking(t *testing.T) {
	c := open(t, testkit.New(t))
	p, b := c.withMoney()
	nina := c.As(t, testkit.Nina)
	id := c.booked(nina, tomorrow(15, 0))
	try := c.started(nina, p, id)
	ask := func(do func(context.Context, string) error, id string) {
		t.Helper()
		if err := do(t.Context(), id); err != nil {
			t.Fatal(err)
		}
	}
	b.says = pay.State{Status: pay.Pending}
	ask(p.Reconcile, try.ID)
	if got := c.payment(id); got != rules.PaymentPending || c.jobs(outbox.AskPayment, try.ID) != 2 {
		t.Errorf("the payment is %s, %d jobs", got, c.jobs(outbox.AskPayment, try.ID))
	}
	b.says = pay.State{Status: pay.Succeeded, AmountMinor: int64(c.advice.PriceMinor), Currency: "RUB"}
	ask(p.Reconcile, try.ID)
	ask(p.Reconcile, try.ID)
	c.settle(p, try) // the lost word comes after all
	if got := c.payment(id); got != rules.PaymentPaid {
		t.Errorf("the payment is %s", got)
	}
	if _, err := c.Cancel(nina, key(), id, rules.PlansChanged); err != nil {
		t.Fatal(err)
	}
	r, err := c.Store.Refund.Query().Only(testkit.System(t, policy.Settle))
	if err != nil {
		t.Fatal(err)
	}
	ask(p.AskRefund, r.ID)
	ask(p.CheckRefund, r.ID)
	if got := c.payment(id); got != rules.PaymentRefundRequested || c.jobs(outbox.CheckRefund, r.ID) != 2 {
		t.Errorf("the payment is %s, %d jobs", got, c.jobs(outbox.CheckRefund, r.ID))
	}
	b.done = true
	ask(p.CheckRefund, r.ID)
	if got := c.payment(id); got != rules.PaymentRefunded {
		t.Errorf("the payment is %s", got)
	}
}

func (c *clinic) jobs(kind, subject string) int {
	c.t.Helper()
	n, err := c.Store.Job.Query().Where(job.Kind(kind), job.Subject(subject)).Count(testkit.System(c.t, policy.Plumbing))
	return testkit.Must(c.t, n, err)
}

// wantEvidence says that the end of a visit was recorded with what it rests on.
func (c *clinic) wantEvidence(id, kind, actor string, patient, practitioner bool) {
	c.t.Helper()
	e, err := c.Store.AppointmentEvent.Query().Where(appointmentevent.AppointmentID(id), appointmentevent.Kind(kind)).
		Only(testkit.System(c.t, policy.Plumbing))
	testkit.Must(c.t, e, err)
	if e.Actor != actor || (e.Facts["patientCameAt"] != "") != patient || (e.Facts["practitionerCameAt"] != "") != practitioner {
		c.t.Errorf("%s by %s on %v", e.Kind, e.Actor, e.Facts)
	}
}

func TestALateDoctorIsOnTheClinicsAccount(t *testing.T) {
	for name, tc := range map[string]struct {
		by    string
		delay *rules.Delay
		at    time.Duration // from the beginning
		want  fault.Code
	}{
		"the doctor does not come":                  {testkit.Nina, nil, 15 * time.Minute, ""},
		"not a second before":                       {testkit.Nina, nil, 15*time.Minute - time.Second, fault.Conflict},
		"the desk does it for the patient":          {testkit.Desk, nil, 15 * time.Minute, ""},
		"the doctor gives word of forty minutes":    {testkit.Nina, &rules.Delay{Cause: rules.Announced, ExpectedAt: tomorrow(15, 40)}, -time.Hour, ""},
		"the word of ten minutes is no free choice": {testkit.Nina, &rules.Delay{Cause: rules.Announced, ExpectedAt: tomorrow(15, 10)}, 5 * time.Minute, fault.Conflict},
	} {
		t.Run(name, func(t *testing.T) {
			each(t, func(c *clinic) {
				p, b := c.withMoney()
				nina := c.As(c.t, testkit.Nina)
				id := c.booked(nina, tomorrow(15, 0))
				c.paid(nina, p, id)
				if tc.delay != nil {
					c.Store.Appointment.UpdateOneID(id).SetDelay(tc.delay).ExecX(testkit.System(c.t, policy.Presence))
				}
				c.World.Clock.Set(tomorrow(15, 0).Add(tc.at))
				if terms, err := c.Terms(nina, id, ""); err == nil != (tc.want == "") || terms.Late != (tc.want == "") {
					c.t.Errorf("the terms are %+v, %v", terms, err)
				}
				back, err := c.Cancel(c.As(c.t, tc.by), key(), id, rules.PractitionerLate)
				if tc.want != "" {
					testkit.Refused(c.t, err, tc.want)
					return
				}
				if err != nil || back.AmountMinor != c.advice.PriceMinor {
					c.t.Fatalf("%d goes back: %v", back.AmountMinor, err)
				}
				c.wantRefund(p, b, id, c.advice.PriceMinor)
				c.wantStatus(id, rules.Cancelled)
			})
		})
	}
}

func TestAPatientWhomADoctorKeepsWaitingMovesTheVisitFreely(t *testing.T) {
	each(t, func(c *clinic) {
		p, _ := c.withMoney()
		nina := c.As(c.t, testkit.Nina)
		id := c.booked(nina, tomorrow(15, 0))
		c.paid(nina, p, id)
		c.World.Clock.Set(tomorrow(15, 14))
		testkit.Refused(c.t, c.Reschedule(nina, key(), id, tomorrow(18, 0)), fault.TooLateToMove)
		c.World.Clock.Set(tomorrow(15, 15))
		c.Store.Appointment.UpdateOneID(id).SetDelay(&rules.Delay{Cause: rules.NotThere, ExpectedAt: tomorrow(15, 20)}).
			ExecX(testkit.System(c.t, policy.Presence))
		if err := c.Reschedule(nina, key(), id, tomorrow(18, 0)); err != nil {
			c.t.Fatal(err)
		}
		if a := c.appointment(id); a.Delay != nil || c.payment(id) != rules.PaymentPaid {
			c.t.Errorf("the delay goes along: %+v; the payment is %s", a.Delay, c.payment(id))
		}
		testkit.Refused(c.t, c.Reschedule(nina, key(), id, tomorrow(19, 0)), fault.TooLateToMove) // once
	})
}

func TestPeopleMarkWhatTheMediaServerHasSeen(t *testing.T) {
	each(t, func(c *clinic) {
		p, b := c.withMoney()
		nina, doctor, desk := c.As(c.t, testkit.Nina), c.As(c.t, testkit.Vorontsov), c.As(c.t, testkit.Desk)
		absent, broken := c.booked(nina, tomorrow(15, 0)), c.booked(nina, tomorrow(16, 0))
		c.paid(nina, p, absent)
		c.paid(nina, p, broken)
		c.World.Clock.Set(tomorrow(15, 14))
		c.came(absent, false, true)
		testkit.Refused(c.t, c.MarkAbsent(doctor, absent), fault.TooEarlyToMark)
		testkit.Refused(c.t, c.MarkFailed(desk, broken), fault.TooEarlyToMark)
		c.World.Clock.Set(tomorrow(15, 15))
		testkit.Refused(c.t, c.MarkAbsent(c.As(c.t, testkit.Melnikova), absent), fault.NotFound)
		marked := 0
		for _, err := range testkit.Together(4, func(int) error { return c.MarkAbsent(doctor, absent) }) {
			if err == nil {
				marked++
				continue
			}
			testkit.Refused(c.t, err, fault.Conflict)
		}
		if a := c.appointment(absent); marked != 1 || a.Status != rules.NoShow || a.Absent != rules.PatientAbsent || c.payment(absent) != rules.PaymentSettled {
			c.t.Errorf("marked %d times: %s %s, %s", marked, a.Status, a.Absent, c.payment(absent))
		}
		c.wantEvidence(absent, string(rules.NoShow), viewer.From(doctor).AccountID, false, true)
		c.World.Clock.Set(tomorrow(16, 5))
		c.came(broken, true, true)
		if err := c.MarkFailed(desk, broken); err != nil {
			c.t.Fatal(err)
		}
		c.wantStatus(broken, rules.Failed)
		c.wantRefund(p, b, broken, c.advice.PriceMinor)
		c.wantEvidence(broken, string(rules.Failed), viewer.From(desk).AccountID, true, true)
	})
}

func TestAnAnnouncedDelayKeepsTheVisitFromBeingClosed(t *testing.T) {
	each(t, func(c *clinic) {
		c.withMoney()
		id := c.booked(c.As(c.t, testkit.Nina), tomorrow(15, 0))
		c.Store.Appointment.UpdateOneID(id).SetDelay(&rules.Delay{Cause: rules.Announced, ExpectedAt: tomorrow(15, 10)}).
			ExecX(testkit.System(c.t, policy.Presence))
		c.World.Clock.Set(tomorrow(15, 40).Add(-1))
		c.closed(id)
		c.wantStatus(id, rules.Booked)
		c.World.Clock.Set(tomorrow(15, 40))
		c.closed(id)
		c.wantStatus(id, rules.NoShow)
	})
}
