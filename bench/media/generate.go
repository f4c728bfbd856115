package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"slices"
	"strconv"
	"sync"
	"time"

	"github.com/pion/webrtc/v4"
	"golang.org/x/sync/errgroup"
)

const (
	patience = 30 * time.Second
	settle   = 2 * time.Second
	// joinsAtOnce fill the time that clients wait for their connection's checks.
	joinsAtOnce = 8
)

// generate plays the participants of one scenario and measures.
func generate(s settings) (r result, err error) {
	g := &generator{settings: s, counts: &counts{}}
	if g.wires, err = newWires(); err != nil {
		return r, err
	}
	if g.api, err = newClientAPI(g.wires); err != nil {
		return r, err
	}
	if s.churn > 0 {
		return g.churnAll()
	}
	if err := g.warmUp(); err != nil {
		return r, err
	}
	before, err := g.usage()
	if err != nil {
		return r, err
	}
	people, err := g.joinAll()
	if err != nil {
		return r, err
	}
	joined, err := g.usage()
	if err != nil {
		return r, err
	}
	r.JoinCPU = (joined.CPU - before.CPUThen) / time.Duration(len(people))
	for i, c := range people {
		c.send(float64(i) / float64(len(people)))
	}
	time.Sleep(settle)
	if err := g.call(&r, before); err != nil || s.hold {
		return r, err
	}
	r.Offered, r.Connected, r.FirstMedia, err = g.rejoin(people)
	return r, err
}

type generator struct {
	settings
	api    *webrtc.API
	wires  *wires
	counts *counts
}

// warmUp makes the server allocate what it allocates once.
func (g *generator) warmUp() error {
	c, err := g.join("warm", "up")
	if err != nil {
		return err
	}
	c.close()
	time.Sleep(settle / 4)
	return nil
}

// join waits until the connection stands.
func (g *generator) join(room, name string) (*client, error) {
	c, err := dial(g, room, name)
	if err != nil {
		return nil, err
	}
	select {
	case <-c.connected:
		return c, nil
	case <-time.After(patience):
		c.close()
		return nil, errors.New("not connected")
	}
}

// joinAll joins one after another, as what a join costs is counted; where only the call
// counts, some at a time.
func (g *generator) joinAll() ([]*client, error) {
	people := make([]*client, g.rooms*g.people)
	group, ctx := errgroup.WithContext(context.Background())
	group.SetLimit(1)
	if g.hold {
		group.SetLimit(joinsAtOnce)
	}
	for i := range people {
		if ctx.Err() != nil {
			break
		}
		group.Go(func() (err error) {
			if people[i], err = g.join("room "+strconv.Itoa(i%g.rooms), strconv.Itoa(i)); err != nil {
				return fmt.Errorf("join %d: %w", i, err)
			}
			return nil
		})
	}
	err := group.Wait()
	time.Sleep(settle / 2) // renegotiations for those who came later
	return people, err
}

// call measures the call itself.
func (g *generator) call(r *result, empty usage) error {
	before, err := g.usage()
	if err != nil {
		return err
	}
	g.counts.open.Store(true)
	time.Sleep(time.Duration(g.seconds) * time.Second)
	g.counts.open.Store(false)
	after, err := g.usage()
	if err != nil {
		return err
	}
	r.CPU, r.Bytes = after.CPU-before.CPUThen, after.Bytes-empty.Bytes
	r.Delivered, r.Lost = int(g.counts.delivered.Load()), int(g.counts.lost.Load())
	r.Load, _ = strconv.ParseFloat(load(), 64)
	r.Latency, r.Forward = g.counts.percentiles()
	r.Expected = g.expected()
	if r.Delivered < r.Expected/10 {
		return fmt.Errorf("only %d of about %d packets were delivered", r.Delivered, r.Expected)
	}
	return nil
}

// expected is what receivers should get.
func (g *generator) expected() int {
	perSecond := framesPerSecond*packetsPerFrame + int(time.Second/soundEvery)
	return g.rooms * g.people * (g.people - 1) * perSecond * g.seconds
}

// rejoin lets one person of each room leave and come back, and tells the
// medians until the offer, the connection and the picture of another.
func (g *generator) rejoin(people []*client) (offered, connected, pictured time.Duration, err error) {
	var waits [3][]time.Duration
	for i := range g.rooms {
		people[i].close()
		time.Sleep(settle / 10)
		c, err := g.join("room "+strconv.Itoa(i), "again "+strconv.Itoa(i))
		if err != nil {
			return 0, 0, 0, err
		}
		for end := time.Now().Add(patience); c.first.Load() == 0; time.Sleep(time.Millisecond) {
			if time.Now().After(end) {
				return 0, 0, 0, errors.New("no picture after a rejoin")
			}
		}
		for stage, at := range []int64{c.offered.Load(), c.joined.Load(), c.first.Load()} {
			waits[stage] = append(waits[stage], time.Duration(at))
		}
	}
	for _, stage := range waits {
		slices.Sort(stage)
	}
	middle := g.rooms / 2
	return waits[0][middle], waits[1][middle], waits[2][middle], nil
}

// churnAll joins and leaves at a rate, and tells what the server keeps of it.
func (g *generator) churnAll() (r result, err error) {
	if err := g.warmUp(); err != nil {
		return r, err
	}
	if r.Before, err = g.usage(); err != nil {
		return r, err
	}
	var running sync.WaitGroup
	var mu sync.Mutex
	ticker := time.NewTicker(time.Second / time.Duration(g.churn))
	defer ticker.Stop()
	for i := range g.churn * g.seconds {
		<-ticker.C
		r.Joins++
		running.Go(func() {
			c, err := g.join("room "+strconv.Itoa(i/2), strconv.Itoa(i))
			if err != nil {
				mu.Lock()
				r.Failed++
				mu.Unlock()
				return
			}
			time.Sleep(settle / 2)
			c.close()
		})
	}
	running.Wait()
	time.Sleep(2 * settle)
	r.After, err = g.usage()
	return r, err
}

func (g *generator) usage() (u usage, err error) {
	conn, err := net.Dial("tcp", g.server)
	if err != nil {
		return u, err
	}
	defer conn.Close()
	if err := json.NewEncoder(conn).Encode(hello{Usage: true}); err != nil {
		return u, err
	}
	return u, json.NewDecoder(conn).Decode(&u)
}

func ms(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }
