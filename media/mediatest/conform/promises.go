package conform

import (
	"errors"
	"io"
	"slices"
	"strings"

	"televisit/media/mediatest"
)

// promises are what docs/SIGNALING.md says, in its order.
var promises = []Promise{
	{"the first offer asks for sound and three layers of a picture, and has room for one other person", firstOffer},
	{"everybody is told of everybody, and whose media comes where", everybodyIsTold},
	{"what is switched on is told", switching},
	{"a restart of ICE is another offer, and media goes on", restart},
	{"a shared screen is a further picture, one at a time", screen},
	{"as much of a picture is sent as is shown", views},
	{"a batch that is repeated is acknowledged and ignored, a gap names what is missing", batches},
	{"what is malformed is refused and not taken, an answer to no offer is dropped", malformed},
	{"what is over a limit is refused", limits},
	{"a session is its owner's only", owners},
	{"a killed socket is not noticed by media, and what was missed comes first", killedSocket},
	{"the newest subscription wins, and gets what is missing first", newestSubscription},
	{"a place that never was is a Resync outside of the numbers", resync},
	{"who is silent is away, and comes back", silence},
	{"a new leg replaces the old one, and nobody has left", replaced},
	{"who leaves is gone, and the session is over", leaving},
	{"a device check measures a way and says back what it hears", deviceCheck},
	{"the end of the call is not the end of the visit", endOfCall},
}

func firstOffer(t *trial) {
	patient := t.join(t.Patient, "patient", mediatest.Options{})
	offer := patient.told("an offer", 0, func(b Body) bool { return b.Type == "SdpOffer" })
	want(t, "the number of the first offer", offer.Negotiation, 1)
	for part, times := range map[string]int{
		"m=audio": 2, "m=video": 2, "a=recvonly": 2, "a=sendonly": 2, "a=ice-lite": 1, "a=group:BUNDLE 0 1 2 3": 1,
		"a=simulcast:recv l;m;h": 1, "a=rtpmap:111 opus/48000/2": 2, "a=rtpmap:96 VP8/90000": 2,
	} {
		want(t, "how often the offer says "+part, strings.Count(offer.SDP, part), times)
	}
	if !strings.Contains(offer.SDP, "a=candidate:") {
		t.fail("the offer has no candidates:\n%s", offer.SDP)
	}
}

func everybodyIsTold(t *trial) {
	doctor, patient := t.both()
	for who, role := range map[*Caller]string{doctor: "PATIENT", patient: "PRACTITIONER"} {
		other := who.told("who is there", 0, func(b Body) bool { return b.Type == "ParticipantJoined" }).Participant
		want(t, "whom "+who.name+" is told of", other.Role, role)
		for _, track := range who.Tracks() {
			expected := TrackMapping{track.Mid, other.ID, strings.ToUpper(track.Kind), map[string]string{"audio": "MICROPHONE", "video": "CAMERA"}[track.Kind]}
			who.told("that section "+track.Mid+" has it", 0, func(b Body) bool { return slices.Contains(b.Tracks, expected) })
		}
	}
}

// isSwitched is told of somebody's microphone and camera.
func isSwitched(audio, video bool) func(Body) bool {
	return func(b Body) bool {
		return b.Type == "ParticipantChanged" && b.Audio != nil && b.Video != nil && *b.Audio == audio && *b.Video == video
	}
}

func switching(t *trial) {
	doctor, patient := t.both()
	patient.says(node{"media": node{"audio": true, "video": false}})
	doctor.told("that the camera is off", 0, isSwitched(true, false))
	before := doctor.received()
	patient.says(node{"media": node{"audio": true, "video": true}})
	doctor.told("that the camera is on", before, isSwitched(true, true))
	doctor.hears(patient)
}

func restart(t *trial) {
	doctor, patient := t.both()
	before := patient.received()
	patient.says(node{"iceRestart": true})
	patient.told("another offer", before, func(b Body) bool { return b.Type == "SdpOffer" && b.Negotiation > 1 })
	doctor.hears(patient)
	patient.hears(doctor)
}

// hasScreen says whether a map has a screen.
func hasScreen(b Body) bool {
	return slices.ContainsFunc(b.Tracks, func(t TrackMapping) bool { return t.Source == "SCREEN" })
}

func screen(t *trial) {
	doctor, patient := t.both()
	before := doctor.received()
	t.must(doctor.SendScreen())
	doctor.says(node{"share": true})
	doctor.told("an offer with a section for the screen", before, func(b Body) bool { return b.Type == "SdpOffer" && b.ScreenMid != "" })
	patient.gets("video", mediatest.ScreenOf("doctor"), 10)
	patient.told("whose screen it is", 0, hasScreen)
	patient.isRefused("a second screen", "SIGNAL_REFUSED", node{"share": true})
	before = patient.received()
	doctor.says(node{"share": false})
	patient.told("that there is no screen", before, func(b Body) bool { return b.Type == "TrackMap" && !hasScreen(b) })
	patient.hears(doctor)
}

