// Package mediatest is a small participant for tests: a pion peer that answers
// offers, sends sound and picture, and counts what arrives. It knows no
// transport: the test carries offers and answers however it likes.
package mediatest

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/pion/ice/v4"
	"github.com/pion/interceptor"
	"github.com/pion/webrtc/v4"
)

// Options change how a client behaves; the zero value is a person in a call.
type Options struct {
	// Name is sent inside each frame, so that receivers know whom they hear.
	Name string
	// Offer changes each offer before it is read, as a relay needs it.
	Offer func(sdp string) string
	// Passive makes a client that wants to be the server of DTLS; browsers are not.
	Passive bool
	// Servers, if any, are the only way of the client: it is behind a relay.
	Servers []webrtc.ICEServer
	// TCP makes a client whose network lets no UDP through.
	TCP bool
	// Channels opens the two data channels of a device check.
	Channels bool
	// Listening makes a client that sends nothing.
	Listening bool
	// Loudness is written into each packet of sound (RFC 6464), 0 to 127; 0 writes none.
	Loudness func() int
	// Source, if set, is another SSRC for each packet of sound: no browser does so.
	Source func() uint32
	// Layers makes a client that sends its picture in three layers, and repeats
	// lost packets on the stream itself instead of by RTX.
	Layers bool
	// Estimates makes a client that tells how many bits a second its link carries.
	Estimates bool
}

// Candidate is one ICE candidate of the client, or of the SFU.
type Candidate struct {
	Candidate    string
	Mid          string
	SectionIndex int
	Ufrag        string
}

// Client is one person's end of the call.
type Client struct {
	options Options
	pc      *webrtc.PeerConnection
	done    chan struct{}
	senders sync.WaitGroup

	mu          sync.Mutex
	changed     chan struct{} // closed and renewed at every change
	tracks      map[string]*Track
	streams     []*stream // of the person's picture
	negotiation int
	onCandidate func(negotiation int, c Candidate)
	closed      bool
	control     *webrtc.DataChannel
	probe       *webrtc.DataChannel
	probed      int
}

// NewClient makes a person who waits for an offer.
func NewClient(options Options) (*Client, error) {
	api, err := newAPI(options)
	if err != nil {
		return nil, err
	}
	config := webrtc.Configuration{ICEServers: options.Servers}
	if len(options.Servers) > 0 {
		config.ICETransportPolicy = webrtc.ICETransportPolicyRelay
	}
	pc, err := api.NewPeerConnection(config)
	if err != nil {
		return nil, fmt.Errorf("client: %w", err)
	}
	c := &Client{options: options, pc: pc, done: make(chan struct{}), changed: make(chan struct{}),
		tracks: map[string]*Track{}}
	pc.OnTrack(c.receive)
	pc.OnICECandidate(c.gathered)
	pc.OnConnectionStateChange(func(webrtc.PeerConnectionState) { c.update(func() {}) })
	if options.Channels {
		if err := c.openChannels(); err != nil {
			return nil, fmt.Errorf("client: %w", err)
		}
	}
	if !options.Listening {
		if err := c.send(); err != nil {
			return nil, fmt.Errorf("client: %w", err)
		}
	}
	return c, nil
}

func newAPI(options Options) (*webrtc.API, error) {
	var settings webrtc.SettingEngine
	settings.SetIncludeLoopbackCandidate(true)
	settings.SetNetworkTypes([]webrtc.NetworkType{webrtc.NetworkTypeUDP4})
	if options.TCP {
		settings.SetNetworkTypes([]webrtc.NetworkType{webrtc.NetworkTypeTCP4})
	}
	settings.SetICEMulticastDNSMode(ice.MulticastDNSModeDisabled)
	settings.SetFireOnTrackBeforeFirstRTP(true)
	settings.SetICEMaxBindingRequests(1000) // browsers go on asking
	asBrowsersWait(&settings)
	if !options.Passive {
		if err := settings.SetAnsweringDTLSRole(webrtc.DTLSRoleClient); err != nil {
			return nil, fmt.Errorf("client role: %w", err)
		}
	}
	engine, registry := &webrtc.MediaEngine{}, &interceptor.Registry{}
	if err := registerCodecs(engine, options); err != nil {
		return nil, fmt.Errorf("client codecs: %w", err)
	}
	if err := registerLoud(engine, registry, options.Loudness); err != nil {
		return nil, fmt.Errorf("client loudness: %w", err)
	}
	if options.Source != nil {
		registry.Add(&many{source: options.Source})
	}
	if options.Estimates {
		if err := registerEstimate(engine, registry); err != nil {
			return nil, fmt.Errorf("client estimate: %w", err)
		}
	}
	if err := webrtc.RegisterDefaultInterceptors(engine, registry); err != nil {
		return nil, fmt.Errorf("client interceptors: %w", err)
	}
	return webrtc.NewAPI(webrtc.WithSettingEngine(settings), webrtc.WithMediaEngine(engine),
		webrtc.WithInterceptorRegistry(registry)), nil
}

