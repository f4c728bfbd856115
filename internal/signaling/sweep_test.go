package signaling

import (
	"errors"
	"testing"
	"time"

	"televisit/internal/fault"
)

func (g *guest) lives() bool {
	_, _, ok := g.w.Owner(g.ID)
	return ok
}

func TestSessionOutlivesItsSubscriptionByTheGrace(t *testing.T) {
	inBubble(t, func(w *world) {
		g := w.join("anna")
		leg := w.rooms.last()
		l := g.attach(0)
		wait(time.Minute)
		want(t, "lives while attached", g.lives(), true)
		l.hangUp()
		wait(29 * time.Second)
		want(t, "lives within the grace", g.lives(), true)
		l = g.attach(0)
		wait(time.Minute)
		want(t, "lives when attached again", g.lives(), true)
		l.hangUp()
		wait(31 * time.Second)
		want(t, "lives after the grace", g.lives(), false)
		want(t, "leg", Reason(leg.reason()), Gone)
		wait(31 * time.Second)
		want(t, "forgotten", w.find(g.ID) == nil, true)
	})
}

func TestSessionThatNobodyAttachesEnds(t *testing.T) {
	inBubble(t, func(w *world) {
		g := w.join("anna")
		wait(29 * time.Second)
		want(t, "lives within the grace", g.lives(), true)
		wait(2 * time.Second)
		want(t, "lives after the grace", g.lives(), false)
	})
}

func TestPassThatRunsOutIsRenewedOrEndsTheSession(t *testing.T) {
	for name, c := range map[string]struct {
		refuse error
		lives  bool
		reason Reason
	}{
		"renewed":             {nil, true, ""},
		"refused":             {fault.New(fault.VisitClosed, "over"), false, "VISIT_CLOSED"},
		"the database is out": {errors.New("no database"), true, ""},
		"unavailable":         {fault.New(fault.Unavailable, "no database"), true, ""},
		"a bug":               {fault.New(fault.Internal, "a bug"), true, ""},
	} {
		t.Run(name, func(t *testing.T) {
			inBubble(t, func(w *world) {
				g := w.join("anna")
				l := g.attach(0)
				defer l.hangUp()
				w.refuseWith(c.refuse)
				w.clock.Set(g.pass.Until().Add(-3 * time.Second))
				wait(2 * time.Second)
				want(t, "lives before the end", g.lives(), true)
				want(t, "asked", w.times(), 0)
				wait(2 * time.Second)
				want(t, "lives after the end", g.lives(), c.lives)
				want(t, "reason", Reason(w.rooms.last().reason()), c.reason)
			})
		})
	}
}

func TestClockThatJumpsIsNoticedWithinASecond(t *testing.T) {
	inBubble(t, func(w *world) {
		g := w.join("anna")
		w.refuseWith(fault.New(fault.VisitClosed, "over"))
		w.clock.Set(g.pass.Until())
		wait(time.Second)
		want(t, "lives", g.lives(), false)
	})
}

func TestNobodyStaysForEverOnDoubt(t *testing.T) {
	inBubble(t, func(w *world) {
		g := w.join("anna")
		l := g.attach(0)
		defer l.hangUp()
		w.refuseWith(errors.New("no database"))
		w.clock.Set(g.pass.Until())
		wait(doubt + 2*time.Second)
		want(t, "reason", Reason(w.rooms.last().reason()), Reason(fault.Unavailable))
	})
}

func TestRecheckPutsOutWhoIsRefused(t *testing.T) {
	inBubble(t, func(w *world) {
		g := w.join("anna")
		w.refuseWith(errors.New("not just now"))
		w.Recheck("apt_1")
		wait(0)
		want(t, "asked", w.times(), 1)
		want(t, "lives in doubt", g.lives(), true)
		w.refuseWith(fault.New(fault.PaymentRequired, "refunded"))
		wait(time.Second)
		want(t, "reason", Reason(w.rooms.last().reason()), "PAYMENT_REQUIRED")
	})
}

func TestRecheckAsksOnlyAboutItsVisit(t *testing.T) {
	inBubble(t, func(w *world) {
		w.join("anna")
		w.Recheck("apt_2")
		wait(0)
		want(t, "asked", w.times(), 0)
	})
}

func TestLostEventIsHealedBySweep(t *testing.T) {
	inBubble(t, func(w *world) {
		g := w.join("anna")
		w.refuseWith(fault.New(fault.VisitClosed, "cancelled"))
		wait(9 * time.Second)
		want(t, "lives", g.lives(), true)
		wait(2 * time.Second)
		want(t, "lives after the sweep", g.lives(), false)
	})
}

func TestPassForAnotherVisitRenewsNothing(t *testing.T) {
	inBubble(t, func(w *world) {
		elsewhere := pass(t, "apt_2", w.clock.Now().Add(time.Hour))
		_, err := w.Join(t.Context(), elsewhere, Participant{AccountID: "anna"})
		if err != nil {
			t.Fatal(err)
		}
		w.Recheck("apt_2") // readmit answers with apt_1
		wait(0)
		want(t, "reason", Reason(w.rooms.last().reason()), Reason(fault.Forbidden))
	})
}

func TestFreshPassMovesTheEnd(t *testing.T) {
	inBubble(t, func(w *world) {
		g := w.join("anna")
		until := g.pass.Until()
		g.pass = pass(t, "apt_1", until.Add(time.Hour))
		l := g.attach(0)
		defer l.hangUp()
		w.clock.Set(until)
		wait(2 * time.Second)
		want(t, "asked", w.times(), 0)
	})
}

func TestSlowReadmissionIsNotRepeatedMeanwhile(t *testing.T) {
	inBubble(t, func(w *world) {
		w.join("anna")
		w.slow = 4 * time.Second
		w.Recheck("apt_1")
		wait(time.Second)
		w.Recheck("apt_1")
		wait(2 * time.Second)
		want(t, "asked at once", w.times(), 1)
		wait(3 * time.Second)
		want(t, "asked again afterwards", w.times(), 2)
	})
}
