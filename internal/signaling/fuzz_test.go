package signaling

import (
	"log/slog"
	"slices"
	"testing"
	"time"

	"televisit/internal/clock"
	"televisit/internal/fault"
	"televisit/media"
	"televisit/media/mediatest"
)

// FuzzSend gives what a participant may send to a real room, all of it in one
// batch, as the first answer or, after a restart, as the second one: each batch is
// taken or refused with a code that clients know, and the session can be left.
func FuzzSend(f *testing.F) {
	sfu, err := media.New(media.Config{Addr: "127.0.0.1:0", Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		f.Fatal(err)
	}
	service := New(Config{Rooms: Local(sfu), Clock: clock.System{}, Log: slog.New(slog.DiscardHandler)})
	f.Cleanup(func() {
		service.Close()
		_ = sfu.Close()
	})
	for _, layers := range []bool{false, true} {
		answer := (&fuzzed{f, service}).answer(layers)
		f.Add(false, answer, "candidate:1 1 udp 1 10.0.0.1 22 typ host", "3", 180, true)
		f.Add(true, answer, "candidate:2 1 tcp 1 0f1e2d3c.local 9 typ host tcptype passive", "", -1, false)
	}
	f.Fuzz(func(t *testing.T, isSecond bool, sdp, candidate, mid string, number int, on bool) {
		w := &fuzzed{t, service}
		s, offer := w.join()
		defer service.Leave("anna", s.ID)
		seq := 1
		if isSecond {
			w.send(s, seq, Answer{offer.Negotiation, w.reply(offer, mediatest.Options{Name: "anna"})}, IceRestart{})
			seq++
		}
		w.send(s, seq, Answer{seq, sdp}, Candidate{seq, media.Candidate{Candidate: candidate, Mid: mid, SectionIndex: number}},
			View{mid, number}, Media{Audio: on}, Share{on}, QualityReport{Freezes: number, Frozen: time.Duration(number)})
	})
}

// fuzzed is a test or a fuzz target with its service.
type fuzzed struct {
	testing.TB
	*Service
}

// join waits for the first offer.
func (w *fuzzed) join() (*Session, Offer) {
	s, err := w.Join(w.Context(), pass(w.TB, "apt_1", time.Now().Add(time.Hour)), Participant{AccountID: "anna"})
	if err != nil {
		w.Fatal(err)
	}
	signals, err := w.Attach(w.Context(), pass(w.TB, "apt_1", time.Now().Add(time.Hour)), "anna", s.ID, s.ResumeToken, 0)
	if err != nil {
		w.Fatal(err)
	}
	offer := (<-signals).Body.(Offer)
	go func() {
		for range signals { // until the session is left
		}
	}()
	return s, offer
}

// send wants the batch to be taken, or refused with a code of the schema.
func (w *fuzzed) send(s *Session, seq int, batch ...ClientSignal) {
	_, err := w.Send(w.Context(), pass(w.TB, "apt_1", time.Now().Add(time.Hour)), "anna", s.ID, seq, batch)
	if err == nil {
		return
	}
	if refused, ok := fault.As(err); !ok || !slices.Contains([]fault.Code{fault.SignalRefused, fault.SessionGone, fault.SignalGap}, refused.Code) {
		w.Errorf("refused with no known code: %v", err)
	}
}

// answer is what a client says to the first offer of a leg.
func (w *fuzzed) answer(layers bool) string {
	s, offer := w.join()
	defer w.Leave("anna", s.ID)
	return w.reply(offer, mediatest.Options{Name: "anna", Layers: layers})
}

func (w *fuzzed) reply(offer Offer, options mediatest.Options) string {
	client, err := mediatest.NewClient(options)
	if err != nil {
		w.Fatal(err)
	}
	defer func() { _ = client.Close() }()
	answer, err := client.HandleOffer(offer.Negotiation, offer.SDP)
	if err != nil {
		w.Fatal(err)
	}
	return answer
}
