package transport

import (
	"cmp"
	"context"
	"encoding/json"
	"net/http"
	"sync"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/coder/websocket"
)

const (
	subprotocol       = "graphql-transport-ws"
	compressAboveSize = 512
)

// WebSocketConfig configures a WebSocket; zero values mean the defaults.
type WebSocketConfig struct {
	// Admit, if set, decides about a request before it becomes a socket: a fault
	// refuses it with a status of HTTP. Leave is called when the socket is gone.
	Admit func(ctx context.Context) (leave func(), err error)
	// Init authenticates a connection by its connection_init payload, which is
	// nil when the client sent none. The context it returns must derive from
	// ctx; ctx ends with the socket. A fault.Unavailable closes with 1013, a
	// fault.RateLimited with 4429, any other error with 4403. Without Init
	// everybody is welcome.
	Init func(ctx context.Context, payload json.RawMessage) (context.Context, error)
	// Expired, if set, is called once with the context that Init returned. It
	// arranges for end to be called when the session is over (4403, with the
	// reason for the client) and returns what undoes the arrangement when the
	// socket goes first. A callback instead of a channel: no goroutine waits.
	Expired func(ctx context.Context, end func(reason string)) (stop func())
	// Scope, if set, lets subscriptions that a feed.Source drives be shared. It
	// returns the context in which the responses are made, and a name for all
	// that decides them besides the document: the variables and whatever the
	// context holds. Empty is not shared. Whoever joins has been authorised.
	Scope func(ctx context.Context, op *graphql.OperationContext) (context.Context, string)
	// Origins are the patterns of other hosts whose pages may connect; the
	// request's own host always may.
	Origins []string

	InitTimeout   time.Duration // from the upgrade to the acknowledgement; 5 s
	PingEvery     time.Duration // a peer silent for two of them is cut off; 20 s
	WriteTimeout  time.Duration // of one message; 10 s
	ReadLimit     int64         // bytes of one message; 1 MB
	QueueLimit    int           // bytes that wait for one peer; 1 MiB
	MaxOperations int           // at one time on one socket; 50
	Subscribes    int           // a second on one socket, four times as many at once; 0 does not count
	DrainBatch    int           // sockets that Drain closes together; 100
	DrainPause    time.Duration // mean pause between them; 100 ms
}

func (c WebSocketConfig) withDefaults() WebSocketConfig {
	c.InitTimeout = cmp.Or(c.InitTimeout, 5*time.Second)
	c.PingEvery = cmp.Or(c.PingEvery, 20*time.Second)
	c.WriteTimeout = cmp.Or(c.WriteTimeout, 10*time.Second)
	c.ReadLimit = cmp.Or(c.ReadLimit, defaultBodyLimit)
	c.QueueLimit = cmp.Or(c.QueueLimit, 1<<20)
	c.MaxOperations = cmp.Or(c.MaxOperations, 50)
	c.DrainBatch = cmp.Or(c.DrainBatch, 100)
	c.DrainPause = cmp.Or(c.DrainPause, 100*time.Millisecond)
	return c
}

func (c *WebSocketConfig) scope(ctx context.Context, op *graphql.OperationContext) (context.Context, string) {
	if c.Scope == nil {
		return ctx, ""
	}
	return c.Scope(ctx, op)
}

// WebSocket serves graphql-transport-ws: queries, mutations and subscriptions.
type WebSocket struct {
	config WebSocketConfig
	accept websocket.AcceptOptions
	shares shares
	crew   *crew

	mu       sync.Mutex
	sockets  map[*socket]struct{}
	draining bool
	open     sync.WaitGroup
}

// NewWebSocket returns a transport that is ready to serve.
func NewWebSocket(c WebSocketConfig) *WebSocket {
	return &WebSocket{
		config: c.withDefaults(),
		accept: websocket.AcceptOptions{
			Subprotocols:         []string{subprotocol},
			OriginPatterns:       c.Origins,
			CompressionMode:      websocket.CompressionNoContextTakeover,
			CompressionThreshold: compressAboveSize,
		},
		sockets: map[*socket]struct{}{},
		crew:    newCrew(),
	}
}

// Supports implements graphql.Transport.
func (*WebSocket) Supports(r *http.Request) bool { return isUpgrade(r) }

// Do implements graphql.Transport. It returns after the upgrade, which gives
// net/http's goroutine back; the socket lives on by itself.
func (t *WebSocket) Do(w http.ResponseWriter, r *http.Request, exec graphql.GraphExecutor) {
	if t.isDraining() {
		http.Error(w, "the service restarts", http.StatusServiceUnavailable)
		return
	}
	leave, err := t.admit(r.Context())
	if err != nil {
		w.Header().Set("Retry-After", "10")
		http.Error(w, "too many sockets", statusOf(err))
		return
	}
	hijacked := &smallBuffers{ResponseWriter: w}
	conn, err := websocket.Accept(hijacked, r, &t.accept)
	if err != nil {
		leave()
		return // Accept has answered
	}
	if conn.Subprotocol() != subprotocol {
		leave()
		_ = conn.Close(wrongSubprotocol.code, wrongSubprotocol.reason)
		return
	}
	conn.SetReadLimit(t.config.ReadLimit)
	// The request's context ends when Do returns; its values stay of use.
	t.start(newSocket(context.WithoutCancel(r.Context()), t, conn, hijacked.wire, exec), leave)
}

func (t *WebSocket) admit(ctx context.Context) (leave func(), err error) {
	if t.config.Admit == nil {
		return func() {}, nil
	}
	return t.config.Admit(ctx)
}

func (t *WebSocket) start(s *socket, leave func()) {
	isIn := t.enter(s)
	go func() {
		defer leave()
		s.read()
		t.leave(s)
	}()
	if !isIn {
		s.shut(serviceRestart)
	}
}
