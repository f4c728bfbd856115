package transport_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"televisit/graph/transport"
)

// call is one request of a table and what must come back.
type call struct {
	method, accept, contentType, body string
	query                             url.Values
	bare                              bool // without the default content type

	status int
	media  string
	code   string   // of the first error; "" wants no errors
	has    []string // in the body
	lacks  []string
}

const (
	typeJSON    = "application/json"
	typeGraphQL = "application/graphql-response+json"
)

func (c call) send(t *testing.T, base string) *http.Response {
	t.Helper()
	method := c.method
	if method == "" {
		method = http.MethodPost
	}
	r, err := http.NewRequestWithContext(t.Context(), method, base+"?"+c.query.Encode(), strings.NewReader(c.body))
	if err != nil {
		t.Fatal(err)
	}
	if c.contentType == "" && !c.bare && method == http.MethodPost {
		c.contentType = typeJSON
	}
	setHeader(r, "Content-Type", c.contentType)
	setHeader(r, "Accept", c.accept)
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = resp.Body.Close() })
	return resp
}

func setHeader(r *http.Request, name, value string) {
	if name != "" && value != "" {
		r.Header.Set(name, value)
	}
}

func (c call) check(t *testing.T, resp *http.Response) {
	t.Helper()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	if resp.StatusCode != c.status {
		t.Errorf("status %d, want %d: %s", resp.StatusCode, c.status, body)
	}
	if media := resp.Header.Get("Content-Type"); c.media != "" && media != c.media+"; charset=utf-8" {
		t.Errorf("content type %q, want %s", media, c.media)
	}
	if code := firstCode(t, body); code != c.code {
		t.Errorf("code %q, want %q: %s", code, c.code, body)
	}
	checkText(t, string(body), c.has, c.lacks)
}

func checkText(t *testing.T, body string, has, lacks []string) {
	t.Helper()
	for _, s := range has {
		if !strings.Contains(body, s) {
			t.Errorf("body %s has no %s", body, s)
		}
	}
	for _, s := range lacks {
		if strings.Contains(body, s) {
			t.Errorf("body %s must not have %s", body, s)
		}
	}
}

func firstCode(t *testing.T, body []byte) string {
	t.Helper()
	var answer struct {
		Errors []struct {
			Message    string
			Extensions struct{ Code string }
		}
	}
	if err := json.Unmarshal(body, &answer); err != nil {
		t.Fatalf("%v: %s", err, body)
	}
	if len(answer.Errors) == 0 {
		return ""
	}
	if answer.Errors[0].Extensions.Code == "" {
		return "none: " + answer.Errors[0].Message
	}
	return answer.Errors[0].Extensions.Code
}

func runCalls(t *testing.T, cases map[string]call) {
	srv := newWorld().serve(t, transport.HTTP{}, transport.SSE{}, transport.Multipart{})
	for name, c := range cases {
		t.Run(name, func(t *testing.T) { c.check(t, c.send(t, srv.URL)) })
	}
}
