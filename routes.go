package main

import (
	"context"
	"net/http"
	"strings"
	"time"

	"televisit/graph"
	"televisit/graph/transport"
	"televisit/internal/budget"
	"televisit/internal/fault"
	"televisit/internal/files"
	register "televisit/internal/fiscal/demo"
	"televisit/internal/httpapi"
	"televisit/internal/notifying"
	"televisit/internal/pay/demo"
	"televisit/internal/playground"
	"televisit/internal/viewer"
	"televisit/web"
)

// routes is every path of the server; what is none of them is a page of the web app.
func (s *server) routes() (http.Handler, error) {
	app, err := web.Handler(s.WebProxy())
	if err != nil {
		return nil, err
	}
	sessions := httpapi.Sessions{Auth: s.resolver.Auth, Secure: strings.HasPrefix(s.public(), "https://")}
	papers := &httpapi.Files{Store: s.store, Blobs: s.blobs, Log: s.log}

	mine := http.NewServeMux() // what asks who the viewer is
	mine.Handle("/graphql", s.graphql(sessions))
	papers.Routes(mine)

	mux := http.NewServeMux()
	mux.Handle("/graphql", sessions.Wrap(mine))
	mux.Handle("/files/", sessions.Wrap(mine))
	mux.HandleFunc("GET "+notifying.CalendarPath+"{name}", httpapi.Calendar(s.notices, s.log))
	mux.HandleFunc("GET "+notifying.ShortPath+"{code}", httpapi.ShortLink("apt", "/visits/"))
	mux.HandleFunc("GET "+notifying.GuestPath+"{code}", httpapi.ShortLink("gst", "/guest/"))
	mux.Handle("POST /webhooks/"+s.payments.Name(), s.webhook())
	mux.HandleFunc("GET /healthz", httpapi.Healthy)
	mux.HandleFunc("GET /readyz", httpapi.Ready(map[string]func(context.Context) error{
		"the database": s.store.Ping, "the storage for papers": s.blobs.Ready,
		"this node, which stops,": s.isStaying,
	}))
	mux.Handle("GET /metrics", s.metrics())
	if s.IsDemo() {
		s.demoRoutes(mux)
	}
	mux.Handle("/", app)
	proxies, err := s.Proxies()
	return proxies.Wrap(httpapi.Portioned(mux)), err
}

// demoRoutes are there in the demo only: other people's codes can be read there.
func (s *server) demoRoutes(mux *http.ServeMux) {
	if s.bank != nil {
		mux.Handle(demo.Path, s.bank.Handler())
	}
	if s.register != nil {
		mux.Handle(register.Path, s.register.Handler())
	}
	if s.inbox != nil {
		mux.Handle("/dev/inbox", s.inbox)
	}
	mux.Handle("GET "+playground.Path, playground.Handler())
	mux.Handle("GET "+playground.Path+"/", playground.Handler())
	mux.HandleFunc("POST /dev/clock", httpapi.Clock(s.clock, s.seeder.KeepOpenAt))
}

func (s *server) graphql(sessions httpapi.Sessions) http.Handler {
	limits := s.Budget()
	seats := &httpapi.Sockets{Limits: limits}
	config := transport.WebSocketConfig{Admit: seats.Admit, Init: seats.Init(sessions.Init), Expired: s.watch.Expired, Scope: graph.Scope}
	if limits != nil {
		s.resolver.Budgets, config.Subscribes = budget.New(limits, time.Now), limits.Subscribes
	}
	s.sockets = transport.NewWebSocket(config)
	return graph.NewHandler(s.resolver,
		s.sockets,
		transport.SSE{Expired: s.watch.Expired, Stop: s.sse},
		transport.Multipart{Stager: files.Uploads{Store: s.blobs}, MayUpload: s.mayUpload()},
		transport.HTTP{},
	)
}

// uploadsAtOnce is how many uploads of one account may be under way.
const uploadsAtOnce = 3

// mayUpload bounds what one account sends, in a day and at one time.
func (s *server) mayUpload() func(ctx context.Context) error {
	seats := &budget.Seats[string]{}
	return func(ctx context.Context) error {
		if err := s.resolver.Charting.MayUpload(ctx); err != nil {
			return err
		}
		leave, ok := seats.Take(viewer.From(ctx).AccountID, uploadsAtOnce)
		if !ok {
			return fault.New(fault.RateLimited, "wait until your other uploads have ended")
		}
		context.AfterFunc(ctx, leave) // with the request
		return nil
	}
}
