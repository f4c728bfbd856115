// Package bus tells every node that a stream of events has grown. It carries
// hints over core NATS, never facts: the database is the truth, and whoever is
// woken reads it from the last sequence number it has seen. A lost hint costs
// a delay, nothing else.
package bus

import (
	"context"
	"encoding/base64"
	"fmt"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nats.go"
)

// prefix is the subject under which all nodes of one installation talk.
const prefix = "televisit.streams."

// backlog is how many hints of other nodes may wait for the dispatcher before
// NATS drops them; a drop wakes everybody instead.
const backlog = 4096

// Bus is this node's end of the bus.
type Bus struct {
	local  *dispatcher
	server *server.Server // nil when NATS runs elsewhere
	conn   *nats.Conn
	sub    *nats.Subscription
	hints  chan *nats.Msg
	late   atomic.Bool // Open found no cluster to join
	done   chan struct{}
	idle   chan struct{}
}

// Open joins the NATS cluster at url, or starts one inside the process when
// url is empty. A cluster that is down does not fail Open: the bus works
// inside the node and joins when the cluster is back.
func Open(ctx context.Context, url string) (*Bus, error) {
	b := &Bus{
		local: newDispatcher(),
		hints: make(chan *nats.Msg, backlog),
		done:  make(chan struct{}),
		idle:  make(chan struct{}),
	}
	if err := b.connect(ctx, url); err != nil {
		b.shutdown()
		return nil, fmt.Errorf("open bus: %w", err)
	}
	go b.run()
	return b, nil
}

func (b *Bus) connect(ctx context.Context, url string) error {
	options := b.options()
	if url == "" {
		embedded, err := startServer(ctx)
		if err != nil {
			return err
		}
		b.server = embedded
		options = append(options, nats.InProcessServer(embedded))
	}
	var err error
	if b.conn, err = nats.Connect(url, options...); err != nil {
		return err
	}
	b.late.Store(!b.conn.IsConnected())
	b.sub, err = b.conn.ChanSubscribe(prefix+"*", b.hints)
	return err
}

// joined is called at the first connection. It matters only when that comes
// after Open: until then nobody can have missed anything.
func (b *Bus) joined() {
	if b.late.Load() {
		b.local.wakeAll()
	}
}

// options makes a connection that never gives up. NoEcho, because Publish has
// already woken this node. Whatever was lost on the way, while away or by a
// full backlog, is made good by waking everybody.
func (b *Bus) options() []nats.Option {
	return []nats.Option{
		nats.Name("televisit"),
		nats.NoEcho(),
		nats.RetryOnFailedConnect(true),
		nats.MaxReconnects(-1),
		nats.ReconnectWait(500 * time.Millisecond),
		nats.PingInterval(5 * time.Second),
		nats.ConnectHandler(func(*nats.Conn) { b.joined() }),
		nats.ReconnectHandler(func(*nats.Conn) { b.local.wakeAll() }),
		nats.ErrorHandler(func(*nats.Conn, *nats.Subscription, error) { b.local.wakeAll() }),
	}
}

// Publish says that the stream has reached seq. It never blocks on a
// subscriber and never fails: subscribers of this node are woken at once, and
// other nodes catch up by themselves when NATS is gone.
func (b *Bus) Publish(stream string, seq int64) {
	b.local.wake(stream, seq)
	_ = b.conn.Publish(subject(stream), strconv.AppendInt(nil, seq, 10))
}

// Subscribe returns a channel that gets a value some time after each growth of
// the stream. Hints that come while one is waiting are one hint. Subscribe
// before reading the database, so that nothing falls between. The channel is
// never closed; cancel may be called more than once.
func (b *Bus) Subscribe(stream string) (wake <-chan struct{}, cancel func()) {
	hints := make(chan struct{}, 1)
	return hints, b.Watch(stream, func(int64) {
		select {
		case hints <- struct{}{}:
		default: // whoever has not taken the last hint yet reads everything when it does
		}
	})
}

// Watch calls wake, which must not block, some time after each growth of the
// stream, with the seq that it has reached; 0 when that is not known, because
// hints may have got lost. Stop may be called more than once.
func (b *Bus) Watch(stream string, wake func(seq int64)) (stop func()) {
	return b.local.add(stream, wake)
}

// Connected says whether other nodes can be reached at the moment.
func (b *Bus) Connected() bool { return b.conn.IsConnected() }

// Close leaves the bus. Subscribers are not woken again by other nodes.
func (b *Bus) Close() {
	close(b.done)
	<-b.idle
	b.shutdown()
}

func (b *Bus) shutdown() {
	if b.conn != nil {
		b.conn.Close()
	}
	if b.server != nil {
		b.server.Shutdown()
		b.server.WaitForShutdown()
	}
}

// run passes the hints of other nodes on until Close.
func (b *Bus) run() {
	defer close(b.idle)
	for {
		select {
		case hint := <-b.hints:
			b.receive(hint)
		case <-b.done:
			return
		}
	}
}

func (b *Bus) receive(hint *nats.Msg) {
	if stream, ok := streamOf(hint.Subject); ok {
		seq, _ := strconv.ParseInt(string(hint.Data), 10, 64)
		b.local.wake(stream, seq)
	}
}

// subject encodes a stream's name: dots, spaces and wildcards mean something to NATS.
func subject(stream string) string {
	return prefix + base64.RawURLEncoding.EncodeToString([]byte(stream))
}

func streamOf(subject string) (string, bool) {
	name, err := base64.RawURLEncoding.DecodeString(strings.TrimPrefix(subject, prefix))
	return string(name), err == nil
}
