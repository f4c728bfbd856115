// Command televisit is a clinic's online-consultation service in one binary.
package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"sync"
	"time"

	"televisit/ent"
	"televisit/graph"
	"televisit/graph/transport"
	"televisit/internal/auth"
	"televisit/internal/booking"
	"televisit/internal/bus"
	"televisit/internal/charting"
	"televisit/internal/chat"
	"televisit/internal/clock"
	"televisit/internal/config"
	"televisit/internal/files"
	"televisit/internal/httpapi"
	"televisit/internal/notify"
	"televisit/internal/notify/smsc"
	"televisit/internal/notify/smsru"
	"televisit/internal/outbox"
	"televisit/internal/pay"
	"televisit/internal/pay/demo"
	"televisit/internal/pay/stripe"
	"televisit/internal/pay/yookassa"
	"televisit/internal/seed"
	"televisit/internal/signaling"
	"televisit/internal/signing"
	"televisit/internal/visiting"
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

	sms      notify.Sender
	payments pay.Provider
	inbox    *notify.Inbox  // nil when a gateway brings the SMS
	bank     *demo.Provider // nil when money is real

	closers []func()
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
	background, stop := context.WithCancel(ctx)
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
		s.listen, s.openFolder, s.openStore, s.openBus, s.openBlobs, s.openSMS, s.openPayments, s.openMedia, s.wire, s.fill,
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

func (s *server) listen(context.Context) (err error) {
	if s.listener, err = net.Listen("tcp", s.Addr); err != nil {
		return fmt.Errorf("cannot listen on %s: %w; choose another address with --addr", s.Addr, cause(err))
	}
	s.onClose(func() { _ = s.listener.Close() })
	s.url = "http://" + s.listener.Addr().String()
	return nil
}

// cause is the innermost error: "address already in use" rather than its path.
func cause(err error) error {
	for {
		inner := errors.Unwrap(err)
		if inner == nil {
			return err
		}
		err = inner
	}
}

func (s *server) public() string {
	if s.PublicURL != "" {
		return s.PublicURL
	}
	return s.url
}

func (s *server) openFolder(context.Context) (err error) {
	if s.folder, err = config.OpenFolder(s.Data); err != nil {
		return err
	}
	s.onClose(func() { _ = s.folder.Close() })
	return nil
}

func (s *server) openStore(ctx context.Context) (err error) {
	if s.store, err = ent.Open(ctx, s.Database(), s.clock); err != nil {
		return err
	}
	s.onClose(func() { _ = s.store.Close() })
	return nil
}

func (s *server) openBus(ctx context.Context) (err error) {
	if s.bus, err = bus.Open(ctx, s.NATSURL); err != nil {
		return fmt.Errorf("start the bus: %w", err)
	}
	s.store.Woken = s.bus.Publish
	s.onClose(s.bus.Close)
	return nil
}

func (s *server) openBlobs(ctx context.Context) (err error) {
	if s.blobs, err = files.Open(ctx, s.Blobs()); err != nil {
		return fmt.Errorf("open the storage for papers: %w", err)
	}
	s.onClose(func() { _ = s.blobs.Close() })
	return nil
}

func (s *server) openSMS(ctx context.Context) (err error) {
	switch s.SMS {
	case "smsru":
		s.sms, err = smsru.New(smsru.Options{APIID: s.SMSRuAPIID, From: s.SMSFrom})
	case "smsc":
		s.sms, err = smsc.New(smsc.Options{APIKey: s.SMSCAPIKey, Login: s.SMSCLogin, Password: s.SMSCPassword, From: s.SMSFrom})
	default:
		err = s.openInbox(ctx)
	}
	return err
}

func (s *server) openInbox(context.Context) (err error) {
	if s.inbox, err = notify.OpenInbox(filepath.Join(s.Data, "inbox.jsonl")); err != nil {
		return fmt.Errorf("open the inbox: %w", err)
	}
	s.inbox.Panel = s.logins
	s.sms = s.inbox
	s.onClose(func() { _ = s.inbox.Close() })
	return nil
}

func (s *server) openPayments(ctx context.Context) (err error) {
	returns := pay.Returns{Base: s.public(), Origins: []string{s.url}}
	switch s.Payments {
	case "stripe":
		s.payments, err = stripe.New(stripe.Options{
			SecretKey: s.StripeSecretKey, WebhookSecret: s.StripeWebhookSecret, Returns: returns,
		})
	case "yookassa":
		s.payments, err = yookassa.New(yookassa.Options{ShopID: s.YooKassaShopID, SecretKey: s.YooKassaSecretKey, Returns: returns})
	default:
		err = s.openBank(ctx)
	}
	return err
}

func (s *server) openBank(context.Context) error {
	key, err := s.Key("demo-bank", auth.NewKey)
	if err != nil {
		return err
	}
	s.bank, err = demo.Open(demo.Options{
		Folder: filepath.Join(s.Data, "demo-bank"), Secret: key, BaseURL: s.public(), ReturnOrigins: []string{s.url},
		Merchant: "Клиника «Липа»", OpenJournal: true, Clock: s.clock,
	})
	s.payments = s.bank
	return err
}

// webhook is the provider's way in.
func (s *server) webhook() http.Handler {
	webhook := http.Handler(httpapi.Webhook(s.resolver.Pay, s.log))
	if s.Payments == "yookassa" && s.YooKassaAddresses {
		return yookassa.OnlyFromYooKassa(webhook)
	}
	return webhook
}

