package pay_test

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"sync"
	"testing"
	"time"

	"televisit/ent/db"
	"televisit/ent/db/healthcareservice"
	"televisit/ent/db/payment"
	"televisit/ent/db/paymentattempt"
	"televisit/ent/db/paymentevent"
	"televisit/ent/policy"
	"televisit/internal/booking"
	register "televisit/internal/fiscal/demo"
	"televisit/internal/ident"
	"televisit/internal/ledger"
	"televisit/internal/pay"
	"televisit/internal/rules"
	"televisit/internal/testkit"
	"televisit/internal/viewer"
)

// bank is a provider that a test commands.
type bank struct {
	mu      sync.Mutex
	down    bool
	orders  []pay.Order
	refunds map[string]int64
	refuses bool
	says    pay.State
	// asked is called while the provider is asked.
	asked func()
}

func (b *bank) Name() string { return "bank" }

func (b *bank) Create(_ context.Context, o pay.Order) (pay.Checkout, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.asked != nil {
		b.asked()
	}
	if b.down {
		return pay.Checkout{}, errors.New("connection refused")
	}
	b.orders = append(b.orders, o)
	return pay.Checkout{Ref: "ref-" + o.ID, URL: "https://bank.example/" + o.ID}, nil
}

func (b *bank) Query(_ context.Context, ref string) (pay.State, error) {
	if b.says.Status == "" {
		return pay.State{}, pay.ErrUnknownRef
	}
	return b.says, nil
}

func (b *bank) Refund(_ context.Context, _ string, minor int64, key string) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.down {
		return errors.New("connection refused")
	}
	if b.refuses {
		return pay.ErrRefused
	}
	if b.refunds == nil {
		b.refunds = map[string]int64{}
	}
	b.refunds[key] = minor
	return nil
}

func (b *bank) Accepts(o pay.Order) error {
	return pay.Returns{Base: "https://clinic.example"}.Check(o.ReturnURL)
}

func (b *bank) QueryRefund(_ context.Context, _, key string) (pay.RefundState, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.refunds[key] == 0 {
		return pay.RefundState{}, pay.ErrUnknownRef
	}
	return pay.RefundState{Status: pay.Refunded, AmountMinor: b.refunds[key]}, nil
}

func (b *bank) Verify(http.Header, []byte, time.Time) (pay.Event, error) {
	return pay.Event{}, pay.ErrForged
}

// till is a seeded clinic whose money is under test.
type till struct {
	*testkit.World
	t    *testing.T
	pay  *pay.Service
	book *booking.Service
	bank *bank

	register *register.Register
}

func each(t *testing.T, run func(c *till)) {
	t.Helper()
	testkit.Each(t, func(t *testing.T, w *testkit.World) {
		b := &booking.Service{Store: w.Store, Clock: w.Clock}
		c := &till{World: w, t: t, book: b, bank: &bank{}}
		c.register = &register.Register{Folder: t.TempDir(), BaseURL: "https://clinic.example", Zone: testkit.Zone, Clock: w.Clock}
		if err := c.register.Open(); err != nil {
			t.Fatal(err)
		}
		c.pay = &pay.Service{Store: w.Store, Clock: w.Clock, Provider: c.bank, Booking: b, Fiscal: c.register}
		b.Money = c.pay
		run(c)
		c.wantBalanced()
	})
}

// wantBalanced holds the books against the payments and refunds, after every test.
func (c *till) wantBalanced() {
	c.t.Helper()
	all, err := ledger.Audit(c.t.Context(), c.Store)
	for currency, books := range testkit.Must(c.t, all, err) {
		for _, wrong := range books.Imbalances() {
			c.t.Errorf("the books in %s: %s", currency, wrong)
		}
	}
}

func key() string { return ident.Make("key") }

func (c *till) sys() context.Context { return testkit.System(c.t, policy.Settle) }

func request(appointment string) pay.StartRequest {
	return pay.StartRequest{AppointmentID: appointment, Method: rules.Card, ReturnURL: "/", Locale: rules.RU}
}

