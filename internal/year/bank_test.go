package year_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"televisit/internal/pay"
)

// bank is the outside world that moves money, with the faults of one. It may not
// answer, or answer nothing and have done it; its word may be late, lost, said
// twice or about somebody else's money; for hours it may be away; it may refuse
// a refund for a while, take days for it or fail at it.
type bank struct {
	*year
	entries map[string]*entry // by ref
	strays  map[string]int64  // minor units that the clinic was told of and that fit no checkout, by ref
	away    time.Time         // nobody is there until then
	well    bool              // for good: the reckoning is near
}

type entry struct {
	order   pay.Order
	opened  time.Time
	paidAt  *time.Time
	over    bool // nobody can pay any more
	refunds map[string]*backflow
}

// backflow is a refund that the bank has taken.
type backflow struct {
	minor  int64
	status pay.Status
}

var errAway = errors.New("connection refused")

// checkoutLife is how long a checkout can be paid.
const checkoutLife = time.Hour

func (b *bank) Name() string { return "bank" }

func (b *bank) Accepts(pay.Order) error { return nil }

// fails says whether something of a chance goes wrong now, and counts it.
func (b *bank) fails(percent int, what string) bool {
	if b.well || !b.happens(percent) {
		return false
	}
	b.counts["bank "+what]++
	return true
}

// answers says whether the bank is there.
func (b *bank) answers() error {
	b.meet()
	if b.Clock.Now().Before(b.away) || b.fails(2, "does not answer") {
		return errAway
	}
	return nil
}

func (b *bank) Create(_ context.Context, o pay.Order) (pay.Checkout, error) {
	if err := b.answers(); err != nil {
		return pay.Checkout{}, err
	}
	if b.fails(1, "refuses a checkout") {
		return pay.Checkout{}, pay.ErrRefused
	}
	ref := "ref-" + o.ID
	if b.entries[ref] == nil {
		b.entries[ref] = &entry{order: o, opened: b.Clock.Now(), refunds: map[string]*backflow{}}
		b.after(checkoutLife, func() { b.runsOut(ref) })
	}
	if b.fails(2, "loses an answer") {
		return pay.Checkout{}, errAway
	}
	return pay.Checkout{Ref: ref, URL: "https://bank.example/" + ref}, nil
}

func (b *bank) Query(_ context.Context, ref string) (pay.State, error) {
	if err := b.answers(); err != nil {
		return pay.State{}, err
	}
	e := b.entries[ref]
	if e == nil {
		return pay.State{}, pay.ErrUnknownRef
	}
	s := pay.State{
		Ref: ref, OrderID: e.order.ID, Status: pay.Pending, AmountMinor: e.order.AmountMinor, Currency: e.order.Currency,
		RefundedMinor: e.returned(pay.Refunded), At: b.Clock.Now(),
	}
	switch {
	case e.paidAt != nil && s.RefundedMinor == s.AmountMinor:
		s.Status = pay.Refunded
	case e.paidAt != nil:
		s.Status = pay.Succeeded
	case e.over:
		s.Status = pay.Cancelled
	}
	return s, nil
}

// returned sums up refunds in some states.
func (e *entry) returned(in ...pay.Status) (sum int64) {
	for _, r := range e.refunds {
		for _, s := range in {
			if r.status == s {
				sum += r.minor
			}
		}
	}
	return sum
}

// has is what the clinic has of a checkout.
func (e *entry) has() int64 {
	if e.paidAt == nil {
		return 0
	}
	return e.order.AmountMinor - e.returned(pay.Refunded)
}

func (b *bank) Refund(_ context.Context, ref string, minor int64, key string) error {
	if err := b.answers(); err != nil {
		return err
	}
	e := b.entries[ref]
	if r := e.refunds[key]; r != nil && r.status != pay.Failed {
		return nil
	}
	if e.paidAt == nil || e.returned(pay.Refunded, pay.Pending)+minor > e.order.AmountMinor {
		b.t.Errorf("the bank is asked for %d of %d, of which %d are gone", minor, e.order.AmountMinor, e.returned(pay.Refunded, pay.Pending))
	}
	if b.fails(20, "has no money for a refund now") {
		return errors.New("not today")
	}
	if b.fails(4, "refuses a refund") {
		return pay.ErrRefused
	}
	e.refunds[key] = &backflow{minor: minor, status: pay.Pending}
	wait := time.Duration(0)
	if b.fails(30, "takes its time for a refund") {
		wait = b.minutes(1, 3*24*60)
	}
	b.after(wait, func() { b.returns(ref, key) })
	if b.fails(4, "loses an answer") {
		return errAway
	}
	return nil
}

