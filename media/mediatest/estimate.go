package mediatest

import (
	"fmt"
	"sync"
	"time"

	"github.com/pion/interceptor"
	"github.com/pion/rtcp"
	"github.com/pion/rtp"
	"github.com/pion/sdp/v3"
	"github.com/pion/webrtc/v4"
)

const (
	// A queue that has grown so long is told of at once, and so often again.
	longQueue, tellEvery = 60 * time.Millisecond, 300 * time.Millisecond
	rateOver             = 500 * time.Millisecond
)

// estimate is a receiver that finds from the times of sending that a queue grows on
// its link, and then says that it can take less than what comes (REMB), as browsers do.
type estimate struct {
	interceptor.NoOp

	mu       sync.Mutex
	write    interceptor.RTCPWriter
	shortest time.Duration // under way, on clocks that differ
	came     []came        // lately
	began    time.Time
	told     time.Time
}

type came struct {
	at    time.Time
	bytes int
}

// BindRTCPWriter implements interceptor.Interceptor.
func (e *estimate) BindRTCPWriter(w interceptor.RTCPWriter) interceptor.RTCPWriter {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.write = w
	return w
}

// BindRemoteStream implements interceptor.Interceptor.
func (e *estimate) BindRemoteStream(info *interceptor.StreamInfo, next interceptor.RTPReader) interceptor.RTPReader {
	for _, x := range info.RTPHeaderExtensions {
		if x.URI == sdp.ABSSendTimeURI {
			return e.read(uint8(x.ID), next)
		}
	}
	return next
}

func (e *estimate) read(id uint8, next interceptor.RTPReader) interceptor.RTPReader {
	return interceptor.RTPReaderFunc(func(b []byte, a interceptor.Attributes) (int, interceptor.Attributes, error) {
		n, a, err := next.Read(b, a)
		if err != nil {
			return n, a, err
		}
		var header rtp.Header
		var sent rtp.AbsSendTimeExtension
		if _, err := header.Unmarshal(b[:n]); err == nil && sent.Unmarshal(header.GetExtension(id)) == nil {
			now := time.Now()
			e.note(now.Sub(sent.Estimate(now)), n, now, header.SSRC)
		}
		return n, a, nil
	})
}

// note looks at one packet's time under way.
func (e *estimate) note(travel time.Duration, bytes int, at time.Time, ssrc uint32) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.began.IsZero() {
		e.began, e.shortest = at, travel
	}
	e.shortest = min(e.shortest, travel)
	e.came = append(e.came, came{at, bytes})
	for at.Sub(e.came[0].at) > rateOver {
		e.came = e.came[1:]
	}
	if travel-e.shortest < longQueue || at.Sub(e.told) < tellEvery || e.write == nil {
		return
	}
	e.told = at
	sum := 0
	for _, c := range e.came {
		sum += c.bytes
	}
	rate := float32(sum*8) / float32(min(rateOver, at.Sub(e.began)).Seconds()) * 0.85
	_, _ = e.write.Write([]rtcp.Packet{&rtcp.ReceiverEstimatedMaximumBitrate{Bitrate: rate, SSRCs: []uint32{ssrc}}}, nil)
}

// NewInterceptor implements interceptor.Factory.
func (e *estimate) NewInterceptor(string) (interceptor.Interceptor, error) { return e, nil }

// registerEstimate makes a client that says what it can take.
func registerEstimate(engine *webrtc.MediaEngine, registry *interceptor.Registry) error {
	registry.Add(&estimate{})
	sent := webrtc.RTPHeaderExtensionCapability{URI: sdp.ABSSendTimeURI}
	if err := engine.RegisterHeaderExtension(sent, webrtc.RTPCodecTypeVideo); err != nil {
		return fmt.Errorf("time of sending: %w", err)
	}
	return nil
}
