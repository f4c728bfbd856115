package core

import (
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/pion/rtcp"
	"github.com/pion/rtp"

	"televisit/media/mediatest"
)

// simulcast is a publisher of three layers whose numbers and timestamps have
// nothing in common, and a network that loses and reorders.
type simulcast struct {
	*call
	t        *testing.T
	random   *rand.Rand
	encoders []*mediatest.Encoder
	wantsKey []bool
	isOff    []bool
	kept     map[uint32]map[uint16]*rtp.Packet // what can be repeated
	late     []*rtp.Packet
	began    time.Time
	// tolerance is how many seconds a frame may be off its time: the first of a
	// layer, when it comes late.
	tolerance float64
}

func newSimulcast(t *testing.T, seed uint64) *simulcast {
	source := video
	source.Encodings = []Encoding{{RID: "l", SSRC: videoSSRC}, {RID: "m", SSRC: videoSSRC + 10}, {RID: "h", SSRC: videoSSRC + 20}}
	random := rand.New(rand.NewPCG(seed, 3))
	s := &simulcast{call: newCall(t, source, videoSink), t: t, random: random, wantsKey: []bool{true, true, true}, isOff: make([]bool, 3),
		kept: map[uint32]map[uint16]*rtp.Packet{}, began: start}
	for i := range mediatest.Layers {
		s.kept[ssrcOf(i)] = map[uint16]*rtp.Packet{}
		s.encoders = append(s.encoders, &mediatest.Encoder{Layer: i, Sequence: uint16(random.Uint32()), Picture: uint16(random.Uint32()),
			Level: uint8(random.Uint32()), Timestamp: random.Uint32()})
	}
	return s
}

func ssrcOf(layer int) uint32 { return videoSSRC + uint32(10*layer) }

const frameEvery = time.Second / 30

// capture sends one picture in all layers, and each layer's clock every second.
func (s *simulcast) capture(number int, loss float64) {
	s.at = s.began.Add(time.Duration(number) * frameEvery)
	came := s.late
	s.late = nil
	for i, e := range s.encoders {
		if s.isOff[i] {
			e.Skip(3000)
			s.wantsKey[i] = true
			continue
		}
		packets := e.Encode(s.wantsKey[i], "", 3000)
		s.wantsKey[i] = false
		if number%30 == i {
			ntp := uint64(float64(number)*frameEvery.Seconds()*(1<<32)) + 1<<40
			s.report(s.t, s.from, &rtcp.SenderReport{SSRC: ssrcOf(i), NTPTime: ntp, RTPTime: e.Timestamp})
		}
		for _, p := range packets {
			p.SSRC, p.PayloadType = ssrcOf(i), videoType
			s.kept[p.SSRC][p.SequenceNumber] = p
			switch dice := s.random.Float64(); {
			case dice < loss: // until it is asked for
			case dice < 3*loss:
				s.late = append(s.late, p)
			default:
				came = append(came, p)
			}
		}
	}
	for _, p := range came {
		s.publish(s.t, p)
	}
}

// answer makes key frames and repeats what the router asks for.
func (s *simulcast) answer() {
	for _, packet := range s.up.rtcp {
		switch m := packet.(type) {
		case *rtcp.PictureLossIndication:
			s.wantsKey[(m.MediaSSRC-videoSSRC)/10] = true
		case *rtcp.TransportLayerNack:
			for _, pair := range m.Nacks {
				for _, number := range pair.PacketList() {
					if p := s.kept[m.MediaSSRC][number]; p != nil {
						s.late = append(s.late, p)
					}
				}
			}
		}
	}
	s.up.rtcp = nil
}

// TestLayerSwitchesDoNotShow changes the layer at random, while layers come and
// go, and reads the one stream that comes out as a decoder does.
func TestLayerSwitchesDoNotShow(t *testing.T) {
	for name, loss := range map[string]float64{"nothing is lost": 0, "losses and disorder": 0.03} {
		t.Run(name, func(t *testing.T) {
			switches := 0
			for seed := range uint64(30) {
				switches += switchAtRandom(t, seed, loss)
			}
			if switches < 120 {
				t.Errorf("only %d switches", switches)
			}
		})
	}
}

