// Command graph measures what carrying GraphQL costs the server: CPU seconds,
// memory and delay, beside gqlgen's own transports in the same run. See README.md.
package main

import (
	"bufio"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"slices"
	"strings"
)

var (
	stack  = flag.String("serve", "", "be the server of a stack: product or stock")
	rounds = flag.Int("rounds", 3, "how often each stack is measured; medians are shown")
	only   = flag.String("only", "", "measure only what contains this")
	scale  = flag.Float64("scale", 1, "length of the measurements")
)

func main() {
	flag.Parse()
	run := measure
	if *stack != "" {
		run = func() error { return serve(*stack) }
	}
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "graph:", err)
		os.Exit(1)
	}
}

// figures are what a measurement has found, by name.
type figures map[string]float64

// measure runs the stacks by turns, so that a busy machine is busy for all.
func measure() error {
	fmt.Printf("load %s\n", load())
	for _, m := range measurements {
		if !strings.Contains(m.name, *only) {
			continue
		}
		found := map[string][]figures{}
		for range *rounds {
			for _, stack := range []string{"product", "stock"} {
				f, err := once(stack, m.run)
				if err != nil {
					return fmt.Errorf("%s of %s: %w", m.name, stack, err)
				}
				found[stack] = append(found[stack], f)
			}
		}
		report(m.name, found)
	}
	fmt.Printf("\nload %s\n", load())
	return nil
}

func report(name string, found map[string][]figures) {
	fmt.Printf("\n%s\n%-42s %12s %12s %8s\n", name, "", "product", "stock", "ratio")
	keys := make([]string, 0, 8)
	for key := range found["product"][0] {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	for _, key := range keys {
		product, stock := median(found["product"], key), median(found["stock"], key)
		fmt.Printf("%-42s %12.1f %12.1f %8.2f\n", key, product, stock, product/stock)
	}
}

func median(list []figures, key string) float64 {
	values := make([]float64, 0, len(list))
	for _, f := range list {
		values = append(values, f[key])
	}
	slices.Sort(values)
	return values[len(values)/2]
}

func load() string {
	b, _ := os.ReadFile("/proc/loadavg")
	return strings.TrimSpace(string(b))
}

// server is a stack in a process of its own.
type server struct {
	addr  string
	cmd   *exec.Cmd
	input io.Closer
}

func once(stack string, run func(*server) (figures, error)) (figures, error) {
	s, err := start(stack)
	if err != nil {
		return nil, err
	}
	defer s.stop()
	return run(s)
}

func start(stack string) (*server, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	s := &server{cmd: exec.Command(self, "-serve", stack)}
	s.cmd.Stderr = os.Stderr
	if s.input, err = s.cmd.StdinPipe(); err != nil {
		return nil, err
	}
	out, err := s.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := s.cmd.Start(); err != nil {
		return nil, err
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	s.addr = strings.TrimSpace(line)
	return s, err
}

func (s *server) stop() {
	_ = s.input.Close()
	_ = s.cmd.Wait()
}

// usage is what the server has used; settled, after a collection.
func (s *server) usage(settled bool) (u usage, err error) {
	url := "http://" + s.addr + "/stats"
	if settled {
		url += "?collect"
	}
	answer, err := http.Get(url)
	if err != nil {
		return u, err
	}
	defer answer.Body.Close()
	return u, json.NewDecoder(answer.Body).Decode(&u)
}
