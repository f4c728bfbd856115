// Command jobs measures how many empty jobs workers take, do and close a second.
//
//	go run ./bench/jobs -workers 1
//	go run ./internal/testkit/pg/serve go run ./bench/jobs -postgres -workers 3
package main

import (
	"context"
	"flag"
	"fmt"
	"log"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	"televisit/ent"
	"televisit/ent/db"
	"televisit/internal/clock"
	"televisit/internal/drive"
	"televisit/internal/outbox"
	"televisit/internal/worker"
)

var (
	postgres = flag.Bool("postgres", false, "on an empty database of TEST_POSTGRES_URL instead of SQLite")
	workers  = flag.Int("workers", 1, "how many workers, each with its own connections")
	size     = flag.Int("size", 16, "jobs at once of each")
	jobs     = flag.Int("jobs", 5000, "how many jobs")
)

func main() {
	flag.Parse()
	if err := measure(context.Background()); err != nil {
		log.Fatal(err)
	}
}

func measure(ctx context.Context) error {
	folder, err := os.MkdirTemp("", "televisit-bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder)
	url, drop := "sqlite:"+filepath.Join(folder, "jobs.db"), func() {}
	if *postgres {
		if url, drop, err = drive.Database(ctx); err != nil {
			return err
		}
	}
	defer drop()
	stores := make([]*ent.Store, *workers)
	for i := range stores {
		s, err := ent.Open(ctx, url, clock.System{})
		if err != nil {
			return err
		}
		defer s.Close()
		stores[i] = s
	}
	err = stores[0].InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		for range *jobs {
			if err := outbox.Enqueue(ctx, tx, "empty", "nothing", time.Now()); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	var done atomic.Int64
	var all sync.WaitGroup
	begun := time.Now()
	for _, s := range stores {
		w := &worker.Worker{Store: s, Clock: clock.System{}, Log: slog.New(slog.DiscardHandler), Size: *size, Handlers: map[string]worker.Handler{
			"empty": func(context.Context, string) error { done.Add(1); return nil },
		}}
		all.Go(func() { w.Drain(ctx) })
	}
	all.Wait()
	took := time.Since(begun)
	fmt.Printf("postgres=%t workers=%d size=%d: %d jobs in %.2f s: %.0f/s\n", *postgres, *workers, *size, done.Load(), took.Seconds(), float64(done.Load())/took.Seconds())
	return nil
}
