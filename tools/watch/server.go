package main

import (
	"fmt"
	"os"
	"os/exec"
	"syscall"
	"time"
)

// patience is how long a server may drain before it is killed.
const patience = 5 * time.Second

// server is the program under development.
type server struct {
	binary string
	args   []string

	running *exec.Cmd
	ended   chan struct{}
}

// restart builds first, so that a typing error does not take the server away.
func (s *server) restart() error {
	next := s.binary + ".next"
	if err := run("go", "build", "-o", next, "."); err != nil {
		return fmt.Errorf("does not build; waiting for a change")
	}
	s.stop()
	if err := os.Rename(next, s.binary); err != nil {
		return err
	}
	return s.start()
}

func (s *server) start() error {
	cmd := command("./"+s.binary, s.args...)
	if err := cmd.Start(); err != nil {
		return err
	}
	ended := make(chan struct{})
	s.running, s.ended = cmd, ended
	go func() {
		defer close(ended)
		if err := cmd.Wait(); err != nil {
			fmt.Fprintln(os.Stderr, "watch: the server ended:", err)
		}
	}()
	return nil
}

// stop lets the server drain.
func (s *server) stop() {
	if s.running == nil {
		return
	}
	interrupt(s.running)
	select {
	case <-s.ended:
	case <-time.After(patience):
		s.running.Process.Kill()
		<-s.ended
	}
	s.running = nil
}

// interrupt asks politely where the system can, else ends the process.
func interrupt(cmd *exec.Cmd) {
	if cmd.Process.Signal(syscall.SIGTERM) != nil {
		cmd.Process.Kill()
	}
}

func run(name string, args ...string) error { return command(name, args...).Run() }

func command(name string, args ...string) *exec.Cmd {
	cmd := exec.Command(name, args...)
	cmd.Stdout, cmd.Stderr = os.Stdout, os.Stderr
	return cmd
}
