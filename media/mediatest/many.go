package mediatest

import (
	"strings"

	"github.com/pion/interceptor"
	"github.com/pion/rtp"
)

// many sends sound from many sources.
type many struct {
	interceptor.NoOp
	source func() uint32
}

// NewInterceptor implements interceptor.Factory.
func (m *many) NewInterceptor(string) (interceptor.Interceptor, error) { return m, nil }

// BindLocalStream implements interceptor.Interceptor.
func (m *many) BindLocalStream(info *interceptor.StreamInfo, next interceptor.RTPWriter) interceptor.RTPWriter {
	if !strings.HasPrefix(info.MimeType, "audio/") {
		return next
	}
	return interceptor.RTPWriterFunc(func(h *rtp.Header, payload []byte, a interceptor.Attributes) (int, error) {
		h.SSRC = m.source()
		return next.Write(h, payload, a)
	})
}
