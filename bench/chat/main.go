// Command chat measures what a message costs the real server until both sides
// have it: taken over HTTP, written to the database, sent to two sockets.
//
//	go run ./bench/chat
//	go run ./internal/testkit/pg/serve go run ./bench/chat -postgres
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"log"
	"time"

	"golang.org/x/sync/errgroup"

	"televisit/bench/clinic"
)

var (
	rooms    = flag.Int("rooms", 500, "visits, each with the sockets of its two people")
	rate     = flag.Int("rate", 250, "messages a second, over all rooms")
	length   = flag.Duration("for", 20*time.Second, "how long")
	postgres = flag.Bool("postgres", false, "on an empty database of TEST_POSTGRES_URL instead of SQLite")
)

func main() {
	flag.Parse()
	if err := measure(context.Background()); err != nil {
		log.Fatal(err)
	}
}

func measure(ctx context.Context) error {
	share := int(length.Seconds()) * *rate / *rooms
	if share < 1 {
		return errors.New("so short, a room would say nothing")
	}
	c, err := clinic.Open(ctx, *postgres)
	if err != nil {
		return err
	}
	defer c.Close()
	all, err := fill(ctx, c)
	if err != nil {
		return err
	}
	for _, r := range all {
		for i := range r.sockets {
			if r.sockets[i], err = follow(ctx, c.Node, r.tokens[i], r.visit); err != nil {
				return err
			}
		}
	}
	before, begun := c.Used(), time.Now()
	if err := talk(ctx, all, share); err != nil {
		return err
	}
	took, used, messages := time.Since(begun), c.Used()-before, share**rooms
	fmt.Printf("postgres=%t: %d messages to two sockets each in %.1f s, server CPU %.2f s: %.0f CPU s a million deliveries, %.2f ms a message\n",
		*postgres, messages, took.Seconds(), used.Seconds(), used.Seconds()/float64(2*messages)*1e6, used.Seconds()*1000/float64(messages))
	return nil
}

// talk sends the rooms' messages evenly and waits until all sockets have them.
func talk(ctx context.Context, all []*room, share int) error {
	group, ctx := errgroup.WithContext(ctx)
	begun, pause := time.Now(), time.Second*time.Duration(*rooms)/time.Duration(*rate)
	for i, r := range all {
		for _, s := range r.sockets {
			group.Go(func() error { return s.receive(ctx, share) })
		}
		group.Go(func() error {
			offset := pause * time.Duration(i) / time.Duration(len(all))
			for n := range share {
				time.Sleep(time.Until(begun.Add(time.Duration(n)*pause + offset)))
				if err := r.say(ctx, n); err != nil {
					return err
				}
			}
			return nil
		})
	}
	return group.Wait()
}
