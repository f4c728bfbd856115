package visiting

import (
	"context"
	"fmt"

	"televisit/ent/db"
	"televisit/ent/db/appointment"
	"televisit/internal/outbox"
	"televisit/internal/rules"
	"televisit/internal/signaling"
)

// mediaKind begins the kinds of events about sound and picture.
const mediaKind = "MEDIA_"

// Media keeps a change of how sound and picture go as evidence.
func (s *Service) Media(ctx context.Context, fact signaling.MediaFact) {
	err := s.Store.InTx(system(ctx), func(ctx context.Context, tx *db.Tx) error {
		a, err := tx.Appointment.Query().Where(appointment.ID(fact.AppointmentID)).Only(ctx)
		if err != nil {
			return fmt.Errorf("read the appointment: %w", err)
		}
		return outbox.Record(ctx, tx, a, mediaKind+string(fact.Kind), mediaFacts(fact))
	})
	if err != nil {
		s.Log.Error("note media", "appointment", fact.AppointmentID, "err", err)
	}
}

// mediaFacts are the words of an event; timeline.go reads them.
func mediaFacts(fact signaling.MediaFact) outbox.Facts {
	facts := outbox.Facts{"role": string(fact.Role)}
	switch fact.Kind {
	case signaling.Switched:
		facts["microphone"], facts["camera"] = isOn(fact.State.Audio), isOn(fact.State.Video)
	case signaling.Sends, signaling.Receives:
		facts["carries"], facts["because"] = string(fact.Mode), string(fact.Because)
	case signaling.Routed:
		facts["route"], facts["protocol"] = string(fact.Route.Kind), fact.Route.Protocol
	case signaling.Viewed:
		facts["of"], facts["shown"] = string(fact.Of), isOn(fact.IsShown)
	}
	return facts
}

// isOn is how a switch is kept.
func isOn(on bool) string {
	if on {
		return "on"
	}
	return "off"
}

// LinkMode is what somebody's link carries in one direction; the media server's word.
type LinkMode string

// LinkCause is why it carries less than before, or more; the media server's word.
type LinkCause string

// Switches are what somebody has switched on.
type Switches struct{ Microphone, Camera bool }

// Route is how somebody's device reaches the media server.
type Route struct {
	Kind     RouteKind
	Protocol string // "udp" or "tcp"
}

// RouteKind is what is at the device's end; the media server's word.
type RouteKind string

// addMedia fills in what belongs to sound and picture.
func (e *Entry) addMedia(facts outbox.Facts) {
	e.Carries, e.Because = word[LinkMode](facts, "carries"), word[LinkCause](facts, "because")
	e.Of = word[rules.Role](facts, "of")
	if facts["microphone"] != "" {
		e.Switches = &Switches{Microphone: facts["microphone"] == isOn(true), Camera: facts["camera"] == isOn(true)}
	}
	if facts["shown"] != "" {
		isShown := facts["shown"] == isOn(true)
		e.IsShown = &isShown
	}
	if facts["route"] != "" {
		e.Route = &Route{RouteKind(facts["route"]), facts["protocol"]}
	}
}
