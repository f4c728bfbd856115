package main

import (
	"encoding/binary"
	"encoding/json"
	"fmt"
	"net"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/pion/ice/v4"
	"github.com/pion/interceptor"
	"github.com/pion/rtcp"
	"github.com/pion/rtp"
	"github.com/pion/webrtc/v4"
)

const (
	// A picture of 1.5 Mbit/s: 30 frames a second of six packets.
	framesPerSecond, packetsPerFrame, pictureBytes = 30, 6, 1042
	// A sound of 50 packets a second.
	soundEvery, soundBytes = 20 * time.Millisecond, 100
	// Where the time of sending stands in a payload, after VP8's descriptor; then
	// the stream and the number by which the packet left.
	stampAt, stampSize = 8, 14
)

// client is one participant with pion's default interceptors.
type client struct {
	conn net.Conn
	pc   *webrtc.PeerConnection
	born time.Time
	done chan struct{}

	connected chan struct{}
	once      sync.Once
	wantsKey  atomic.Bool
	// Nanoseconds until the first offer, the connection, the first packet of a picture.
	offered, joined, first atomic.Int64
	counts                 *counts
	wires                  *wires
	tracks                 map[webrtc.RTPCodecType]*webrtc.TrackLocalStaticRTP
	ssrcs                  map[webrtc.RTPCodecType]uint32
}

// counts collects what receivers see while it is open.
type counts struct {
	open      atomic.Bool
	delivered atomic.Int64
	lost      atomic.Int64

	mu sync.Mutex
	// latencies are from the sender's write to the receiver's read, forwards the
	// server's part of them.
	latencies, forwards []time.Duration
}

func newClientAPI(wires *wires) (*webrtc.API, error) {
	var settings webrtc.SettingEngine
	settings.SetNet(wires)
	settings.SetIncludeLoopbackCandidate(true)
	settings.SetNetworkTypes([]webrtc.NetworkType{webrtc.NetworkTypeUDP4})
	settings.SetInterfaceFilter(func(name string) bool { return name == "lo" })
	settings.SetICEMulticastDNSMode(ice.MulticastDNSModeDisabled)
	if err := settings.SetAnsweringDTLSRole(webrtc.DTLSRoleClient); err != nil { // as browsers do
		return nil, err
	}
	engine, registry := &webrtc.MediaEngine{}, &interceptor.Registry{}
	if err := engine.RegisterDefaultCodecs(); err != nil {
		return nil, err
	}
	if err := webrtc.RegisterDefaultInterceptors(engine, registry); err != nil {
		return nil, err
	}
	return webrtc.NewAPI(webrtc.WithSettingEngine(settings), webrtc.WithMediaEngine(engine), webrtc.WithInterceptorRegistry(registry)), nil
}

// dial joins a room; it answers offers until close.
func dial(g *generator, room, name string) (*client, error) {
	c := &client{born: time.Now(), done: make(chan struct{}), connected: make(chan struct{}), counts: g.counts, wires: g.wires,
		tracks: map[webrtc.RTPCodecType]*webrtc.TrackLocalStaticRTP{}, ssrcs: map[webrtc.RTPCodecType]uint32{}}
	var err error
	if c.conn, err = net.Dial("tcp", g.server); err != nil {
		return nil, err
	}
	if c.pc, err = g.api.NewPeerConnection(webrtc.Configuration{}); err != nil {
		return nil, err
	}
	for mime, kind := range map[string]webrtc.RTPCodecType{webrtc.MimeTypeOpus: webrtc.RTPCodecTypeAudio, webrtc.MimeTypeVP8: webrtc.RTPCodecTypeVideo} {
		if err := c.publish(mime, kind); err != nil {
			return nil, err
		}
	}
	c.pc.OnTrack(c.receive)
	c.pc.OnConnectionStateChange(func(state webrtc.PeerConnectionState) {
		if state == webrtc.PeerConnectionStateConnected {
			c.once.Do(func() {
				c.joined.Store(int64(time.Since(c.born)))
				close(c.connected)
			})
		}
	})
	if err := json.NewEncoder(c.conn).Encode(hello{Room: room, Name: name}); err != nil {
		return nil, err
	}
	go c.negotiate()
	return c, nil
}

func (c *client) publish(mime string, kind webrtc.RTPCodecType) error {
	track, err := webrtc.NewTrackLocalStaticRTP(webrtc.RTPCodecCapability{MimeType: mime}, kind.String(), "own")
	if err != nil {
		return err
	}
	t, err := c.pc.AddTransceiverFromTrack(track, webrtc.RTPTransceiverInit{Direction: webrtc.RTPTransceiverDirectionSendonly})
	if err != nil {
		return err
	}
	c.tracks[kind], c.ssrcs[kind] = track, uint32(t.Sender().GetParameters().Encodings[0].SSRC)
	go func() {
		for {
			packets, _, err := t.Sender().ReadRTCP()
			if err != nil {
				return
			}
			for _, packet := range packets {
				if _, ok := packet.(*rtcp.PictureLossIndication); ok {
					c.wantsKey.Store(true)
				}
			}
		}
	}()
	return nil
}