// returns is the end of a refund's way.
func (b *bank) returns(ref, key string) {
	e := b.entries[ref]
	r := e.refunds[key]
	if b.fails(4, "fails at a refund") {
		r.status = pay.Failed
		return
	}
	r.status = pay.Refunded
	b.say(pay.Event{Ref: ref, OrderID: e.order.ID, Status: pay.Refunded, AmountMinor: r.minor, Currency: e.order.Currency, RefundKey: key})
}

func (b *bank) QueryRefund(_ context.Context, ref, key string) (pay.RefundState, error) {
	if err := b.answers(); err != nil {
		return pay.RefundState{}, err
	}
	r := b.entries[ref].refunds[key]
	if r == nil {
		return pay.RefundState{}, pay.ErrUnknownRef
	}
	return pay.RefundState{Status: r.status, AmountMinor: r.minor, At: b.Clock.Now()}, nil
}

func (b *bank) Verify(http.Header, []byte, time.Time) (pay.Event, error) {
	return pay.Event{}, pay.ErrForged
}

// payFor is somebody who pays on the bank's page, not always at the first try.
func (b *bank) payFor(attempt string) {
	ref := "ref-" + attempt
	e := b.entries[ref]
	if e == nil || e.paidAt != nil || e.over {
		return
	}
	if b.fails(15, "declines a card") {
		b.say(pay.Event{Ref: ref, OrderID: attempt, Status: pay.Failed, AmountMinor: e.order.AmountMinor, Currency: e.order.Currency})
		b.after(b.minutes(1, 20), func() { b.payFor(attempt) })
		return
	}
	now := b.Clock.Now()
	e.paidAt = &now
	b.say(pay.Event{Ref: ref, OrderID: attempt, Status: pay.Succeeded, AmountMinor: e.order.AmountMinor, Currency: e.order.Currency})
	if b.fails(1, "speaks of somebody else's money") {
		b.say(pay.Event{Ref: "ref-of-another-shop-" + b.key(), OrderID: b.key(), Status: pay.Succeeded, AmountMinor: 100, Currency: e.order.Currency})
	}
}

// runsOut is the end of a checkout that nobody has paid.
func (b *bank) runsOut(ref string) {
	if e := b.entries[ref]; e.paidAt == nil {
		e.over = true
		b.say(pay.Event{Ref: ref, OrderID: e.order.ID, Status: pay.Cancelled, AmountMinor: e.order.AmountMinor, Currency: e.order.Currency})
	}
}

// say sends an event: at once, late, twice, or never. While the bank is away
// nothing comes.
func (b *bank) say(e pay.Event) {
	e.ID = b.key()
	tell := func() {
		e.At = b.Clock.Now()
		b.must(b.pay.Settle(b.t.Context(), e))
		if b.entries[e.Ref] == nil {
			b.strays[e.Ref] = e.AmountMinor
		}
	}
	wait := max(b.away.Sub(b.Clock.Now()), 0)
	switch n := b.rng.IntN(100); {
	case b.well:
		b.after(0, tell)
	case n < 12:
		b.counts["bank loses a word"]++
	case n < 27:
		b.after(wait+time.Duration(1+b.rng.IntN(180))*time.Minute, tell)
	case n < 37:
		b.after(wait, tell)
		b.after(wait+time.Duration(b.rng.IntN(3600))*time.Second, tell)
	default:
		b.after(wait, tell)
	}
}

// closes lets the bank be away for some hours.
func (b *bank) closes() {
	b.away = b.Clock.Now().Add(b.minutes(60, 16*60))
	b.counts["bank is away"]++
}

// String says what became of a checkout.
func (e *entry) String() string {
	return fmt.Sprintf("%d paid %v, %d back, %d under way", e.order.AmountMinor, e.paidAt != nil, e.returned(pay.Refunded), e.returned(pay.Pending))
}
