package graph

import (
	"context"
	"time"

	"televisit/graph/model"
	"televisit/internal/fault"
	"televisit/internal/rules"
	"televisit/internal/signaling"
	"televisit/internal/viewer"
	"televisit/internal/visiting"
)

// stream converts values until the source ends or the client has gone.
func stream[S, T any](ctx context.Context, in <-chan S, convert func(S) T) <-chan T {
	out := make(chan T, 1)
	go func() {
		defer close(out)
		for v := range in {
			select {
			case out <- convert(v):
			case <-ctx.Done():
				return
			}
		}
	}()
	return out
}

// farewell tells a client whose session is gone why it has ended, or to join again.
func (r *Resolver) farewell(ctx context.Context, sessionID, resumeToken string) <-chan *model.Signal {
	out := make(chan *model.Signal, 1)
	last, known := r.Calls.Farewell(viewer.From(ctx).AccountID, sessionID, resumeToken)
	if !known {
		last = signaling.Signal{Body: signaling.Resync{}}
	}
	out <- toSignal(last)
	close(out)
	return out
}

func clientSignals(in []*model.SignalInput) ([]signaling.ClientSignal, error) {
	if len(in) == 0 {
		return nil, fault.New(fault.InvalidInput, "send at least one signal").With("fields", []string{"signals"})
	}
	signals := make([]signaling.ClientSignal, 0, len(in))
	for _, s := range in {
		c := clientSignal(s)
		if c == nil {
			return nil, fault.New(fault.InvalidInput, "a signal asks for nothing: iceRestart is true, or left out").With("fields", []string{"signals"})
		}
		signals = append(signals, c)
	}
	return signals, nil
}

// clientSignal is what the one field says that is there; nil is nothing.
func clientSignal(s *model.SignalInput) signaling.ClientSignal {
	switch {
	case s.Answer != nil:
		return signaling.Answer{Negotiation: s.Answer.Negotiation, SDP: s.Answer.Sdp}
	case s.Candidate != nil:
		return candidate(s.Candidate)
	case s.Media != nil:
		return signaling.Media{Audio: s.Media.Audio, Video: s.Media.Video}
	case s.Received != nil:
		return signaling.QualityReport{Freezes: s.Received.Freezes, Frozen: time.Duration(min(max(s.Received.FrozenMs, 0), 60_000)) * time.Millisecond}
	case s.Share != nil:
		return signaling.Share{On: *s.Share}
	case s.View != nil:
		return signaling.View{Mid: s.View.Mid, Height: s.View.Height}
	case s.IceRestart != nil && *s.IceRestart:
		return signaling.IceRestart{}
	}
	return nil
}

func candidate(in *model.IceCandidateInput) signaling.Candidate {
	c := signaling.Candidate{Negotiation: in.Negotiation}
	c.Candidate.Candidate, c.Mid, c.Ufrag = in.Candidate, orEmpty(in.SdpMid), orEmpty(in.UsernameFragment)
	if in.SdpMLineIndex != nil {
		c.SectionIndex = *in.SdpMLineIndex
	}
	return c
}

func toSignal(s signaling.Signal) *model.Signal {
	return &model.Signal{Seq: s.Seq, Body: signalBody(s.Body)}
}

func signalBody(b signaling.Body) model.SignalBody {
	switch b := b.(type) {
	case signaling.Offer:
		return &model.SdpOffer{Negotiation: b.Negotiation, Sdp: b.SDP, ScreenMid: orNil(b.ScreenMid), IceServers: iceServers(b.ICEServers)}
	case signaling.TrackMap:
		return trackMap(b)
	case signaling.ParticipantJoined:
		return &model.ParticipantJoined{Participant: participant(b.Person, b.Away)}
	case signaling.ParticipantLeft:
		return &model.ParticipantLeft{ParticipantID: b.ParticipantID, Detail: string(b.Reason)}
	case signaling.ParticipantPresence:
		return &model.ParticipantChanged{Participant: participant(b.Person, b.Away)}
	case signaling.MediaState:
		return &model.ParticipantChanged{Participant: participant(b.Person, b.Away), Audio: &b.Audio, Video: &b.Video}
	case signaling.ActiveSpeaker:
		return &model.ActiveSpeaker{ParticipantID: b.ParticipantID}
	case signaling.LayerChanged:
		return layerChanged(b)
	case signaling.PictureWanted:
		return &model.PictureWanted{Source: model.TrackSource(b.Source), ShownHeight: b.Height}
	case signaling.LinkMode:
		return &model.LinkModeChanged{ParticipantID: b.ParticipantID, Sends: visiting.LinkMode(b.Sends), Receives: visiting.LinkMode(b.Receives)}
	case signaling.NodeStopping:
		return &model.ServerStopping{Until: b.Until}
	case signaling.LinkChanged:
		return &model.LinkChanged{ParticipantID: b.ParticipantID, Quality: b.Link}
	case signaling.VisitStateChanged:
		return &model.VisitStateChanged{Status: rules.VisitStatus(b.Status)}
	case signaling.VisitEnded:
		return &model.VisitEnded{Reason: endReason(b.Reason)}
	}
	return &model.Resync{Detail: "the session or its signals are gone"}
}

func iceServers(from []signaling.ICEServer) []*model.IceServer {
	list := []*model.IceServer{}
	for _, s := range from {
		list = append(list, &model.IceServer{Urls: s.URLs, Username: &s.Username, Credential: &s.Credential})
	}
	return list
}

func participant(p signaling.Person, away bool) *model.Participant {
	return &model.Participant{ID: p.ParticipantID, Role: p.Role, GuestRole: orNil(p.GuestRole), Name: p.Name, Away: away}
}

func layerChanged(b signaling.LayerChanged) *model.LayerChanged {
	changed := &model.LayerChanged{Mid: b.Mid, Layer: b.Layer}
	if b.Height > 0 {
		changed.Height = &b.Height
	}
	return changed
}

func trackMap(b signaling.TrackMap) *model.TrackMap {
	m := &model.TrackMap{Tracks: []*model.TrackMapping{}}
	for _, t := range b.Tracks {
		kind := model.TrackKindVideo
		if t.Kind == "audio" {
			kind = model.TrackKindAudio
		}
		m.Tracks = append(m.Tracks, &model.TrackMapping{Mid: t.Mid, ParticipantID: t.Participant, Kind: kind, Source: model.TrackSource(t.Source)})
	}
	return m
}

// endReason names in the public contract why a session has ended; what it does
// not name is a loss.
func endReason(r signaling.Reason) model.VisitEndReason {
	switch r {
	case signaling.Shutdown, signaling.Reason(fault.Unavailable):
		return model.VisitEndReasonServerStopping
	case signaling.Replaced:
		return model.VisitEndReasonReplaced
	case signaling.Left:
		return model.VisitEndReasonLeft
	case signaling.Reason(fault.VisitClosed):
		return model.VisitEndReasonTimeOver
	case signaling.Reason(fault.PaymentRequired):
		return model.VisitEndReasonPaymentRequired
	case signaling.Reason(fault.NotFound), signaling.Reason(fault.Forbidden), signaling.Reason(fault.ConsentRequired),
		signaling.Reason(rules.SignedOut), signaling.Reason(rules.RoleChanged), signaling.Reason(rules.SessionOver), revoked:
		return model.VisitEndReasonRevoked
	}
	if known := model.VisitEndReason(r); known.IsValid() {
		return known
	}
	return model.VisitEndReasonLost
}

// Reasons that the resolvers give.
const (
	revoked   signaling.Reason = "REVOKED"
	cancelled signaling.Reason = "CANCELLED"
)
