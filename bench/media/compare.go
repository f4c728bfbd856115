package main

import (
	"bufio"
	"cmp"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"slices"
	"strconv"
	"strings"
)

var kinds = []string{"televisit", "naive"}

type scenario struct{ rooms, people int }

// compare runs every scenario against both servers in turn and prints the
// medians beside each other.
func compare(s settings) error {
	scenarios := []scenario{{10, 2}, {5, 4}, {1, 2}}
	switch {
	case s.short:
		scenarios, s.rounds, s.seconds = []scenario{{3, 2}, {2, 4}}, 1, 5
	case s.rooms > 0:
		scenarios = []scenario{{s.rooms, s.people}}
	}
	fmt.Printf("%s, %d cores, load %s\n", runtime.Version(), runtime.NumCPU(), load())
	for _, one := range scenarios {
		s.rooms, s.people = one.rooms, one.people
		rounds := map[string][]result{}
		for range s.rounds {
			for _, kind := range kinds {
				s.kind = kind
				r, err := measure(s)
				if err != nil {
					return fmt.Errorf("%s: %w", kind, err)
				}
				rounds[kind] = append(rounds[kind], r)
			}
		}
		print(s, median(rounds["televisit"]), median(rounds["naive"]))
	}
	return nil
}

// measure runs one server and one generator to the end.
func measure(s settings) (r result, err error) {
	server := child(s, "serve")
	out, err := server.StdoutPipe()
	if err != nil {
		return r, err
	}
	stop, err := server.StdinPipe()
	if err != nil {
		return r, err
	}
	if err := server.Start(); err != nil {
		return r, err
	}
	defer func() {
		_ = stop.Close() // the server ends with its input
		err = cmp.Or(err, server.Wait())
	}()
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		return r, fmt.Errorf("start of the server: %w", err)
	}
	s.server = strings.TrimSpace(line)
	raw, err := child(s, "generate").Output()
	if err != nil {
		return r, fmt.Errorf("generator: %w", err)
	}
	return r, json.Unmarshal(raw, &r)
}

func child(s settings, role string) *exec.Cmd {
	c := exec.Command(os.Args[0], "-role", role, "-kind", s.kind, "-server", s.server, "-rooms", strconv.Itoa(s.rooms),
		"-people", strconv.Itoa(s.people), "-seconds", strconv.Itoa(s.seconds), "-churn", strconv.Itoa(s.churn),
		"-ports", strconv.Itoa(s.ports))
	if s.hold {
		c.Args = append(c.Args, "-hold")
	}
	if role == "serve" && s.kind == "televisit" && s.profile != "" {
		c.Args = append(c.Args, "-profile", s.profile)
	}
	c.Stderr = os.Stderr
	return c
}

// median picks the round whose CPU a packet is in the middle.
func median(rounds []result) result {
	slices.SortFunc(rounds, func(a, b result) int { return cmp.Compare(a.cpuPerMillion(), b.cpuPerMillion()) })
	return rounds[len(rounds)/2]
}

func print(s settings, ours, naive result) {
	if s.churn > 0 {
		for kind, r := range map[string]result{"televisit": ours, "naive": naive} {
			fmt.Printf("\n%s: %d joins, %d failed; goroutines %d before, %d after; memory %.1f MB before, %.1f MB after\n", kind,
				r.Joins, r.Failed, r.Before.Goroutines, r.After.Goroutines, mb(r.Before.Bytes), mb(r.After.Bytes))
		}
		return
	}
	fmt.Printf("\n%d rooms × %d\n%-28s %12s %12s %8s\n", s.rooms, s.people, "", "televisit", "naive", "ratio")
	row := func(name string, ours, naive float64) {
		fmt.Printf("%-28s %12.2f %12.2f %8.2f\n", name, ours, naive, ours/naive)
	}
	row("CPU s / M delivered", ours.cpuPerMillion(), naive.cpuPerMillion())
	row("memory MB / room", mb(ours.Bytes)/float64(s.rooms), mb(naive.Bytes)/float64(s.rooms))
	row("CPU ms / join", ms(ours.JoinCPU), ms(naive.JoinCPU))
	row("offer after ms", ms(ours.Offered), ms(naive.Offered))
	row("connected after ms", ms(ours.Connected), ms(naive.Connected))
	row("first media ms", ms(ours.FirstMedia), ms(naive.FirstMedia))
	row("picture after connection ms", ms(ours.FirstMedia-ours.Connected), ms(naive.FirstMedia-naive.Connected))
	row("forwarded in ms, p50", ms(ours.Forward.P50), ms(naive.Forward.P50))
	row("forwarded in ms, p99", ms(ours.Forward.P99), ms(naive.Forward.P99))
	row("with both clients, p50", ms(ours.Latency.P50), ms(naive.Latency.P50))
	row("with both clients, p99", ms(ours.Latency.P99), ms(naive.Latency.P99))
	fmt.Printf("%-28s %12d %12d\n%-28s %12d %12d\n", "delivered", ours.Delivered, naive.Delivered, "of about", ours.Expected, naive.Expected)
	fmt.Printf("%-28s %12d %12d\n", "lost", ours.Lost, naive.Lost)
	fmt.Printf("%-28s %12.1f %12.1f\n", "load", ours.Load, naive.Load)
}

func mb(bytes int64) float64 { return float64(bytes) / (1 << 20) }

// load is the machine's average of the last minute; figures of a busy machine
// mean something beside each other only.
func load() string {
	raw, err := os.ReadFile("/proc/loadavg")
	if err != nil {
		return "unknown"
	}
	return strings.Fields(string(raw))[0]
}
