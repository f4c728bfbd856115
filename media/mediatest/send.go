package mediatest

import (
	"encoding/binary"
	"time"

	"github.com/pion/rtcp"
	"github.com/pion/webrtc/v4"
	"github.com/pion/webrtc/v4/pkg/media"
)

const (
	soundEvery   = 20 * time.Millisecond
	pictureEvery = 33 * time.Millisecond
	// pictureSize makes a frame of several packets, so that one can be lost.
	pictureSize = 3000
	frameHeader = 5 // VP8's first byte, then the frame's number
)

// send publishes one sound and one picture until Close.
func (c *Client) send() error {
	for _, kind := range []struct {
		mime  string
		name  string
		every time.Duration
	}{{webrtc.MimeTypeOpus, "audio", soundEvery}, {webrtc.MimeTypeVP8, "video", pictureEvery}} {
		track, err := webrtc.NewTrackLocalStaticSample(webrtc.RTPCodecCapability{MimeType: kind.mime}, kind.name, "own")
		if err != nil {
			return err
		}
		init := webrtc.RTPTransceiverInit{Direction: webrtc.RTPTransceiverDirectionSendonly}
		transceiver, err := c.pc.AddTransceiverFromTrack(track, init)
		if err != nil {
			return err
		}
		go c.listen(transceiver.Sender())
		c.senders.Go(func() { c.pace(track, kind.every) })
	}
	return nil
}

func (c *Client) pace(track *webrtc.TrackLocalStaticSample, every time.Duration) {
	ticker := time.NewTicker(every)
	defer ticker.Stop()
	for number := uint32(0); ; number++ {
		select {
		case <-ticker.C:
			// Before the connection and after its end there is nobody to write to.
			_ = track.WriteSample(media.Sample{Data: c.frame(track.Kind(), number), Duration: every})
		case <-c.done:
			return
		}
	}
}

// frame is not decodable, but marks key frames as VP8 does: the lowest bit is
// zero. As in a real call, they come only when somebody asks.
func (c *Client) frame(kind webrtc.RTPCodecType, number uint32) []byte {
	size := len(c.options.Name)
	if kind == webrtc.RTPCodecTypeVideo {
		size = max(size, pictureSize)
	}
	data := make([]byte, frameHeader+size)
	if kind == webrtc.RTPCodecTypeAudio || !c.takeKeyWish() {
		data[0] = 1
	}
	binary.BigEndian.PutUint32(data[1:], number)
	copy(data[frameHeader:], c.options.Name)
	return data
}

func (c *Client) takeKeyWish() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	wanted := c.keyWanted
	c.keyWanted = false
	return wanted
}

func (c *Client) listen(sender *webrtc.RTPSender) {
	for {
		packets, _, err := sender.ReadRTCP()
		if err != nil {
			return
		}
		for _, packet := range packets {
			if _, ok := packet.(*rtcp.PictureLossIndication); ok {
				c.update(func() { c.keyWanted = true })
			}
		}
	}
}