func views(t *trial) {
	doctor := t.join(t.Doctor, "doctor", mediatest.Options{})
	patient := t.join(t.Patient, "patient", mediatest.Options{Layers: true})
	doctor.hears(patient)
	picture, _ := doctor.From("patient", "video")
	shows := func(height int) node { return node{"view": node{"mid": picture.Mid, "height": height}} }
	for _, x := range []struct {
		height int
		layer  string
	}{{150, "l"}, {2160, "h"}} {
		before := doctor.received()
		doctor.says(shows(x.height))
		if now, _ := doctor.From("patient", "video"); mediatest.Layers[now.Picture.Layer].RID != x.layer {
			doctor.told("that layer "+x.layer+" comes", before, func(b Body) bool { return b.Type == "LayerChanged" && b.Layer == x.layer })
		}
		doctor.gets("video", "patient", 10)
	}
	doctor.says(shows(0))
	doctor.hearsOnly(patient)
	doctor.says(shows(720))
	doctor.gets("video", "patient", 10)
	if now, _ := doctor.From("patient", "video"); now.Picture.Frozen > 0 || len(now.Picture.Errors) > 0 {
		t.fail("a decoder would see the seams: %d frames it could not show, %v", now.Picture.Frozen, now.Picture.Errors)
	}
}

// hearsOnly waits until sound comes and no picture.
func (c *Caller) hearsOnly(other *Caller) {
	var sound, picture int
	c.waits("sound without a picture", func() bool {
		heard, _ := c.From(other.name, "audio")
		seen, _ := c.From(other.name, "video")
		if seen.Packets != picture {
			sound, picture = heard.Packets, seen.Packets
		}
		return heard.Packets > sound+25
	})
}

func killedSocket(t *trial) {
	doctor, patient := t.both()
	before := doctor.received()
	patient.subscription.kill()
	patient.reading.Wait()
	doctor.told("that the patient is away", before, func(b Body) bool { return b.Type == "ParticipantChanged" && b.Participant.Away })
	doctor.hears(patient)
	doctor.says(node{"media": node{"audio": true, "video": false}}) // what the patient misses
	before = doctor.received()
	patient.listen(patient.received())
	patient.told("what was missed", 0, isSwitched(true, false))
	doctor.told("that the patient is back", before, func(b Body) bool { return b.Type == "ParticipantChanged" && !b.Participant.Away })
	patient.gets("audio", "doctor", 10)
}

func newestSubscription(t *trial) {
	_, patient := t.both()
	newer, err := patient.account.listen(t.ctx, patient.session, 0)
	t.must(err)
	defer newer.kill()
	patient.reading.Wait() // the older one is complete
	for seq := 1; seq <= patient.received(); seq++ {
		signal, err := newer.next(t.ctx)
		t.must(err)
		want(t, "the number of a replayed signal", signal.Seq, seq)
	}
}

func resync(t *trial) {
	_, patient := t.both()
	s, err := patient.account.listen(t.ctx, patient.session, 10_000)
	t.must(err)
	defer s.kill()
	t.isResync(s)
}

// isResync wants a Resync and nothing else.
func (t *trial) isResync(s *subscription) {
	signal, err := s.next(t.ctx)
	t.must(err)
	want(t, "the signal", signal.Body.Type, "Resync")
	want(t, "the number of a Resync", signal.Seq, 0)
	if more, err := s.next(t.ctx); !errors.Is(err, io.EOF) {
		t.fail("after the Resync came %v, %w", more, err)
	}
}

// silence: a client that is gone without a word, with its socket still open.
func silence(t *trial) {
	doctor, patient := t.both()
	before := doctor.received()
	t.must(patient.Close())
	doctor.told("that the patient is away", before, func(b Body) bool { return b.Type == "ParticipantChanged" && b.Participant.Away })
	before = doctor.received()
	again := t.join(t.Patient, "patient", mediatest.Options{})
	doctor.told("that the patient is back", before, func(b Body) bool { return b.Type == "ParticipantChanged" && !b.Participant.Away })
	doctor.hears(again)
}

func replaced(t *trial) {
	doctor, patient := t.both()
	again := t.join(t.Patient, "patient", mediatest.Options{})
	patient.ends("REPLACED")
	doctor.hears(again)
	again.hears(doctor)
	if slices.Contains(doctor.types(), "ParticipantLeft") {
		t.fail("the doctor was told that somebody has left: %v", doctor.types())
	}
	got, err := patient.post(patient.sent+1, node{"iceRestart": true})
	t.must(err)
	want(t, "a signal of the leg that was replaced", got.Code, "SESSION_GONE")
}

func leaving(t *trial) {
	doctor, patient := t.both()
	_, err := patient.account.ask(t.ctx, leave, node{"sessionId": patient.session.ID})
	t.must(err)
	patient.ends("LEFT")
	gone := doctor.told("that the patient has left", 0, func(b Body) bool { return b.Type == "ParticipantLeft" })
	want(t, "why", gone.Detail, "LEFT")
	got, err := patient.post(patient.sent+1, node{"iceRestart": true})
	t.must(err)
	want(t, "a signal after the end", got.Code, "SESSION_GONE")
	s, err := patient.account.listen(t.ctx, patient.session, 0)
	t.must(err)
	defer s.kill()
	last, err := s.next(t.ctx)
	t.must(err)
	want(t, "what somebody is told who comes back too late", last.Body.Reason, "LEFT")
}

func endOfCall(t *trial) {
	doctor, patient := t.both()
	got, err := doctor.account.ask(t.ctx, endCall, node{"appointmentId": t.Appointment})
	t.must(err)
	want(t, "the doctor ends the call", got.Code, "")
	doctor.ends("CALL_ENDED")
	patient.ends("CALL_ENDED")
	got, err = patient.account.ask(t.ctx, endCall, node{"appointmentId": t.Appointment})
	t.must(err)
	want(t, "the patient ends a call", got.Code, "FORBIDDEN")
	t.both()
}
