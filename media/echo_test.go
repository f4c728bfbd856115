package media

import (
	"io"
	"testing"
	"testing/synctest"
	"time"

	"github.com/pion/interceptor"
	"github.com/pion/rtp"
)

// speech is one who speaks: packets of a size, one every so often.
type speech struct {
	every time.Duration
	size  int
	left  int
	said  []time.Time
}

func (s *speech) ReadRTP() (*rtp.Packet, interceptor.Attributes, error) {
	if s.left == 0 {
		return nil, nil, io.EOF
	}
	s.left--
	time.Sleep(s.every)
	s.said = append(s.said, time.Now())
	return &rtp.Packet{Header: rtp.Header{SequenceNumber: uint16(len(s.said) - 1)}, Payload: make([]byte, s.size)}, nil, nil
}

// listener notes what comes back, and when.
type listener struct {
	heard []time.Time
	order []uint16
	bytes int
}

func (l *listener) WriteRTP(p *rtp.Packet) error {
	l.heard, l.order, l.bytes = append(l.heard, time.Now()), append(l.order, p.SequenceNumber), l.bytes+len(p.Payload)
	return nil
}

// TestTheEchoComesFiveSecondsLater: every packet of a minute, in its order, and not
// later the longer somebody speaks.
func TestTheEchoComesFiveSecondsLater(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		from, to := &speech{every: 20 * time.Millisecond, size: 100, left: 3000}, &listener{}
		newEcho(make(chan struct{})).repeat(from, to)
		heardAll()
		if len(to.heard) != len(from.said) {
			t.Fatalf("%d of %d packets came back", len(to.heard), len(from.said))
		}
		for i, at := range to.heard {
			if delay := at.Sub(from.said[i]); delay != 5*time.Second || to.order[i] != uint16(i) {
				t.Fatalf("packet %d came after %v in the place of %d", to.order[i], delay, i)
			}
		}
	})
}

// TestAnEchoKeepsALittle: who sends far more than a call does is heard in part, and
// then as before.
func TestAnEchoKeepsALittle(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		e, to := newEcho(make(chan struct{})), &listener{}
		e.repeat(&speech{every: 10 * time.Microsecond, size: 1100, left: 50_000}, to)
		if kept := e.kept.Load(); kept > echoSize+1100 {
			t.Errorf("%d bytes are kept", kept)
		}
		heardAll()
		if to.bytes < echoSize/2 || to.bytes > echoSize+1100 || e.kept.Load() != 0 {
			t.Errorf("%d bytes came back, %d are still kept", to.bytes, e.kept.Load())
		}
		after := &listener{}
		e.repeat(&speech{every: 20 * time.Millisecond, size: 100, left: 50}, after)
		heardAll()
		if len(after.heard) != 50 {
			t.Errorf("%d of 50 packets came back after the flood", len(after.heard))
		}
	})
}

// TestAnEchoEndsWithItsCheck leaves nothing to be heard.
func TestAnEchoEndsWithItsCheck(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		done, to := make(chan struct{}), &listener{}
		newEcho(done).repeat(&speech{every: 20 * time.Millisecond, size: 100, left: 100}, to)
		close(done)
		heardAll()
		if len(to.heard) > 0 {
			t.Errorf("%d packets came back", len(to.heard))
		}
	})
}

// heardAll waits until everything that was said has come back.
func heardAll() {
	time.Sleep(2 * echoDelay)
	synctest.Wait()
}
