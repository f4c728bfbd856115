package core

import (
	"bytes"
	"testing"

	"github.com/pion/rtp"
)

func FuzzParseReadsWhatPionReads(f *testing.F) {
	padded := &rtp.Packet{Header: rtp.Header{Version: 2, Marker: true, CSRC: []uint32{7}, Padding: true, PaddingSize: 3}, Payload: []byte{1, 2}}
	for id, profile := range map[uint8]uint16{3: 0xbede, 40: 0x1000} {
		p := rtp.Packet{Header: rtp.Header{Version: 2, Extension: true, ExtensionProfile: profile}, Payload: []byte{9}}
		_ = p.SetExtension(id, []byte{1, 2})
		_ = p.SetExtension(id+1, []byte("h"))
		raw, _ := p.Marshal()
		f.Add(raw)
	}
	raw, _ := padded.Marshal()
	f.Add(raw)
	f.Fuzz(func(t *testing.T, raw []byte) {
		var theirs rtp.Packet
		err := theirs.Unmarshal(raw)
		ours, ok := parse(raw)
		if err != nil || theirs.Version != 2 || theirs.Padding && theirs.PaddingSize == 0 {
			return // we may be stricter or laxer, but must not panic
		}
		if !ok {
			t.Fatalf("refused %+v", theirs)
		}
		if ours.sequence != theirs.SequenceNumber || ours.ssrc != theirs.SSRC || ours.timestamp != theirs.Timestamp ||
			ours.marker != theirs.Marker || ours.payloadType != theirs.PayloadType || !bytes.Equal(ours.payload, theirs.Payload) {
			t.Fatalf("read %+v, want %+v", ours, theirs)
		}
		for _, id := range theirs.GetExtensionIDs() {
			if id > 0 && id < 15 && !bytes.Equal(ours.extension(id), theirs.GetExtension(id)) {
				t.Fatalf("extension %d: %v, want %v", id, ours.extension(id), theirs.GetExtension(id))
			}
		}
	})
}

func TestBrokenPacketsAreRefused(t *testing.T) {
	for name, raw := range map[string][]byte{
		"empty":                   nil,
		"another version":         {0x40, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0},
		"CSRC cut off":            {0x81, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0},
		"extension cut off":       {0x90, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xbe, 0xde, 0, 1},
		"more padding than bytes": {0xa0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 9},
		"padding without a size":  {0xa0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0},
	} {
		if _, ok := parse(raw); ok {
			t.Error(name)
		}
	}
}

func TestDescriptorOfVP8(t *testing.T) {
	for name, c := range map[string]struct {
		payload []byte
		want    vp8
	}{
		"key frame":                      {[]byte{0x10, 0x00}, vp8{startsFrame: true, startsKey: true}},
		"key frame with a short picture": {[]byte{0x90, 0x80, 0x07, 0x00}, vp8{startsFrame: true, startsKey: true, pictureAt: 2, picture: 7}},
		"long picture and level":         {[]byte{0x90, 0xc0, 0x81, 0x02, 0x09, 0x01}, vp8{startsFrame: true, pictureAt: 2, isWide: true, picture: 0x102, levelAt: 4, level: 9}},
		"temporal layer in between":      {[]byte{0x90, 0xe0, 0x05, 0x09, 0x40, 0x00}, vp8{startsFrame: true, startsKey: true, pictureAt: 2, picture: 5, levelAt: 3, level: 9, temporal: 1}},
		"temporal layer with a sync":     {[]byte{0x90, 0xa0, 0x05, 0xa0, 0x01}, vp8{startsFrame: true, pictureAt: 2, picture: 5, temporal: 2, isSync: true}},
		"delta frame":                    {[]byte{0x10, 0x01}, vp8{startsFrame: true}},
		"middle of a frame":              {[]byte{0x00, 0x00}, vp8{}},
		"second partition":               {[]byte{0x11, 0x00}, vp8{}},
		"descriptor without a frame":     {[]byte{0x10}, vp8{startsFrame: true}},
		"descriptor cut off":             {[]byte{0x90, 0xc0, 0x81}, vp8{}},
		"nothing":                        {nil, vp8{}},
	} {
		if got := describe(c.payload); got != c.want {
			t.Errorf("%s: %+v", name, got)
		}
	}
}

func FuzzRewriteKeepsThePayload(f *testing.F) {
	f.Add([]byte{0x90, 0xc0, 0x81, 0x02, 0x09, 0x01}, uint16(5), uint8(6))
	f.Fuzz(func(t *testing.T, payload []byte, picture uint16, level uint8) {
		before := bytes.Clone(payload)
		d := describe(payload)
		d.rewrite(payload, picture, level)
		again := describe(payload)
		d.rewrite(payload, d.picture, d.level)
		if !bytes.Equal(before, payload) || again.startsKey != d.startsKey || again.pictureAt != d.pictureAt {
			t.Fatalf("%x became %x", before, payload)
		}
	})
}