func (s *server) openMedia(context.Context) (err error) {
	s.sfu, err = media.New(media.Config{Addr: s.MediaAddr, PublicAddr: s.MediaPublicAddr, Log: s.log})
	if err != nil {
		return fmt.Errorf("cannot receive media on %s: %w; choose another address with --media-addr", s.MediaAddr, cause(err))
	}
	s.onClose(func() { _ = s.sfu.Close() })
	return nil
}

// wire makes the services and gives them to the resolvers.
func (s *server) wire(ctx context.Context) error {
	key, err := s.Key("codes", auth.NewKey)
	if err != nil {
		return err
	}
	accounts := auth.New(s.store, s.clock, key)
	bookings := &booking.Service{Store: s.store, Clock: s.clock}
	payments := &pay.Service{Store: s.store, Clock: s.clock, Provider: s.payments, Booking: bookings}
	bookings.Money = payments
	s.seeder = &seed.Seeder{Store: s.store, Clock: s.clock}
	s.watch = &httpapi.Watch{Auth: accounts, Bus: s.bus, Log: s.log}
	s.resolver = &graph.Resolver{
		Store: s.store, Clock: s.clock, Bus: s.bus, Log: s.log, Auth: accounts, Booking: bookings,
		Pay:      payments,
		Signing:  &signing.Service{Store: s.store, Clock: s.clock, Codes: accounts},
		Charting: &charting.Service{Store: s.store, Clock: s.clock},
		Chat:     &chat.Service{Store: s.store, Clock: s.clock},
	}
	s.wireCalls(ctx)
	accounts.Revoked = func(session string) {
		s.watch.Revoked(session)
		s.calls.Revoke(session, "REVOKED")
	}
	return nil
}

// wireCalls joins the calls with the visits: presence moves a visit on, and a
// visit that ends takes its calls with it.
func (s *server) wireCalls(ctx context.Context) {
	attendance := visiting.NewAttendance()
	visits := &visiting.Service{Store: s.store, Clock: s.clock, Calendar: s.resolver.Booking, Log: s.log}
	s.calls = signaling.New(signaling.Config{
		Rooms: signaling.Local(s.sfu), Clock: s.clock, Readmit: s.resolver.Readmit, Log: s.log,
		OnPresence: func(p signaling.Presence) {
			attendance.Note(p)
			visits.Refresh(context.WithoutCancel(ctx), p.AppointmentID)
		},
	})
	s.onClose(s.calls.Close)
	visits.Rooms = visiting.Calls{Attendance: attendance, Signaling: s.calls}
	s.resolver.Visiting, s.resolver.Calls, s.resolver.Inside = visits, s.calls, attendance.Inside
}

// fill makes the demo's clinic.
func (s *server) fill(ctx context.Context) error {
	if !s.IsDemo() {
		return nil
	}
	if err := s.seeder.Ensure(ctx); err != nil {
		return err
	}
	return s.seeder.KeepOpen(ctx)
}

// start begins what runs beside the requests.
func (s *server) start(ctx context.Context, tasks *sync.WaitGroup) {
	wake, cancel := s.bus.Subscribe(outbox.Jobs)
	context.AfterFunc(ctx, cancel)
	jobs := &worker.Worker{Store: s.store, Clock: s.clock, Log: s.log, Wake: wake, Handlers: map[string]worker.Handler{
		outbox.SendCode:    s.sendCode,
		outbox.ExpireHold:  s.resolver.Booking.Expire,
		outbox.CloseVisit:  s.resolver.Booking.Close,
		outbox.AskPayment:  s.resolver.Pay.Reconcile,
		outbox.AskRefund:   s.resolver.Pay.AskRefund,
		outbox.CheckRefund: s.resolver.Pay.CheckRefund,
	}}
	tasks.Go(func() { jobs.Run(ctx) })
	tasks.Go(func() { s.watch.Run(ctx) })
	if s.bank != nil {
		tasks.Go(func() { _ = s.bank.Run(ctx, s.url+"/webhooks/"+s.bank.Name()) })
	}
	if s.IsDemo() {
		tasks.Go(func() { s.keepOpen(ctx) })
	}
}

// sendCode does not ask a gateway again that has refused the message for good;
// the patient asks for another code.
func (s *server) sendCode(ctx context.Context, id string) error {
	err := s.resolver.Auth.SendCode(ctx, s.sms, id)
	if errors.Is(err, notify.ErrUndeliverable) {
		s.log.Warn("send a code", "challenge", id, "err", err)
		return nil
	}
	return err
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

// drainTime is how long running requests and sockets may take to go.
const drainTime = 10 * time.Second

func (s *server) run(ctx context.Context, routes http.Handler) error {
	web := &http.Server{
		Handler: routes, ReadHeaderTimeout: 10 * time.Second, ReadTimeout: 30 * time.Second, IdleTimeout: 2 * time.Minute,
		MaxHeaderBytes: 64 << 10, ErrorLog: slog.NewLogLogger(s.log.Handler(), slog.LevelDebug),
	}
	failed := make(chan error, 1)
	go func() { failed <- web.Serve(s.listener) }()
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}
	drain, cancel := context.WithTimeout(context.WithoutCancel(ctx), drainTime)
	defer cancel()
	close(s.sse)
	_ = s.sockets.Drain(drain)
	return web.Shutdown(drain)
}
