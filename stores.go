package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net"
	"time"

	"televisit/ent"
	dbclinic "televisit/ent/db/clinic"
	"televisit/ent/policy"
	"televisit/internal/auth"
	"televisit/internal/bus"
	"televisit/internal/config"
	"televisit/internal/files"
	"televisit/internal/rules"
	"televisit/internal/viewer"
	"televisit/media"
)

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

// openZone writes the zone of the settings down for a clinic that has another one.
func (s *server) openZone(ctx context.Context) (err error) {
	s.zone, err = clinicZone(ctx, s.store, s.ClinicTimeZone)
	return err
}

// clinicZone is the zone of the clinic: the wanted one from now on, else its own,
// else that of a new one.
func clinicZone(ctx context.Context, store *ent.Store, wanted string) (*time.Location, error) {
	ctx = viewer.System(ctx, policy.Setup)
	if wanted != "" {
		if err := store.Clinic.Update().Where(dbclinic.TimeZoneNEQ(wanted)).SetTimeZone(wanted).Exec(ctx); err != nil {
			return nil, fmt.Errorf("change the zone of the clinic: %w", err)
		}
	}
	known, err := store.Clinic.Query().Select(dbclinic.FieldTimeZone).Strings(ctx)
	if err != nil {
		return nil, fmt.Errorf("read the zone of the clinic: %w", err)
	}
	return time.LoadLocation(cmp.Or(append(known, wanted, rules.DefaultZone)...))
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

func (s *server) openMedia(context.Context) (err error) {
	secret, err := s.Key("turn", auth.NewKey)
	if err != nil {
		return err
	}
	s.sfu, err = media.New(media.Config{
		Addr: s.MediaAddr, TCPAddr: s.MediaTCP(), PublicAddr: s.MediaPublicAddr,
		RelayAddr: s.TURNAddr, RelaySecret: secret, Path: s.MediaPath, Log: s.log,
	})
	if err != nil {
		return fmt.Errorf("cannot receive media on %s: %w; choose another address with --media-addr", s.MediaAddr, cause(err))
	}
	s.onClose(func() { _ = s.sfu.Close() })
	return nil
}
