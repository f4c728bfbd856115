package media

import (
	"crypto/rand"
	"encoding/json"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/pion/interceptor"
	"github.com/pion/webrtc/v4"
)

// Way is how a client may reach the SFU.
type Way string

// Ways, the best first.
const (
	WayUDP   Way = "UDP"
	WayTCP   Way = "TCP"
	WayRelay Way = "RELAY"
)

const (
	// CheckLife ends a check that nobody ends.
	CheckLife = time.Minute
	// probeSize is a packet of media; probeRate and probeTime make three megabytes
	// each way. A faster link is good enough.
	probeSize    = 1100
	probeRate    = 8_000_000 // bits a second
	probeTime    = 3 * time.Second
	probeEvery   = 10 * time.Millisecond
	probeWaiting = 64 << 10
	// mostProbe is twice what a client's own probe takes; whoever sends more is no
	// client of ours.
	mostProbe           = 2 * probeRate / 8 * int(probeTime/time.Second)
	maxChecks           = 48
	controlID, probeID  = 0, 1
	maxCheckCommandSize = 1 << 10
)

// Ways lists the ways that this SFU has.
func (s *SFU) Ways() []Way {
	ways := []Way{WayUDP}
	if s.streams != nil {
		ways = append(ways, WayTCP)
	}
	if s.relay != nil {
		ways = append(ways, WayRelay)
	}
	return ways
}

// Check is one way of a device check: a PeerConnection of its own, in no room.
// pion serves it whole. The client measures by two data channels, and hears and
// sees what it sends some seconds later.
type Check struct {
	sfu     *SFU
	shard   *shard
	way     Way
	pc      *webrtc.PeerConnection
	release func()
	offer   string
	control *webrtc.DataChannel
	probe   *webrtc.DataChannel
	echo    *echo
	done    chan struct{}
	once    sync.Once

	mu    sync.Mutex
	came  counted
	began bool // to send; once a check
}

// counted is what came of the client's probe.
type counted struct {
	Packets int   `json:"packets"`
	Bytes   int   `json:"bytes"`
	Ms      int64 `json:"ms"` // between the first and the last
	first   time.Time
}

// Check begins one way of a check. ErrRoomFull when too many run.
func (s *SFU) Check(way Way) (*Check, error) {
	return s.check(s.shards.of(rand.Text()), way, CheckLife)
}

func (s *SFU) check(at *shard, way Way, life time.Duration) (*Check, error) {
	if !s.countCheck(1) {
		return nil, ErrRoomFull
	}
	c := &Check{sfu: s, shard: at, way: way, done: make(chan struct{}), release: func() {}}
	if err := c.open(); err != nil {
		c.Close()
		return nil, fmt.Errorf("device check: %w", err)
	}
	expiry := time.AfterFunc(life, c.Close)
	go func() {
		defer expiry.Stop()
		select {
		case <-c.done:
		case <-s.done:
			c.Close()
		}
	}()
	return c, nil
}

// countCheck is false when one more would be too many.
func (s *SFU) countCheck(change int) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed || s.checks+change > maxChecks {
		return false
	}
	s.checks += change
	return true
}

// open makes the offer: two channels, and sections for the echo.
func (c *Check) open() (err error) {
	few := &sources{most: maxCheckSources, away: c.Close}
	if c.pc, err = c.shard.engine.connectWhole(few); err != nil {
		return err
	}
	c.release = c.shard.serve(c.pc)
	c.echo = newEcho(c.done)
	for _, kind := range []webrtc.RTPCodecType{webrtc.RTPCodecTypeAudio, webrtc.RTPCodecTypeVideo} {
		if err := c.echo.add(c.pc, kind); err != nil {
			return err
		}
	}
	c.pc.OnTrack(c.echo.take)
	c.pc.OnConnectionStateChange(func(state webrtc.PeerConnectionState) {
		if state == webrtc.PeerConnectionStateFailed || state == webrtc.PeerConnectionStateClosed {
			go c.Close()
		}
	})
	if err := c.openChannels(); err != nil {
		return err
	}
	return c.describe()
}

func (c *Check) openChannels() (err error) {
	yes, no, none, control, probe := true, false, uint16(0), uint16(controlID), uint16(probeID)
	if c.control, err = c.pc.CreateDataChannel("control", &webrtc.DataChannelInit{Negotiated: &yes, ID: &control}); err != nil {
		return err
	}
	c.probe, err = c.pc.CreateDataChannel("probe", &webrtc.DataChannelInit{Negotiated: &yes, ID: &probe, Ordered: &no, MaxRetransmits: &none})
	if err != nil {
		return err
	}
	c.control.OnMessage(func(m webrtc.DataChannelMessage) { c.command(m.Data) })
	c.control.OnClose(func() { go c.Close() })
	c.probe.OnMessage(func(m webrtc.DataChannelMessage) { c.count(len(m.Data), time.Now()) })
	return nil
}

