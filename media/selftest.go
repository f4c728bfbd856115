package media

import (
	"context"
	"fmt"
	"strings"
	"sync/atomic"
	"time"

	"github.com/pion/ice/v4"
	"github.com/pion/rtp"
	"github.com/pion/webrtc/v4"
)

// SelfTest goes one way to each port of this SFU as a client does, first to a device
// check, then into a room of its own, and names the stage that fails: ICE, DTLS, the data
// channel or SRTP. Behind a NAT it goes to our own side of it.
func (s *SFU) SelfTest(ctx context.Context, way Way) error {
	for _, at := range s.shards {
		if err := s.selfTest(ctx, at, way); err != nil {
			return fmt.Errorf("%w (port %d)", err, at.addr.Port)
		}
	}
	return nil
}

func (s *SFU) selfTest(ctx context.Context, at *shard, way Way) error {
	check, err := s.check(at, way, CheckLife)
	if err != nil {
		return fmt.Errorf("offer: %w", err)
	}
	defer check.Close()
	client, err := s.selfClient(way)
	if err != nil {
		return err
	}
	defer client.Close()
	if err := s.tryOut(ctx, check, client); err != nil {
		return err
	}
	return s.tryMedia(ctx, at, way)
}

func (s *SFU) selfClient(way Way) (*selfClient, error) {
	var settings webrtc.SettingEngine
	settings.SetIncludeLoopbackCandidate(true)
	settings.SetICEMulticastDNSMode(ice.MulticastDNSModeDisabled)
	settings.SetNetworkTypes([]webrtc.NetworkType{webrtc.NetworkTypeUDP4, webrtc.NetworkTypeUDP6})
	config := webrtc.Configuration{}
	switch way {
	case WayTCP:
		settings.SetNetworkTypes([]webrtc.NetworkType{webrtc.NetworkTypeTCP4, webrtc.NetworkTypeTCP6})
	case WayRelay:
		config.ICETransportPolicy = webrtc.ICETransportPolicyRelay
		for _, server := range s.ICEServers("self-test") {
			config.ICEServers = append(config.ICEServers, webrtc.ICEServer{URLs: server.URLs, Username: server.Username, Credential: server.Credential})
		}
	}
	codecs := &webrtc.MediaEngine{}
	if err := registerCodecs(codecs); err != nil {
		return nil, err
	}
	client, err := webrtc.NewAPI(webrtc.WithSettingEngine(settings), webrtc.WithMediaEngine(codecs)).NewPeerConnection(config)
	if err != nil {
		return nil, fmt.Errorf("client: %w", err)
	}
	return watched(client), nil
}

// selfClient is our own client, which remembers how far it has come: when a later
// stage fails, the earlier ones are taken down.
type selfClient struct {
	*webrtc.PeerConnection
	hasPath, hasKeys atomic.Bool
}

func watched(client *webrtc.PeerConnection) *selfClient {
	c := &selfClient{PeerConnection: client}
	c.OnICEConnectionStateChange(func(state webrtc.ICEConnectionState) {
		if state == webrtc.ICEConnectionStateConnected || state == webrtc.ICEConnectionStateCompleted {
			c.hasPath.Store(true)
		}
	})
	c.OnConnectionStateChange(func(state webrtc.PeerConnectionState) {
		if state == webrtc.PeerConnectionStateConnected {
			c.hasKeys.Store(true)
		}
	})
	return c
}

// tryOut answers the offer and waits for the channel.
func (s *SFU) tryOut(ctx context.Context, check *Check, client *selfClient) error {
	yes, id := true, uint16(controlID)
	channel, err := client.CreateDataChannel("control", &webrtc.DataChannelInit{Negotiated: &yes, ID: &id})
	if err != nil {
		return fmt.Errorf("channel: %w", err)
	}
	open := make(chan struct{})
	channel.OnOpen(func() { close(open) })
	if err := s.answerSelf(client, check.way, check.Offer(), check.Answer); err != nil {
		return err
	}
	select {
	case <-open:
		return nil
	case <-ctx.Done():
		return fmt.Errorf("%s: %w", client.stage(), ctx.Err())
	}
}

