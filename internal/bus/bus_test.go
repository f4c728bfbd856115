package bus

import (
	"net"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/nats-io/nats-server/v2/server"
)

const stream = "appointment:apt_01.*> ü"

func open(t *testing.T, url string) *Bus {
	t.Helper()
	b, err := Open(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(b.Close)
	return b
}

func mustWake(t *testing.T, wake <-chan struct{}) {
	t.Helper()
	select {
	case <-wake:
	case <-time.After(10 * time.Second):
		t.Fatal("the subscriber was not woken")
	}
}

func mustSleep(t *testing.T, wake <-chan struct{}) {
	t.Helper()
	select {
	case <-wake:
		t.Fatal("the subscriber was woken for nothing")
	default:
	}
}

func TestPublishWakesThisNodeAtOnce(t *testing.T) {
	b := open(t, "")
	wake, cancel := b.Subscribe(stream)
	defer cancel()
	other, cancelOther := b.Subscribe("appointment:apt_02")
	defer cancelOther()

	for seq := range int64(100) {
		b.Publish(stream, seq)
	}

	mustWake(t, wake)
	mustSleep(t, wake) // a hundred hints are one
	mustSleep(t, other)
}

func TestCancelledSubscriberIsForgotten(t *testing.T) {
	b := open(t, "")
	wake, cancel := b.Subscribe(stream)
	cancel()
	cancel()
	b.Publish(stream, 1)
	mustSleep(t, wake)
	if n := len(b.local.waiting); n != 0 {
		t.Fatalf("%d streams are still waited for", n)
	}
}

func TestSlowSubscriberIsNotWaitedFor(t *testing.T) {
	b := open(t, "")
	_, cancelSlow := b.Subscribe(stream)
	defer cancelSlow()
	wake, cancel := b.Subscribe(stream)
	defer cancel()
	for seq := range int64(10) {
		b.Publish(stream, seq)
		mustWake(t, wake)
	}
}

func TestPublishAfterCloseStillWakesThisNode(t *testing.T) {
	b, err := Open(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	wake, cancel := b.Subscribe(stream)
	defer cancel()
	b.Close()
	b.Publish(stream, 1)
	mustWake(t, wake)
}

func TestManyAtOnce(t *testing.T) {
	b := open(t, "")
	var group sync.WaitGroup
	for range 50 {
		group.Go(func() {
			wake, cancel := b.Subscribe(stream)
			defer cancel()
			b.Publish(stream, 1)
			mustWake(t, wake)
		})
	}
	group.Wait()
}

func startCluster(t *testing.T, port int) *server.Server {
	t.Helper()
	s, err := server.NewServer(&server.Options{Host: "127.0.0.1", Port: port, NoSigs: true, NoLog: true})
	if err != nil {
		t.Fatal(err)
	}
	s.Start()
	if !s.ReadyForConnections(10 * time.Second) {
		t.Fatal("NATS did not start")
	}
	t.Cleanup(func() { stop(s) })
	return s
}

func stop(s *server.Server) {
	s.Shutdown()
	s.WaitForShutdown()
}

// flush makes sure that the node's subscription has reached the server.
func flush(t *testing.T, b *Bus) {
	t.Helper()
	if err := b.conn.Flush(); err != nil {
		t.Fatal(err)
	}
}

func TestOtherNodeIsWoken(t *testing.T) {
	url := startCluster(t, -1).ClientURL()
	here, there := open(t, url), open(t, url)
	flush(t, there)
	wake, cancel := there.Subscribe(stream)
	defer cancel()
	own, cancelOwn := here.Subscribe(stream)
	defer cancelOwn()

	here.Publish(stream, 1)

	mustWake(t, wake)
	mustWake(t, own)
	flush(t, here)
	mustSleep(t, own) // no echo
}

func TestNodeGoesOnWithoutNATSAndWakesWhenItIsBack(t *testing.T) {
	first := startCluster(t, -1)
	b := open(t, first.ClientURL())
	wake, cancel := b.Subscribe(stream)
	defer cancel()
	address := first.Addr().String()
	stop(first)

	b.Publish(stream, 1)
	mustWake(t, wake)

	startCluster(t, portOf(t, address))
	mustWake(t, wake) // hints of others may have been lost meanwhile
	if !b.Connected() {
		t.Fatal("the node has not come back")
	}
}

func TestStartsWhileNATSIsDownAndJoinsLater(t *testing.T) {
	gone := startCluster(t, -1)
	url, address := gone.ClientURL(), gone.Addr().String()
	stop(gone)
	b := open(t, url)
	wake, cancel := b.Subscribe(stream)
	defer cancel()
	b.Publish(stream, 1)
	mustWake(t, wake)
	if b.Connected() {
		t.Fatal("there is nothing to be connected to")
	}
	startCluster(t, portOf(t, address))
	mustWake(t, wake)
	other := open(t, url)
	flush(t, b)
	other.Publish(stream, 2)
	mustWake(t, wake)
}

func TestOpenRefusesNonsense(t *testing.T) {
	if _, err := Open(t.Context(), "http://[::1"); err == nil {
		t.Fatal("an address that cannot be read was accepted")
	}
}

func portOf(t *testing.T, address string) int {
	t.Helper()
	_, text, err := net.SplitHostPort(address)
	if err != nil {
		t.Fatal(err)
	}
	port, err := strconv.Atoi(text)
	if err != nil {
		t.Fatal(err)
	}
	return port
}
