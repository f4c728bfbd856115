// Package drive runs real servers as processes and speaks with them as a
// client does, over HTTP and GraphQL only. Whatever proves or measures the
// product from outside begins here.
package drive

import (
	"bytes"
	"context"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"
)

// Build makes the server's binary in a folder and returns its path. The tags
// are build tags.
func Build(ctx context.Context, folder, tags string) (string, error) {
	path := filepath.Join(folder, "televisit-"+tags)
	out, err := exec.CommandContext(ctx, "go", "build", "-tags", tags, "-o", path, "televisit").CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("build the server: %w\n%s", err, out)
	}
	return path, nil
}

// Node is one server process that can be killed and started again on the same
// data and address.
type Node struct {
	Binary string
	// Data is its own folder; Env holds its other settings.
	Data string
	Env  []string

	mu   sync.Mutex
	addr string
	cmd  *exec.Cmd
	log  bytes.Buffer // of the life that runs
}

// startTime is how long a start may take on a busy machine.
const startTime = time.Minute

// URL is where the node is, also while it is dead.
func (n *Node) URL() string { return "http://" + n.addr }

// Start starts the process and returns when it is ready.
func (n *Node) Start(ctx context.Context) error {
	if n.addr == "" {
		addr, err := freeAddress()
		if err != nil {
			return err
		}
		n.addr = addr
	}
	n.mu.Lock()
	n.log.Reset()
	n.cmd = exec.Command(n.Binary, "--addr", n.addr, "--data", n.Data)
	n.cmd.Env = append([]string{"PATH=" + os.Getenv("PATH"), "HOME=" + n.Data, "LOG_LEVEL=warn", "LIMITS=off"}, n.Env...)
	n.cmd.Stderr = &n.log
	n.cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	err := n.cmd.Start()
	n.mu.Unlock()
	if err != nil {
		return fmt.Errorf("start a node: %w", err)
	}
	return n.ready(ctx)
}

func (n *Node) ready(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, startTime)
	defer cancel()
	for {
		answer, err := http.Get(n.URL() + "/readyz")
		if err == nil {
			answer.Body.Close()
			if answer.StatusCode == http.StatusOK {
				return nil
			}
		}
		if wait(ctx, 20*time.Millisecond) != nil {
			n.Kill()
			return fmt.Errorf("the node is not ready: %w\n%s", err, n.log.String())
		}
	}
}

// Kill ends the process without a word (SIGKILL) and returns when it is gone.
func (n *Node) Kill() { n.end(syscall.SIGKILL) }

// Stop asks the process to end (SIGTERM) and returns when it is gone.
func (n *Node) Stop() { n.end(syscall.SIGTERM) }

func (n *Node) end(signal syscall.Signal) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.cmd == nil || n.cmd.Process == nil {
		return
	}
	_ = n.cmd.Process.Signal(signal)
	_ = n.cmd.Wait()
	n.cmd = nil
}

// Log is what the last life wrote to stderr; call it when the process is gone.
func (n *Node) Log() string { return n.log.String() }

// ticks is how many the kernel counts a second in /proc.
const ticks = 100

// Used is the CPU that the running process has used so far.
func (n *Node) Used() time.Duration {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.cmd == nil {
		return 0
	}
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", n.cmd.Process.Pid))
	_, rest, found := strings.Cut(string(b), ") ") // what stands before may have spaces
	fields := strings.Fields(rest)
	if err != nil || !found || len(fields) < 13 {
		return 0
	}
	user, _ := strconv.Atoi(fields[11])
	system, _ := strconv.Atoi(fields[12])
	return time.Duration(user+system) * time.Second / ticks
}

func freeAddress() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", fmt.Errorf("find a free address: %w", err)
	}
	defer l.Close()
	return l.Addr().String(), nil
}

// wait waits, or returns why it did not.
func wait(ctx context.Context, d time.Duration) error {
	select {
	case <-time.After(d):
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}
