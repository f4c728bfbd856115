package transport

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"runtime/debug"
	"time"

	"televisit/internal/fault"
)

// initialise begins the authentication beside the read loop, so that pings are
// answered and a second attempt is noticed while it runs.
func (s *socket) initialise(m message) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.phase != opened {
		s.shutLocked(secondInit)
		return
	}
	s.phase = authenticating
	go s.authenticate(s.ctx, m.Payload)
}

func (s *socket) authenticate(ctx context.Context, payload json.RawMessage) {
	defer s.rescueInit(ctx)
	if s.config.Init != nil {
		session, err := s.config.Init(ctx, payload)
		if err != nil {
			s.shut(initRefused(ctx, err))
			return
		}
		ctx = session
	}
	s.acknowledge(ctx, s.watch(ctx))
}

func (s *socket) watch(ctx context.Context) (stop func()) {
	if s.config.Expired == nil {
		return func() {}
	}
	return s.config.Expired(ctx, func(reason string) { s.shut(forbidden(reason)) })
}

func (s *socket) acknowledge(ctx context.Context, stop func()) {
	s.mu.Lock()
	isLate := s.phase == ending
	if !isLate {
		s.phase, s.ctx, s.stop = acknowledged, ctx, stop
		s.timer.Reset(s.config.PingEvery)
		s.sendLocked(ackMessage)
	}
	s.mu.Unlock()
	if isLate {
		stop()
	}
}

func initRefused(ctx context.Context, err error) closing {
	f, ok := fault.As(err)
	switch {
	case ok && errors.Is(err, fault.Unavailable):
		return unavailable // nothing is wrong with the session
	case ok && errors.Is(err, fault.RateLimited):
		return tooManySockets
	case ok:
		return forbidden(string(f.Code))
	}
	if ctx.Err() == nil { // else the peer went first
		slog.ErrorContext(ctx, "websocket init", "err", err)
	}
	return forbidden("Forbidden")
}

func (s *socket) rescueInit(ctx context.Context) {
	if p := recover(); p != nil {
		slog.ErrorContext(ctx, "panic in websocket init", "panic", p, "stack", string(debug.Stack()))
		s.shut(ourDefect)
	}
}

// tick runs when the timer fires: too late for an acknowledgement, or time for
// a ping.
func (s *socket) tick() {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case s.phase < acknowledged:
		s.shutLocked(initTimeout)
	case s.phase == acknowledged && s.isSilent():
		go s.conn.CloseNow() // nobody is there to read a code
	case s.phase == acknowledged:
		s.sendLocked(pingMessage)
		s.timer.Reset(s.config.PingEvery)
	}
}

func (s *socket) isSilent() bool {
	return time.Since(time.Unix(0, s.heard.Load())) > 2*s.config.PingEvery
}
