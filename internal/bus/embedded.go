package bus

import (
	"context"
	"errors"
	"time"

	"github.com/nats-io/nats-server/v2/server"
)

// startLimit is how long an embedded server may take; it is normally some 20 ms.
const startLimit = 10 * time.Second

// startServer runs NATS inside the process: no port, no signals, no log, no disk.
func startServer(ctx context.Context) (*server.Server, error) {
	embedded, err := server.NewServer(&server.Options{DontListen: true, NoSigs: true, NoLog: true})
	if err != nil {
		return nil, err
	}
	embedded.Start()
	if !embedded.ReadyForConnections(patience(ctx)) {
		embedded.Shutdown()
		return nil, errors.New("the embedded NATS server did not start")
	}
	return embedded, nil
}

func patience(ctx context.Context) time.Duration {
	deadline, ok := ctx.Deadline()
	if !ok {
		return startLimit
	}
	return min(startLimit, time.Until(deadline))
}
