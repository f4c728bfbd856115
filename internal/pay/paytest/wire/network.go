// Package wire joins an adapter with a provider's stand-in inside one process:
// a network that can fail, webhooks that come at least once, and the memory
// behind idempotency keys. Nothing here opens a socket, so tests run in a
// synctest bubble and wait for nobody.
package wire

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
)

// Trouble is what happens to one request.
type Trouble string

// Troubles. Lost is the worst: the provider did it, and its answer got lost.
const (
	Fine    Trouble = ""
	Down    Trouble = "down"    // nobody listens
	Slow    Trouble = "slow"    // no answer until the caller gives up
	Broken  Trouble = "broken"  // 500 with a body that is no JSON
	Busy    Trouble = "busy"    // 429
	Garbage Trouble = "garbage" // 200 with a body that is no JSON
	Lost    Trouble = "lost"
)

// Network carries requests to Handler; the next ones meet the listed troubles,
// one each. It implements http.RoundTripper.
type Network struct {
	Handler http.Handler

	mu       sync.Mutex
	troubles []Trouble
	sent     int
}

var errDown = errors.New("connection refused")

// Trouble sets what the next requests meet; later ones are fine.
func (n *Network) Trouble(next ...Trouble) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.troubles, n.sent = next, 0
}

// Sent counts the requests since Trouble.
func (n *Network) Sent() int {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.sent
}

// RoundTrip implements http.RoundTripper.
func (n *Network) RoundTrip(r *http.Request) (*http.Response, error) {
	switch trouble := n.next(); trouble {
	case Down:
		return nil, errDown
	case Slow:
		<-r.Context().Done()
		return nil, r.Context().Err()
	case Broken:
		return answer(http.StatusInternalServerError), nil
	case Busy:
		return answer(http.StatusTooManyRequests), nil
	case Garbage:
		return answer(http.StatusOK), nil
	default:
		return n.carry(r, trouble)
	}
}

func (n *Network) next() Trouble {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.sent++
	if len(n.troubles) == 0 {
		return Fine
	}
	first := n.troubles[0]
	n.troubles = n.troubles[1:]
	return first
}

func (n *Network) carry(r *http.Request, trouble Trouble) (*http.Response, error) {
	w := httptest.NewRecorder()
	in := r.Clone(r.Context())
	in.RequestURI = ""
	if in.Body == nil {
		in.Body = http.NoBody
	}
	n.Handler.ServeHTTP(w, in)
	if trouble == Lost {
		return nil, io.ErrUnexpectedEOF
	}
	return w.Result(), nil
}

func answer(status int) *http.Response {
	return &http.Response{
		StatusCode: status, Header: http.Header{"Content-Type": {"text/html"}},
		Body: io.NopCloser(strings.NewReader("<html>Bad gateway</html>")),
	}
}
