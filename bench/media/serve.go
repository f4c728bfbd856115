package main

import (
	"encoding/json"
	"fmt"
	"io"
	"net"
	"os"
	"runtime"
	"runtime/debug"
	"runtime/pprof"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// hello opens a control connection: it joins a room, or asks for the usage.
type hello struct {
	Room, Name string
	Usage      bool
}

// description is an offer of the server or an answer of the client.
type description struct {
	Negotiation int
	SDP         string
}

// usage is what the server has used so far. Counting collects garbage, which
// is neither what came before nor what comes after.
type usage struct {
	CPU, CPUThen time.Duration // before and after the collection
	Bytes        int64
	Goroutines   int
}

// forwarder is a server to be measured.
type forwarder interface {
	// join lets somebody in; offers go out by send until leave.
	join(room, name string, send func(description)) (participant, error)
}

type participant interface {
	answer(d description) error
	leave()
}

// serve prints its control address and serves until its input ends.
func serve(s settings) error {
	forwarders := map[string]func() (forwarder, error){"televisit": func() (forwarder, error) { return newTelevisit(s.ports) }, "naive": newNaive}
	f, err := forwarders[s.kind]()
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	if s.profile != "" {
		file, err := os.Create(s.profile)
		if err != nil {
			return err
		}
		defer file.Close()
		if err := pprof.StartCPUProfile(file); err != nil {
			return err
		}
		defer pprof.StopCPUProfile()
	}
	fmt.Println(listener.Addr())
	go accept(listener, f)
	_, err = io.Copy(io.Discard, os.Stdin)
	return err
}

func accept(listener net.Listener, f forwarder) {
	for {
		conn, err := listener.Accept()
		if err != nil {
			return
		}
		go func() {
			defer conn.Close()
			if err := control(conn, f); err != nil {
				fmt.Fprintln(os.Stderr, "control:", err)
			}
		}()
	}
}

// control serves one connection: one participant, who leaves with it.
func control(conn net.Conn, f forwarder) error {
	in, out := json.NewDecoder(conn), json.NewEncoder(conn)
	var h hello
	if err := in.Decode(&h); err != nil {
		return err
	}
	if h.Usage {
		return out.Encode(used())
	}
	offers := make(chan description, 64)
	p, err := f.join(h.Room, h.Name, func(d description) { offers <- d })
	if err != nil {
		return err
	}
	defer p.leave()
	done := make(chan struct{})
	defer close(done)
	go func() {
		for {
			select {
			case d := <-offers:
				_ = out.Encode(d) // a reader that is gone ends the loop below
			case <-done:
				return
			}
		}
	}()
	for {
		var d description
		if err := in.Decode(&d); err != nil {
			return nil
		}
		if err := p.answer(d); err != nil {
			return err
		}
	}
}

func used() usage {
	u := usage{CPU: cpu()}
	debug.FreeOSMemory()
	u.CPUThen, u.Bytes, u.Goroutines = cpu(), resident(), runtime.NumGoroutine()
	return u
}

func cpu() time.Duration {
	var r syscall.Rusage
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &r)
	return time.Duration(r.Utime.Nano() + r.Stime.Nano())
}

func resident() int64 {
	raw, _ := os.ReadFile("/proc/self/statm")
	fields := strings.Fields(string(raw))
	if len(fields) < 2 {
		return 0
	}
	pages, _ := strconv.ParseInt(fields[1], 10, 64)
	return pages * int64(os.Getpagesize())
}
