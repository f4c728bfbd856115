// Command media measures the media server against a naive forwarder in one
// run. It starts both as processes of their own, and a third one that plays
// the participants. See README.md.
package main

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"time"
)

// settings are the same for all processes of a run.
type settings struct {
	role, kind, server string
	rooms, people      int
	seconds, rounds    int
	ports              int // of our server
	churn              int // joins a second instead of a call
	short, hold        bool
	profile            string
}

func main() {
	var s settings
	flag.StringVar(&s.role, "role", "compare", "compare, or what a child process is: serve, generate")
	flag.StringVar(&s.kind, "kind", "televisit", "what is served: televisit or naive")
	flag.StringVar(&s.server, "server", "", "address of the served control socket")
	flag.IntVar(&s.rooms, "rooms", 0, "rooms of one scenario instead of the two usual ones")
	flag.IntVar(&s.people, "people", 2, "people in each room")
	flag.IntVar(&s.seconds, "seconds", 15, "length of the measured call")
	flag.IntVar(&s.rounds, "rounds", 3, "repetitions of which the median counts")
	flag.IntVar(&s.ports, "ports", 1, "UDP ports of our server")
	flag.IntVar(&s.churn, "churn", 0, "joins a second instead of a call; tells what is left of them")
	flag.BoolVar(&s.short, "short", false, "one short round of small rooms, for small machines")
	flag.BoolVar(&s.hold, "hold", false, "find how many rooms this machine holds; takes up to five minutes")
	flag.StringVar(&s.profile, "profile", "", "file for a CPU profile of the server")
	flag.Parse()
	if s.hold {
		s.seconds = min(s.seconds, 5)
	}
	if err := run(s); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(s settings) error {
	switch s.role {
	case "serve":
		return serve(s)
	case "generate":
		result, err := generate(s)
		return errors.Join(err, json.NewEncoder(os.Stdout).Encode(result))
	default:
		if s.hold {
			return hold(s)
		}
		return compare(s)
	}
}

// result is what one run of one scenario against one server tells.
type result struct {
	// Delivered packets reached a receiver during the measured call.
	Delivered, Expected int
	CPU                 time.Duration // of the server for them
	Bytes               int64         // the server's memory for all rooms
	JoinCPU             time.Duration // of the server for one join
	// Medians, from asking to join to the first offer, the connection, and the
	// first packet of a picture.
	Offered, Connected, FirstMedia time.Duration
	// From the sender's write to the receiver's read, and the server's part of
	// it: from the sender's socket to the receiver's.
	Latency, Forward spread
	Lost             int // never arrived, counted by receivers
	// After a churn.
	Joins, Failed    int
	Before, After    usage
	LoadBefore, Load float64
}

// spread is a median and what 99 of 100 do not pass.
type spread struct{ P50, P99 time.Duration }

func (r result) cpuPerMillion() float64 {
	return r.CPU.Seconds() / float64(max(r.Delivered, 1)) * 1e6
}
