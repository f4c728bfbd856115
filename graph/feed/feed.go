// Package feed is where the source of a subscription meets the transport that
// carries it. A resolver returns a channel, and somebody would have to wait at
// each end of it for every subscriber. A resolver that offers a Source instead
// is pulled: nobody waits while nothing happens, and the transport may let equal
// subscriptions share one source.
package feed

import "context"

// Source makes the values of one subscription, one at a time.
type Source interface {
	// Next puts the next value into the channel that the resolver has returned,
	// which has room for one; false when nothing waits. An error ends the
	// subscription. It is called by one goroutine at a time, and each value is
	// taken before the next call.
	Next(ctx context.Context) (bool, error)
	// At is how far the source has come; it never goes back.
	At() int64
	// Of names what is followed, with all that decides the values apart from
	// the document, its variables and the viewer.
	Of() string
	// Watch calls wake, which does not block, whenever more may wait, until stop.
	Watch(wake func()) (stop func())
}

// Slot is a transport's place for a source.
type Slot struct{ Source Source }

type key struct{}

// With tells resolvers that the transport pulls.
func With(ctx context.Context, s *Slot) context.Context {
	return context.WithValue(ctx, key{}, s)
}

// Start hands the source to the transport; the resolver returns the channel.
func Start(ctx context.Context, s Source) {
	if slot, ok := ctx.Value(key{}).(*Slot); ok {
		slot.Source = s
	}
}

// Pull calls take for each value, which it may then receive, until take is false,
// the source fails or ctx ends.
func Pull(ctx context.Context, s Source, take func() bool) error {
	woken := make(chan struct{}, 1)
	defer s.Watch(func() {
		select {
		case woken <- struct{}{}:
		default:
		}
	})()
	for {
		more, err := s.Next(ctx)
		switch {
		case err != nil:
			return err
		case more && take():
			continue
		case more:
			return nil
		}
		select {
		case <-woken:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}
