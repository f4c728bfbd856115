package mediatest

import (
	"fmt"

	"github.com/pion/interceptor"
	"github.com/pion/rtp"
	"github.com/pion/sdp/v3"
	"github.com/pion/webrtc/v4"
)

// loud writes the loudness of sound into its packets (RFC 6464).
type loud struct {
	interceptor.NoOp
	loudness func() int
}

// NewInterceptor implements interceptor.Factory.
func (l *loud) NewInterceptor(string) (interceptor.Interceptor, error) { return l, nil }

// BindLocalStream implements interceptor.Interceptor.
func (l *loud) BindLocalStream(info *interceptor.StreamInfo, next interceptor.RTPWriter) interceptor.RTPWriter {
	for _, e := range info.RTPHeaderExtensions {
		if e.URI == sdp.AudioLevelURI {
			return l.write(uint8(e.ID), next)
		}
	}
	return next
}

func (l *loud) write(id uint8, next interceptor.RTPWriter) interceptor.RTPWriter {
	return interceptor.RTPWriterFunc(func(h *rtp.Header, payload []byte, a interceptor.Attributes) (int, error) {
		level, err := rtp.AudioLevelExtension{Level: uint8(127 - l.loudness())}.Marshal()
		if err == nil {
			err = h.SetExtension(id, level)
		}
		if err != nil {
			return 0, fmt.Errorf("audio level: %w", err)
		}
		return next.Write(h, payload, a)
	})
}

// registerLoud makes a client that tells how loud it is.
func registerLoud(engine *webrtc.MediaEngine, registry *interceptor.Registry, loudness func() int) error {
	if loudness == nil {
		return nil
	}
	registry.Add(&loud{loudness: loudness})
	level := webrtc.RTPHeaderExtensionCapability{URI: sdp.AudioLevelURI}
	return engine.RegisterHeaderExtension(level, webrtc.RTPCodecTypeAudio)
}
