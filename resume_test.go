package main

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/coder/websocket"
	"github.com/google/uuid"

	"televisit/ent/db/streamevent"
	"televisit/ent/policy"
	"televisit/internal/outbox"
	"televisit/internal/testkit"
)

// siege is how much a set of servers has to endure.
type siege struct{ each, drops, kills, messages int }

// size is short in the usual tests: RESUME=full go test -run Resume -timeout 20m .
func size() siege {
	if os.Getenv("RESUME") == "full" {
		return siege{each: 13, drops: 1000, kills: 20, messages: 4000}
	}
	return siege{each: 3, drops: 60, kills: 3, messages: 160}
}

// perSecond is how many messages are written.
const perSecond = 20

// What a client follows has every event of the log once and in order, whatever
// happens to its socket and to the server.
func TestStreamsResumeThroughDropsAndKills(t *testing.T) {
	data := t.TempDir()
	node := &node{start: func() *running { return start(t, data, "LIMITS=off") }}
	node.begin()
	c := openClinic(t, "sqlite:"+filepath.Join(data, "televisit.db"))
	c.endure(size(), node)
}

// node is a server that is killed and started again.
type node struct {
	start   func() *running
	running *running
	url     atomic.Pointer[string]
}

func (n *node) begin() {
	n.running = n.start()
	n.url.Store(&n.running.url)
}

func (n *node) kill() {
	_ = n.running.cmd.Process.Kill()
	<-n.running.done
}

// endure follows every kind of stream while sockets are dropped and servers
// killed, and compares what was heard with the log.
func (c *clinic) endure(s siege, nodes ...*node) {
	c.t.Helper()
	ctx, stop := context.WithCancel(c.t.Context())
	var group sync.WaitGroup
	defer group.Wait()
	defer stop()
	anyNode := func() string { return *nodes[rand.IntN(len(nodes))].url.Load() }
	var followers []*follower
	for _, kind := range c.streams() {
		for range s.each {
			f := &follower{clinic: c, stream: kind, url: anyNode}
			followers = append(followers, f)
			group.Go(func() { f.follow(ctx) })
		}
	}
	for _, f := range followers {
		f.await(func() bool { return f.isReady })
	}
	over := make(chan struct{})
	var dropped atomic.Int64
	group.Go(func() { drop(ctx, followers, s, &dropped) })
	group.Go(func() { defer close(over); c.write(ctx, anyNode, s.messages) })
	for range s.kills {
		time.Sleep(time.Duration(s.messages) * time.Second / perSecond / time.Duration(s.kills+1))
		n := nodes[rand.IntN(len(nodes))]
		n.kill()
		n.begin()
	}
	<-over
	heard := 0
	for _, f := range followers {
		heard += f.mustHave(c.log(f))
	}
	c.t.Logf("%d followers, %d messages written, %d sockets dropped, %d servers killed: %d events heard, each once and in order",
		len(followers), s.messages, dropped.Load(), s.kills, heard)
}

// drop closes the sockets of followers at random, and counts.
func drop(ctx context.Context, followers []*follower, s siege, dropped *atomic.Int64) {
	pause := time.NewTicker(time.Duration(s.messages) * time.Second / perSecond / time.Duration(s.drops))
	defer pause.Stop()
	for dropped.Load() < int64(s.drops) {
		select {
		case <-pause.C:
		case <-ctx.Done():
			return
		}
		if followers[rand.IntN(len(followers))].drop() {
			dropped.Add(1)
		}
	}
}

// write sends messages, each until it is answered: a repetition is the same message.
func (c *clinic) write(ctx context.Context, url func() string, messages int) {
	pause := time.NewTicker(time.Second / perSecond)
	defer pause.Stop()
	for n := range messages {
		<-pause.C
		if n%10 == 0 {
			if err := c.takeATime(ctx); err != nil && ctx.Err() == nil {
				c.t.Error(err)
			}
		}
		variables := map[string]any{"visit": c.visit, "key": uuid.NewString(), "text": "здравствуйте, " + strconv.Itoa(n)}
		for ctx.Err() == nil && !c.sent(ctx, url(), variables) {
			time.Sleep(50 * time.Millisecond)
		}
	}
}

