package media

import (
	"context"
	"fmt"
	"strings"

	"github.com/pion/ice/v4"
	"github.com/pion/webrtc/v4"
)

// SelfTest goes one way to this SFU as a client does, and names the stage that
// fails: ICE, DTLS or the data channel. Behind a NAT it goes to our own side of it.
func (s *SFU) SelfTest(ctx context.Context, way Way) error {
	check, err := s.Check(way)
	if err != nil {
		return fmt.Errorf("offer: %w", err)
	}
	defer check.Close()
	client, err := s.selfClient(way)
	if err != nil {
		return err
	}
	defer client.Close()
	return s.tryOut(ctx, check, client)
}

func (s *SFU) selfClient(way Way) (*webrtc.PeerConnection, error) {
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
	client, err := webrtc.NewAPI(webrtc.WithSettingEngine(settings)).NewPeerConnection(config)
	if err != nil {
		return nil, fmt.Errorf("client: %w", err)
	}
	return client, nil
}

// tryOut answers the offer and waits for the channel.
func (s *SFU) tryOut(ctx context.Context, check *Check, client *webrtc.PeerConnection) error {
	yes, id := true, uint16(controlID)
	channel, err := client.CreateDataChannel("control", &webrtc.DataChannelInit{Negotiated: &yes, ID: &id})
	if err != nil {
		return fmt.Errorf("channel: %w", err)
	}
	open := make(chan struct{})
	channel.OnOpen(func() { close(open) })
	offer := check.Offer()
	if s.public != "" && check.way != WayRelay {
		offer = strings.ReplaceAll(offer, " "+s.public+" ", " "+s.addr.IP.String()+" ")
	}
	if err := client.SetRemoteDescription(webrtc.SessionDescription{Type: webrtc.SDPTypeOffer, SDP: offer}); err != nil {
		return fmt.Errorf("offer: %w", err)
	}
	answer, err := client.CreateAnswer(nil)
	if err != nil {
		return fmt.Errorf("answer: %w", err)
	}
	if err := client.SetLocalDescription(answer); err != nil {
		return fmt.Errorf("answer: %w", err)
	}
	if err := check.Answer(answer.SDP); err != nil {
		return fmt.Errorf("answer: %w", err)
	}
	select {
	case <-open:
		return nil
	case <-ctx.Done():
		return fmt.Errorf("%s: %w", stageOf(client), ctx.Err())
	}
}

// stageOf is what has not succeeded yet.
func stageOf(client *webrtc.PeerConnection) string {
	dtls := client.SCTP().Transport()
	switch {
	case dtls.ICETransport().State() != webrtc.ICETransportStateConnected:
		return "ICE (no answer to STUN: is the port open?)"
	case dtls.State() != webrtc.DTLSTransportStateConnected:
		return "DTLS"
	}
	return "data channel"
}
