package graph_test

import (
	"testing"
)

// A client that does what docs/SIGNALING.md says, over real sockets and with real
// media, and one that does what it says not to. Whoever writes a client can read
// here what goes over the wire: caller is the whole of a small one.
func TestTheProtocolKeepsItsWord(t *testing.T) {
	for name, promise := range map[string]func(t *testing.T, w *world, doctor, patient *caller){
		"a restart of ICE is another offer, and media goes on": func(t *testing.T, _ *world, doctor, patient *caller) {
			patient.send(node{"iceRestart": true})
			patient.waits(func(body node) bool { return body["__typename"] == "SdpOffer" && body["negotiation"].(float64) > 1 })
			doctor.hears(patient)
			patient.hears(doctor)
		},
		"a killed socket is not noticed by media": func(t *testing.T, w *world, doctor, patient *caller) {
			_ = patient.socket.conn.CloseNow()
			<-patient.socket.closed
			patient.reading.Wait()
			doctor.hears(patient)
			patient.socket = w.connect(vera)
			patient.subscribe(patient.seen)
			patient.send(node{"media": node{"audio": true, "video": true}})
			patient.hears(doctor)
		},
		"the newest subscription wins, and gets what is missing first": func(t *testing.T, w *world, _, patient *caller) {
			newer := w.connect(vera).listen(patient.session, 0)
			patient.reading.Wait() // the older one is complete
			for seq := 1; seq <= patient.seen; seq++ {
				if e, ok := newer.next(); !ok || e.data["seq"].(float64) != float64(seq) {
					t.Errorf("got %v, want %d", e, seq)
				}
			}
		},
		"a place that never was is a Resync outside of the numbers": func(t *testing.T, w *world, _, patient *caller) {
			stream := w.connect(vera).listen(patient.session, 10_000)
			e, _ := stream.next()
			if body := e.data["body"].(node); body["__typename"] != "Resync" || e.data["seq"].(float64) != 0 {
				t.Errorf("got %v", e)
			}
			if more, ok := stream.next(); ok {
				t.Errorf("after the Resync came %v", more)
			}
		},
		"a batch that is repeated is acknowledged and ignored, a gap names what is missing": func(t *testing.T, w *world, doctor, patient *caller) {
			batch := func(seq int) node {
				return w.do(vera, `mutation($session: ID!, $seq: Int!) {
					sendVisitSignals(input: {sessionId: $session, seq: $seq, signals: [{media: {audio: true, video: true}}]}) {
						... on SignalAck { ack serverSeq } ... on SignalGap { expected } } }`, node{"session": patient.session.id, "seq": seq})
			}
			patient.sending.Lock()
			defer patient.sending.Unlock()
			if again := batch(1); again["ack"].(float64) != float64(patient.sent) {
				t.Errorf("repeated: %v after %d", again, patient.sent)
			}
			if gap := batch(patient.sent + 2); gap["expected"].(float64) != float64(patient.sent+1) {
				t.Errorf("a gap: %v after %d", gap, patient.sent)
			}
			doctor.hears(patient)
		},
		"what is malformed is refused and not taken, an answer to no offer is dropped": func(t *testing.T, w *world, doctor, patient *caller) {
			patient.sending.Lock()
			bad := node{"session": patient.session.id, "seq": patient.sent + 1, "signals": []node{{"view": node{"mid": "77", "height": -1}}}}
			want(t, "a picture of no height", outcome(t, w.post(vera, sendSignals, bad)), []string{"SIGNAL_REFUSED"})
			patient.sending.Unlock()
			patient.send(node{"answer": node{"negotiation": 77, "sdp": "v=0\r\n"}}) // with the number of the refused one
			doctor.hears(patient)
		},
		"a new leg replaces the old one, and nobody has left": func(t *testing.T, w *world, doctor, patient *caller) {
			again := w.call(vera, patient.appointment)
			if reason := patient.lastReason(); reason != "REPLACED" {
				t.Errorf("the old leg heard %s", reason)
			}
			doctor.hears(again)
			again.hears(doctor)
			doctor.mu.Lock()
			defer doctor.mu.Unlock()
			for _, body := range doctor.bodies {
				if body["__typename"] == "ParticipantLeft" {
					t.Errorf("the doctor was told %v", body)
				}
			}
		},
		"without the secret there is no session": func(_ *testing.T, w *world, _, patient *caller) {
			w.connect(vera).listen(session{patient.session.id, "guess"}, 0).wantRefusal("NOT_FOUND")
		},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			a := w.visitOf(vera)
			w.Clock.Set(a.StartsAt)
			doctor, patient := w.call(vorontsov, a.ID), w.call(vera, a.ID)
			doctor.hears(patient)
			patient.hears(doctor)
			promise(t, w, doctor, patient)
		})
	}
}