const sendMessage = `mutation($visit: ID!, $text: String!, $key: UUID!) {
	sendMessage(input: {visitId: $visit, text: $text, idempotencyKey: $key}) { __typename } }`

func (c *clinic) sent(ctx context.Context, url string, variables map[string]any) bool {
	body, _ := json.Marshal(map[string]any{"query": sendMessage, "variables": variables})
	r, _ := http.NewRequestWithContext(ctx, http.MethodPost, url+"/graphql", bytes.NewReader(body))
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Authorization", "Bearer "+c.patient)
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		return false
	}
	defer answer.Body.Close()
	b, err := io.ReadAll(answer.Body)
	if err == nil && !strings.Contains(string(b), "SendMessageSuccess") && answer.StatusCode < 500 {
		c.t.Errorf("the message was answered with %s", b)
		return true
	}
	return err == nil && answer.StatusCode == http.StatusOK
}

// stream is what followers follow, and as whom.
type stream struct {
	name, token, query string
	variables          map[string]any
}

const events = `{ __typename ... on StreamReady { cursor } ... on StreamGap { cursor reason } ... on %s { cursor seq } } }`

func (c *clinic) streams() []stream {
	of := func(field, typename string) string { return "subscription" + field + fmt.Sprintf(events, typename) }
	return []stream{
		{outbox.Messages(c.visit), c.patient, of(`($id: ID!, $after: Cursor) { visitMessages(visitId: $id, after: $after)`, "MessageAdded"),
			map[string]any{"id": c.visit}},
		{outbox.Appointment(c.appointment), c.patient, of(`($id: ID!, $after: Cursor) { appointmentChanged(id: $id, after: $after)`, "AppointmentChanged"),
			map[string]any{"id": c.appointment}},
		{outbox.Board(c.practitionerID), c.practitioner, of(`($date: Date!, $after: Cursor) { practitionerBoard(date: $date, after: $after)`, "BoardChanged"),
			map[string]any{"date": c.date}},
		{outbox.Availability(c.practitionerID), "", of(`($id: ID!, $after: Cursor) { availabilityChanged(practitionerId: $id,
			from: "2000-01-01T00:00:00Z", to: "2100-01-01T00:00:00Z", after: $after)`, "AvailabilityChanged"), map[string]any{"id": c.practitionerID}},
	}
}

// follower is a client that comes back whenever it is cut off.
type follower struct {
	*clinic
	stream stream
	url    func() string

	mu      sync.Mutex
	isReady bool
	conn    *websocket.Conn
	cursor  string
	first   int64 // after which it has begun
	seqs    []int64
	refused string
}

func (f *follower) follow(ctx context.Context) {
	for ctx.Err() == nil {
		if err := f.once(ctx); err != nil && ctx.Err() == nil {
			time.Sleep(20 * time.Millisecond)
		}
	}
}

// once follows on one socket until that ends.
func (f *follower) once(ctx context.Context) error {
	conn, _, err := websocket.Dial(ctx, f.url()+"/graphql", &websocket.DialOptions{Subprotocols: []string{"graphql-transport-ws"}})
	if err != nil {
		return err
	}
	defer func() { f.set(nil); _ = conn.CloseNow() }()
	variables := f.begin()
	for _, m := range []map[string]any{
		{"type": "connection_init", "payload": f.credentials()},
		{"id": "1", "type": "subscribe", "payload": map[string]any{"query": f.stream.query, "variables": variables}},
	} {
		b, _ := json.Marshal(m)
		if err := conn.Write(ctx, websocket.MessageText, b); err != nil {
			return err
		}
		if m["type"] == "connection_init" {
			if _, _, err := conn.Read(ctx); err != nil { // the acknowledgement
				return err
			}
		}
	}
	f.set(conn)
	for {
		_, b, err := conn.Read(ctx)
		if err != nil {
			return err
		}
		if err := f.take(b); err != nil {
			return err
		}
	}
}

