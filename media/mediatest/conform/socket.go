package conform

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"github.com/coder/websocket"
)

// listen is the subscription of a session.
const listen = `subscription Listen($sessionId: ID!, $resumeToken: String!, $afterSeq: Int!) {
  visitSignals(sessionId: $sessionId, resumeToken: $resumeToken, afterSeq: $afterSeq) {
    seq
    body {
      __typename
      ... on SdpOffer { negotiation sdp screenMid iceServers { urls username credential } }
      ... on TrackMap { tracks { mid participantId kind source } }
      ... on ParticipantJoined { participant { id role away } }
      ... on ParticipantChanged { participant { id role away } audio video }
      ... on ParticipantLeft { participantId detail }
      ... on LayerChanged { mid layer }
      ... on VisitEnded { reason }
      ... on Resync { detail }
    }
  }
}`

// Signal is one message of the server.
type Signal struct {
	Seq  int
	Body Body
}

// Body has the fields of all signals that are asked for; Type says which they are.
type Body struct {
	Type          string `json:"__typename"`
	Negotiation   int
	SDP           string
	ScreenMid     string
	ICEServers    []iceServer
	Tracks        []TrackMapping
	Participant   Participant
	ParticipantID string
	Detail        string
	Audio, Video  *bool
	Mid, Layer    string
	Reason        string
}

// TrackMapping says whose media comes in a section.
type TrackMapping struct{ Mid, ParticipantID, Kind, Source string }

// Participant is somebody else in the room.
type Participant struct {
	ID, Role string
	Away     bool
}

// subscription is visitSignals over a socket of its own (graphql-transport-ws).
type subscription struct{ conn *websocket.Conn }

type message struct {
	ID      string          `json:"id,omitempty"`
	Type    string          `json:"type"`
	Payload json.RawMessage `json:"payload,omitempty"`
}

func (a Account) listen(ctx context.Context, to session, after int) (*subscription, error) {
	conn, _, err := websocket.Dial(ctx, a.socketURL(), &websocket.DialOptions{Subprotocols: []string{"graphql-transport-ws"}})
	if err != nil {
		return nil, err
	}
	conn.SetReadLimit(1 << 20)
	s := &subscription{conn}
	if err := s.begin(ctx, a.Token, to, after); err != nil {
		s.kill()
		return nil, err
	}
	return s, nil
}

func (s *subscription) begin(ctx context.Context, token string, to session, after int) error {
	who := node{}
	if token != "" {
		who["Authorization"] = "Bearer " + token
	}
	if err := s.write(ctx, "", "connection_init", who); err != nil {
		return err
	}
	switch m, err := s.read(ctx); {
	case err != nil:
		return err
	case m.Type != "connection_ack":
		return fmt.Errorf("the socket begins with %q", m.Type)
	}
	return s.write(ctx, "1", "subscribe", node{"query": listen, "variables": node{
		"sessionId": to.ID, "resumeToken": to.ResumeToken, "afterSeq": after}})
}

func (s *subscription) write(ctx context.Context, id, kind string, payload any) error {
	raw, err := json.Marshal(payload)
	if err != nil {
		return err
	}
	b, err := json.Marshal(message{id, kind, raw})
	if err != nil {
		return err
	}
	return s.conn.Write(ctx, websocket.MessageText, b)
}

// read is the next message that is no ping.
func (s *subscription) read(ctx context.Context) (m message, err error) {
	for {
		_, b, err := s.conn.Read(ctx)
		if err != nil {
			return m, err
		}
		m = message{}
		if err := json.Unmarshal(b, &m); err != nil || m.Type != "ping" {
			return m, err
		}
		if err := s.write(ctx, "", "pong", node{}); err != nil {
			return m, err
		}
	}
}

// refused is the code of a subscription that was not begun.
type refused string

// Error implements error.
func (r refused) Error() string { return "the subscription is refused: " + string(r) }

var errUnknown = errors.New("a message that the protocol does not have")

// next is the next signal; io.EOF after complete.
func (s *subscription) next(ctx context.Context) (Signal, error) {
	m, err := s.read(ctx)
	if err != nil {
		return Signal{}, err
	}
	switch m.Type {
	case "next":
		var payload struct {
			Data   struct{ VisitSignals Signal }
			Errors []refusal
		}
		if err := json.Unmarshal(m.Payload, &payload); err != nil {
			return Signal{}, err
		}
		return payload.Data.VisitSignals, refusedBy(payload.Errors)
	case "error":
		var errs []refusal
		if err := json.Unmarshal(m.Payload, &errs); err != nil {
			return Signal{}, err
		}
		return Signal{}, refusedBy(errs)
	case "complete":
		return Signal{}, io.EOF
	}
	return Signal{}, fmt.Errorf("%w: %q", errUnknown, m.Type)
}

func refusedBy(errs []refusal) error {
	if len(errs) == 0 {
		return nil
	}
	return refused(errs[0].Extensions.Code)
}

// kill ends the socket as a network does: without a word.
func (s *subscription) kill() {
	if s != nil {
		_ = s.conn.CloseNow()
	}
}
