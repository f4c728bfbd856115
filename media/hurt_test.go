package media_test

import (
	"crypto/rand"
	"flag"
	"net"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/pion/stun/v4"

	"televisit/media"
	"televisit/media/mediatest"
)

// churnFor makes the churn of joins long: 25 in each of its seconds.
var churnFor = flag.Duration("churn", 0, "how long people come and go 25 times a second")

const churnRate = 25

// memory is the live heap after a collection, and how many goroutines there are.
func memory() (heap uint64, goroutines int) {
	runtime.GC()
	runtime.GC() // what finalizers and pools have let go
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc, runtime.NumGoroutine()
}

// TestChurnLeavesNothing lets people come and go, some before they are connected,
// and looks whether the server forgets them. Short without -churn.
func TestChurnLeavesNothing(t *testing.T) {
	sfu := newSFU(t)
	visit(t, sfu, "warm up", true)
	heap, goroutines := memory()
	joins := 24
	if *churnFor > 0 {
		joins = int(churnFor.Seconds() * churnRate)
	}
	var running sync.WaitGroup
	places := make(chan struct{}, churnRate)
	ticker := time.NewTicker(time.Second / churnRate)
	defer ticker.Stop()
	for n := range joins {
		<-ticker.C
		places <- struct{}{}
		running.Go(func() {
			defer func() { <-places }()
			visit(t, sfu, "room "+strconv.Itoa(n/2), n%5 > 0)
		})
	}
	running.Wait()
	if s := sfu.Stats(); s.Rooms != 0 || s.Peers != 0 || s.Load.Published != 0 || s.Load.Sent != 0 || s.Streams != 0 {
		t.Errorf("left behind: %+v", s)
	}
	const spare = 4 << 20 // pools of buffers, of the clients as well
	limit := time.Now().Add(patience)
	for {
		now, left := memory()
		if left <= goroutines+5 && now <= heap+spare {
			t.Logf("%d joins; heap %d KB before, %d KB after; goroutines %d, %d", joins, heap>>10, now>>10, goroutines, left)
			return
		}
		if time.Now().After(limit) {
			stacks := make([]byte, 1<<20)
			t.Fatalf("after %d joins the heap is %d KB (%d before), goroutines %d (%d before)\n%s", joins, now>>10, heap>>10, left, goroutines,
				stacks[:runtime.Stack(stacks, true)])
		}
		<-ticker.C
	}
}

// visit joins and leaves; who is impatient leaves before the connection stands.
func visit(t *testing.T, sfu *media.SFU, room string, isPatient bool) {
	name := rand.Text()
	client, err := mediatest.NewClient(mediatest.Options{Name: name})
	if err != nil {
		t.Error(err)
		return
	}
	defer func() { _ = client.Close() }()
	offers := make(chan media.Offer, 16)
	leg, err := sfu.Join(room, name, media.JoinOptions{Rights: talking, OnSignal: func(s media.Signal) {
		if offer, ok := s.(media.Offer); ok {
			offers <- offer
		}
	}})
	if err != nil {
		t.Error(err)
		return
	}
	defer leg.Close("LEFT")
	limit := time.After(patience)
	for {
		select {
		case offer := <-offers:
			answer, err := client.HandleOffer(offer.Negotiation, offer.SDP)
			if err != nil {
				t.Error(err)
				return
			}
			if err := leg.Answer(offer.Negotiation, answer); err != nil {
				t.Error(err)
			}
			if !isPatient {
				return
			}
		case <-time.After(20 * time.Millisecond):
			if client.Connected() {
				return
			}
		case <-limit:
			t.Error("not connected")
			return
		}
	}
}

