package visiting_test

import (
	"testing"

	"televisit/internal/rules"
	"televisit/internal/signaling"
	"televisit/internal/testkit"
	"televisit/internal/visiting"
	"televisit/media"
)

func TestTheTimelineShowsHowSoundAndPictureWent(t *testing.T) {
	each(t, func(s *suite) {
		for _, fact := range []signaling.MediaFact{
			{Kind: signaling.Routed, Route: media.Route{Kind: media.RouteRelay, Protocol: "udp"}},
			{Kind: signaling.Switched, State: media.State{Audio: true}},
			{Kind: signaling.Receives, Mode: media.ModeAudio, Because: media.CauseLoss},
			{Kind: signaling.Sends, Mode: media.ModeLowVideo, Because: media.CauseNarrow},
			{Kind: signaling.Viewed, Of: rules.Practitioner},
			{Kind: signaling.Viewed, Of: rules.Practitioner, IsShown: true},
		} {
			fact.AppointmentID, fact.Role = s.id, rules.Patient
			s.visit.Media(s.t.Context(), fact)
			s.Clock.Advance(1_000_000_000)
		}
		f, err := visiting.Read(s.As(s.t, testkit.Desk), s.Store, s.id)
		testkit.Must(s.t, f, err)
		all, err := s.visit.Timeline(s.As(s.t, testkit.Desk), f)
		testkit.Must(s.t, all, err)
		var got []*visiting.Entry
		for _, e := range all {
			if e.Role != nil && *e.Role == rules.Patient {
				got = append(got, e)
			}
		}
		if len(got) != 6 {
			s.t.Fatalf("%d entries", len(got))
		}
		routed, switched, receives, sends, hidden, shown := got[0], got[1], got[2], got[3], got[4], got[5]
		if routed.Kind != "ROUTED" || *routed.Route != (visiting.Route{Kind: "RELAY", Protocol: "udp"}) || routed.Switches != nil {
			s.t.Errorf("routed %+v", routed)
		}
		if switched.Kind != "SWITCHED" || *switched.Switches != (visiting.Switches{Microphone: true}) {
			s.t.Errorf("switched %+v", switched)
		}
		if receives.Kind != "LINK_RECEIVES" || *receives.Carries != "AUDIO" || *receives.Because != "LOSS" {
			s.t.Errorf("receives %+v", receives)
		}
		if sends.Kind != "LINK_SENDS" || *sends.Carries != "LOW_VIDEO" || *sends.Because != "NARROW" {
			s.t.Errorf("sends %+v", sends)
		}
		if hidden.Kind != "VIEWED" || *hidden.Of != rules.Practitioner || *hidden.IsShown || !*shown.IsShown {
			s.t.Errorf("hidden %+v, shown %+v", hidden, shown)
		}
	})
}
