package drive

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"mime/multipart"
	"net"
	"net/http"
	"sync/atomic"
	"time"
)

// ErrNoAnswer is a request that was sent and not answered: it may have been
// carried out or not.
var ErrNoAnswer = errors.New("no answer")

// Refused is a request that was answered with a problem or an error.
type Refused struct{ Code, Message string }

// Error implements error.
func (r *Refused) Error() string { return r.Code + ": " + r.Message }

// Client is one person's way to the servers; each comes from an address of its own.
type Client struct {
	Token string

	nodes []*Node
	http  *http.Client
}

// persons counts clients, for their addresses.
var persons atomic.Uint32

// NewClient returns a client that takes any node that answers.
func NewClient(nodes ...*Node) *Client {
	n := persons.Add(1)
	from := &net.TCPAddr{IP: net.IPv4(127, 1+byte(n>>14), byte(n>>7)&127, 1+byte(n)&127)}
	dialer := net.Dialer{LocalAddr: from, Timeout: 5 * time.Second}
	return &Client{nodes: nodes, http: &http.Client{
		Transport:     &http.Transport{DialContext: dialer.DialContext, MaxIdleConnsPerHost: 4},
		Timeout:       30 * time.Second,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
}

// Close lets the connections go.
func (c *Client) Close() { c.http.CloseIdleConnections() }

// Part is a file of an upload; it becomes the variable $files.
type Part struct{ Name, Content string }

// Ask sends one operation and reads its data into out. The error is a *Refused,
// ErrNoAnswer, or why the request could not be sent.
func (c *Client) Ask(ctx context.Context, document string, variables map[string]any, out any, files ...Part) error {
	body, kind, err := encode(document, variables, files)
	if err != nil {
		return err
	}
	answer, err := c.send(ctx, func(base string) (*http.Request, error) {
		r, err := http.NewRequestWithContext(ctx, http.MethodPost, base+"/graphql", bytes.NewReader(body))
		if err != nil {
			return nil, err
		}
		r.Header.Set("Content-Type", kind)
		r.Header.Set("Graphql-Require-Preflight", "1")
		if c.Token != "" {
			r.Header.Set("Authorization", "Bearer "+c.Token)
		}
		return r, nil
	})
	if err != nil {
		return err
	}
	return decode(answer, out)
}

func encode(document string, variables map[string]any, files []Part) (body []byte, kind string, err error) {
	if len(files) > 0 {
		if variables == nil {
			variables = map[string]any{}
		}
		variables["files"] = make([]any, len(files))
	}
	operation, err := json.Marshal(map[string]any{"query": document, "variables": variables})
	if err != nil || len(files) == 0 {
		return operation, "application/json", err
	}
	var out bytes.Buffer
	form, places := multipart.NewWriter(&out), map[string][]string{}
	for i := range files {
		places[fmt.Sprint(i)] = []string{fmt.Sprintf("variables.files.%d", i)}
	}
	where, err := json.Marshal(places)
	err = errors.Join(err, form.WriteField("operations", string(operation)), form.WriteField("map", string(where)))
	for i, f := range files {
		w, fileErr := form.CreateFormFile(fmt.Sprint(i), f.Name)
		if err = errors.Join(err, fileErr); err != nil {
			return nil, "", err
		}
		_, fileErr = io.WriteString(w, f.Content)
		err = errors.Join(err, fileErr)
	}
	err = errors.Join(err, form.Close())
	return out.Bytes(), form.FormDataContentType(), err
}

// decode reads the answer: an error of the top level, a problem, or data.
func decode(answer []byte, out any) error {
	var a struct {
		Data   map[string]json.RawMessage
		Errors []struct {
			Message    string
			Extensions struct{ Code string }
		}
	}
	if err := json.Unmarshal(answer, &a); err != nil {
		return fmt.Errorf("%w: %s", ErrNoAnswer, answer)
	}
	if len(a.Errors) > 0 {
		return &Refused{a.Errors[0].Extensions.Code, a.Errors[0].Message}
	}
	for _, field := range a.Data {
		var p Refused
		if json.Unmarshal(field, &p) == nil && p.Code != "" {
			return &p
		}
	}
	var data struct{ Data any }
	data.Data = out
	return json.Unmarshal(answer, &data)
}

// Get reads a page or file of the node that made an address, or of any node
// for a path.
func (c *Client) Get(ctx context.Context, address string) ([]byte, error) {
	return c.send(ctx, func(base string) (*http.Request, error) {
		return c.request(ctx, http.MethodGet, base, address, nil)
	})
}

// Post sends a form.
func (c *Client) Post(ctx context.Context, address string, form []byte) ([]byte, error) {
	return c.send(ctx, func(base string) (*http.Request, error) {
		return c.request(ctx, http.MethodPost, base, address, form)
	})
}

func (c *Client) request(ctx context.Context, method, base, address string, form []byte) (*http.Request, error) {
	if address[0] == '/' {
		address = base + address
	}
	r, err := http.NewRequestWithContext(ctx, method, address, bytes.NewReader(form))
	if err != nil {
		return nil, err
	}
	if form != nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	if c.Token != "" {
		r.Header.Set("Authorization", "Bearer "+c.Token)
	}
	return r, nil
}

// send makes the request until a node takes it: one that could not be sent at
// all is sent again.
func (c *Client) send(ctx context.Context, make func(base string) (*http.Request, error)) ([]byte, error) {
	for {
		r, err := make(c.nodes[rand.IntN(len(c.nodes))].URL())
		if err != nil {
			return nil, err
		}
		answer, err := c.http.Do(r)
		if err == nil {
			return read(answer)
		}
		if op := (*net.OpError)(nil); !errors.As(err, &op) || op.Op != "dial" {
			return nil, fmt.Errorf("%w: %w", ErrNoAnswer, err)
		}
		if err := wait(ctx, 20*time.Millisecond); err != nil {
			return nil, err
		}
	}
}

func read(answer *http.Response) ([]byte, error) {
	defer answer.Body.Close()
	b, err := io.ReadAll(answer.Body)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrNoAnswer, err)
	}
	if answer.StatusCode == http.StatusNotFound && len(b) > 0 && b[0] != '{' {
		return nil, &Refused{"NOT_FOUND", "no such page"}
	}
	return b, nil
}
