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
	// A queue that is so long is growing.
	longQueue, tellEvery = 60 * time.Millisecond, 200 * time.Millisecond
	rateOver             = 500 * time.Millisecond
)

// estimate is a receiver that says again and again how many bits a second it can take
// (REMB), as browsers do: less than what comes when it finds from the times of sending
// that a queue grows, and otherwise a little more than before.
type estimate struct {
	interceptor.NoOp

	mu       sync.Mutex
	write    interceptor.RTCPWriter
	shortest time.Duration // under way, on clocks that differ
	came     []came        // lately
	began    time.Time
	told     time.Time
	value    float64 // bits a second
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
	if at.Sub(e.told) < tellEvery || at.Sub(e.began) < tellEvery || e.write == nil {
		return
	}
	e.told = at
	sum := 0
	for _, c := range e.came {
		sum += c.bytes
	}
	rate := float64(sum*8) / min(rateOver, at.Sub(e.began)).Seconds()
	switch {
	case travel-e.shortest >= longQueue && e.value > 0:
		e.value = min(0.85*rate, e.value)
	case e.value == 0:
		e.value = rate
	default:
		e.value = max(e.value, min(1.016*e.value, 1.5*rate))
	}
	_, _ = e.write.Write([]rtcp.Packet{&rtcp.ReceiverEstimatedMaximumBitrate{Bitrate: float32(e.value), SSRCs: []uint32{ssrc}}}, nil)
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
