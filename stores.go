package main

import (
	"context"
	"errors"
	"fmt"
	"net"

	"televisit/ent"
	"televisit/internal/auth"
	"televisit/internal/bus"
	"televisit/internal/config"
	"televisit/internal/files"
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
