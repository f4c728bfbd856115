package transport_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"

	"televisit/graph/transport"
	"televisit/internal/fault"
)

const initMessage = `{"type":"connection_init"}`

// Every violation of graphql-transport-ws has its close code.
func TestProtocolViolations(t *testing.T) {
	forever := `{"id":"1","type":"subscribe","payload":{"query":"subscription { forever }"}}`
	subscribe := func(payload string) []string {
		return []string{initMessage, fmt.Sprintf(`{"id":"1","type":"subscribe","payload":%s}`, payload)}
	}
	cases := map[string]struct {
		send   []string
		code   websocket.StatusCode
		reason string
	}{
		"not JSON":                           {[]string{`{"type`}, 4400, "Invalid message"},
		"nothing":                            {[]string{``}, 4400, ""},
		"not an object":                      {[]string{`["connection_init"]`}, 4400, ""},
		"two objects":                        {[]string{initMessage + initMessage}, 4400, ""},
		"not UTF-8":                          {[]string{"{\"type\":\"ping\",\"payload\":{\"a\":\"\xff\"}}"}, 4400, ""},
		"no type":                            {[]string{`{"id":"1"}`}, 4400, ""},
		"type is a number":                   {[]string{`{"type":1}`}, 4400, ""},
		"unknown type":                       {[]string{`{"type":"start"}`}, 4400, ""},
		"a server's type":                    {[]string{initMessage, `{"type":"connection_ack"}`}, 4400, ""},
		"a server's type with an id":         {[]string{initMessage, `{"id":"1","type":"next","payload":{}}`}, 4400, ""},
		"init payload is a string":           {[]string{`{"type":"connection_init","payload":"token"}`}, 4400, ""},
		"init payload is a list":             {[]string{`{"type":"connection_init","payload":[]}`}, 4400, ""},
		"ping payload is a number":           {[]string{`{"type":"ping","payload":1}`}, 4400, ""},
		"pong payload is a number":           {[]string{`{"type":"pong","payload":1}`}, 4400, ""},
		"subscribe without an id":            {[]string{initMessage, `{"type":"subscribe","payload":{"query":"{ name }"}}`}, 4400, ""},
		"subscribe with an empty id":         {[]string{initMessage, `{"id":"","type":"subscribe","payload":{"query":"{ name }"}}`}, 4400, ""},
		"subscribe with a number as id":      {[]string{initMessage, `{"id":1,"type":"subscribe","payload":{"query":"{ name }"}}`}, 4400, ""},
		"subscribe with an endless id":       {[]string{initMessage, `{"id":"` + strings.Repeat("1", 300) + `","type":"subscribe","payload":{"query":"{ name }"}}`}, 4400, ""},
		"subscribe without a payload":        {[]string{initMessage, `{"id":"1","type":"subscribe"}`}, 4400, ""},
		"subscribe with a null payload":      {subscribe(`null`), 4400, ""},
		"subscribe with a list":              {subscribe(`[]`), 4400, ""},
		"subscribe without a query":          {subscribe(`{}`), 4400, ""},
		"subscribe with a number as query":   {subscribe(`{"query":1}`), 4400, ""},
		"subscribe with a string of vars":    {subscribe(`{"query":"{ name }","variables":"a"}`), 4400, ""},
		"subscribe with a list of vars":      {subscribe(`{"query":"{ name }","variables":[]}`), 4400, ""},
		"subscribe with a number as name":    {subscribe(`{"query":"{ name }","operationName":1}`), 4400, ""},
		"subscribe with bad extensions":      {subscribe(`{"query":"{ name }","extensions":"a"}`), 4400, ""},
		"complete without an id":             {[]string{initMessage, `{"type":"complete"}`}, 4400, ""},
		"subscribe before connection_init":   {[]string{forever}, 4401, "Unauthorized"},
		"init refused":                       {[]string{`{"type":"connection_init","payload":{"token":"bad"}}`}, 4403, "UNAUTHENTICATED"},
		"init fails for an unknown reason":   {[]string{`{"type":"connection_init","payload":{"token":"odd"}}`}, 4403, "Forbidden"},
		"init meets a database that is down": {[]string{`{"type":"connection_init","payload":{"token":"down"}}`}, 1013, "Try again later"},
		"init panics":                        {[]string{`{"type":"connection_init","payload":{"token":"panic"}}`}, 1011, ""},
		"subscribe while init is running":    {[]string{`{"type":"connection_init","payload":{"token":"slow"}}`, forever}, 4401, ""},
		"init while init is running":         {[]string{`{"type":"connection_init","payload":{"token":"slow"}}`, initMessage}, 4429, ""},
		"init after the acknowledgement":     {[]string{initMessage, initMessage}, 4429, "Too many initialisation requests"},
		"an id in use":                       {[]string{initMessage, forever, forever}, 4409, "Subscriber for 1 already exists"},
		"an id in use by a query":            {[]string{initMessage, strings.Replace(forever, "subscription { forever }", "{ stuck }", 1), forever}, 4409, ""},
		"a message over the read limit":      {[]string{`{"type":"ping","payload":{"a":"` + strings.Repeat("a", 1<<20) + `"}}`}, 1009, ""},
	}
	srv, _ := newWorld().serveSockets(t, transport.WebSocketConfig{Init: byToken})
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			p := dial(t, srv)
			for i, message := range c.send {
				p.send(message)
				if i == 0 && message == initMessage && len(c.send) > 1 {
					p.want("", "connection_ack", "")
				}
			}
			p.wantClose(c.code, c.reason)
		})
	}
}

