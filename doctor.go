package main

import (
	"context"
	"fmt"
	"net"
	"strings"
	"time"

	"televisit/internal/config"
	"televisit/internal/ledger"
)

type doctorCmd struct{}

// Run tries each stage of the start in its order and names the one that fails.
func (doctorCmd) Run(ctx context.Context, c *config.Config) error {
	s, err := open(ctx, c)
	if err != nil {
		return err
	}
	defer s.close()
	checks := []check{{"database", s.store.Ping}, {"storage for papers", s.blobs.Ready}, {"books of the money", s.booksBalance}}
	for _, way := range s.sfu.Ways() {
		checks = append(checks, check{"media by " + string(way), func(ctx context.Context) error {
			limited, cancel := context.WithTimeout(ctx, 10*time.Second)
			defer cancel()
			return s.sfu.SelfTest(limited, way)
		}})
	}
	for _, check := range checks {
		if err := check.try(ctx); err != nil {
			return fmt.Errorf("%s: %w", check.name, err)
		}
		fmt.Println("ok ", check.name)
	}
	for _, name := range []string{"web address " + s.listener.Addr().String(), "data folder", "bus", "media address " + addresses(s.sfu.Addrs()) + ", path " + s.sfu.Path()} {
		fmt.Println("ok ", name)
	}
	return nil
}

func addresses(all []*net.UDPAddr) string {
	text := make([]string, 0, len(all))
	for _, at := range all {
		text = append(text, at.String())
	}
	return strings.Join(text, " ")
}

// check is one stage.
type check struct {
	name string
	try  func(context.Context) error
}

// booksBalance audits the ledger.
func (s *server) booksBalance(ctx context.Context) error {
	all, err := ledger.Audit(ctx, s.store)
	if err != nil {
		return err
	}
	for currency, books := range all {
		for _, wrong := range books.Imbalances() {
			return fmt.Errorf("in %s: %s", currency, wrong)
		}
	}
	return nil
}
