package transport

import (
	"context"
	"time"

	"github.com/coder/websocket"
)

// queue holds what waits to be written; the socket's mutex guards it.
type queue struct {
	messages   [][]byte
	weight     int // in bytes, with the message that is being written
	isFlushing bool
}

// send queues a message and never waits for the peer.
func (s *socket) send(message []byte) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.sendLocked(message)
}

func (s *socket) sendLocked(message []byte) {
	switch {
	case s.phase == ending:
	case s.isQuick(len(message)):
		s.writeAtOnce(message)
	default:
		s.enqueue(message)
	}
}

// sendPayloadLocked sends the head of an operation's messages with a payload.
func (s *socket) sendPayloadLocked(head, payload []byte) {
	switch {
	case s.phase == ending:
	case s.isQuick(len(head) + len(payload) + 1):
		s.writeAtOnce(head, payload, closingBrace)
	default:
		s.enqueue(wrap(head, payload))
	}
}

// Longer messages are compressed, by the crew: on other cores than the sender's.
const writtenAtOnce = compressAboveSize

// isQuick says that a message of n bytes can be written without waking somebody
// up: it goes into the buffers of the kernel, or what they do not take is left to
// a flusher.
func (s *socket) isQuick(n int) bool {
	return !s.queue.isFlushing && n < writtenAtOnce && s.wire.isReady()
}

func (s *socket) writeAtOnce(parts ...[]byte) {
	if s.wire.writeText(parts...) != nil {
		go s.conn.CloseNow()
	}
}

func (s *socket) enqueue(message []byte) {
	q := &s.queue
	q.weight += s.weigh(message)
	if q.weight > s.config.QueueLimit {
		q.messages = nil // the peer would read them too late
		s.shutLocked(slowConsumer)
		return
	}
	q.messages = append(q.messages, message)
	s.wakeFlusher()
}

// flushLeft begins to flush, unless somebody does.
func (s *socket) flushLeft() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.wakeFlusher()
}

// weigh counts a huge message for half of the queue: it takes no new memory to
// keep it, and one that can never be sent would be asked for again and again.
func (s *socket) weigh(message []byte) int {
	return min(len(message), s.config.QueueLimit/2)
}

func (s *socket) wakeFlusher() {
	if !s.queue.isFlushing {
		s.queue.isFlushing = true
		s.wire.waits.Store(true)
		s.crew.run(s.flush)
	}
}

// flush writes until nothing waits. When the socket ends it says so to the
// peer, and no other flusher will run.
func (s *socket) flush() {
	for message, deadline := s.take(); message != nil; message, deadline = s.take() {
		if err := s.write(message, deadline); err != nil {
			_ = s.conn.CloseNow()
			return
		}
	}
	if end, isEnding := s.ending(); isEnding {
		_ = s.conn.Close(end.code, end.reason) // waits for the peer's close frame, 5 s at most
	}
}

// take returns the next message, or nil: then the flusher must end.
func (s *socket) take() ([]byte, time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	deadline := time.Now().Add(s.config.WriteTimeout)
	if s.phase == ending && s.closeBy.Before(deadline) {
		deadline = s.closeBy
	}
	if len(s.queue.messages) > 0 {
		message := s.queue.messages[0]
		s.queue.messages = s.queue.messages[1:]
		return message, deadline
	}
	s.queue.messages = nil
	if s.phase == ending {
		return nil, time.Time{}
	}
	s.wire.waits.Store(false)
	if s.wire.hasLeft.Load() { // since the last message
		s.wire.waits.Store(true)
		return onlyWhatIsLeft, deadline
	}
	s.queue.isFlushing = false
	return nil, time.Time{}
}

// onlyWhatIsLeft is no message, but there is something to flush.
var onlyWhatIsLeft = []byte{}

// write gives Write no context that ends, for example a subscription's:
// coder/websocket would close the connection. The deadline is for this message
// only; pongs and the close frame have their own.
func (s *socket) write(message []byte, deadline time.Time) error {
	_ = s.wire.SetWriteDeadline(deadline)
	err := s.wire.flush()
	if err == nil && len(message) > 0 {
		err = s.conn.Write(context.Background(), websocket.MessageText, message)
	}
	_ = s.wire.SetWriteDeadline(time.Time{})
	s.mu.Lock()
	defer s.mu.Unlock()
	s.queue.weight -= s.weigh(message)
	return err
}

func (s *socket) ending() (closing, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.end, s.end.code != 0
}
