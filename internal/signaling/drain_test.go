package signaling

import (
	"context"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"televisit/internal/fault"
)

// drain begins and says when it is over.
func (w *world) drain(grace time.Duration) (over chan struct{}) {
	ctx, cancel := context.WithTimeout(w.t.Context(), grace)
	over = make(chan struct{})
	go func() {
		defer close(over)
		defer cancel()
		w.Drain(ctx)
	}()
	synctest.Wait()
	return over
}

func isClosed(over chan struct{}) bool {
	synctest.Wait()
	select {
	case <-over:
		return true
	default:
		return false
	}
}

func (w *world) joinRoom(account, appointment string) error {
	_, err := w.Join(w.t.Context(), pass(w.t, appointment, w.clock.Now().Add(time.Hour)), Participant{AccountID: account})
	return err
}

func TestACallGoesOnWhileTheNodeDrains(t *testing.T) {
	inBubble(t, func(w *world) {
		l := w.join("anna").attach(0)
		defer l.hangUp()
		b := w.join("boris").attach(0)
		defer b.hangUp()
		l.read()
		until := time.Now().Add(time.Minute)
		over := w.drain(time.Minute)
		want(t, "told", slices.Contains(l.read(), Body(NodeStopping{until})), true)
		wait(30 * time.Second)
		want(t, "goes on", isClosed(over), false)
		wantCode(t, "somebody new", w.joinRoom("vera", "apt_1"), fault.Unavailable)
		wantCode(t, "another visit", w.joinRoom("gleb", "apt_2"), fault.Unavailable)
		again := w.join("boris").attach(0) // a reload
		defer again.hangUp()
		heard := again.read()
		want(t, "told again", slices.Index(heard, Body(NodeStopping{until})) > 0, true) // the offer comes first
		want(t, "told once", len(slices.DeleteFunc(heard, func(b Body) bool { _, is := b.(NodeStopping); return !is })), 1)
		wait(31 * time.Second)
		want(t, "is over", isClosed(over), true)
		bodies := l.read()
		want(t, "last", bodies[len(bodies)-1], Body(VisitEnded{Shutdown}))
	})
}

func TestWhoIsAloneIsSentElsewhereAtOnce(t *testing.T) {
	inBubble(t, func(w *world) {
		l := w.join("anna").attach(0)
		defer l.hangUp()
		over := w.drain(time.Hour)
		want(t, "is over", isClosed(over), true)
		bodies := l.read()
		want(t, "last", bodies[len(bodies)-1], Body(VisitEnded{Shutdown}))
		wantCode(t, "the same again", w.joinRoom("anna", "apt_1"), fault.Unavailable)
	})
}

func TestADrainEndsWithTheLastCall(t *testing.T) {
	inBubble(t, func(w *world) {
		w.join("anna")
		g := w.join("boris")
		over := w.drain(time.Hour)
		want(t, "goes on", isClosed(over), false)
		w.Leave("boris", g.ID)
		wait(time.Second)
		want(t, "is over", isClosed(over), true)
	})
}
