package drive

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver "pgx"
)

// Database makes an empty database on the server that TEST_POSTGRES_URL names;
// drop removes it.
func Database(ctx context.Context) (address string, drop func(), err error) {
	server, err := url.Parse(os.Getenv("TEST_POSTGRES_URL"))
	if err != nil || server.Host == "" && server.RawQuery == "" {
		return "", nil, errors.New("TEST_POSTGRES_URL names no server")
	}
	conn, err := sql.Open("pgx", server.String())
	if err != nil {
		return "", nil, err
	}
	name := "bench_" + rand.Text()
	if _, err := conn.ExecContext(ctx, fmt.Sprintf("CREATE DATABASE %q", name)); err != nil {
		return "", nil, err
	}
	server.Path = "/" + name
	return server.String(), func() {
		_, _ = conn.ExecContext(ctx, fmt.Sprintf("DROP DATABASE %q WITH (FORCE)", name))
		conn.Close()
	}, nil
}
