package conform

import (
	"errors"
	"slices"
	"strings"
)

func batches(t *trial) {
	doctor, patient := t.both()
	patient.says(node{"media": node{"audio": true, "video": true}})
	patient.sending.Lock()
	defer patient.sending.Unlock()
	for _, seq := range []int{1, patient.sent} {
		again, err := patient.post(seq, node{"media": node{"audio": false, "video": false}})
		t.must(err)
		want(t, "the newest batch, when an older one is repeated", again.Ack, patient.sent)
	}
	gap, err := patient.post(patient.sent+2, node{"iceRestart": true})
	t.must(err)
	want(t, "a batch after a gap", gap.Code, "SIGNAL_GAP")
	want(t, "the number that is missing", gap.Expected, patient.sent+1)
	doctor.hears(patient)
	if doctor.knows(isSwitched(false, false)) {
		t.fail("a batch that was repeated has had an effect")
	}
}

// knows says whether such a signal has come.
func (c *Caller) knows(fits func(Body) bool) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.ContainsFunc(c.bodies, fits)
}

func malformed(t *trial) {
	doctor, patient := t.both()
	for what, signal := range map[string]node{
		"a picture of no height":   {"view": node{"mid": "77", "height": -1}},
		"a candidate that is none": {"candidate": node{"negotiation": 1, "candidate": "candidate:nonsense"}},
	} {
		patient.isRefused(what, "SIGNAL_REFUSED", signal)
	}
	patient.isRefused("a restart that is not wanted", "INVALID_INPUT", node{"iceRestart": false})
	patient.says(node{"answer": node{"negotiation": 77, "sdp": "v=0\r\n"}}) // with the number of the refused ones
	doctor.hears(patient)
}

func limits(t *trial) {
	doctor, patient := t.both()
	answer := func(sdp string) node { return node{"answer": node{"negotiation": 1, "sdp": sdp}} }
	for what, signal := range map[string]node{
		"more than 64 KB of SDP": answer(strings.Repeat("x", 64<<10+1)),
		"33 sections":            answer(strings.Repeat("m=audio 9 UDP/TLS/RTP/SAVPF 111\r\n", 33)),
		"65 candidates":          answer(strings.Repeat("a=candidate:1 1 udp 1 192.0.2.1 9 typ host\r\n", 65)),
	} {
		patient.isRefused(what, "SIGNAL_REFUSED", signal)
	}
	patient.isRefused("65 signals at once", "SIGNAL_REFUSED", slices.Repeat([]node{{"received": node{"freezes": 0, "frozenMs": 0}}}, 65)...)
	patient.isRefused("no signal at all", "INVALID_INPUT", []node{}...)
	doctor.hears(patient)
	patient.hears(doctor)
}

func owners(t *trial) {
	doctor, patient := t.both()
	for what, x := range map[string]struct {
		as   Account
		to   session
		code string // of the subscription; empty is a Resync
	}{
		"a guessed secret":        {t.Patient, session{ID: patient.session.ID, ResumeToken: "guess"}, "NOT_FOUND"},
		"the secret of another":   {t.Patient, session{ID: patient.session.ID, ResumeToken: doctor.session.ResumeToken}, "NOT_FOUND"},
		"the session of another":  {t.Doctor, patient.session, ""},
		"a session that is not":   {t.Patient, session{ID: "ses_00000000000000000000000000000000", ResumeToken: patient.session.ResumeToken}, ""},
		"nobody, with the secret": {Account{Server: t.Patient.Server}, patient.session, "UNAUTHENTICATED"},
	} {
		s, err := x.as.listen(t.ctx, x.to, 0)
		t.must(err)
		if x.code == "" {
			t.isResync(s)
		} else if _, err := s.next(t.ctx); !errors.Is(err, refused(x.code)) {
			t.fail("%s: got %w, expected %s", what, err, x.code)
		}
		s.kill()
	}
	for _, as := range []Account{t.Doctor, {Server: t.Doctor.Server}} {
		got, err := as.ask(t.ctx, send, node{"sessionId": patient.session.ID, "seq": patient.sent + 1, "signals": []node{{"media": node{"audio": false, "video": false}}}})
		t.must(err)
		if got.Code != "SESSION_GONE" && got.Code != "UNAUTHENTICATED" {
			t.fail("a signal in the name of another: got %q, expected a refusal", got.Code)
		}
	}
	doctor.hears(patient)
	if doctor.knows(isSwitched(false, false)) {
		t.fail("a signal in the name of another has had an effect")
	}
}
