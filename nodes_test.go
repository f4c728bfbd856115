package main

import (
	"context"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	natsserver "github.com/nats-io/nats-server/v2/server"

	"televisit/internal/outbox"
	"televisit/internal/testkit/pg"
)

// startNATS runs a NATS server on an address; an empty one is a free one.
func startNATS(t *testing.T, address string) *natsserver.Server {
	t.Helper()
	options := &natsserver.Options{Host: "127.0.0.1", Port: -1, NoSigs: true, NoLog: true}
	if address != "" {
		options.Port = portOf(t, address)
	}
	s, err := natsserver.NewServer(options)
	if err != nil {
		t.Fatal(err)
	}
	s.Start()
	if !s.ReadyForConnections(10 * time.Second) {
		t.Fatal("NATS did not start")
	}
	t.Cleanup(func() { stopNATS(s) })
	return s
}

func stopNATS(s *natsserver.Server) {
	s.Shutdown()
	s.WaitForShutdown()
}

func portOf(t *testing.T, address string) int {
	t.Helper()
	a, err := net.ResolveTCPAddr("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	return a.Port
}

// twoNodes are two servers on one PostgreSQL and one NATS.
func twoNodes(t *testing.T, nats string) (*clinic, []*node) {
	t.Helper()
	database := pg.URL(t)
	files := "file://" + t.TempDir()
	nodes := make([]*node, 2)
	for i := range nodes {
		data := t.TempDir()
		nodes[i] = &node{start: func() *running {
			return start(t, data, "DATABASE_URL="+database, "NATS_URL="+nats, "SECRET_KEY="+strings.Repeat("s", 32), "BLOB_URL="+files, "LIMITS=off")
		}}
		nodes[i].begin()
	}
	return openClinic(t, database), nodes
}

// A subscriber moves between two nodes, which are killed by turns, without loss.
func TestStreamsResumeAcrossNodes(t *testing.T) {
	c, nodes := twoNodes(t, startNATS(t, "").ClientURL())
	c.endure(size(), nodes...)
}

// What happens on one node is seen on the other: at once, within the sweep's
// time when NATS is gone, and at once when it is back.
func TestNodesTellEachOther(t *testing.T) {
	nats := startNATS(t, "")
	address := nats.Addr().String()
	c, nodes := twoNodes(t, nats.ClientURL())
	ctx, stop := context.WithCancel(t.Context())
	f := &follower{clinic: c, stream: c.streams()[0], url: func() string { return *nodes[1].url.Load() }}
	gone := make(chan struct{})
	go func() { defer close(gone); f.follow(ctx) }()
	defer func() { stop(); <-gone }()
	f.await(func() bool { return f.isReady })

	seen := func(text string) time.Duration {
		t.Helper()
		begun, heard := time.Now(), len(f.heard())
		if !c.sent(ctx, *nodes[0].url.Load(), map[string]any{"visit": c.visit, "key": uuid.NewString(), "text": text}) {
			t.Fatal("the message was not sent")
		}
		f.await(func() bool { return len(f.seqs) > heard })
		if n := len(f.heard()); n != heard+1 {
			t.Fatalf("%d messages were heard, not %d", n, heard+1)
		}
		return time.Since(begun)
	}
	const atOnce = time.Second // a busy machine's; without hints it is two seconds in the mean
	if took := seen("hello"); took > atOnce {
		t.Errorf("the other node saw it after %v", took)
	}
	stopNATS(nats)
	if took := seen("without NATS"); took > outbox.Sweep+atOnce {
		t.Errorf("without NATS the other node saw it after %v", took)
	}
	startNATS(t, address)
	back := time.Now()
	for seen("again") > atOnce { // until both have joined again
		if time.Since(back) > 20*time.Second {
			t.Fatal("NATS is back, and the nodes do not use it")
		}
	}
	for range 5 {
		if took := seen("and again"); took > atOnce {
			t.Errorf("with NATS back the other node saw it after %v", took)
		}
	}
}

func (f *follower) heard() []int64 {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.seqs
}
