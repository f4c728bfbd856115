package main

import (
	"fmt"
	"net"
	"sync"

	"github.com/pion/ice/v4"
	"github.com/pion/interceptor"
	"github.com/pion/rtcp"
	"github.com/pion/webrtc/v4"
)

// naive is what a first SFU with pion looks like: its default interceptors and
// codecs, a TrackLocalStaticRTP for every published track, a renegotiation for
// every newcomer. One UDP port, as ours.
type naive struct {
	api *webrtc.API

	mu    sync.Mutex
	rooms map[string]map[*naivePeer]bool
}

func newNaive() (forwarder, error) {
	conn, err := net.ListenUDP("udp", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)})
	if err != nil {
		return nil, err
	}
	var settings webrtc.SettingEngine
	settings.SetICEUDPMux(ice.NewUDPMuxDefault(ice.UDPMuxParams{UDPConn: conn}))
	settings.SetIncludeLoopbackCandidate(true)
	settings.SetNetworkTypes([]webrtc.NetworkType{webrtc.NetworkTypeUDP4})
	settings.SetICEMulticastDNSMode(ice.MulticastDNSModeDisabled)
	settings.SetLite(true)
	engine, registry := &webrtc.MediaEngine{}, &interceptor.Registry{}
	if err := engine.RegisterDefaultCodecs(); err != nil {
		return nil, err
	}
	if err := webrtc.RegisterDefaultInterceptors(engine, registry); err != nil {
		return nil, err
	}
	api := webrtc.NewAPI(webrtc.WithSettingEngine(settings), webrtc.WithMediaEngine(engine), webrtc.WithInterceptorRegistry(registry))
	return &naive{api: api, rooms: map[string]map[*naivePeer]bool{}}, nil
}

type naivePeer struct {
	naive *naive
	room  string
	pc    *webrtc.PeerConnection
	send  func(description)

	mu      sync.Mutex
	offered int
	pending bool
	again   bool
	tracks  []*naiveTrack
}

type naiveTrack struct {
	local *webrtc.TrackLocalStaticRTP
	from  *naivePeer
	ssrc  uint32
}

func (n *naive) join(room, _ string, send func(description)) (participant, error) {
	pc, err := n.api.NewPeerConnection(webrtc.Configuration{})
	if err != nil {
		return nil, err
	}
	p := &naivePeer{naive: n, room: room, pc: pc, send: send}
	for _, kind := range []webrtc.RTPCodecType{webrtc.RTPCodecTypeAudio, webrtc.RTPCodecTypeVideo} {
		if _, err := pc.AddTransceiverFromKind(kind, webrtc.RTPTransceiverInit{Direction: webrtc.RTPTransceiverDirectionRecvonly}); err != nil {
			return nil, err
		}
	}
	pc.OnTrack(p.forward)
	n.mu.Lock()
	if n.rooms[room] == nil {
		n.rooms[room] = map[*naivePeer]bool{}
	}
	n.rooms[room][p] = true
	others := n.others(p)
	n.mu.Unlock()
	for _, other := range others {
		for _, t := range other.published() {
			if err := p.add(t); err != nil {
				return nil, err
			}
		}
	}
	return p, p.offer()
}

// others needs the lock.
func (n *naive) others(p *naivePeer) (list []*naivePeer) {
	for other := range n.rooms[p.room] {
		if other != p {
			list = append(list, other)
		}
	}
	return list
}

func (p *naivePeer) published() []*naiveTrack {
	p.mu.Lock()
	defer p.mu.Unlock()
	return append([]*naiveTrack(nil), p.tracks...)
}

// forward gives a track to the others and copies its packets.
func (p *naivePeer) forward(remote *webrtc.TrackRemote, receiver *webrtc.RTPReceiver) {
	local, err := webrtc.NewTrackLocalStaticRTP(remote.Codec().RTPCodecCapability, remote.Kind().String(), fmt.Sprint(remote.SSRC()))
	if err != nil {
		return
	}
	t := &naiveTrack{local, p, uint32(remote.SSRC())}
	p.mu.Lock()
	p.tracks = append(p.tracks, t)
	p.mu.Unlock()
	p.naive.mu.Lock()
	others := p.naive.others(p)
	p.naive.mu.Unlock()
	for _, other := range others {
		if other.add(t) == nil {
			_ = other.offer()
		}
	}
	go func() {
		for {
			if _, _, err := receiver.ReadRTCP(); err != nil {
				return
			}
		}
	}()
	for {
		packet, _, err := remote.ReadRTP()
		if err != nil {
			return
		}
		_ = local.WriteRTP(packet)
	}
}

func (p *naivePeer) add(t *naiveTrack) error {
	transceiver, err := p.pc.AddTransceiverFromTrack(t.local, webrtc.RTPTransceiverInit{Direction: webrtc.RTPTransceiverDirectionSendonly})
	if err != nil {
		return err
	}
	go func() {
		t.askKey()
		for {
			packets, _, err := transceiver.Sender().ReadRTCP()
			if err != nil {
				return
			}
			for _, packet := range packets {
				if _, ok := packet.(*rtcp.PictureLossIndication); ok {
					t.askKey()
				}
			}
		}
	}()
	return nil
}

func (t *naiveTrack) askKey() {
	_ = t.from.pc.WriteRTCP([]rtcp.Packet{&rtcp.PictureLossIndication{MediaSSRC: t.ssrc}})
}

func (p *naivePeer) offer() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.pending {
		p.again = true
		return nil
	}
	offer, err := p.pc.CreateOffer(nil)
	if err != nil {
		return err
	}
	gathered := webrtc.GatheringCompletePromise(p.pc)
	if err := p.pc.SetLocalDescription(offer); err != nil {
		return err
	}
	<-gathered
	p.pending, p.offered = true, p.offered+1
	p.send(description{p.offered, p.pc.LocalDescription().SDP})
	return nil
}

func (p *naivePeer) answer(d description) error {
	if err := p.pc.SetRemoteDescription(webrtc.SessionDescription{Type: webrtc.SDPTypeAnswer, SDP: d.SDP}); err != nil {
		return err
	}
	p.mu.Lock()
	again := p.again
	p.pending, p.again = false, false
	p.mu.Unlock()
	if again {
		return p.offer()
	}
	return nil
}

func (p *naivePeer) leave() {
	p.naive.mu.Lock()
	delete(p.naive.rooms[p.room], p)
	if len(p.naive.rooms[p.room]) == 0 {
		delete(p.naive.rooms, p.room)
	}
	p.naive.mu.Unlock()
	_ = p.pc.Close()
}
