package main

import (
	"context"
	"net/http"
	"strings"
	"time"

	"github.com/prometheus/client_golang/prometheus/promhttp"

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
	mux.HandleFunc("GET "+notifying.ShortPath+"{code}", httpapi.ShortLink)
	mux.Handle("POST /webhooks/"+s.payments.Name(), s.webhook())
	mux.HandleFunc("GET /healthz", httpapi.Healthy)
	mux.HandleFunc("GET /readyz", httpapi.Ready(map[string]func(context.Context) error{
		"the database": s.store.Ping, "the storage for papers": s.blobs.Ready,
	}))
	mux.Handle("GET /metrics", promhttp.Handler())
	if s.IsDemo() {
		s.demoRoutes(mux)
	}
	mux.Handle("/", app)
	proxies, err := s.Proxies()
	return proxies.Wrap(mux), err
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
	mux.HandleFunc("POST /dev/clock", httpapi.Clock(s.clock))
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
		transport.Multipart{Stager: files.Uploads{Store: s.blobs}, MayUpload: mayUpload},
		transport.HTTP{},
	)
}

// mayUpload refuses strangers before anything of their files is read.
func mayUpload(ctx context.Context) error {
	if !viewer.From(ctx).SignedIn() {
		return fault.New(fault.Unauthenticated, "sign in first")
	}
	return nil
}