func (c *client) negotiate() {
	in, out := json.NewDecoder(c.conn), json.NewEncoder(c.conn)
	for {
		var offer description
		if in.Decode(&offer) != nil {
			return
		}
		c.offered.CompareAndSwap(0, int64(time.Since(c.born)))
		answer, err := c.answer(offer.SDP)
		if err != nil {
			fmt.Println("answer:", err)
			return
		}
		if out.Encode(description{offer.Negotiation, answer}) != nil {
			return
		}
	}
}

func (c *client) answer(offer string) (string, error) {
	if err := c.pc.SetRemoteDescription(webrtc.SessionDescription{Type: webrtc.SDPTypeOffer, SDP: offer}); err != nil {
		return "", err
	}
	answer, err := c.pc.CreateAnswer(nil)
	if err != nil {
		return "", err
	}
	if err := c.pc.SetLocalDescription(answer); err != nil {
		return "", err
	}
	return c.pc.LocalDescription().SDP, nil
}

// send talks until close. It begins that part of an interval later: the cameras
// of different people do not take their pictures at the same instant.
func (c *client) send(phase float64) {
	go c.pace(phase, soundEvery, c.sendSound)
	go c.pace(phase, time.Second/framesPerSecond, c.sendPicture)
}

func (c *client) pace(phase float64, every time.Duration, send func(number int)) {
	time.Sleep(time.Duration(phase * float64(every)))
	ticker := time.NewTicker(every)
	defer ticker.Stop()
	for number := 1; ; number++ {
		select {
		case <-ticker.C:
			send(number)
		case <-c.done:
			return
		}
	}
}

func (c *client) sendSound(number int) {
	c.write(webrtc.RTPCodecTypeAudio, uint16(number), uint32(number)*960, true, make([]byte, soundBytes))
}

func (c *client) sendPicture(number int) {
	isKey := c.wantsKey.Swap(false) || number == 1
	for i := range packetsPerFrame {
		payload := make([]byte, pictureBytes)
		payload[0], payload[1], payload[4] = 0x80, 0x80, 1
		binary.BigEndian.PutUint16(payload[2:], uint16(number)|0x8000)
		if i == 0 {
			payload[0] |= 0x10
			if isKey {
				payload[4] = 0
			}
		}
		sequence := uint16(number*packetsPerFrame + i)
		c.write(webrtc.RTPCodecTypeVideo, sequence, uint32(number)*90000/framesPerSecond, i == packetsPerFrame-1, payload)
	}
}

func (c *client) write(kind webrtc.RTPCodecType, sequence uint16, timestamp uint32, marker bool, payload []byte) {
	binary.BigEndian.PutUint64(payload[stampAt:], uint64(time.Now().UnixNano()))
	binary.BigEndian.PutUint32(payload[stampAt+8:], c.ssrcs[kind])
	binary.BigEndian.PutUint16(payload[stampAt+12:], sequence)
	_ = c.tracks[kind].WriteRTP(&rtp.Packet{
		Header:  rtp.Header{Version: 2, Marker: marker, SequenceNumber: sequence, Timestamp: timestamp},
		Payload: payload,
	})
}

// receive counts a track's packets and how long they were under way.
func (c *client) receive(track *webrtc.TrackRemote, receiver *webrtc.RTPReceiver) {
	go func() {
		for {
			if _, _, err := receiver.ReadRTCP(); err != nil {
				return
			}
		}
	}()
	last, started := uint16(0), false
	for {
		packet, _, err := track.ReadRTP()
		if err != nil {
			return
		}
		now := time.Now()
		if track.Kind() == webrtc.RTPCodecTypeVideo {
			c.first.CompareAndSwap(0, int64(now.Sub(c.born)))
		}
		if !c.counts.open.Load() || len(packet.Payload) < stampAt+stampSize {
			started = false
			continue
		}
		switch gap := int16(packet.SequenceNumber - last); {
		case started && gap > 1:
			c.counts.lost.Add(int64(gap - 1))
		case started && gap < 0:
			c.counts.lost.Add(-1) // it is late, or repeated: either was counted as lost
		}
		if !started || int16(packet.SequenceNumber-last) > 0 {
			last, started = packet.SequenceNumber, true
		}
		stamp := packet.Payload[stampAt:]
		forward := c.wires.between(binary.BigEndian.Uint32(stamp[8:]), binary.BigEndian.Uint16(stamp[12:]), track.SSRC(), packet.SequenceNumber)
		c.counts.add(now.Sub(time.Unix(0, int64(binary.BigEndian.Uint64(stamp)))), forward)
	}
}

func (c *counts) add(latency, forward time.Duration) {
	c.delivered.Add(1)
	c.mu.Lock()
	defer c.mu.Unlock()
	c.latencies = append(c.latencies, latency)
	if forward > 0 {
		c.forwards = append(c.forwards, forward)
	}
}

// percentiles tells the medians and what 99 of 100 do not pass. Packets under
// way may still be added.
func (c *counts) percentiles() (latency, forward spread) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return spreadOf(c.latencies), spreadOf(c.forwards)
}

// spreadOf is zero of nothing.
func spreadOf(all []time.Duration) spread {
	slices.Sort(all)
	if n := len(all); n > 0 {
		return spread{all[n/2], all[n*99/100]}
	}
	return spread{}
}

func (c *client) close() {
	close(c.done)
	_ = c.conn.Close()
	_ = c.pc.Close()
}
