package graph

import (
	"context"

	"televisit/graph/model"
	"televisit/internal/rules"
	"televisit/internal/signaling"
)

// mayCheckDevice is for people with a visit to come.
func (r *Resolver) mayCheckDevice(ctx context.Context, appointmentID string) error {
	a, err := r.Store.Appointment.Get(ctx, appointmentID)
	if err != nil {
		return hidden(err, "appointment")
	}
	return rules.MayCheckDevice(a.Status)
}

func deviceCheck(c *signaling.Check) *model.StartDeviceCheckSuccess {
	shown := &model.StartDeviceCheckSuccess{CheckID: c.ID, IceServers: iceServers(c.ICEServers), ExpiresAt: c.ExpiresAt}
	for _, offer := range c.Offers {
		shown.Offers = append(shown.Offers, &model.LinkOffer{Path: rules.LinkPath(offer.Way), Sdp: offer.SDP})
	}
	return shown
}

func linkAnswers(in []*model.LinkAnswerInput) []signaling.WayOffer {
	answers := make([]signaling.WayOffer, 0, len(in))
	for _, one := range in {
		answers = append(answers, signaling.WayOffer{Way: string(one.Path), SDP: one.Sdp})
	}
	return answers
}
