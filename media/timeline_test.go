package media

import (
	"testing"
	"time"

	"github.com/pion/rtp"
	"github.com/pion/webrtc/v4"
)

func TestTimelineHidesTheSeamBetweenSources(t *testing.T) {
	line := timeline{rate: 90000}
	line.seam()
	start := time.Now()
	for _, step := range []struct {
		name         string
		seam         bool
		sequence     uint16
		timestamp    uint32
		after        time.Duration
		kept         bool
		wantSequence uint16
		wantTime     uint32
	}{
		{"the first packet stays as it is", false, 65534, 1000, 0, true, 65534, 1000},
		{"the number wraps", false, 0, 4000, 33 * time.Millisecond, true, 0, 4000},
		{"a repaired packet keeps its place", false, 65535, 1000, 40 * time.Millisecond, true, 65535, 1000},
		{"one from before the beginning is refused", false, 65533, 500, 50 * time.Millisecond, false, 0, 0},
		{"another source goes on by one", true, 500, 77, 1033 * time.Millisecond, true, 1, 4000 + 90001},
		{"its older packets are refused", false, 499, 70, 1040 * time.Millisecond, false, 0, 0},
		{"its later packets follow", false, 502, 3077, 1066 * time.Millisecond, true, 3, 4000 + 93001},
	} {
		if step.seam {
			line.seam()
		}
		h := rtp.Header{SequenceNumber: step.sequence, Timestamp: step.timestamp}
		kept := line.rewrite(&h, start.Add(step.after))
		if kept != step.kept || kept && (h.SequenceNumber != step.wantSequence || h.Timestamp != step.wantTime) {
			t.Errorf("%s: %v %d %d", step.name, kept, h.SequenceNumber, h.Timestamp)
		}
	}
}

func TestKeyFramesAreAskedForAtMostEveryHalfSecond(t *testing.T) {
	asked, at := 0, time.Now()
	src := newSource(webrtc.RTPCodecTypeVideo, func() { asked++ })
	delta := &rtp.Packet{Payload: []byte{0x10, 0x01}}
	for _, step := range []struct {
		name string
		wish bool
		wait time.Duration
		want int
	}{
		{"nobody wants one", false, 0, 0},
		{"the first wish is passed on at once", true, 0, 1},
		{"the next one waits", true, 499 * time.Millisecond, 1},
		{"and is not forgotten", false, time.Millisecond, 2},
		{"one wish is one request", false, time.Second, 2},
	} {
		if step.wish {
			src.wantKey()
		}
		at = at.Add(step.wait)
		src.forward(delta, at)
		if asked != step.want {
			t.Errorf("%s: asked %d times, want %d", step.name, asked, step.want)
		}
	}
}

func TestKeyFrameOnItsWayFulfilsTheWish(t *testing.T) {
	src := newSource(webrtc.RTPCodecTypeVideo, func() { t.Error("asked") })
	src.wantKey()
	src.forward(&rtp.Packet{Payload: []byte{0x10, 0x00}}, time.Now())
}

func TestStartOfAKeyFrameIsRecognised(t *testing.T) {
	for name, c := range map[string]struct {
		payload []byte
		want    bool
	}{
		"key frame":                  {[]byte{0x10, 0x00}, true},
		"key frame with a number":    {[]byte{0x90, 0x80, 0x81, 0x02, 0x00}, true},
		"delta frame":                {[]byte{0x10, 0x01}, false},
		"middle of a frame":          {[]byte{0x00, 0x00}, false},
		"second partition":           {[]byte{0x11, 0x00}, false},
		"descriptor without a frame": {[]byte{0x10}, false},
		"padding":                    {nil, false},
	} {
		if got := startsKeyFrame(c.payload); got != c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

func TestAnswerLosesItsCandidates(t *testing.T) {
	clean, n, err := cleanAnswer("v=0\r\nm=audio 9\r\na=candidate:1 1 udp 1 127.0.0.1 9 typ host\r\na=mid:0\r\n")
	if clean != "v=0\r\nm=audio 9\r\na=mid:0\r\n" || n != 1 || err != nil {
		t.Errorf("%q %d %v", clean, n, err)
	}
}
