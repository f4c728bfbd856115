// Command televisit is a clinic's online-consultation service in one binary.
package main

import (
	"cmp"
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"sync"
	"sync/atomic"
	"time"
	_ "time/tzdata" // zones are there on machines without any

	"televisit/ent"
	"televisit/graph"
	"televisit/graph/transport"
	"televisit/internal/bus"
	"televisit/internal/clock"
	"televisit/internal/config"
	"televisit/internal/files"
	"televisit/internal/fiscal"
	register "televisit/internal/fiscal/demo"
	"televisit/internal/httpapi"
	"televisit/internal/memory"
	"televisit/internal/notify"
	"televisit/internal/notify/webpush"
	"televisit/internal/notifying"
	"televisit/internal/outbox"
	"televisit/internal/pay"
	"televisit/internal/pay/demo"
	"televisit/internal/seed"
	"televisit/internal/signaling"
	"televisit/internal/worker"
	"televisit/media"
)

// server is everything that runs. Fields are set once, in open.
type server struct {
	*config.Config
	log      *slog.Logger
	clock    *clock.Shifted
	listener net.Listener
	url      string

	folder *config.Folder
	zone   *time.Location // the clinic's
	store  *ent.Store
	bus    *bus.Bus
	blobs  *files.Store
	sfu    *media.SFU
	seeder *seed.Seeder

	resolver *graph.Resolver
	calls    *signaling.Service
	watch    *httpapi.Watch
	sockets  *transport.WebSocket
	sse      chan struct{}

	notices *notifying.Service

	sms      notify.Sender
	mail     notify.Mailer // nil when there is no e-mail
	push     *webpush.Pusher
	payments pay.Provider
	inbox    *notify.Inbox      // nil when a gateway brings the SMS
	bank     *demo.Provider     // nil when money is real
	fiscal   fiscal.Register    // nil when somebody else prints receipts
	register *register.Register // nil when receipts are real

	stopping atomic.Bool
	closers  []func()
}

// serve runs the server until the context ends, then drains it.
func serve(ctx context.Context, c *config.Config, out io.Writer) error {
	s, err := open(ctx, c)
	if err != nil {
		return err
	}
	defer s.close()
	routes, err := s.routes()
	if err != nil {
		return err
	}
	memory.Tune()
	background, stop := context.WithCancel(context.WithoutCancel(ctx)) // calls that go on need their jobs
	var tasks sync.WaitGroup
	defer tasks.Wait()
	defer stop()
	s.start(background, &tasks)
	s.greet(out)
	return s.run(ctx, routes)
}

// open wires everything; what was opened is closed again when it fails.
func open(ctx context.Context, c *config.Config) (*server, error) {
	if err := cmp.Or(c.Check(), c.CheckOutside()); err != nil {
		return nil, err
	}
	log := slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: c.Level()}))
	slog.SetDefault(log)
	s := &server{Config: c, log: log, clock: &clock.Shifted{}, sse: make(chan struct{})}
	for _, step := range []func(context.Context) error{
		s.listen, s.openFolder, s.openStore, s.openZone, s.openBus, s.openBlobs, s.openSMS, s.openMail, s.openPush, s.openPayments, s.openRegister,
		s.openMedia, s.wire, s.fill,
	} {
		if err := step(ctx); err != nil {
			s.close()
			return nil, err
		}
	}
	return s, nil
}

func (s *server) onClose(f func()) { s.closers = append(s.closers, f) }

// close undoes open, last things first.
func (s *server) close() {
	for i := len(s.closers) - 1; i >= 0; i-- {
		s.closers[i]()
	}
}