// byToken is an Init that fails as the token says.
func byToken(ctx context.Context, payload json.RawMessage) (context.Context, error) {
	var p struct{ Token string }
	_ = json.Unmarshal(payload, &p)
	switch p.Token {
	case "bad":
		return nil, fault.New(fault.Unauthenticated, "unknown token")
	case "down":
		return nil, fault.New(fault.Unavailable, "no database")
	case "odd":
		return nil, errors.New("something else")
	case "panic":
		panic("a defect")
	case "slow":
		<-ctx.Done()
	}
	return ctx, ctx.Err()
}

func TestBinaryMessage(t *testing.T) {
	srv, _ := newWorld().serveSockets(t, transport.WebSocketConfig{})
	p := dial(t, srv)
	if err := p.conn.Write(p.ctx, websocket.MessageBinary, []byte(initMessage)); err != nil {
		t.Fatal(err)
	}
	p.wantClose(4400, "Invalid message")
}

func TestSubprotocol(t *testing.T) {
	srv, _ := newWorld().serveSockets(t, transport.WebSocketConfig{})
	for _, protocols := range [][]string{{"graphql-ws"}, {}} {
		dial(t, srv, protocols...).wantClose(4406, "Subprotocol not acceptable")
	}
}

func TestInitTimeout(t *testing.T) {
	srv, _ := newWorld().serveSockets(t, transport.WebSocketConfig{Init: byToken, InitTimeout: 20 * time.Millisecond})
	t.Run("no connection_init", func(t *testing.T) {
		dial(t, srv).wantClose(4408, "Connection initialisation timeout")
	})
	t.Run("an authentication that hangs", func(t *testing.T) {
		p := dial(t, srv)
		p.send(`{"type":"connection_init","payload":{"token":"slow"}}`)
		p.wantClose(4408, "Connection initialisation timeout")
	})
}

func TestPingInAnyState(t *testing.T) {
	srv, _ := newWorld().serveSockets(t, transport.WebSocketConfig{Init: byToken})
	p := dial(t, srv)
	ping := func() {
		t.Helper()
		p.send(`{"type":"ping"}`)
		p.want("", "pong", "")
		p.send(`{"type":"ping","payload":{"at":1}}`)
		p.want("", "pong", `{"at":1}`)
		p.send(`{"type":"pong"}`) // unsolicited: ignored
	}
	ping()
	p.send(`{"type":"connection_init","payload":null}`)
	p.want("", "connection_ack", "")
	ping()

	slow := dial(t, srv)
	slow.send(`{"type":"connection_init","payload":{"token":"slow"}}`)
	slow.send(`{"type":"ping","payload":null}`)
	slow.want("", "pong", "")
}

func TestOrigin(t *testing.T) {
	srv, _ := newWorld().serveSockets(t, transport.WebSocketConfig{Origins: []string{"https://partner.example"}})
	for origin, isWelcome := range map[string]bool{
		srv.URL: true, "https://partner.example": true, "http://partner.example": false, "https://evil.example": false, "null": false,
	} {
		header := map[string][]string{"Origin": {origin}}
		conn, resp, err := websocket.Dial(t.Context(), srv.URL, &websocket.DialOptions{HTTPHeader: header, Subprotocols: []string{"graphql-transport-ws"}})
		if (err == nil) != isWelcome || err != nil && resp.StatusCode != 403 {
			t.Errorf("origin %s: %v", origin, err)
		}
		if conn != nil {
			_ = conn.Close(websocket.StatusNormalClosure, "")
		}
	}
}
