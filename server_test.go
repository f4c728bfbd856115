package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"televisit/internal/seed"
)

// binary is the program under test, built once.
var binary string

func TestMain(m *testing.M) { os.Exit(build(m)) }

func build(m *testing.M) int {
	dir, err := os.MkdirTemp("", "televisit-test-")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer os.RemoveAll(dir)
	binary = filepath.Join(dir, "televisit")
	if out, err := exec.Command("go", "build", "-o", binary, ".").CombinedOutput(); err != nil {
		fmt.Fprintf(os.Stderr, "build: %v\n%s", err, out)
		return 1
	}
	return m.Run()
}

// command runs the program with nothing of this process' settings.
func command(ctx context.Context, env []string, args ...string) *exec.Cmd {
	c := exec.CommandContext(ctx, binary, args...)
	c.Env = append([]string{"PATH=" + os.Getenv("PATH"), "HOME=" + os.TempDir()}, env...)
	return c
}

// running is a server that has said that it is ready.
type running struct {
	t      *testing.T
	cmd    *exec.Cmd
	took   time.Duration
	greet  string
	url    string
	stderr *log
	done   chan error
}

// log keeps what a process writes while a test reads it.
type log struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (l *log) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(b)
}

func (l *log) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

// start runs a server on a free port until the test ends.
func start(t *testing.T, data string, env ...string) *running {
	t.Helper()
	s := &running{t: t, cmd: command(context.Background(), env, "--addr", "127.0.0.1:0", "--data", data), stderr: &log{}, done: make(chan error, 1)}
	s.cmd.Stderr = s.stderr
	stdout, err := s.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	begun := time.Now()
	if err := s.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.cmd.Process.Kill() })
	lines, ready := bufio.NewReader(stdout), make(chan struct{})
	go func() {
		for !strings.Contains(s.greet, "Stop with Ctrl-C") {
			line, err := lines.ReadString('\n')
			if err != nil {
				break
			}
			s.greet += line
		}
		s.took = time.Since(begun)
		close(ready)
		_, _ = io.Copy(io.Discard, lines)
		s.done <- s.cmd.Wait()
	}()
	select {
	case <-ready:
	case <-time.After(30 * time.Second):
		t.Fatalf("it is not ready after half a minute\n%s", s.stderr)
	}
	if s.greet == "" {
		t.Fatalf("it has ended: %v\n%s", <-s.done, s.stderr)
	}
	s.url = s.address()
	return s
}

// address is where the server says that it is.
func (s *running) address() string {
	s.t.Helper()
	_, rest, _ := strings.Cut(s.greet, "app ")
	if fields := strings.Fields(rest); len(fields) > 0 {
		return fields[0]
	}
	s.t.Fatalf("it says no address:\n%s", s.greet)
	return ""
}

// stop asks the server to end and says how it did.
func (s *running) stop() (took time.Duration, err error) {
	s.t.Helper()
	begun := time.Now()
	if err := s.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		s.t.Fatal(err)
	}
	select {
	case err := <-s.done:
		return time.Since(begun), err
	case <-time.After(20 * time.Second):
		s.t.Fatal("it has not ended after 20 seconds")
		return 0, nil
	}
}

func (s *running) get(path string) (int, string) {
	s.t.Helper()
	answer, err := http.Get(s.url + path)
	if err != nil {
		s.t.Fatal(err)
	}
	defer answer.Body.Close()
	b, _ := io.ReadAll(answer.Body)
	return answer.StatusCode, string(b)
}

// ask sends one GraphQL operation and returns the whole answer.
func (s *running) ask(query string) string {
	s.t.Helper()
	body, _ := json.Marshal(map[string]string{"query": query})
	answer, err := http.Post(s.url+"/graphql", "application/json", bytes.NewReader(body))
	if err != nil {
		s.t.Fatal(err)
	}
	defer answer.Body.Close()
	b, _ := io.ReadAll(answer.Body)
	return string(b)
}

func TestTheServerSaysWhereItIsAndHowToSignIn(t *testing.T) {
	data := filepath.Join(t.TempDir(), "made", "by itself")
	s := start(t, data)
	t.Logf("ready after %s", s.took)
	if s.took > 5*time.Second { // alone on a machine it is a fraction of a second
		t.Errorf("ready after %s", s.took)
	}
	words := []string{s.url, s.url + "/playground", s.url + "/dev/inbox", s.url + "/staff", seed.Password, data}
	for _, p := range seed.Patients() {
		words = append(words, p.Phone, p.Name)
	}
	for _, x := range seed.Logins() {
		words = append(words, x.Email)
	}
	for _, word := range words {
		if !strings.Contains(s.greet, word) {
			t.Errorf("it does not say %q:\n%s", word, s.greet)
		}
	}
	for _, path := range []string{"/healthz", "/readyz", "/", "/playground", "/dev/inbox", "/metrics", "/staff"} {
		if code, _ := s.get(path); code != http.StatusOK {
			t.Errorf("%s answers %d", path, code)
		}
	}
	if b, err := os.ReadFile(filepath.Join(data, "televisit.json")); err != nil || string(b) != fmt.Sprintf(`{"url":%q}`, s.url) {
		t.Errorf("other programs find %s, %v", b, err)
	}
	if out := s.stderr.String(); strings.Contains(out, "level=ERROR") || strings.Contains(out, "level=WARN") {
		t.Errorf("the log: %s", out)
	}
	if took, err := s.stop(); err != nil || took > 10*time.Second {
		t.Errorf("it has ended after %s: %v\n%s", took, err, s.stderr)
	}
}