// started opens a checkout as somebody; its attempt.
func (c *till) started(ctx context.Context, appointment string) *db.PaymentAttempt {
	c.t.Helper()
	s, err := c.pay.Start(ctx, key(), request(appointment))
	testkit.Must(c.t, s, err)
	all := c.attempts(appointment)
	return all[len(all)-1]
}

func (c *till) attempts(appointment string) []*db.PaymentAttempt {
	c.t.Helper()
	all, err := c.Store.PaymentAttempt.Query().Where(paymentattempt.HasPaymentWith(payment.AppointmentID(appointment))).
		Order(paymentattempt.ByID()).All(c.sys())
	return testkit.Must(c.t, all, err)
}

// word is what the provider says about an attempt of Petr's 2400 roubles.
func word(try *db.PaymentAttempt, s pay.Status) pay.Event {
	return pay.Event{ID: key(), Ref: "ref-" + try.ID, OrderID: try.ID, Status: s, AmountMinor: 240_000, Currency: "RUB"}
}

func (c *till) settled(e pay.Event) {
	c.t.Helper()
	if err := c.pay.Settle(c.t.Context(), e); err != nil {
		c.t.Fatal(err)
	}
}

func (c *till) payment(appointment string) *db.Payment {
	c.t.Helper()
	p, err := c.Store.Payment.Query().Where(payment.AppointmentID(appointment)).Only(c.sys())
	return testkit.Must(c.t, p, err)
}

func (c *till) want(appointment string, p rules.PaymentStatus, a rules.AppointmentStatus) {
	c.t.Helper()
	if got := c.payment(appointment).Status; got != p {
		c.t.Errorf("the payment is %s, not %s", got, p)
	}
	if got := c.Store.Appointment.GetX(c.sys(), appointment).Status; got != a {
		c.t.Errorf("the appointment is %s, not %s", got, a)
	}
}

func (c *till) wantEffects(want ...string) {
	c.t.Helper()
	all, err := c.Store.PaymentEvent.Query().Order(paymentevent.ByID()).All(c.sys())
	testkit.Must(c.t, all, err)
	var got []string
	for _, e := range all {
		got = append(got, e.Effect)
	}
	if !slices.Equal(got, want) {
		c.t.Errorf("effects %q, not %q", got, want)
	}
}

// petr has a visit today that is booked and not paid.
func (c *till) petr() (context.Context, string) {
	return c.As(c.t, testkit.Petr), c.Appointment(c.t, testkit.Petr, rules.Booked).ID
}

// followUp books a visit of 2400 roubles that is paid before it begins.
func (c *till) followUp(ctx context.Context, at time.Time) string {
	c.t.Helper()
	service, err := c.Store.HealthcareService.Query().Where(healthcareservice.PriceMinor(240_000)).Only(c.t.Context())
	testkit.Must(c.t, service, err)
	id, err := c.book.Hold(ctx, key(), booking.HoldRequest{
		PractitionerID: c.Practitioner(c.t, testkit.Vorontsov).ID, ServiceID: service.ID, PatientID: viewer.From(ctx).PatientID, StartsAt: at,
	})
	testkit.Must(c.t, id, err)
	if err := c.book.Book(ctx, key(), id, ""); err != nil {
		c.t.Fatal(err)
	}
	return id
}

// prepaid books a prepaid time of tomorrow for somebody.
func (c *till) prepaid(ctx context.Context) string {
	c.t.Helper()
	id, err := c.book.Hold(ctx, key(), c.tomorrow(ctx))
	testkit.Must(c.t, id, err)
	if err := c.book.Book(ctx, key(), id, ""); err != nil {
		c.t.Fatal(err)
	}
	return id
}

func (c *till) tomorrow(ctx context.Context) booking.HoldRequest {
	return booking.HoldRequest{
		PractitionerID: c.Practitioner(c.t, testkit.Grinev).ID, ServiceID: c.Service(c.t, 30, rules.SelfPay, rules.Prepay).ID,
		PatientID: viewer.From(ctx).PatientID, StartsAt: testkit.Noon.AddDate(0, 0, 1),
	}
}

// paid is the good word about a prepaid visit.
func paid(try *db.PaymentAttempt) pay.Event {
	e := word(try, pay.Succeeded)
	e.AmountMinor = 280_000
	return e
}