// answerSelf answers an offer of ours.
func (s *SFU) answerSelf(client *selfClient, way Way, offer string, take func(answer string) error) error {
	if s.public != "" && way != WayRelay {
		offer = strings.ReplaceAll(offer, " "+s.public+" ", " "+s.Addr().IP.String()+" ")
	}
	if err := client.SetRemoteDescription(webrtc.SessionDescription{Type: webrtc.SDPTypeOffer, SDP: onlyWay(offer, way)}); err != nil {
		return fmt.Errorf("offer: %w", err)
	}
	answer, err := client.CreateAnswer(nil)
	if err != nil {
		return fmt.Errorf("answer: %w", err)
	}
	if err := client.SetLocalDescription(answer); err != nil {
		return fmt.Errorf("answer: %w", err)
	}
	if err := take(answer.SDP); err != nil {
		return fmt.Errorf("answer: %w", err)
	}
	return nil
}

// tryMedia sends sound into a room of its own until the router has understood some.
func (s *SFU) tryMedia(ctx context.Context, at *shard, way Way) error {
	client, err := s.selfClient(way)
	if err != nil {
		return err
	}
	defer client.Close()
	sound, err := webrtc.NewTrackLocalStaticRTP(webrtc.RTPCodecCapability{MimeType: webrtc.MimeTypeOpus}, "sound", "self-test")
	if err != nil {
		return fmt.Errorf("sound: %w", err)
	}
	if _, err := client.AddTransceiverFromTrack(sound, webrtc.RTPTransceiverInit{Direction: webrtc.RTPTransceiverDirectionSendonly}); err != nil {
		return fmt.Errorf("sound: %w", err)
	}
	offers := make(chan string, 1)
	leg, err := s.Join(s.shards.room(at, "self-test "), "self-test", JoinOptions{Rights: Rights{Speak: true, Receive: true}, OnSignal: func(signal Signal) {
		if offer, ok := signal.(Offer); ok && offer.Negotiation == 1 {
			offers <- offer.SDP
		}
	}})
	if err != nil {
		return fmt.Errorf("room: %w", err)
	}
	defer leg.Close("SELF_TEST")
	select {
	case offer := <-offers:
		if err := s.answerSelf(client, way, offer, func(answer string) error { return leg.Answer(1, answer) }); err != nil {
			return err
		}
	case <-ctx.Done():
		return fmt.Errorf("offer: %w", ctx.Err())
	}
	return talk(ctx, client, sound, leg)
}

// talk sends until something has come.
func talk(ctx context.Context, client *selfClient, sound *webrtc.TrackLocalStaticRTP, leg *Peer) error {
	ticker := time.NewTicker(20 * time.Millisecond)
	defer ticker.Stop()
	for n := uint16(1); leg.Quality().Up.Packets == 0; n++ {
		_ = sound.WriteRTP(&rtp.Packet{Header: rtp.Header{Version: 2, SequenceNumber: n, Timestamp: uint32(n) * 960}, Payload: make([]byte, 20)})
		select {
		case <-ticker.C:
		case <-ctx.Done():
			return fmt.Errorf("%s: %w", client.mediaStage(), ctx.Err())
		}
	}
	return nil
}

// mediaStage is what has not succeeded in a room.
func (c *selfClient) mediaStage() string {
	if c.hasKeys.Load() {
		return "SRTP (DTLS has keys, and media packets are not understood; try --media-path inline)"
	}
	return c.stage()
}

// stage is what has not succeeded.
func (c *selfClient) stage() string {
	switch {
	case !c.hasPath.Load():
		return "ICE (no answer to STUN: is the port open?)"
	case !c.hasKeys.Load():
		return "DTLS"
	}
	return "data channel"
}
