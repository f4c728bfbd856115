package signaling

import (
	"slices"
	"testing"

	"televisit/internal/rules"
	"televisit/media"
)

func TestFactsOfMediaAreTold(t *testing.T) {
	inBubble(t, func(w *world) {
		w.join("anna")
		say := w.rooms.last().options.OnEvent
		w.join("boris")
		route := media.Route{Kind: media.RouteRelay, Protocol: "udp"}
		say(media.EventRoute{Route: route})
		say(media.EventMedia{State: media.State{Audio: true}})
		say(media.EventLink{Link: media.Link{Sends: media.ModeVideo, Receives: media.ModeAudio}, ReceivesBecause: media.CauseLoss})
		say(media.EventView{Of: "boris"})
		all := MediaFact{AppointmentID: "apt_1", AccountID: "anna", Role: rules.Practitioner}
		routed, switched, receives, viewed := all, all, all, all
		routed.Kind, routed.Route = Routed, route
		switched.Kind, switched.State = Switched, media.State{Audio: true}
		receives.Kind, receives.Mode, receives.Because = Receives, media.ModeAudio, media.CauseLoss
		viewed.Kind, viewed.Of = Viewed, rules.Practitioner
		want(t, "facts", slices.Equal(w.facts(), []MediaFact{routed, switched, receives, viewed}), true)
		say(media.EventLink{Link: media.Link{Sends: media.ModeVideo, Receives: media.ModeAudio}, ReceivesBecause: media.CauseLoss})
		want(t, "no news", len(w.facts()), 0)
		want(t, "presence", slices.Equal(w.states("anna"), []PresenceState{Joined}), true)
	})
}

func TestAClientThatFlipsASwitchFillsNoTimeline(t *testing.T) {
	inBubble(t, func(w *world) {
		w.join("anna")
		say, heard := w.rooms.last().options.OnEvent, 0
		for i := range 3 * mostMediaFacts {
			say(media.EventMedia{State: media.State{Audio: i%2 == 0}})
			heard += len(w.facts())
		}
		want(t, "facts", heard, mostMediaFacts)
	})
}

func TestOfWaitingFactsOnlyTheNewestCounts(t *testing.T) {
	q := newPresenceQueue()
	say := func(session string, kind MediaKind, mode media.Mode) {
		q.push(Presence{sessionID: session, media: &MediaFact{Kind: kind, Mode: mode}})
	}
	q.push(Presence{sessionID: "a", State: Away})
	say("a", Sends, media.ModeAudio)
	say("a", Receives, media.ModeAudio)
	say("b", Sends, media.ModeAudio)
	q.push(Presence{sessionID: "a", State: Back})
	say("a", Sends, media.ModeText)
	q.push(Presence{sessionID: "a", State: Away}) // undoes Back
	var left []string
	for _, f := range q.take() {
		if f.media == nil {
			left = append(left, f.sessionID+" "+string(f.State))
		} else {
			left = append(left, f.sessionID+" "+string(f.media.Kind)+" "+string(f.media.Mode))
		}
	}
	want(t, "left", slices.Equal(left, []string{"a AWAY", "a RECEIVES AUDIO", "b SENDS AUDIO", "a SENDS TEXT"}), true)
}
