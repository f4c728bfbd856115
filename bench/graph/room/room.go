// Package room is the schema of the benchmark: rooms in memory, so that what is
// measured is the way from a socket to a resolver and back.
package room

import (
	"context"
	"maps"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"

	"televisit/bench/graph/room/generated"
	"televisit/graph/feed"
)

// Rooms is the resolver. Pulled says that its transport pulls; others get a
// channel of their own for each subscriber, as gqlgen's documentation has it.
type Rooms struct {
	Pulled bool

	rooms sync.Map // of *room by id
	known *generated.Room
}

// New returns rooms of which the one to query has nine messages: with its owner
// and their authors twenty objects.
func New(pulled bool) *Rooms {
	r := &Rooms{Pulled: pulled, known: &generated.Room{
		ID: "room_1", Name: "Кабинет 12", Owner: &generated.Person{ID: "acc_0", Name: "Анна Петрова", Role: "PRACTITIONER"},
	}}
	for i := range 9 {
		n := strconv.Itoa(i)
		r.known.Messages = append(r.known.Messages, &generated.Message{
			ID: "msg_" + n, Seq: int64(i), Text: "Добрый день! Как вы себя чувствуете?",
			Author: &generated.Person{ID: "acc_" + n, Name: "Вера Орлова", Role: "PATIENT"},
		})
	}
	return r
}

// Query implements generated.ResolverRoot.
func (r *Rooms) Query() generated.QueryResolver { return query{r} }

// Mutation implements generated.ResolverRoot.
func (r *Rooms) Mutation() generated.MutationResolver { return mutation{r} }

// Subscription implements generated.ResolverRoot.
func (r *Rooms) Subscription() generated.SubscriptionResolver { return subscription{r} }

type (
	query        struct{ *Rooms }
	mutation     struct{ *Rooms }
	subscription struct{ *Rooms }
)

func (r query) Room(context.Context, string) (*generated.Room, error) { return r.known, nil }

func (r mutation) Post(_ context.Context, id, text string) (*generated.Message, error) {
	return r.of(id).post(text), nil
}

func (r subscription) Posted(ctx context.Context, id string) (<-chan *generated.Message, error) {
	one := r.of(id)
	if !r.Pulled {
		return one.join(ctx), nil
	}
	out := make(chan *generated.Message, 1)
	feed.Start(ctx, &reader{room: one, at: one.seq.Load(), out: out})
	return out, nil
}

func (r *Rooms) of(id string) *room {
	one, _ := r.rooms.LoadOrStore(id, &room{id: id, ring: map[int64]*generated.Message{}, followers: map[int]func(){}, members: map[chan *generated.Message]struct{}{}})
	return one.(*room)
}

// kept is how many messages a room remembers.
const kept = 1024

type room struct {
	id  string
	seq atomic.Int64

	mu        sync.Mutex
	ring      map[int64]*generated.Message // by seq%kept
	n         int
	followers map[int]func()
	members   map[chan *generated.Message]struct{}
}

func (r *room) post(text string) *generated.Message {
	m, followers := r.add(text)
	for _, wake := range followers {
		wake()
	}
	return m
}

func (r *room) add(text string) (*generated.Message, []func()) {
	r.mu.Lock()
	defer r.mu.Unlock()
	m := &generated.Message{
		ID: "msg_" + r.id, Seq: r.seq.Load() + 1, Text: text,
		Author: &generated.Person{ID: "acc_1", Name: "Вера Орлова", Role: "PATIENT"},
	}
	r.ring[m.Seq%kept] = m
	r.seq.Store(m.Seq)
	for ch := range r.members {
		select {
		case ch <- m:
		default: // too slow: lost
		}
	}
	return m, slices.Collect(maps.Values(r.followers))
}

func (r *room) join(ctx context.Context) <-chan *generated.Message {
	ch := make(chan *generated.Message, 64)
	r.mu.Lock()
	r.members[ch] = struct{}{}
	r.mu.Unlock()
	context.AfterFunc(ctx, func() {
		r.mu.Lock()
		defer r.mu.Unlock()
		delete(r.members, ch)
	})
	return ch
}

// reader is the source of one subscription.
type reader struct {
	*room
	at  int64
	out chan<- *generated.Message
}

// Of implements feed.Source.
func (r *reader) Of() string { return r.id }

// At implements feed.Source.
func (r *reader) At() int64 { return r.at }

// Next implements feed.Source.
func (r *reader) Next(context.Context) (bool, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.at >= r.seq.Load() {
		return false, nil
	}
	r.at++
	r.out <- r.ring[r.at%kept]
	return true, nil
}

// Watch implements feed.Source.
func (r *reader) Watch(wake func()) (stop func()) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.n++
	n := r.n
	r.followers[n] = wake
	return func() {
		r.mu.Lock()
		defer r.mu.Unlock()
		delete(r.followers, n)
	}
}
