package transport

import (
	"bytes"
	"encoding/json"
	"unicode/utf8"

	"github.com/vektah/gqlparser/v2/gqlerror"
)

// Ids are echoed in every answer, so their length is bounded.
const longestID = 256

var (
	ackMessage  = []byte(`{"type":"connection_ack"}`)
	pingMessage = []byte(`{"type":"ping"}`)
	pongMessage = []byte(`{"type":"pong"}`)
)

// message is what a client may send.
type message struct {
	ID      string          `json:"id"`
	Type    string          `json:"type"`
	Payload json.RawMessage `json:"payload"`
}

// parseMessage is false for everything the protocol does not know.
func parseMessage(b []byte) (m message, ok bool) {
	b = bytes.TrimSpace(b)
	if len(b) == 0 || b[0] != '{' || !utf8.Valid(b) || json.Unmarshal(b, &m) != nil {
		return m, false
	}
	if string(m.Payload) == "null" {
		m.Payload = nil
	}
	return m, m.isWellFormed()
}

func (m message) isWellFormed() bool {
	switch m.Type {
	case "connection_init", "ping", "pong":
		return m.Payload == nil || m.Payload[0] == '{'
	case "subscribe":
		return m.hasID() && m.Payload != nil
	case "complete":
		return m.hasID()
	}
	return false
}

func (m message) hasID() bool { return m.ID != "" && len(m.ID) <= longestID }

// pongTo returns the payload to its sender, which may measure with it.
func pongTo(ping message) []byte {
	if ping.Payload == nil {
		return pongMessage
	}
	return wrap([]byte(`{"type":"pong","payload":`), ping.Payload)
}

// head begins every message of one operation; wrap ends it.
func head(id, kind string) []byte {
	name, _ := json.Marshal(id) // a string always can be marshalled
	return append(append([]byte(`{"id":`), name...), `,"type":"`+kind+`","payload":`...)
}

var closingBrace = []byte{'}'}

func wrap(head, payload []byte) []byte {
	b := make([]byte, 0, len(head)+len(payload)+1)
	return append(append(append(b, head...), payload...), '}')
}

func completeMessage(id string) []byte {
	name, _ := json.Marshal(id)
	return append(append([]byte(`{"id":`), name...), `,"type":"complete"}`...)
}

func errorMessage(id string, errs gqlerror.List) []byte {
	payload, err := json.Marshal(presentable(errs))
	if err != nil {
		payload = []byte(`[{"message":"internal error","extensions":{"code":"INTERNAL"}}]`)
	}
	return wrap(head(id, "error"), payload)
}
