package mediatest

import (
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/pion/rtcp"
	"github.com/pion/sdp/v3"
	"github.com/pion/webrtc/v4"
	"github.com/pion/webrtc/v4/pkg/media"
)

const (
	soundEvery   = 20 * time.Millisecond
	pictureEvery = 33 * time.Millisecond
	pictureTicks = uint32(pictureEvery * 90 / time.Millisecond)
	// pictureSize makes a frame of several packets, so that one can be lost.
	pictureSize = 3000
)

// ScreenOf is the name inside the frames of somebody's screen.
func ScreenOf(name string) string { return name + "'s screen" }

// send publishes one sound and one picture until Close.
func (c *Client) send() error {
	sound, err := webrtc.NewTrackLocalStaticSample(webrtc.RTPCodecCapability{MimeType: webrtc.MimeTypeOpus}, "audio", "own")
	if err != nil {
		return err
	}
	if _, err := c.sendTrack(sound); err != nil {
		return err
	}
	c.senders.Go(func() {
		c.pace(soundEvery, func() {
			// Before the connection and after its end there is nobody to write to.
			_ = sound.WriteSample(media.Sample{Data: []byte(c.options.Name), Duration: soundEvery})
		})
	})
	layers := []int{len(Layers) - 1}
	if c.options.Layers {
		layers = []int{0, 1, 2}
	}
	c.streams, err = c.sendPicture("video", c.options.Name, layers)
	return err
}

// SendScreen puts a second picture into the next section that an offer has room
// for, and sends it until Close, whether anybody wants it or not.
func (c *Client) SendScreen() error {
	_, err := c.sendPicture("screen", ScreenOf(c.options.Name), []int{len(Layers) - 1})
	return err
}

func (c *Client) sendTrack(track webrtc.TrackLocal) (*webrtc.RTPSender, error) {
	t, err := c.pc.AddTransceiverFromTrack(track, webrtc.RTPTransceiverInit{Direction: webrtc.RTPTransceiverDirectionSendonly})
	if err != nil {
		return nil, err
	}
	return t.Sender(), nil
}

// stream is one layer that is sent.
type stream struct {
	Encoder
	text      string // inside each frame
	isNamed   bool   // is one of several layers
	track     *webrtc.TrackLocalStaticRTP
	keyWanted bool // guarded by the client's lock, as is isOff
	isOff     bool
}

// sendPicture sends a picture in layers, or in the one.
func (c *Client) sendPicture(id, text string, layers []int) (streams []*stream, err error) {
	var sender *webrtc.RTPSender
	for _, layer := range layers {
		s, err := newStream(id, text, layer, len(layers) > 1)
		if err != nil {
			return nil, err
		}
		if sender == nil {
			sender, err = c.sendTrack(s.track)
		} else {
			err = sender.AddEncoding(s.track)
		}
		if err != nil {
			return nil, fmt.Errorf("layer %d: %w", layer, err)
		}
		streams = append(streams, s)
		go c.listen(sender, s)
	}
	c.senders.Go(func() { c.pace(pictureEvery, func() { c.sendFrame(sender, streams) }) })
	return streams, nil
}

func newStream(id, text string, layer int, named bool) (*stream, error) {
	var options []func(*webrtc.TrackLocalStaticRTP)
	if named {
		options = append(options, webrtc.WithRTPStreamID(Layers[layer].RID))
	}
	track, err := webrtc.NewTrackLocalStaticRTP(webrtc.RTPCodecCapability{MimeType: webrtc.MimeTypeVP8}, id, "own", options...)
	return &stream{text: text, isNamed: named, track: track, Encoder: Encoder{Layer: layer, Sequence: uint16(rand.Uint32()), Picture: uint16(rand.Uint32()),
		Level: uint8(rand.Uint32()), Timestamp: rand.Uint32()}}, err
}

// SwitchLayer stops or starts one layer, as a browser does whose bandwidth
// changes; it starts with a key frame.
func (c *Client) SwitchLayer(layer int, on bool) {
	c.update(func() { c.streams[layer].isOff, c.streams[layer].keyWanted = !on, true })
}

// sendFrame sends one frame in every layer. As in a real call, key frames come
// only when somebody asks.
func (c *Client) sendFrame(sender *webrtc.RTPSender, streams []*stream) {
	extensions := c.extensions(sender)
	for _, s := range streams {
		isKey, isOff := c.wishes(s)
		if isOff {
			s.Skip(pictureTicks)
			continue
		}
		for _, p := range s.Encode(isKey, s.text, pictureTicks) {
			for id, value := range extensions(s) {
				_ = p.SetExtension(id, []byte(value))
			}
			_ = s.track.WriteRTP(p)
		}
	}
}

// extensions name the section and the layer in each packet (RFC 8852).
func (c *Client) extensions(sender *webrtc.RTPSender) func(*stream) map[uint8]string {
	mid, ids := c.sentMid(sender), map[string]uint8{}
	if c.options.Layers && mid != "" {
		for _, e := range sender.GetParameters().HeaderExtensions {
			ids[e.URI] = uint8(e.ID)
		}
	}
	return func(s *stream) map[uint8]string {
		if !s.isNamed {
			return nil
		}
		named := map[uint8]string{}
		if id := ids[sdp.SDESMidURI]; id != 0 {
			named[id] = mid
		}
		if id := ids[sdp.SDESRTPStreamIDURI]; id != 0 {
			named[id] = Layers[s.Layer].RID
		}
		return named
	}
}

func (c *Client) sentMid(sender *webrtc.RTPSender) string {
	for _, t := range c.pc.GetTransceivers() {
		if t.Sender() == sender {
			return t.Mid()
		}
	}
	return ""
}

func (c *Client) wishes(s *stream) (isKey, isOff bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if s.isOff {
		return false, true
	}
	isKey, s.keyWanted = s.keyWanted, false
	return isKey, false
}

func (c *Client) pace(every time.Duration, do func()) {
	ticker := time.NewTicker(every)
	defer ticker.Stop()
	for {
		select {
		case <-ticker.C:
			do()
		case <-c.done:
			return
		}
	}
}

// listen waits for wishes for key frames of one layer.
func (c *Client) listen(sender *webrtc.RTPSender, s *stream) {
	for {
		packets, _, err := readControl(sender, s)
		if err != nil {
			return
		}
		for _, packet := range packets {
			if _, ok := packet.(*rtcp.PictureLossIndication); ok {
				c.update(func() { s.keyWanted = true })
			}
		}
	}
}

func readControl(sender *webrtc.RTPSender, s *stream) ([]rtcp.Packet, any, error) {
	if rid := s.track.RID(); rid != "" {
		return sender.ReadSimulcastRTCP(rid)
	}
	return sender.ReadRTCP()
}
