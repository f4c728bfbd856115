package budget

import (
	"context"
	"fmt"
	"testing"
	"time"

	"televisit/internal/request"
	"televisit/internal/viewer"
)

var nina = Asker{Account, "acc_nina"}

func small() *Limits {
	return &Limits{Of: map[Kind]Caps{Account: {Burst: 100, PerSecond: 10}, Address: {Burst: 5, PerSecond: 1}}}
}

func TestABudgetIsSpentAndFillsAgain(t *testing.T) {
	now := time.Unix(1_000, 0)
	b := New(small(), func() time.Time { return now })
	for _, step := range []struct {
		wait time.Duration
		cost int
		ok   bool
		left int
		in   time.Duration
	}{
		{0, 60, true, 40, 0},
		{0, 60, false, 40, 2 * time.Second},
		{0, 40, true, 0, 0},
		{0, 1, false, 0, 100 * time.Millisecond},
		{time.Second, 10, true, 0, 0},
		{time.Second, -5, true, 15, 0},
		{time.Hour, 100, true, 0, 0},
		{-time.Hour, 1, false, 0, 100 * time.Millisecond}, // a clock that was set back gives nothing
		{0, -1000, true, 100, 0},                          // and nobody gets more than all
	} {
		now = now.Add(step.wait)
		s, ok := b.Spend(nina, step.cost)
		if ok != step.ok || s.Remaining != step.left || s.Wait != step.in || s.Limit != 100 || s.PerSecond != 10 {
			t.Errorf("%+v: %+v, %v", step, s, ok)
		}
	}
	if s, ok := b.Spend(Asker{Account, "acc_vera"}, 100); !ok || s.Full() != 10*time.Second {
		t.Errorf("another one's budget: %+v, %v", s, ok)
	}
	if _, ok := b.Spend(Asker{Address, "acc_nina"}, 6); ok {
		t.Error("an address spends like an account")
	}
}

func TestThoseWhoAreForgottenWereFullOrComeBackFull(t *testing.T) {
	b := New(small(), time.Now)
	b.Spend(nina, 50)
	for i := range most {
		b.Spend(Asker{Address, fmt.Sprint(i)}, 1)
		if i%1000 == 0 { // who asks is not forgotten
			b.Spend(nina, 0)
		}
	}
	if b.known.Len() != most {
		t.Errorf("%d are known", b.known.Len())
	}
	if s, _ := b.Spend(nina, 0); s.Remaining == s.Limit && s.Full() > 0 {
		t.Errorf("%+v", s)
	}
}

func TestWhoIsCountedFor(t *testing.T) {
	ctx := request.WithAddress(t.Context(), "203.0.113.7")
	signedIn := viewer.With(ctx, viewer.Viewer{AccountID: "acc_nina", Role: viewer.Patient})
	program := viewer.With(ctx, viewer.Viewer{AccountID: "acc_1", ClientID: "apc_1", Role: viewer.APIClient})
	for _, x := range []struct {
		ctx  context.Context
		want Asker
	}{{ctx, Asker{Address, "203.0.113.7"}}, {signedIn, nina}, {program, Asker{Client, "apc_1"}}} {
		if got := Who(x.ctx); got != x.want {
			t.Errorf("%v, want %v", got, x.want)
		}
	}
}

func TestSeatsAreTakenAndLeft(t *testing.T) {
	var s Seats[string]
	first, ok := s.Take("a", 2)
	_, second := s.Take("a", 2)
	_, third := s.Take("a", 2)
	_, other := s.Take("b", 2)
	if !ok || !second || third || !other {
		t.Fatal(ok, second, third, other)
	}
	first()
	first()
	_, again := s.Take("a", 2)
	if _, more := s.Take("a", 2); !again || more {
		t.Error("a seat that was left twice is free twice")
	}
	if len(s.taken) != 2 {
		t.Errorf("%v", s.taken)
	}
}

func TestGenerousIsMoreOfEverything(t *testing.T) {
	n, g := Normal(), Generous()
	for kind, c := range n.Of {
		if m := g.Of[kind]; m.Burst <= c.Burst || m.PerSecond <= c.PerSecond || m.Sockets <= c.Sockets || m.Streams <= c.Streams {
			t.Errorf("%s: %+v", kind, m)
		}
	}
}
