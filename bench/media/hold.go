package main

import (
	"fmt"
	"os"
	"runtime"
)

// A number of rooms is held when less than a two hundredth of the packets is lost, and
// when the generator, which lives on the same machine, still sends almost all of them.
const (
	mostLost, leastSent = 0.005, 0.97
	firstRooms          = 16
)

// hold prints for both servers the largest number of rooms that this machine holds.
func hold(s settings) error {
	fmt.Printf("%s, %d cores, load %s, rooms of %d\n", runtime.Version(), runtime.NumCPU(), load(), s.people)
	most := map[string]int{}
	for _, kind := range kinds {
		s.kind = kind
		most[kind] = largest(firstRooms, func(rooms int) bool {
			s.rooms = rooms
			return s.holdsIn(2)
		})
	}
	fmt.Printf("\nheld: televisit %d rooms, naive %d, ratio %.2f\n", most["televisit"], most["naive"], float64(most["televisit"])/float64(max(most["naive"], 1)))
	return nil
}

// holdsIn tries some times: what a shared machine breaks once may hold.
func (s settings) holdsIn(tries int) bool {
	for range tries {
		if s.holds() {
			return true
		}
	}
	return false
}

// holds tries one number of rooms. Who cannot even join is not held.
func (s settings) holds() bool {
	r, err := measure(s)
	if err != nil {
		fmt.Fprintf(os.Stderr, "%-10s %4d rooms: %v\n", s.kind, s.rooms, err)
		return false
	}
	lost, sent := r.shares()
	isHeld := lost < mostLost && sent >= leastSent
	words := map[bool]string{true: "held", false: "not held"}
	fmt.Printf("%-10s %4d rooms: %6.2f %% lost, %6.1f %% of the packets sent, %s; forwarded in %.1f ms (p99 %.1f), %.2f CPUs\n", s.kind, s.rooms,
		100*lost, 100*sent, words[isHeld], ms(r.Forward.P50), ms(r.Forward.P99), r.CPU.Seconds()/float64(s.seconds))
	return isHeld
}

// shares are the parts of one that were lost of what was sent, and sent of what should
// have been.
func (r result) shares() (lost, sent float64) {
	gone := max(r.Lost, 0)
	all := float64(max(r.Delivered+gone, 1))
	return float64(gone) / all, all / float64(max(r.Expected, 1))
}

// largest finds the largest number that is held, to about a tenth: it doubles until one
// is not, and then halves what is between.
func largest(first int, holds func(int) bool) (held int) {
	broken := 0
	for next := first; next > held; {
		if holds(next) {
			held = next
		} else {
			broken = next
		}
		switch {
		case broken == 0:
			next = 2 * held
		case broken-held > max(held/10, 1):
			next = (held + broken) / 2
		default:
			return held
		}
	}
	return held
}