func TestASecondStartKeepsTheData(t *testing.T) {
	data := t.TempDir()
	const clinic = `{ specialties { id } practitioners(first: 20) { nodes { id } } }`
	first := start(t, data)
	before := first.ask(clinic)
	if !strings.Contains(before, "prc_") {
		t.Fatalf("the clinic is %s", before)
	}
	key, err := os.ReadFile(filepath.Join(data, "secret.key"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := first.stop(); err != nil {
		t.Fatal(err)
	}
	second := start(t, data)
	if after := second.ask(clinic); strip(after) != strip(before) {
		t.Errorf("the clinic is %s, not %s", after, before)
	}
	if now, _ := os.ReadFile(filepath.Join(data, "secret.key")); !bytes.Equal(now, key) {
		t.Error("the key has changed: codes and sessions would be void")
	}
	if info, err := os.Stat(filepath.Join(data, "secret.key")); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the key can be read by others: %v, %v", info, err)
	}
}

func TestTheZoneOfTheClinicIsASettingThatIsKept(t *testing.T) {
	data := t.TempDir()
	for _, x := range []struct {
		env  []string
		want string
	}{
		{[]string{"CLINIC_TIME_ZONE=Asia/Yekaterinburg"}, "Asia/Yekaterinburg"}, {nil, "Asia/Yekaterinburg"}, {[]string{"CLINIC_TIME_ZONE=Etc/GMT+3"}, "Etc/GMT+3"},
	} {
		s := start(t, data, x.env...)
		if got := s.ask(`{ clinic { timeZone } }`); !strings.Contains(got, `"`+x.want+`"`) {
			t.Errorf("with %v the zone is %s", x.env, got)
		}
		if _, err := s.stop(); err != nil {
			t.Fatal(err)
		}
	}
}

// strip leaves out what differs between two equal answers.
func strip(answer string) string {
	data, _, _ := strings.Cut(answer, `"extensions"`)
	return data
}

func TestAKilledServerStartsAgain(t *testing.T) {
	data := t.TempDir()
	s := start(t, data)
	_ = s.cmd.Process.Kill()
	<-s.done
	if code, _ := start(t, data).get("/readyz"); code != http.StatusOK {
		t.Errorf("it answers %d", code)
	}
}

func TestWhatCannotWorkIsSaidInOneLine(t *testing.T) {
	if os.Geteuid() == 0 {
		t.Log("root may write anywhere: a file stands for the folder that cannot be written to")
	}
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	busy := t.TempDir()
	start(t, busy)
	for name, x := range map[string]struct {
		env, args []string
		want      []string // words of the line
	}{
		"a taken port":                  {args: []string{"--addr", taken.Addr().String()}, want: []string{taken.Addr().String(), "in use", "--addr"}},
		"a folder that is a file":       {args: []string{"--data", file}, want: []string{file}},
		"a folder in a file":            {args: []string{"--data", filepath.Join(file, "x")}, want: []string{filepath.Join(file, "x")}},
		"a folder that is in use":       {args: []string{"--data", busy}, want: []string{busy, "another televisit"}},
		"an unknown flag":               {args: []string{"--colour"}, want: []string{"--colour", "--help"}},
		"an unknown command":            {args: []string{"dance"}, want: []string{"dance", "--help"}},
		"a bad level":                   {args: []string{"--log-level", "loud"}, want: []string{"log-level", "loud"}},
		"an address without a port":     {args: []string{"--addr", "localhost"}, want: []string{"--addr", "host:port"}},
		"a public address that is none": {args: []string{"--public-url", "clinic"}, want: []string{"--public-url"}},
		"a zone that does not exist":    {env: []string{"CLINIC_TIME_ZONE=Moscow"}, want: []string{"--clinic-time-zone", "Asia/Yekaterinburg"}},
		"a short secret":                {args: []string{"--secret-key", "short"}, want: []string{"--secret-key", "32"}},
		"a bad database URL":            {args: []string{"--database-url", "mysql://x"}, want: []string{"postgres://"}},
		"a database that is away":       {args: []string{"--database-url", "postgres://127.0.0.1:1/none"}, want: []string{"database", "refused"}},
		"a bad media address":           {args: []string{"--media-addr", "256.0.0.1:0"}, want: []string{"--media-addr"}},
		"demo parts in production":      {env: []string{"ENV=production"}, args: []string{"--demo"}, want: []string{"production", "demo"}},
		"a demo clinic in production":   {env: []string{"ENV=production"}, args: []string{"seed"}, want: []string{"production", "demo"}},
		"production without gateways":   {env: []string{"ENV=production"}, want: []string{"SMS"}},
	} {
		t.Run(name, func(t *testing.T) {
			ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
			defer cancel()
			args := x.args
			if !strings.Contains(strings.Join(args, " "), "--data ") {
				args = append(args, "--data", t.TempDir())
			}
			if !strings.Contains(strings.Join(args, " "), "--addr ") {
				args = append(args, "--addr", "127.0.0.1:0")
			}
			var out, errs bytes.Buffer
			c := command(ctx, x.env, args...)
			c.Stdout, c.Stderr = &out, &errs
			err := c.Run()
			var exit *exec.ExitError
			if !errors.As(err, &exit) || exit.ExitCode() != 1 {
				t.Fatalf("it ends with %v\n%s%s", err, &out, &errs)
			}
			line := strings.TrimSuffix(errs.String(), "\n")
			if strings.Contains(line, "\n") || !strings.HasPrefix(line, "televisit: ") || out.Len() != 0 {
				t.Errorf("it says %q and %q", line, out.String())
			}
			for _, word := range x.want {
				if !strings.Contains(line, word) {
					t.Errorf("%q does not say %q", line, word)
				}
			}
		})
	}
}

func TestTheSchemaIsTheCommittedOne(t *testing.T) {
	out, err := command(t.Context(), nil, "schema").Output()
	if err != nil {
		t.Fatal(err)
	}
	committed, err := os.ReadFile("schema.graphql")
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(out, committed) {
		t.Error("schema.graphql is not what the program prints: make generate")
	}
}

func TestMigrateSeedAndDoctorDoTheirPartAndEnd(t *testing.T) {
	data := t.TempDir()
	for _, name := range []string{"migrate", "migrate", "seed", "seed", "doctor"} {
		ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
		out, err := command(ctx, nil, name, "--data", data, "--addr", "127.0.0.1:0").CombinedOutput()
		cancel()
		if err != nil {
			t.Errorf("%s: %v\n%s", name, err, out)
		}
	}
}

// A stream and a request that hangs are open when the server is asked to end.
func TestTheServerDrainsWithinTenSeconds(t *testing.T) {
	s := start(t, t.TempDir())
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	stream := s.subscribe(ctx)
	defer stream.Body.Close()
	lines := bufio.NewScanner(stream.Body)
	for lines.Scan() && lines.Text() != "event: next" {
	}
	if lines.Err() != nil || lines.Text() != "event: next" {
		t.Fatalf("the stream has begun with %q, %v", lines.Text(), lines.Err())
	}
	idle, err := net.Dial("tcp", strings.TrimPrefix(s.url, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer idle.Close()
	took, err := s.stop()
	if err != nil || took > 10*time.Second {
		t.Errorf("it has ended after %s: %v\n%s", took, err, s.stderr)
	}
	if _, err := io.Copy(io.Discard, stream.Body); err != nil {
		t.Errorf("the stream did not end well: %v", err)
	}
	if _, err := net.DialTimeout("tcp", strings.TrimPrefix(s.url, "http://"), time.Second); err == nil {
		t.Error("the port is still open")
	}
}

// subscribe opens a stream of server-sent events.
func (s *running) subscribe(ctx context.Context) *http.Response {
	s.t.Helper()
	var found struct {
		Data struct {
			Practitioners struct{ Nodes []struct{ ID string } }
		}
	}
	if err := json.Unmarshal([]byte(s.ask(`{ practitioners(first: 1) { nodes { id } } }`)), &found); err != nil || len(found.Data.Practitioners.Nodes) == 0 {
		s.t.Fatalf("no practitioner: %v", err)
	}
	body, _ := json.Marshal(map[string]string{"query": fmt.Sprintf(
		`subscription { availabilityChanged(practitionerId: %q, from: "2026-03-02T00:00:00Z", to: "2026-03-03T00:00:00Z") { __typename } }`, found.Data.Practitioners.Nodes[0].ID)})
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, s.url+"/graphql", bytes.NewReader(body))
	if err != nil {
		s.t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Accept", "text/event-stream")
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		s.t.Fatal(err)
	}
	if kind := answer.Header.Get("Content-Type"); answer.StatusCode != http.StatusOK || !strings.HasPrefix(kind, "text/event-stream") {
		b, _ := io.ReadAll(answer.Body)
		s.t.Fatalf("the stream answers %d %s %s", answer.StatusCode, kind, b)
	}
	return answer
}
