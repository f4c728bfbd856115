package mediatest

import (
	"errors"
	"fmt"
	"net"
	"strings"
	"sync"
)

// Relay is a UDP path between one client and the SFU that a test can break.
type Relay struct {
	front, back *net.UDPConn
	target      *net.UDPAddr
	drop        func(toSFU bool, packet []byte) bool
	running     sync.WaitGroup

	mu     sync.Mutex
	client *net.UDPAddr
}

// NewRelay carries packets to the SFU and back, except those that drop picks.
func NewRelay(sfu *net.UDPAddr, drop func(toSFU bool, packet []byte) bool) (*Relay, error) {
	front, err := net.ListenUDP("udp", &net.UDPAddr{IP: sfu.IP})
	if err != nil {
		return nil, fmt.Errorf("relay: %w", err)
	}
	back, err := net.ListenUDP("udp", &net.UDPAddr{IP: sfu.IP})
	if err != nil {
		return nil, errors.Join(fmt.Errorf("relay: %w", err), front.Close())
	}
	r := &Relay{front: front, back: back, target: sfu, drop: drop}
	r.running.Go(func() { r.carry(front, true) })
	r.running.Go(func() { r.carry(back, false) })
	return r, nil
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
		r.pass(toSFU, buffer[:n])
	}
}

// pass loses what the system refuses, as a network does.
func (r *Relay) pass(toSFU bool, packet []byte) {
	if toSFU {
		_, _ = r.back.WriteToUDP(packet, r.target)
		return
	}
	r.mu.Lock()
	client := r.client
	r.mu.Unlock()
	if client != nil {
		_, _ = r.front.WriteToUDP(packet, client)
	}
}

func (r *Relay) setClient(at *net.UDPAddr) {
	r.mu.Lock()
	r.client = at
	r.mu.Unlock()
}

// Close ends the path and waits for its goroutines.
func (r *Relay) Close() error {
	err := errors.Join(r.front.Close(), r.back.Close())
	r.running.Wait()
	return err
}