func (f *follower) credentials() map[string]string {
	if f.stream.token == "" {
		return nil
	}
	return map[string]string{"authorization": "Bearer " + f.stream.token}
}

func (f *follower) begin() map[string]any {
	f.mu.Lock()
	defer f.mu.Unlock()
	variables := map[string]any{}
	for name, value := range f.stream.variables {
		variables[name] = value
	}
	if f.cursor != "" {
		variables["after"] = f.cursor
	}
	return variables
}

func (f *follower) set(conn *websocket.Conn) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.conn = conn
}

func (f *follower) drop() bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.conn == nil {
		return false
	}
	go f.conn.CloseNow()
	f.conn = nil
	return true
}

func (f *follower) take(b []byte) error {
	var m struct {
		Type    string
		Payload json.RawMessage
	}
	if err := json.Unmarshal(b, &m); err != nil {
		return err
	}
	switch m.Type {
	case "next":
		return f.note(m.Payload)
	case "error":
		f.mu.Lock()
		defer f.mu.Unlock()
		f.refused = string(m.Payload)
		return errors.New("refused")
	}
	return nil
}

func (f *follower) note(payload []byte) error {
	var answer struct {
		Data map[string]struct {
			Typename string `json:"__typename"`
			Cursor   string
			Seq      int64
		}
	}
	if err := json.Unmarshal(payload, &answer); err != nil {
		return err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, e := range answer.Data {
		switch e.Typename {
		case "StreamReady":
			if f.cursor == "" {
				f.first = place(f.t, f.stream.name, e.Cursor)
			} else if e.Cursor != f.cursor {
				f.refused = "it goes on from another place"
			}
			f.isReady = true
		case "StreamGap":
			f.refused = "there is a gap"
		default:
			f.seqs = append(f.seqs, e.Seq)
		}
		f.cursor = e.Cursor
	}
	return nil
}

// place reads the number out of a cursor.
func place(t *testing.T, stream, cursor string) int64 {
	b, err := base64.RawURLEncoding.DecodeString(cursor)
	name, text, _ := strings.Cut(string(b), "\x00")
	seq, bad := strconv.ParseInt(text, 10, 64)
	if err != nil || bad != nil || name != stream {
		t.Errorf("%q is no cursor of %s", b, stream)
	}
	return seq
}

// await waits until ok, which is asked under the lock.
func (f *follower) await(ok func() bool) {
	f.t.Helper()
	for end := time.Now().Add(30 * time.Second); time.Now().Before(end); time.Sleep(10 * time.Millisecond) {
		f.mu.Lock()
		is := ok()
		f.mu.Unlock()
		if is {
			return
		}
	}
}

// mustHave returns how many events the follower has heard.
func (f *follower) mustHave(log []int64) int {
	f.t.Helper()
	f.await(func() bool { return len(f.seqs) >= len(log) })
	f.mu.Lock()
	defer f.mu.Unlock()
	if !slices.Equal(f.seqs, log) || f.refused != "" {
		f.t.Errorf("%s: heard %v\nthe log has %v\n%s", f.stream.name, f.seqs, log, f.refused)
	}
	return len(f.seqs)
}

// log is what a follower has to have heard.
func (c *clinic) log(f *follower) (seqs []int64) {
	c.t.Helper()
	f.mu.Lock()
	first := f.first
	f.mu.Unlock()
	found, err := c.store.StreamEvent.Query().Where(streamevent.Stream(f.stream.name), streamevent.SeqGT(first)).
		Order(streamevent.BySeq()).All(testkit.System(c.t, policy.Plumbing))
	testkit.Must(c.t, found, err)
	for _, e := range found {
		if f.stream.variables["date"] == nil || e.FromAt == nil || c.isToday(*e.FromAt) {
			seqs = append(seqs, e.Seq)
		}
	}
	return seqs
}
