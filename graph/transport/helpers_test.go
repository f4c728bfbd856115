package transport_test

import (
	"context"
	"encoding/hex"
	"math/rand/v2"
	"testing"
	"time"
)

// noise is text of n bytes that hardly compresses.
func noise(n int) string {
	b := make([]byte, n/2)
	for i := range b {
		b[i] = byte(rand.Uint32())
	}
	return hex.EncodeToString(b)
}

// within waits until ok, for 10 s at most.
func within(t *testing.T, ok func() bool) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for !ok() {
		select {
		case <-tick.C:
		case <-ctx.Done():
			t.Fatal("it did not come true")
		}
	}
}
