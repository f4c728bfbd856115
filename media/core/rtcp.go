package core

import (
	"time"

	"github.com/pion/rtcp"
)

const (
	// firstRTT is assumed until a report tells.
	firstRTT = 100 * time.Millisecond
	maxRTT   = 2 * time.Second
	// maxBlocks is how many report blocks one packet holds.
	maxBlocks = 31
)

// sent is the newest sender report of a stream: by it a receiver's report
// tells the round trip.
type sent struct {
	middle uint32 // of its NTP time
	at     time.Time
}

// RTCP takes one authenticated packet of the peer, compound or single.
func (r *Router) RTCP(p *Peer, plain []byte, at time.Time) {
	r.now = at
	p.hearing.note(at)
	packets, err := rtcp.Unmarshal(plain)
	if err != nil {
		r.stats.Malformed++
		return
	}
	p.notice(at)
	for _, packet := range packets {
		p.control(packet, at)
	}
}

func (p *Peer) control(packet rtcp.Packet, at time.Time) {
	switch m := packet.(type) {
	case *rtcp.TransportLayerNack:
		if s := p.sender(m.MediaSSRC); s != nil {
			s.repeatAll(m.Nacks)
		}
	case *rtcp.PictureLossIndication:
		p.wantKey(m.MediaSSRC, at)
	case *rtcp.FullIntraRequest:
		for _, f := range m.FIR {
			p.wantKey(f.SSRC, at)
		}
	case *rtcp.SenderReport:
		if l := p.sources[m.SSRC]; l != nil {
			l.clock = senderClock{ntp: m.NTPTime, timestamp: m.RTPTime, at: at}
		}
		p.judge(m.Reports, at)
	case *rtcp.ReceiverReport:
		p.judge(m.Reports, at)
	case *rtcp.ReceiverEstimatedMaximumBitrate:
		p.budget.said(int(m.Bitrate), p.pictureRate(), at)
	}
}

func (p *Peer) sender(ssrc uint32) *Sender {
	for _, s := range p.senders {
		if s.sink.SSRC == ssrc {
			return s
		}
	}
	return nil
}

func (p *Peer) wantKey(ssrc uint32, at time.Time) {
	if s := p.sender(ssrc); s != nil {
		p.router.stats.KeyWishes++
		s.wantKey(at)
	}
}

func (s *Sender) repeatAll(pairs []rtcp.NackPair) {
	for _, pair := range pairs {
		pair.Range(func(sequence uint16) bool {
			s.peer.router.stats.NacksDown++
			s.repeat(sequence)
			return true
		})
	}
}

// judge reads how what we send arrives.
func (p *Peer) judge(blocks []rtcp.ReceptionReport, at time.Time) {
	for _, b := range blocks {
		s := p.sender(b.SSRC)
		if s == nil {
			continue
		}
		isOfNews := s.sentAt.After(s.judged)
		s.judged = at
		s.judge(b, at.Add(-p.rtt-settling))
		if s.sink.IsVideo && isOfNews && p.isSteady(at) {
			p.budget.lost(s.lost, p.pictureRate(), at)
		}
		if s.reported.middle != 0 && s.reported.middle == b.LastSenderReport {
			rtt := at.Sub(s.reported.at) - time.Duration(b.Delay)*time.Second/65536
			p.rtt = min(max(rtt, 0), maxRTT)
		}
	}
}

// judge takes out of a report what the publisher's link has lost. The count of all
// that was lost falls when what was late comes after all.
func (s *Sender) judge(b rtcp.ReceptionReport, written time.Time) {
	last := s.history.unwrap(uint16(b.LastSequenceNumber))
	holes := s.history.holes.count(s.judgedTo, last, written)
	s.lost = withoutHoles(b.FractionLost, last-s.judgedTo, holes)
	if b.TotalLost > s.lostInAll {
		s.peer.went.Lost += uint64(max(int64(b.TotalLost-s.lostInAll)-holes, 0))
	}
	s.judgedTo, s.lostInAll = last, b.TotalLost
}

// withoutHoles is the fraction, of 256, that got lost of what was sent.
func withoutHoles(fraction uint8, expected, holes int64) uint8 {
	lost := (int64(fraction)*expected+128)/256 - holes
	switch {
	case holes == 0:
		return fraction
	case lost <= 0:
		return 0
	}
	return uint8(min(lost*256/(expected-holes), 255))
}

// report writes what the peer should know each second: the clocks of what we
// send it, and how what it sends arrives.
func (p *Peer) report(at time.Time) {
	p.climb(at)
	var packets []rtcp.Packet
	for _, s := range p.senders {
		if report := s.report(at); report != nil {
			packets = append(packets, report)
		}
	}
	if blocks := p.blocks(at); len(blocks) > 0 {
		packets = append(packets, &rtcp.ReceiverReport{SSRC: p.ssrc, Reports: blocks})
	}
	p.sendRTCP(packets...)
}

// report is nil until the publisher has told its clock.
func (s *Sender) report(at time.Time) *rtcp.SenderReport {
	if s.layer == nil || !s.layer.clock.isSet() {
		return nil
	}
	ntp, timestamp := s.layer.clock.now(at, s.sink.ClockRate)
	timestamp += s.history.runs[len(s.history.runs)-1].timestamp
	s.reported = sent{uint32(ntp >> 16), at}
	return &rtcp.SenderReport{SSRC: s.sink.SSRC, NTPTime: ntp, RTPTime: timestamp, PacketCount: s.packets, OctetCount: s.octets}
}

func (p *Peer) blocks(at time.Time) (blocks []rtcp.ReceptionReport) {
	for _, l := range p.layers() {
		if !l.counts.started || len(blocks) == maxBlocks {
			continue
		}
		b := l.counts.report(l.ssrc)
		p.came.Lost += uint64(l.counts.lately)
		if l.clock.isSet() {
			b.LastSenderReport = uint32(l.clock.ntp >> 16)
			b.Delay = uint32(at.Sub(l.clock.at).Seconds() * 65536)
		}
		blocks = append(blocks, b)
	}
	return blocks
}

func (p *Peer) sendRTCP(packets ...rtcp.Packet) {
	if len(packets) == 0 {
		return
	}
	if raw, err := rtcp.Marshal(packets); err == nil {
		p.port.SendRTCP(raw)
	}
}
