package pg

import (
	_ "embed"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
)

// Server is a PostgreSQL that lives in a temporary folder and listens on a
// socket inside it: no port to collide on, nothing to configure.
type Server struct {
	// URL opens the database "postgres" as superuser.
	URL string

	keeper *exec.Cmd
	stdin  io.Closer
}

// keep.sh runs the server as long as its standard input is open. The kernel
// closes that with this process, so that a test which panics, is killed or
// calls os.Exit leaves neither server nor folder behind.
//
//go:embed keep.sh
var keep string

// Start runs a new server until Stop or the end of this process.
func Start() (*Server, error) {
	bin, err := binaries()
	if err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp("", "televisit-pg-")
	if err != nil {
		return nil, fmt.Errorf("make a folder: %w", err)
	}
	server, err := start(bin, dir)
	if err != nil {
		return nil, errors.Join(err, os.RemoveAll(dir))
	}
	return server, nil
}

func start(bin, dir string) (*Server, error) {
	keeper := exec.Command("sh", "-c", keep, "keep.sh", bin, dir, locale())
	keeper.Dir = dir
	if err := unprivileged(keeper, dir); err != nil {
		return nil, err
	}
	stdin, err := keeper.StdinPipe()
	if err != nil {
		return nil, err
	}
	stdout, err := keeper.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := keeper.Start(); err != nil {
		return nil, fmt.Errorf("start sh: %w", err)
	}
	server := &Server{URL: address(dir), keeper: keeper, stdin: stdin}
	return server, server.ready(stdout)
}

// ready waits for the keeper's first word: "ready", or what went wrong.
func (s *Server) ready(stdout io.Reader) error {
	word := make([]byte, 64<<10)
	n, _ := stdout.Read(word)
	if string(word[:n]) == "ready\n" {
		return nil
	}
	rest, _ := io.ReadAll(stdout)
	return fmt.Errorf("%s%s%w", word[:n], rest, s.Stop())
}

// Stop ends the server, however many use it, and removes its folder.
func (s *Server) Stop() error {
	return errors.Join(s.stdin.Close(), s.keeper.Wait())
}

func address(dir string) string {
	u := url.URL{Scheme: "postgres", User: url.User("postgres"), Path: "/postgres"}
	u.RawQuery = url.Values{"host": {filepath.ToSlash(dir)}}.Encode()
	return u.String()
}