// start begins what runs beside the requests.
func (s *server) start(ctx context.Context, tasks *sync.WaitGroup) {
	wake, cancel := s.bus.Subscribe(outbox.Jobs)
	context.AfterFunc(ctx, cancel)
	jobs := &worker.Worker{Store: s.store, Clock: s.clock, Log: s.log, Wake: wake, Handlers: map[string]worker.Handler{
		outbox.SendCode:      s.sendCode,
		outbox.ExpireHold:    s.resolver.Booking.Expire,
		outbox.CloseVisit:    s.resolver.Booking.Close,
		outbox.EndVisit:      s.resolver.Visiting.End,
		outbox.LookAtDay:     s.resolver.Visiting.LookAtDay,
		outbox.AskPayment:    s.resolver.Pay.Reconcile,
		outbox.AskRefund:     s.resolver.Pay.AskRefund,
		outbox.CheckRefund:   s.resolver.Pay.CheckRefund,
		outbox.CallOffVisits: s.resolver.Signing.CallOff,
		outbox.EraseData:     s.resolver.Signing.Erase,
		outbox.Announce:      s.notices.Announce,
		outbox.Deliver:       s.notices.Deliver,
		outbox.IssueReceipt:  s.resolver.Pay.IssueReceipt,

		outbox.SendInvitation: s.notices.SendInvitation,
	}}
	tasks.Go(func() { jobs.Run(ctx) })
	tasks.Go(func() { s.watch.Run(ctx) })
	tasks.Go(func() { s.sweepMoney(ctx) })
	tasks.Go(func() { s.sweepFiles(ctx) })
	if s.bank != nil {
		tasks.Go(func() { _ = s.bank.Run(ctx, s.url+"/webhooks/"+s.bank.Name()) })
	}
	if s.IsDemo() {
		tasks.Go(func() { s.keepOpen(ctx) })
	}
}

// sweepMoney takes up money that nobody looks after any more, also after a stop.
func (s *server) sweepMoney(ctx context.Context) {
	tick := time.NewTicker(time.Minute)
	defer tick.Stop()
	for {
		if err := s.resolver.Pay.Sweep(ctx); err != nil && ctx.Err() == nil {
			s.log.Warn("sweep the money", "err", err)
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return
		}
	}
}

// keepOpen looks after the demo visit that is always open.
func (s *server) keepOpen(ctx context.Context) {
	tick := time.NewTicker(20 * time.Second)
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
			if err := s.seeder.KeepOpen(ctx); err != nil && ctx.Err() == nil {
				s.log.Warn("keep a demo visit open", "err", err)
			}
		case <-ctx.Done():
			return
		}
	}
}

// sweepFiles deletes, once a day, files of uploads that a kill has cut off. By then
// no upload of the day before is under way.
func (s *server) sweepFiles(ctx context.Context) {
	const day = 24 * time.Hour
	tick := time.NewTicker(day)
	defer tick.Stop()
	for {
		n, err := s.blobs.Sweep(ctx, time.Now().Add(-day), s.resolver.Charting.Owned)
		if err != nil && ctx.Err() == nil {
			s.log.Warn("sweep the files", "err", err)
		} else if n > 0 {
			s.log.Info("deleted files that belong to nobody", "files", n)
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return
		}
	}
}

// drainCalls lets running calls go on for a while; whoever asks whether the
// server is ready hears no.
func (s *server) drainCalls(ctx context.Context) {
	s.stopping.Store(true)
	if s.DrainTime == 0 {
		return
	}
	grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), s.DrainTime)
	defer cancel()
	s.log.Info("calls may go on", "until", time.Now().Add(s.DrainTime))
	s.calls.Drain(grace)
}

// isStaying fails once a stop was asked for.
func (s *server) isStaying(context.Context) error {
	if s.stopping.Load() {
		return errStopping
	}
	return nil
}

var errStopping = errors.New("the server stops")

// drainTime is how long running requests and sockets may take to go.
const drainTime = 10 * time.Second

func (s *server) run(ctx context.Context, routes http.Handler) error {
	web := &http.Server{
		Handler: routes, ReadHeaderTimeout: 10 * time.Second, ReadTimeout: 30 * time.Second, IdleTimeout: 2 * time.Minute,
		WriteTimeout: httpapi.ReadWithin, MaxHeaderBytes: 64 << 10, ErrorLog: slog.NewLogLogger(s.log.Handler(), slog.LevelDebug),
	}
	failed := make(chan error, 1)
	go func() { failed <- web.Serve(s.listener) }()
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}
	s.drainCalls(ctx)
	drain, cancel := context.WithTimeout(context.WithoutCancel(ctx), drainTime)
	defer cancel()
	close(s.sse)
	_ = s.sockets.Drain(drain)
	return web.Shutdown(drain)
}
