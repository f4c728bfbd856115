// Command watch builds and runs the server again whenever its sources change.
//
//	watch serve --dev        # in the folder of the server; the arguments are the server's
//
// It looks at the files twice a second: no system's notification service to
// run out of, and a few hundred stats cost nothing. A server that does not
// build leaves the old one running.
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"syscall"
	"time"
)

const interval = 500 * time.Millisecond

func main() {
	ctx, cancel := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer cancel()
	s := &server{binary: ".tools/dev-server", args: os.Args[1:]}
	defer s.stop()
	loop(ctx, s)
}

// loop restarts the server after each change until ctx ends.
func loop(ctx context.Context, s *server) {
	var seen fingerprint
	for ctx.Err() == nil {
		if now := sources(os.DirFS(".")); now != seen {
			seen = now
			if err := s.restart(); err != nil {
				fmt.Fprintln(os.Stderr, "watch:", err)
			}
		}
		wait(ctx, interval)
	}
}

func wait(ctx context.Context, d time.Duration) {
	select {
	case <-ctx.Done():
	case <-time.After(d):
	}
}