func switchAtRandom(t *testing.T, seed uint64, loss float64) (switches int) {
	s := newSimulcast(t, seed)
	s.tolerance = 0.04 + 6*loss
	s.sender.Follow(s.track, s.at)
	out := receiver{t: t, seed: seed, numbers: map[int64]*rtp.Packet{}}
	const frames = 400
	for number := range frames {
		if s.random.IntN(25) == 0 {
			s.sender.View([]int{100, 300, 1000}[s.random.IntN(3)], s.at)
		}
		if s.random.IntN(50) == 0 {
			s.isOff[1+s.random.IntN(2)] = s.random.IntN(2) == 0
		}
		rate := loss
		if number > frames-30 { // in the end all is repaired
			rate = 0
		}
		s.capture(number, rate)
		s.Tick(s.at)
		s.answer()
		for _, p := range s.down.take() {
			out.read(p)
		}
	}
	return s.decode(&out)
}

// decode reads what came out in order.
func (s *simulcast) decode(out *receiver) int {
	var d mediatest.Decoder
	var first struct{ number, timestamp uint32 }
	lowest := out.lowest()
	for number := lowest; number <= out.highest; number++ {
		p := out.numbers[number]
		if p == nil {
			s.t.Fatalf("seed %d: a hole at %d of %d", out.seed, number-lowest, out.highest-lowest)
		}
		d.Take(p)
		if first.timestamp == 0 {
			first.number, first.timestamp = d.Number, d.Timestamp
		}
		want := float64(d.Number-first.number) * frameEvery.Seconds()
		if is := float64(d.Timestamp-first.timestamp) / 90000; math.Abs(is-want) > s.tolerance {
			s.t.Fatalf("seed %d: frame %d has the time %.3f s, want %.3f s", out.seed, d.Number, is, want)
		}
	}
	if len(d.Errors) > 0 || d.Frozen > 0 || d.Cut > d.Switches || d.Frames < 300 {
		s.t.Fatalf("seed %d: %+v", out.seed, d)
	}
	return d.Switches
}

func (s *simulcast) speak(t *testing.T, number int) {
	s.publish(t, &rtp.Packet{Header: rtp.Header{Version: 2, PayloadType: 111, SSRC: 500, SequenceNumber: uint16(number + 1)}, Payload: []byte{1}})
}

// judge reports on picture and sound.
func (s *simulcast) judge(t *testing.T, fraction uint8) {
	s.report(t, s.to, &rtcp.ReceiverReport{Reports: []rtcp.ReceptionReport{{SSRC: outSSRC, FractionLost: fraction}, {SSRC: audioSink.SSRC, FractionLost: fraction}}})
}

// TestNewcomerBeginsWithTheLayerThatIsKept does not wait for the key frame of the
// best layer, and goes up towards it without a seam.
func TestNewcomerBeginsWithTheLayerThatIsKept(t *testing.T) {
	s := newSimulcast(t, 1)
	number := 0
	for ; number < 40; number++ { // rates are known; of the best layer's key frame nothing is kept
		s.wantsKey[0] = number == 35
		s.capture(number, 0)
		s.Tick(s.at)
	}
	s.down.take()
	s.sender.Follow(s.track, s.at)
	var d mediatest.Decoder
	first := s.down.take()
	for _, p := range first {
		d.Take(p)
	}
	if len(first) == 0 || d.Layer != 0 || d.Frames != 5 {
		t.Fatalf("%d packets at once, %+v", len(first), d)
	}
	for ; number < 50; number++ {
		s.answer()
		s.capture(number, 0)
		s.Tick(s.at)
		for _, p := range s.down.take() {
			d.Take(p)
		}
	}
	if d.Layer != 1 || d.Switches != 1 || d.Frozen > 0 || len(d.Errors) > 0 {
		t.Errorf("%+v", d)
	}
}

// TestABetterLayerComesSoonerWhereNothingWasTooMuch has room for all from the
// beginning: each layer is kept for a while before the next is tried.
func TestABetterLayerComesSoonerWhereNothingWasTooMuch(t *testing.T) {
	for name, x := range map[string]struct {
		isKnown bool
		wait    time.Duration
	}{
		"nothing was too much yet":    {false, firstRaise},
		"something was too much once": {true, raiseAfter},
	} {
		s := newSimulcast(t, 1)
		s.to.budget.value, s.to.budget.isKnown = mostBudget, x.isKnown
		began := map[string]time.Time{}
		for number := range 200 {
			if number == 40 { // rates are known
				s.sender.Follow(s.track, s.at)
			}
			s.answer()
			s.capture(number, 0)
			s.Tick(s.at)
			if rid, _ := s.sender.Layer(); began[rid].IsZero() {
				began[rid] = s.at
			}
		}
		if waited := began["h"].Sub(began["m"]); began["m"].IsZero() || waited < x.wait || waited > x.wait+4*frameEvery {
			t.Errorf("%s: the best layer came after %v, %v", name, waited, began)
		}
	}
}