// asBrowsersWait repeats a lost DTLS flight soon, and takes packets that come as
// late as libwebrtc does; pion's own times are a second and 64 packets.
func asBrowsersWait(settings *webrtc.SettingEngine) {
	settings.SetDTLSRetransmissionInterval(50 * time.Millisecond)
	settings.SetSRTPReplayProtectionWindow(1024)
}

func registerCodecs(engine *webrtc.MediaEngine, options Options) error {
	if !options.Layers {
		return engine.RegisterDefaultCodecs()
	}
	feedback := []webrtc.RTCPFeedback{{Type: "nack"}, {Type: "nack", Parameter: "pli"}}
	return errors.Join(
		engine.RegisterCodec(webrtc.RTPCodecParameters{PayloadType: 111,
			RTPCodecCapability: webrtc.RTPCodecCapability{MimeType: webrtc.MimeTypeOpus, ClockRate: 48000, Channels: 2}}, webrtc.RTPCodecTypeAudio),
		engine.RegisterCodec(webrtc.RTPCodecParameters{PayloadType: 96,
			RTPCodecCapability: webrtc.RTPCodecCapability{MimeType: webrtc.MimeTypeVP8, ClockRate: 90000, RTCPFeedback: feedback}}, webrtc.RTPCodecTypeVideo),
	)
}

// HandleOffer answers an offer.
func (c *Client) HandleOffer(negotiation int, sdp string) (answer string, err error) {
	if c.options.Offer != nil {
		sdp = c.options.Offer(sdp)
	}
	c.update(func() { c.negotiation = negotiation })
	offer := webrtc.SessionDescription{Type: webrtc.SDPTypeOffer, SDP: sdp}
	if err := c.pc.SetRemoteDescription(offer); err != nil {
		return "", fmt.Errorf("offer %d: %w", negotiation, err)
	}
	description, err := c.pc.CreateAnswer(nil)
	if err != nil {
		return "", fmt.Errorf("answer %d: %w", negotiation, err)
	}
	if err := c.pc.SetLocalDescription(description); err != nil {
		return "", fmt.Errorf("answer %d: %w", negotiation, err)
	}
	return asBrowsersSay(c.pc.LocalDescription().SDP), nil
}

// asBrowsersSay takes out that layers would be received as well, which pion
// copies from the offer.
func asBrowsersSay(answer string) string {
	var kept strings.Builder
	for line := range strings.Lines(answer) {
		if !strings.HasPrefix(line, "a=simulcast:recv") && !(strings.HasPrefix(line, "a=rid:") && strings.HasSuffix(line, " recv\r\n")) {
			kept.WriteString(line)
		}
	}
	return kept.String()
}

// HandleCandidate takes a candidate of the SFU.
func (c *Client) HandleCandidate(_ int, candidate Candidate) error {
	index := uint16(candidate.SectionIndex)
	return c.pc.AddICECandidate(webrtc.ICECandidateInit{Candidate: candidate.Candidate, SDPMid: &candidate.Mid, SDPMLineIndex: &index})
}

// OnCandidate sets who gets the client's own candidates, with the negotiation they belong to.
func (c *Client) OnCandidate(f func(negotiation int, candidate Candidate)) {
	c.mu.Lock()
	c.onCandidate = f
	c.mu.Unlock()
}

func (c *Client) gathered(found *webrtc.ICECandidate) {
	c.mu.Lock()
	negotiation, f := c.negotiation, c.onCandidate
	c.mu.Unlock()
	if found == nil || f == nil {
		return
	}
	init := found.ToJSON()
	out := Candidate{Candidate: init.Candidate}
	if init.SDPMid != nil {
		out.Mid = *init.SDPMid
	}
	f(negotiation, out)
}

// Connected says whether media can flow.
func (c *Client) Connected() bool {
	return c.pc.ConnectionState() == webrtc.PeerConnectionStateConnected
}

// Broken says that the connection is given up.
func (c *Client) Broken() bool {
	state := c.pc.ConnectionState()
	return state == webrtc.PeerConnectionStateFailed || state == webrtc.PeerConnectionStateClosed
}

// Await returns nil as soon as ok does; it is asked after every change.
func (c *Client) Await(ctx context.Context, ok func() bool) error {
	for {
		c.mu.Lock()
		changed := c.changed
		c.mu.Unlock()
		if ok() {
			return nil
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return fmt.Errorf("%s: %w; received %+v", c.options.Name, ctx.Err(), c.Tracks())
		}
	}
}

// update changes the client under its lock and tells those who wait.
func (c *Client) update(change func()) {
	c.mu.Lock()
	defer c.mu.Unlock()
	change()
	close(c.changed)
	c.changed = make(chan struct{})
}

// Close hangs up and waits for the client's own goroutines.
func (c *Client) Close() error {
	c.mu.Lock()
	again := c.closed
	c.closed = true
	c.mu.Unlock()
	if again {
		return nil
	}
	close(c.done)
	c.senders.Wait()
	return c.pc.GracefulClose()
}
