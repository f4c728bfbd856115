package mediatest

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"strings"
	"sync"
	"time"
)

// Relay is a UDP path between one client and the SFU that a test can break.
type Relay struct {
	front   *net.UDPConn
	target  *net.UDPAddr
	drop    func(toSFU bool, packet []byte) bool
	delay   func(toSFU bool, size int) (d time.Duration, lost bool) // nil: none
	running sync.WaitGroup

	mu     sync.Mutex
	client *net.UDPAddr
	back   *net.UDPConn
	// narrowed are packets to the client for which there was no room.
	narrowed int
}

// NewRelay carries packets to the SFU and back, except those that drop picks.
func NewRelay(sfu *net.UDPAddr, drop func(toSFU bool, packet []byte) bool) (*Relay, error) {
	return newRelay(sfu, drop, nil)
}

func newRelay(sfu *net.UDPAddr, drop func(bool, []byte) bool, delay func(bool, int) (time.Duration, bool)) (*Relay, error) {
	front, err := net.ListenUDP("udp", &net.UDPAddr{IP: sfu.IP})
	if err != nil {
		return nil, fmt.Errorf("relay: %w", err)
	}
	r := &Relay{front: front, target: sfu, drop: drop, delay: delay}
	if err := r.Move(); err != nil {
		return nil, errors.Join(err, front.Close())
	}
	r.running.Go(func() { r.carry(front, true) })
	return r, nil
}

// Move gives the client another address, as the SFU sees it: a NAT that has
// forgotten it, or another network.
func (r *Relay) Move() error {
	next, err := net.ListenUDP("udp", &net.UDPAddr{IP: r.target.IP})
	if err != nil {
		return fmt.Errorf("relay: %w", err)
	}
	r.mu.Lock()
	before := r.back
	r.back = next
	r.mu.Unlock()
	r.running.Go(func() { r.carry(next, false) })
	if before == nil {
		return nil
	}
	return before.Close()
}

// Weather is how bad a network is, each way: the part of one that is lost, a
// delay that varies, so that packets overtake each other, and how many bits a
// second go through; 0 is no limit.
type Weather struct {
	Loss          float64
	Delay, Jitter time.Duration
	Rate          int
}

// queueTime is how long packets wait in a narrow place before they are lost.
const queueTime = 300 * time.Millisecond

// narrows is where a limited rate lets packets wait, one place a way.
type narrows struct {
	mu   sync.Mutex
	free [2]time.Time
}

func (n *narrows) pass(toSFU bool, size, rate int) (wait time.Duration, lost bool) {
	if rate == 0 {
		return 0, false
	}
	way := 0
	if toSFU {
		way = 1
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	now := time.Now()
	if n.free[way].Before(now) {
		n.free[way] = now
	}
	if wait = n.free[way].Sub(now); wait > queueTime {
		return 0, true
	}
	n.free[way] = n.free[way].Add(time.Duration(size*8) * time.Second / time.Duration(rate))
	return wait, false
}

// NewWeatherRelay carries packets through a bad network, asking for its weather
// with each. The seed decides which packets suffer.
func NewWeatherRelay(sfu *net.UDPAddr, weather func() Weather, seed uint64) (*Relay, error) {
	place := &narrows{}
	var mu sync.Mutex
	random := rand.New(rand.NewPCG(seed, seed))
	chance := func() float64 {
		mu.Lock()
		defer mu.Unlock()
		return random.Float64()
	}
	return newRelay(sfu, func(bool, []byte) bool { return chance() < weather().Loss },
		func(toSFU bool, size int) (time.Duration, bool) {
			w := weather()
			wait, lost := place.pass(toSFU, size, w.Rate)
			return wait + w.Delay + time.Duration(chance()*float64(w.Jitter)), lost
		})
}

// Offer points an offer at the relay; it fits Options.Offer.
func (r *Relay) Offer(sdp string) string {
	at := r.front.LocalAddr().(*net.UDPAddr)
	return strings.ReplaceAll(sdp, fmt.Sprintf(" %s %d typ host", r.target.IP, r.target.Port), fmt.Sprintf(" %s %d typ host", at.IP, at.Port))
}

func (r *Relay) carry(from *net.UDPConn, toSFU bool) {
	buffer := make([]byte, 2048)
	for {
		n, sender, err := from.ReadFromUDP(buffer)
		if err != nil {
			return
		}
		if toSFU {
			r.setClient(sender)
		}
		if r.drop != nil && r.drop(toSFU, buffer[:n]) {
			continue
		}
		if r.delay == nil {
			r.pass(toSFU, buffer[:n])
			continue
		}
		wait, lost := r.delay(toSFU, n)
		if lost {
			r.noteNarrow(toSFU)
			continue
		}
		late := bytes.Clone(buffer[:n])
		time.AfterFunc(wait, func() { r.pass(toSFU, late) })
	}
}

// pass loses what the system refuses, as a network does.
func (r *Relay) pass(toSFU bool, packet []byte) {
	r.mu.Lock()
	client, back := r.client, r.back
	r.mu.Unlock()
	if toSFU {
		_, _ = back.WriteToUDP(packet, r.target)
		return
	}
	if client != nil {
		_, _ = r.front.WriteToUDP(packet, client)
	}
}

func (r *Relay) noteNarrow(toSFU bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if !toSFU {
		r.narrowed++
	}
}

// Narrowed counts the packets to the client for which there was no room.
func (r *Relay) Narrowed() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.narrowed
}

func (r *Relay) setClient(at *net.UDPAddr) {
	r.mu.Lock()
	r.client = at
	r.mu.Unlock()
}

// Close ends the path and waits for its goroutines.
func (r *Relay) Close() error {
	r.mu.Lock()
	back := r.back
	r.mu.Unlock()
	err := errors.Join(r.front.Close(), back.Close())
	r.running.Wait()
	return err
}
