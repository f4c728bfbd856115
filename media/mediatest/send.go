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

// ScreenOf is the name inside the frames of somebody's screen.
func ScreenOf(name string) string { return name + "'s screen" }

// send publishes one sound and one picture until Close.
func (c *Client) send() error {
	if err := c.publish(webrtc.MimeTypeOpus, "audio", c.options.Name, soundEvery); err != nil {
		return err
	}
	return c.publish(webrtc.MimeTypeVP8, "video", c.options.Name, pictureEvery)
}

// SendScreen puts a second picture into the next section that an offer has room
// for, and sends it until Close, whether anybody wants it or not.
func (c *Client) SendScreen() error {
	return c.publish(webrtc.MimeTypeVP8, "screen", ScreenOf(c.options.Name), pictureEvery)
}

func (c *Client) publish(mime, id, name string, every time.Duration) error {
	track, err := webrtc.NewTrackLocalStaticSample(webrtc.RTPCodecCapability{MimeType: mime}, id, "own")
	if err != nil {
		return err
	}
	init := webrtc.RTPTransceiverInit{Direction: webrtc.RTPTransceiverDirectionSendonly}
	transceiver, err := c.pc.AddTransceiverFromTrack(track, init)
	if err != nil {
		return err
	}
	go c.listen(transceiver.Sender(), id)
	c.senders.Go(func() { c.pace(track, name, every) })
	return nil
}

func (c *Client) pace(track *webrtc.TrackLocalStaticSample, name string, every time.Duration) {
	ticker := time.NewTicker(every)
	defer ticker.Stop()
	for number := uint32(0); ; number++ {
		select {
		case <-ticker.C:
			// Before the connection and after its end there is nobody to write to.
			_ = track.WriteSample(media.Sample{Data: c.frame(track, name, number), Duration: every})
		case <-c.done:
			return
		}
	}
}

// frame is not decodable, but marks key frames as VP8 does: the lowest bit is
// zero. As in a real call, they come only when somebody asks.
func (c *Client) frame(track *webrtc.TrackLocalStaticSample, name string, number uint32) []byte {
	kind, size := track.Kind(), len(name)
	if kind == webrtc.RTPCodecTypeVideo {
		size = max(size, pictureSize)
	}
	data := make([]byte, frameHeader+size)
	if kind == webrtc.RTPCodecTypeAudio || !c.takeKeyWish(track.ID()) {
		data[0] = 1
	}
	binary.BigEndian.PutUint32(data[1:], number)
	copy(data[frameHeader:], name)
	return data
}

func (c *Client) takeKeyWish(track string) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	wanted := c.keyWanted[track]
	c.keyWanted[track] = false
	return wanted
}

func (c *Client) listen(sender *webrtc.RTPSender, track string) {
	for {
		packets, _, err := sender.ReadRTCP()
		if err != nil {
			return
		}
		for _, packet := range packets {
			if _, ok := packet.(*rtcp.PictureLossIndication); ok {
				c.update(func() { c.keyWanted[track] = true })
			}
		}
	}
}
