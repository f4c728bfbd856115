package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/mail"
	"os"
	"path/filepath"
	"strings"

	"televisit/graph"
	"televisit/internal/auth"
	"televisit/internal/booking"
	"televisit/internal/catalogue"
	"televisit/internal/charting"
	"televisit/internal/chat"
	"televisit/internal/httpapi"
	"televisit/internal/notifying"
	"televisit/internal/pay"
	"televisit/internal/rules"
	"televisit/internal/schedule"
	"televisit/internal/seed"
	"televisit/internal/signaling"
	"televisit/internal/signing"
	"televisit/internal/visiting"
	"televisit/web"
)

// wire makes the services and gives them to the resolvers.
func (s *server) wire(ctx context.Context) error {
	key, err := s.Key("codes", auth.NewKey)
	if err != nil {
		return err
	}
	accounts := auth.New(s.store, s.clock, key)
	bookings := &booking.Service{Store: s.store, Clock: s.clock}
	payments := &pay.Service{Store: s.store, Clock: s.clock, Provider: s.payments, Booking: bookings, Fiscal: s.fiscal}
	bookings.Money = payments
	s.seeder = &seed.Seeder{Store: s.store, Clock: s.clock, Zone: s.zone}
	if s.bank != nil {
		s.seeder.Bank = s.bank
	}
	s.watch = &httpapi.Watch{Auth: accounts, Bus: s.bus, Log: s.log}
	s.resolver = &graph.Resolver{
		Store: s.store, Clock: s.clock, Bus: s.bus, Log: s.log, Auth: accounts, Booking: bookings,
		Pay:      payments,
		Signing:  &signing.Service{Store: s.store, Clock: s.clock, Codes: accounts, Visits: bookings},
		Charting: &charting.Service{Store: s.store, Clock: s.clock},
		Chat:     &chat.Service{Store: s.store, Clock: s.clock},

		Schedules: &schedule.Service{Store: s.store, Clock: s.clock},
		Catalogue: &catalogue.Service{Store: s.store, Clock: s.clock},
	}
	if err := s.trust(); err != nil {
		return err
	}
	if err := s.wireNotices(); err != nil {
		return err
	}
	s.wireCalls(ctx)
	accounts.Revoked = s.watch.Revoked
	s.watch.Ended = func(session string, why rules.SessionEnd) { s.calls.Revoke(session, signaling.Reason(why)) }
	return nil
}

// trust knows the documents of the web app, and those of the folder.
func (s *server) trust() error {
	trusted := &s.resolver.Trusted
	trusted.Only = s.TrustedOnly()
	if err := trusted.Trust(web.Documents); err != nil {
		return fmt.Errorf("documents of the web app: %w", err)
	}
	if s.DocumentsDir == "" {
		return nil
	}
	manifests, err := filepath.Glob(filepath.Join(s.DocumentsDir, "*.json"))
	for _, path := range manifests {
		manifest, readErr := os.ReadFile(path)
		if err = errors.Join(err, readErr, trusted.Trust(manifest)); err != nil {
			return fmt.Errorf("--documents-dir: %s: %w", path, err)
		}
	}
	if _, missing := os.Stat(s.DocumentsDir); missing != nil {
		return fmt.Errorf("--documents-dir: %w", missing)
	}
	return err
}

// wireNotices makes what tells people about their visits.
func (s *server) wireNotices() error {
	key, err := s.Key("calendars", auth.NewKey)
	if err != nil {
		return err
	}
	sender, err := mail.ParseAddress(cmp.Or(s.MailFrom, "visits@localhost"))
	if err != nil {
		return fmt.Errorf("--mail-from must be an address such as Clinic <visits@clinic.example>")
	}
	s.notices = &notifying.Service{
		Store: s.store, Clock: s.clock, SMS: s.sms, Mail: s.mail, Push: s.push, PushKey: s.push.Key(),
		BaseURL: strings.TrimSuffix(s.public(), "/"), Organizer: sender.Address, Key: key,
	}
	s.resolver.Notices = s.notices
	return nil
}

// wireCalls joins the calls with the visits: presence moves a visit on, and a
// visit that ends takes its calls with it.
func (s *server) wireCalls(ctx context.Context) {
	attendance := visiting.NewAttendance()
	visits := &visiting.Service{Store: s.store, Clock: s.clock, Calendar: s.resolver.Booking, Money: s.resolver.Pay, Log: s.log}
	s.calls = signaling.New(signaling.Config{
		Rooms: signaling.Local(s.sfu), Clock: s.clock, Readmit: s.resolver.Readmit, Log: s.log,
		OnPresence: func(p signaling.Presence) {
			attendance.Note(p)
			visits.Presence(context.WithoutCancel(ctx), p)
		},
		OnMedia:   func(f signaling.MediaFact) { visits.Media(context.WithoutCancel(ctx), f) },
		OnQuality: func(q []signaling.Quality) { visits.Quality(context.WithoutCancel(ctx), q) },
	})
	s.onClose(s.calls.Close)
	visits.Rooms = visiting.Calls{Attendance: attendance, Signaling: s.calls}
	s.resolver.Checks = signaling.NewChecks(s.sfu)
	s.resolver.Visiting, s.resolver.Calls, s.resolver.Inside = visits, s.calls, s.calls.Inside
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
