package signaling

import (
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"televisit/internal/fault"
	"televisit/media"
)

func TestBatchesAreAppliedOnceAndInOrder(t *testing.T) {
	inBubble(t, func(w *world) {
		g := w.join("anna")
		leg := w.rooms.last()
		for _, step := range []struct {
			name string
			seq  int
			want Ack
		}{
			{"the first", 1, Ack{1, 1}},
			{"repeated", 1, Ack{1, 1}},
			{"the second", 2, Ack{2, 1}},
			{"an old one", 0, Ack{2, 1}},
		} {
			ack, err := g.send(step.seq, Answer{step.seq, "v=0"}, Media{Audio: true})
			if err != nil || ack != step.want {
				t.Errorf("%s: %+v %v", step.name, ack, err)
			}
		}
		if len(leg.answers) != 2 || leg.answers[0] != 1 || leg.answers[1] != 2 {
			t.Errorf("applied %v", leg.answers)
		}
		want(t, "media", leg.state, media.State{Audio: true})
	})
}

func TestMissingBatchIsNamed(t *testing.T) {
	inBubble(t, func(w *world) {
		_, err := w.join("anna").send(3, Answer{1, "v=0"})
		wantCode(t, "gap", err, fault.SignalGap)
		f, _ := fault.As(err)
		want(t, "expected", fault.Detail[int](f, "expected"), 1)
		want(t, "applied", len(w.rooms.last().answers), 0)
	})
}

func TestRefusedBatchIsNotTaken(t *testing.T) {
	inBubble(t, func(w *world) {
		g := w.join("anna")
		_, err := g.send(1, Answer{1, "bad"})
		wantCode(t, "bad answer", err, fault.SignalRefused)
		_, err = g.send(1, Candidate{})
		wantCode(t, "bad candidate", err, fault.SignalRefused)
		_, err = g.send(1, IceRestart{})
		wantCode(t, "closed peer", err, fault.SessionGone)
		_, err = g.send(1, make([]ClientSignal, maxBatch+1)...)
		wantCode(t, "endless batch", err, fault.SignalRefused)
		ack, err := g.send(1, Answer{1, "good"})
		if err != nil || ack.Ack != 1 {
			t.Errorf("%+v %v", ack, err)
		}
	})
}

func TestOnlyTheOwnerMaySend(t *testing.T) {
	inBubble(t, func(w *world) {
		g := w.join("anna")
		elsewhere := pass(t, "apt_2", w.clock.Now().Add(time.Hour))
		_, err := w.Send(t.Context(), g.pass, "boris", g.ID, 1, nil)
		wantCode(t, "another account", err, fault.SessionGone)
		_, err = w.Send(t.Context(), elsewhere, "anna", g.ID, 1, nil)
		wantCode(t, "a pass for elsewhere", err, fault.SessionGone)
		_, err = w.Send(t.Context(), g.pass, "anna", "ses_unknown", 1, nil)
		wantCode(t, "unknown", err, fault.SessionGone)
		w.Leave("anna", g.ID)
		_, err = g.send(1)
		wantCode(t, "ended", err, fault.SessionGone)
	})
}

func TestTwoTriesAtOnceAreAppliedOnce(t *testing.T) {
	inBubble(t, func(w *world) {
		g := w.join("anna")
		release := make(chan struct{})
		w.rooms.last().answering = release
		var both sync.WaitGroup
		for range 2 {
			both.Go(func() {
				if ack, err := g.send(1, Answer{1, "v=0"}); err != nil || ack.Ack != 1 {
					t.Errorf("%+v %v", ack, err)
				}
			})
		}
		synctest.Wait()
		close(release)
		both.Wait()
		want(t, "applied", len(w.rooms.last().answers), 1)
	})
}

func TestARightToShareComesWithThePass(t *testing.T) {
	inBubble(t, func(w *world) {
		g := w.join("anna")
		leg := w.rooms.last()
		want(t, "at the beginning", leg.options.Rights, media.Rights{Speak: true, Show: true, Share: true, Receive: true})
		if _, err := g.send(1, Share{true}, Share{false}); err != nil {
			t.Fatal(err)
		}
		want(t, "shares", slices.Equal(leg.shares, []bool{true, false}), true)
		w.Recheck("apt_1")
		wait(time.Second)
		want(t, "after a readmission", leg.rights, media.Rights{Speak: true, Show: true, Share: true, Receive: true})
	})
}

func TestWhoSpeaksIsPassedOn(t *testing.T) {
	inBubble(t, func(w *world) {
		l := w.join("anna").attach(0)
		defer l.hangUp()
		w.rooms.last().options.OnSignal(media.ActiveSpeaker{Participant: "boris"})
		bodies := l.read()
		want(t, "last", bodies[len(bodies)-1], Body(ActiveSpeaker{"boris"}))
	})
}

func TestWhatALinkCarriesIsPassedOn(t *testing.T) {
	inBubble(t, func(w *world) {
		g := w.join("anna")
		l := g.attach(0)
		defer l.hangUp()
		say := w.rooms.last().options.OnSignal
		say(media.PictureWanted{Source: media.Camera, Height: 360})
		say(media.LayerChanged{Mid: "3", Layer: "l", Height: 180})
		say(media.LinkChanged{Participant: "boris", Link: media.Link{Sends: media.ModeVideo, Receives: media.ModeAudio}})
		bodies := l.read()
		want(t, "wish", bodies[len(bodies)-3], Body(PictureWanted{media.Camera, 360}))
		want(t, "layer", bodies[len(bodies)-2], Body(LayerChanged{"3", "l", 180}))
		want(t, "mode", bodies[len(bodies)-1], Body(LinkMode{"boris", media.ModeVideo, media.ModeAudio}))
		_, err := g.send(1, View{"3", -1})
		wantCode(t, "a picture of no height", err, fault.SignalRefused)
	})
}
