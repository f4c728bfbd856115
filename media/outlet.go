package media

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/pion/sdp/v3"
	"github.com/pion/webrtc/v4"

	"televisit/media/core"
)

// outlet is one sent section: pion's side is a TrackLocal that never writes by
// itself, ours a sender of the router. The lane's lock guards the fields below
// "lane".
type outlet struct {
	peer   *Peer
	source Source
	slot   string

	// lane
	sender *core.Sender // nil until the section is answered
	track  *core.Track
	view   int // how high the picture is shown
}

// setView tells how high the picture is shown.
func (o *outlet) setView(height int) {
	o.peer.lane.do(func(*core.Router) {
		o.view = height
		if o.sender != nil {
			o.sender.View(height, time.Now())
		}
	})
}

// prepare asks for what the section will begin with.
func (o *outlet) prepare(track *core.Track) {
	o.peer.lane.do(func(*core.Router) {
		if o.sender != nil && track != nil {
			o.sender.Prepare(track, time.Now())
		}
	})
}

// isUnseen says that the picture is not shown at all.
func (o *outlet) isUnseen() (unseen bool) {
	o.peer.lane.do(func(*core.Router) { unseen = o.view == 0 })
	return unseen
}

// layer names what is sent and its height; empty is nothing, or a picture
// without layers.
func (o *outlet) layer() (name string, height int) {
	o.peer.lane.do(func(*core.Router) {
		if o.sender != nil {
			name, height = o.sender.Layer()
		}
	})
	return name, height
}

// follow points the section at a track, or with nil at nothing.
func (o *outlet) follow(track *core.Track) {
	o.peer.lane.do(func(*core.Router) {
		o.track = track
		if o.sender != nil {
			o.sender.Follow(track, time.Now())
		}
	})
}

// Bind implements webrtc.TrackLocal: the section has been answered.
func (o *outlet) Bind(t webrtc.TrackLocalContext) (webrtc.RTPCodecParameters, error) {
	codec, ok := findCodec(t.CodecParameters(), mimes[o.Kind()], "")
	if !ok {
		return codec, webrtc.ErrUnsupportedCodec
	}
	sink := core.Sink{
		IsVideo: o.Kind() == webrtc.RTPCodecTypeVideo, ClockRate: codec.ClockRate,
		SSRC: uint32(t.SSRC()), PayloadType: uint8(codec.PayloadType),
	}
	if rtx, ok := findCodec(t.CodecParameters(), webrtc.MimeTypeRTX, fmt.Sprintf("apt=%d", codec.PayloadType)); ok {
		sink.RTXSSRC, sink.RTXPayloadType = uint32(t.SSRCRetransmission()), uint8(rtx.PayloadType)
	}
	if sink.IsVideo && reportsRate(codec) {
		sink.SendTime = findExtension(t.HeaderExtensions(), sdp.ABSSendTimeURI)
	}
	o.peer.lane.do(func(r *core.Router) {
		o.peer.port.bound(t.WriteStream())
		o.sender = r.Send(o.peer.core, sink)
		o.sender.View(o.view, time.Now())
		o.sender.Follow(o.track, time.Now())
	})
	return codec, nil
}

// reportsRate says whether the receiver tells how many bits a second it can take
// (REMB), for which it needs to know when packets were sent.
func reportsRate(codec webrtc.RTPCodecParameters) bool {
	return slices.ContainsFunc(codec.RTCPFeedback, func(f webrtc.RTCPFeedback) bool { return f.Type == webrtc.TypeRTCPFBGoogREMB })
}

// findExtension is the number of a header extension, 0 when it was not agreed on or
// does not fit into a short one.
func findExtension(list []webrtc.RTPHeaderExtensionParameter, uri string) uint8 {
	const most = 14
	for _, e := range list {
		if e.URI == uri && e.ID <= most {
			return uint8(e.ID)
		}
	}
	return 0
}

// findCodec finds a codec by its name and, if given, by its parameters.
func findCodec(list []webrtc.RTPCodecParameters, mime, line string) (webrtc.RTPCodecParameters, bool) {
	for _, codec := range list {
		if strings.EqualFold(codec.MimeType, mime) && (line == "" || codec.SDPFmtpLine == line) {
			return codec, true
		}
	}
	return webrtc.RTPCodecParameters{}, false
}

// Unbind implements webrtc.TrackLocal.
func (o *outlet) Unbind(webrtc.TrackLocalContext) error {
	o.peer.lane.do(func(*core.Router) { o.sender = nil })
	return nil
}

// ID implements webrtc.TrackLocal.
func (o *outlet) ID() string { return o.slot + "-" + o.Kind().String() }

// StreamID implements webrtc.TrackLocal: sound and picture of one slot play in step.
func (o *outlet) StreamID() string { return o.slot }

// RID implements webrtc.TrackLocal.
func (o *outlet) RID() string { return "" }

// Kind implements webrtc.TrackLocal.
func (o *outlet) Kind() webrtc.RTPCodecType { return o.source.Kind() }
