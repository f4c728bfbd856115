package main

import (
	"context"
	"testing"
	"time"

	"televisit/media/mediatest/conform"
)

// What docs/SIGNALING.md promises, tried on the program itself by a client that
// knows nothing else: media/mediatest/cmd/conform does the same to any server.
func TestTheProtocolKeepsItsWord(t *testing.T) {
	s := start(t, t.TempDir())
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	visit, err := conform.Demo(ctx, s.url, "+79160000001")
	cancel()
	if err != nil {
		t.Fatal(err)
	}
	visit.Patience = 90 * time.Second
	for _, promise := range conform.Promises() {
		t.Run(promise.Name, func(t *testing.T) {
			if err := promise.Try(t.Context(), visit); err != nil {
				t.Error(err)
			}
		})
	}
}
