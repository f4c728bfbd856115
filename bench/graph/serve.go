package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	_ "net/http/pprof"
	"os"
	"runtime"
	"runtime/debug"
	"strings"
	"syscall"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/99designs/gqlgen/graphql/handler"
	"github.com/99designs/gqlgen/graphql/handler/extension"
	"github.com/99designs/gqlgen/graphql/handler/lru"
	stock "github.com/99designs/gqlgen/graphql/handler/transport"
	"github.com/vektah/gqlparser/v2/ast"

	"televisit/bench/graph/room"
	"televisit/bench/graph/room/generated"
	"televisit/graph"
	"televisit/graph/transport"
	"televisit/internal/memory"
)

// serve is the server of one stack; it prints where it listens, and ends when
// its standard input does.
func serve(stack string) error {
	routes := http.NewServeMux()
	switch stack {
	case "product":
		memory.Tune()
		routes.Handle("/graphql", product())
	case "stock":
		routes.Handle("/graphql", plain())
	default:
		return fmt.Errorf("no such stack: %s", stack)
	}
	routes.HandleFunc("/stats", stats)
	routes.Handle("/debug/pprof/", http.DefaultServeMux)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	fmt.Println(listener.Addr())
	go func() {
		_, _ = os.Stdin.Read(make([]byte, 1))
		_ = listener.Close()
	}()
	if err := http.Serve(listener, routes); !errors.Is(err, net.ErrClosed) {
		return err
	}
	return nil
}

// product is what the server serves with, over the benchmark's schema.
func product() http.Handler {
	shared := func(ctx context.Context, op *graphql.OperationContext) (context.Context, string) {
		b, err := json.Marshal(op.Variables)
		if err != nil {
			return ctx, ""
		}
		return ctx, string(b)
	}
	schema := generated.NewExecutableSchema(generated.Config{Resolvers: room.New(true)})
	r := &graph.Resolver{Log: slog.New(slog.DiscardHandler)}
	return graph.Serve(r, schema, transport.NewWebSocket(transport.WebSocketConfig{Scope: shared}), transport.HTTP{})
}

// plain is gqlgen as its documentation shows it.
func plain() http.Handler {
	h := handler.New(generated.NewExecutableSchema(generated.Config{Resolvers: room.New(false)}))
	h.AddTransport(stock.Websocket{KeepAlivePingInterval: 20 * time.Second})
	h.AddTransport(stock.POST{})
	h.SetQueryCache(lru.New[*ast.QueryDocument](1000))
	h.Use(extension.Introspection{})
	h.Use(extension.FixedComplexityLimit(1000))
	return h
}

// usage is what a server has used so far.
type usage struct {
	CPU        float64 // seconds
	Heap       uint64  // in use, with stacks, after a collection; bytes
	Resident   uint64  // bytes
	Goroutines int
}

func stats(w http.ResponseWriter, r *http.Request) {
	if r.URL.Query().Has("collect") {
		runtime.GC()
		debug.FreeOSMemory()
	}
	var used syscall.Rusage
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &used)
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	_ = json.NewEncoder(w).Encode(usage{
		CPU:        time.Duration(used.Utime.Nano() + used.Stime.Nano()).Seconds(),
		Heap:       m.HeapInuse + m.StackInuse,
		Resident:   resident(),
		Goroutines: runtime.NumGoroutine(),
	})
}

func resident() uint64 {
	b, _ := os.ReadFile("/proc/self/statm")
	fields := strings.Fields(string(b))
	if len(fields) < 2 {
		return 0
	}
	var pages uint64
	_, _ = fmt.Sscan(fields[1], &pages)
	return pages * uint64(os.Getpagesize())
}