// TestAFloodOfChecksCostsNothingThatStays sends STUN from many ports, of nobody
// and of a leg that is there but with a wrong password, while two people talk.
func TestAFloodOfChecksCostsNothingThatStays(t *testing.T) {
	sfu := newSFU(t)
	anna, boris := join(t, sfu, "anna"), join(t, sfu, "boris")
	anna.receives("boris")
	user := ufrag(t, anna.offer(1))
	heap, goroutines := memory()
	for range 40 {
		flood(t, sfu.Addr(), user, 250)
	}
	now, left := memory()
	if now > heap+16<<20 || left > goroutines+20 {
		t.Errorf("the heap is %d KB (%d before), goroutines %d (%d before)", now>>10, heap>>10, left, goroutines)
	}
	anna.receives("boris")
	boris.receives("anna")
	if _, err := sfu.Join("another", "vera", media.JoinOptions{}); err != nil {
		t.Error(err)
	}
}

func ufrag(t *testing.T, sdp string) string {
	t.Helper()
	_, rest, _ := strings.Cut(sdp, "a=ice-ufrag:")
	user, _, ok := strings.Cut(rest, "\r\n")
	if !ok {
		t.Fatal("no ufrag")
	}
	return user
}

// flood sends checks from one port of its own.
func flood(t *testing.T, to *net.UDPAddr, user string, packets int) {
	t.Helper()
	conn, err := net.DialUDP("udp", nil, to)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	for n := range packets {
		name := user
		if n%2 == 0 {
			name = rand.Text()
		}
		check := stun.MustBuild(stun.TransactionID, stun.BindingRequest, stun.NewUsername(name+":x"), stun.NewShortTermIntegrity("guess"), stun.Fingerprint)
		if _, err := conn.Write(check.Raw); err != nil {
			t.Fatal(err)
		}
	}
}

// TestWhoSendsFromTooManySourcesIsSentAway: each source of an authentic packet
// costs memory, in ciphers, for as long as the leg lives.
func TestWhoSendsFromTooManySourcesIsSentAway(t *testing.T) {
	for name, options := range map[string]mediatest.Options{
		"in a room": {}, "by TCP": {TCP: true}, "served by pion": {Passive: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			sfu := newSFU(t)
			boris, vera := join(t, sfu, "boris"), join(t, sfu, "vera")
			var number atomic.Uint32
			options.Name, options.Source = "anna", func() uint32 { return number.Add(1) }
			anna := joinWith(t, sfu, options)
			anna.event(media.EventLeft{Reason: media.ReasonFlood})
			if n := number.Load(); n < 100 { // pion counts reports of a source for another
				t.Errorf("sent away after %d sources", n)
			}
			boris.receives("vera")
			vera.receives("boris")
		})
	}
}

func TestADeviceCheckOfTooManySourcesEnds(t *testing.T) {
	sfu := newSFU(t)
	check, err := sfu.Check(media.WayUDP)
	if err != nil {
		t.Fatal(err)
	}
	var number atomic.Uint32
	client, err := mediatest.NewClient(mediatest.Options{Name: "anna", Channels: true, Source: func() uint32 { return number.Add(1) }})
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	answer, err := client.HandleOffer(1, check.Offer())
	if err != nil {
		t.Fatal(err)
	}
	if err := check.Answer(answer); err != nil {
		t.Fatal(err)
	}
	select {
	case <-check.Done():
	case <-time.After(media.CheckLife / 2):
		t.Error("it goes on")
	}
}

// TestManyRestartsLeaveNothing: a client asks for one restart of ICE after another,
// and answers each; what the one before had is given back.
func TestManyRestartsLeaveNothing(t *testing.T) {
	sfu := newSFU(t)
	anna, boris := join(t, sfu, "anna"), join(t, sfu, "boris")
	anna.receives("boris")
	restart := func(from, to int) {
		for n := from; n < to; n++ {
			if err := anna.leg.RestartICE(); err != nil {
				t.Fatal(err)
			}
			anna.offer(n)
		}
	}
	restart(2, 12)
	heap, goroutines := memory()
	restart(12, 112)
	now, left := memory()
	if left > goroutines+10 || now > heap+8<<20 {
		t.Errorf("goroutines %d (%d before), the heap %d KB (%d before)", left, goroutines, now>>10, heap>>10)
	}
	anna.receives("boris")
	boris.receives("anna")
}