func (c *Check) describe() error {
	offer, err := c.pc.CreateOffer(nil)
	if err != nil {
		return err
	}
	gathered := webrtc.GatheringCompletePromise(c.pc)
	if err := c.pc.SetLocalDescription(offer); err != nil {
		return err
	}
	<-gathered
	c.offer = onlyWay(c.pc.LocalDescription().SDP, c.way)
	return nil
}

// onlyWay takes the candidates of other ways out; the relay leads to UDP.
func onlyWay(sdp string, way Way) string {
	unwanted := " tcp "
	if way == WayTCP {
		unwanted = " udp "
	}
	var kept strings.Builder
	for line := range strings.Lines(sdp) {
		if !strings.HasPrefix(line, "a=candidate:") || !strings.Contains(line, unwanted) {
			kept.WriteString(line)
		}
	}
	return kept.String()
}

// Way is the way that is tried.
func (c *Check) Way() Way { return c.way }

// Offer is the SDP for the client.
func (c *Check) Offer() string { return c.offer }

// Answer takes the client's answer.
func (c *Check) Answer(sdp string) error {
	clean, _, err := cleanAnswer(sdp)
	if err != nil {
		return err
	}
	if err := c.pc.SetRemoteDescription(webrtc.SessionDescription{Type: webrtc.SDPTypeAnswer, SDP: clean}); err != nil {
		return fmt.Errorf("%w: %w", ErrBadAnswer, err)
	}
	return nil
}

// Close ends the check.
func (c *Check) Close() {
	c.once.Do(func() {
		close(c.done)
		c.release()
		if c.pc != nil {
			_ = c.pc.Close()
		}
		c.sfu.countCheck(-1)
	})
}

// command is one message of the control channel: "ping" is said back, "download"
// asks for the probe, "count" for what has come of the client's own.
func (c *Check) command(message []byte) {
	var m struct {
		Type string `json:"type"`
	}
	if len(message) > maxCheckCommandSize || json.Unmarshal(message, &m) != nil {
		return
	}
	switch m.Type {
	case "ping":
		_ = c.control.SendText(string(message))
	case "download":
		if c.begins() {
			go c.download()
		}
	case "count":
		c.mu.Lock()
		came := c.came
		c.mu.Unlock()
		c.say("counted", came)
	}
}

// begins is true once.
func (c *Check) begins() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	again := c.began
	c.began = true
	return !again
}

func (c *Check) say(kind string, body any) {
	if text, err := json.Marshal(map[string]any{"type": kind, "body": body}); err == nil {
		_ = c.control.SendText(string(text))
	}
}

// count ends the check of who sends much more than a probe.
func (c *Check) count(size int, at time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.came.Packets == 0 {
		c.came.first = at
	}
	c.came.Packets++
	c.came.Bytes += size
	c.came.Ms = at.Sub(c.came.first).Milliseconds()
	if c.came.Bytes > mostProbe {
		go c.Close()
	}
}

// download sends the probe at its pace. What finds no room is left out: so much
// the link does not carry. What still waits in the end was not sent.
func (c *Check) download() {
	ticker := time.NewTicker(probeEvery)
	defer ticker.Stop()
	packet, due, sent, begun := make([]byte, probeSize), 0, 0, time.Now()
	for elapsed := time.Duration(0); elapsed < probeTime; elapsed = time.Since(begun) {
		for upTo := int(elapsed.Seconds() * probeRate / 8 / probeSize); due < upTo; due++ {
			if c.probe.BufferedAmount() < probeWaiting && c.probe.Send(packet) == nil {
				sent++
			}
		}
		select {
		case <-ticker.C:
		case <-c.done:
			return
		}
	}
	for until := time.Now().Add(probeTime); c.probe.BufferedAmount() > 0 && time.Now().Before(until); {
		select {
		case <-ticker.C:
		case <-c.done:
			return
		}
	}
	sent -= int(c.probe.BufferedAmount()) / probeSize
	c.say("sent", counted{Packets: sent, Bytes: sent * probeSize, Ms: probeTime.Milliseconds()})
}

// connectWhole makes a PeerConnection that pion serves with interceptors of its own,
// for a client of few sources.
func (e *engine) connectWhole(few *sources) (*webrtc.PeerConnection, error) {
	codecs, chain := &webrtc.MediaEngine{}, &interceptor.Registry{}
	if err := registerCodecs(codecs); err != nil {
		return nil, err
	}
	if err := webrtc.RegisterDefaultInterceptors(codecs, chain); err != nil {
		return nil, fmt.Errorf("interceptors: %w", err)
	}
	settings := e.settings
	settings.SetICEBindingRequestHandler(follow())
	settings.BufferFactory = few.buffer
	api := webrtc.NewAPI(webrtc.WithSettingEngine(settings), webrtc.WithMediaEngine(codecs), webrtc.WithInterceptorRegistry(chain))
	return api.NewPeerConnection(webrtc.Configuration{Certificates: []webrtc.Certificate{e.cert}})
}
