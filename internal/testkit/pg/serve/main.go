// Command serve runs a throw-away PostgreSQL for tests.
//
//	go run ./internal/testkit/pg/serve go test ./...   # runs a command with TEST_POSTGRES_URL set
//	go run ./internal/testkit/pg/serve                 # prints the URL, stops on Ctrl-C or SIGTERM
//
// A server that TEST_POSTGRES_URL already names is used as it is.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"syscall"
	"time"

	"televisit/internal/testkit/pg"
)

func main() {
	if err := serve(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "pg/serve:", err)
		os.Exit(status(err))
	}
}

func serve(command []string) error {
	ctx, cancel := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer cancel()
	if os.Getenv(pg.Env) != "" {
		return run(ctx, command)
	}
	server, err := pg.Start()
	if errors.Is(err, pg.ErrMissing) && os.Getenv("CI") != "true" && len(command) > 0 {
		fmt.Fprintln(os.Stderr, "pg/serve:", err, "\npg/serve: tests on PostgreSQL will be SKIPPED")
		return run(ctx, command)
	}
	if err != nil {
		return err
	}
	os.Setenv(pg.Env, server.URL)
	return errors.Join(run(ctx, command), server.Stop())
}

// run runs the command, or waits when there is none.
func run(ctx context.Context, command []string) error {
	if len(command) == 0 {
		fmt.Println(os.Getenv(pg.Env))
		waitAlone(ctx)
		return nil
	}
	cmd := exec.CommandContext(ctx, command[0], command[1:]...)
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) }
	cmd.WaitDelay = 10 * time.Second
	cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, os.Stdout, os.Stderr
	return cmd.Run()
}

// waitAlone waits for a signal or the end of the parent: go run does not pass
// SIGTERM on to the program it started.
func waitAlone(ctx context.Context) {
	parent := os.Getppid()
	for os.Getppid() == parent {
		select {
		case <-ctx.Done():
			return
		case <-time.After(500 * time.Millisecond):
		}
	}
}

// status hands the command's own exit status on.
func status(err error) int {
	var exit *exec.ExitError
	if errors.As(err, &exit) && exit.ExitCode() > 0 {
		return exit.ExitCode()
	}
	return 1
}
