package core

import (
	"math/rand/v2"
	"testing"
	"time"

	"github.com/pion/rtp"
)

// publisher sends frames of some packets with numbers of its own; a network
// loses, delays and pads what it sends.
type publisher struct {
	random            *rand.Rand
	track             *Track
	sequence, picture uint16
	timestamp         uint32
	frames            int
	wantsKey          bool
}

// next is a frame's packets as they leave.
func (p *publisher) next() (list []*sentPacket) {
	isKey := p.frames == 0 || p.wantsKey || p.random.IntN(40) == 0
	p.frames, p.wantsKey = p.frames+1, false
	p.picture = (p.picture + 1) & 0x7fff
	p.timestamp += 3000
	n := 1 + p.random.IntN(4)
	for i := range n {
		p.sequence++
		packet := frame(p.sequence, p.picture, i == 0, isKey && i == 0)
		packet.SSRC, packet.Timestamp, packet.Marker = p.track.source.Encodings[0].SSRC, p.timestamp, i == n-1
		list = append(list, &sentPacket{p, mustMarshal(packet)})
	}
	if p.random.IntN(10) == 0 { // padding to look for bandwidth
		p.sequence++
		packet := frame(p.sequence, 0, false, false)
		packet.SSRC, packet.Timestamp, packet.Payload = p.track.source.Encodings[0].SSRC, p.timestamp, nil
		packet.Padding, packet.PaddingSize = true, 100
		list = append(list, &sentPacket{p, mustMarshal(packet)})
	}
	return list
}

type sentPacket struct {
	from *publisher
	raw  []byte
}

// TestSeamsDoNotShow follows several publishers in turn, over loss, reordering,
// padding and every wrap, and reads the one stream that comes out.
func TestSeamsDoNotShow(t *testing.T) {
	for seed := range uint64(300) {
		seams(t, seed)
	}
}

func seams(t *testing.T, seed uint64) {
	random := rand.New(rand.NewPCG(seed, 2))
	r := NewRouter()
	down := &wire{t: t}
	to := r.Join(down)
	sender := r.Send(to, videoSink)
	var people []*publisher
	for i := range uint32(3) {
		source := video
		source.Encodings = []Encoding{{SSRC: videoSSRC + 10*i}}
		people = append(people, &publisher{random: random, track: r.Publish(r.Join(&wire{t: t}), source),
			sequence: uint16(random.Uint32()), picture: uint16(random.Uint32()) & 0x7fff, timestamp: random.Uint32()})
	}
	at, out := start, &receiver{t: t, seed: seed, numbers: map[int64]*rtp.Packet{}}
	var delayed [][]*sentPacket
	for range 400 {
		at = at.Add(33 * time.Millisecond)
		if random.IntN(30) == 0 {
			who := people[random.IntN(len(people))]
			sender.Follow(who.track, at)
		}
		var now []*sentPacket
		if len(delayed) > 0 && random.IntN(3) == 0 {
			now, delayed = delayed[0], delayed[1:]
		}
		for _, p := range people {
			list := p.next()
			if random.IntN(20) == 0 && len(list) > 0 {
				list = list[1:] // lost
			}
			if random.IntN(10) == 0 {
				random.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
			}
			if random.IntN(10) == 0 && len(list) > 1 { // the rest comes much later
				delayed = append(delayed, list[1:])
				list = list[:1]
			}
			now = append(now, list...)
		}
		for _, one := range now {
			r.RTP(one.from.track.peer, one.raw, at)
			for _, packet := range down.take() {
				out.read(packet)
			}
		}
		r.Tick(at)
	}
	out.check()
}

// receiver remembers the stream by unwrapped numbers.
type receiver struct {
	t       *testing.T
	seed    uint64
	numbers map[int64]*rtp.Packet
	highest int64
}

func (r *receiver) read(p *rtp.Packet) {
	if r.highest == 0 {
		r.highest = 1<<16 + int64(p.SequenceNumber)
	}
	number := r.highest + int64(int16(p.SequenceNumber-uint16(r.highest)))
	r.highest = max(r.highest, number)
	if r.numbers[number] != nil {
		r.t.Fatalf("seed %d: number %d twice", r.seed, p.SequenceNumber)
	}
	r.numbers[number] = p
}

// check: timestamps and picture ids never go back, timestamps keep up with the
// time, and few numbers are missing: only what was lost.
func (r *receiver) check() {
	var last *rtp.Packet
	missing := 0
	for number, left := r.lowest(), len(r.numbers); left > 0; number++ {
		one := r.numbers[number]
		if one == nil {
			missing++
			continue
		}
		left--
		if len(one.Payload) == 0 {
			continue // late padding
		}
		if last != nil {
			r.goesOn(last, one)
		}
		last = one
	}
	if missing > len(r.numbers)/8 {
		r.t.Errorf("seed %d: %d of %d numbers are missing", r.seed, missing, len(r.numbers))
	}
}

func (r *receiver) goesOn(last, next *rtp.Packet) {
	if step := int32(next.Timestamp - last.Timestamp); step < 0 {
		r.t.Fatalf("seed %d: the timestamp went back by %d at %d", r.seed, -step, next.SequenceNumber)
	}
	if step := (pictureOf(next) - pictureOf(last)) & 0x7fff; step > 40 {
		r.t.Fatalf("seed %d: the picture id went from %d to %d", r.seed, pictureOf(last), pictureOf(next))
	}
}

func (r *receiver) lowest() int64 {
	lowest := r.highest
	for number := range r.numbers {
		lowest = min(lowest, number)
	}
	return lowest
}
