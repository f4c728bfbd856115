package transport

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/coder/websocket"
	"golang.org/x/time/rate"
)

// phase is how far a socket has come; it only goes forward.
type phase int

const (
	opened phase = iota // no connection_init yet
	authenticating
	acknowledged
	ending
)

// socket is one client's connection. At rest it has one goroutine, which reads.
// One of the crew writes while something waits to be written, so that nobody
// else ever waits for the peer.
type socket struct {
	config *WebSocketConfig
	shares *shares
	crew   *crew
	conn   *websocket.Conn
	wire   *wire // under conn
	exec   graphql.GraphExecutor
	cancel context.CancelFunc // ends ctx
	timer  *time.Timer        // until the acknowledgement, then between pings
	heard  atomic.Int64       // when the peer was last heard, in Unix nanoseconds

	mu         sync.Mutex
	phase      phase
	end        closing         // set when ending
	closeBy    time.Time       // set when ending
	ctx        context.Context // of the session: what operations begin with
	stop       func()          // undoes Expired
	operations map[string]*operation
	queue      queue
	rate       *rate.Limiter // of subscribe messages; nil does not count
}

func newSocket(ctx context.Context, t *WebSocket, conn *websocket.Conn, wire *wire, exec graphql.GraphExecutor) *socket {
	ctx, cancel := context.WithCancel(ctx)
	s := &socket{config: &t.config, shares: &t.shares, crew: t.crew, conn: conn, wire: wire, exec: exec, ctx: ctx, cancel: cancel}
	if n := t.config.Subscribes; n > 0 {
		s.rate = rate.NewLimiter(rate.Limit(n), 4*n)
	}
	wire.left = func() { s.crew.run(s.flushLeft) }
	s.heard.Store(time.Now().UnixNano())
	s.mu.Lock() // tick reads the timer
	defer s.mu.Unlock()
	s.timer = time.AfterFunc(s.config.InitTimeout, s.tick)
	return s
}

// read is the socket's loop. It never ends by a context: coder/websocket would
// close the connection without a code.
func (s *socket) read() {
	defer s.gone()
	for first := true; ; first = false {
		if !first { // what came with the request is not in the buffer yet
			s.await()
		}
		kind, data, err := s.conn.Read(context.Background())
		if errors.Is(err, websocket.ErrMessageTooBig) {
			s.shut(tooBig)
		}
		if err != nil {
			return
		}
		s.heard.Store(time.Now().UnixNano())
		if kind != websocket.MessageText {
			s.shut(malformedMessage)
			continue
		}
		s.receive(data)
	}
}

// await waits for the next bytes. Waiting in coder/websocket would hold a stack
// of 8 KB; from here it is 4 after a collection.
func (s *socket) await() {
	s.mu.Lock()
	isAtRest := s.phase != ending && s.wire.isDrained() // when ending, closing reads as well
	s.mu.Unlock()
	if isAtRest {
		s.wire.await()
	}
}

// gone cleans up after the last read.
func (s *socket) gone() {
	s.mu.Lock()
	isOurs := s.phase == ending // the flusher closes, with a code
	s.phase = ending
	s.operations = nil
	stop := s.stop
	s.mu.Unlock()
	s.timer.Stop()
	s.cancel()
	if !isOurs {
		_ = s.conn.CloseNow()
	}
	if stop != nil {
		stop()
	}
}

// shut ends every operation, writes what waits and closes with a code. Only
// the first call counts.
func (s *socket) shut(end closing) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.shutLocked(end)
}

func (s *socket) shutLocked(end closing) {
	if s.phase == ending {
		return
	}
	s.phase, s.end = ending, end
	s.closeBy = time.Now().Add(s.config.WriteTimeout)
	s.operations = nil
	s.cancel()
	s.timer.Stop()
	s.wakeFlusher()
}
