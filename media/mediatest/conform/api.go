// Package conform is a client of docs/SIGNALING.md, and what such a client may
// rely on, one promise after the other, against a server that runs. It knows of
// the server what that page says: GraphQL over HTTP and graphql-transport-ws, and
// pion. Whoever writes a client can read here what goes over the wire.
package conform

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
)

// Account is somebody who is signed in at a server, such as http://127.0.0.1:8080.
type Account struct{ Server, Token string }

// node is a JSON object.
type node = map[string]any

// answer is what one root field came to: the fields of all results that are asked
// for here. Code is that of a Problem, or of a top-level error.
type answer struct {
	Code, Message            string
	Session                  session
	Ack, ServerSeq, Expected int
	CheckID                  string
	Offers                   []struct{ Path, SDP string }
	Challenge                struct{ ID string }
	Token                    string
	Appointments             struct{ Nodes []appointment }
}

// session is a stay in a call.
type session struct {
	ID, ResumeToken string
	ICEServers      []iceServer
}

type iceServer struct {
	URLs                 []string
	Username, Credential string
}

type appointment struct {
	ID, Status, NextAction string
	Practitioner           struct{ FamilyName, GivenName string }
}

type refusal struct {
	Message    string
	Extensions struct{ Code string }
}

// ask sends an operation with one root field. An error is of the network or of
// the server; a refusal is in the answer.
func (a Account) ask(ctx context.Context, operation string, variables node) (answer, error) {
	body, err := json.Marshal(node{"query": operation, "variables": variables})
	if err != nil {
		return answer{}, err
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, a.Server+"/graphql", bytes.NewReader(body))
	if err != nil {
		return answer{}, err
	}
	r.Header.Set("Content-Type", "application/json")
	if a.Token != "" {
		r.Header.Set("Authorization", "Bearer "+a.Token)
	}
	raw, err := do(r)
	if err != nil {
		return answer{}, err
	}
	var got struct {
		Data   map[string]answer
		Errors []refusal
	}
	if err := json.Unmarshal(raw, &got); err != nil {
		return answer{}, fmt.Errorf("%s answers %.200q: %w", r.URL, raw, err)
	}
	if len(got.Errors) > 0 {
		return answer{Code: got.Errors[0].Extensions.Code, Message: got.Errors[0].Message}, nil
	}
	for _, field := range got.Data {
		return field, nil
	}
	return answer{}, fmt.Errorf("%s answers nothing: %.200q", r.URL, raw)
}

func do(r *http.Request) ([]byte, error) {
	got, err := http.DefaultClient.Do(r)
	if err != nil {
		return nil, err
	}
	defer got.Body.Close()
	return io.ReadAll(io.LimitReader(got.Body, 1<<20))
}

// socketURL is where subscriptions are opened.
func (a Account) socketURL() string {
	return "ws" + strings.TrimPrefix(a.Server, "http") + "/graphql"
}
