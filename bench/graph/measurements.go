package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"time"
)

var measurements = []struct {
	name string
	run  func(*server) (figures, error)
}{
	{"idle: 2,000 sockets with a subscription each", idle},
	{"fan-out: one room, 1,000 subscribers", func(s *server) (figures, error) { return deliver(s, 1, 1000, 20) }},
	{"rooms: 500 rooms of two, 500 messages a second", func(s *server) (figures, error) { return deliver(s, 500, 2, 500) }},
	{"nested: a query of 20 objects", nested},
	{"delay: 2,000 sockets, two subscriptions each", delay},
}

const (
	posted = `subscription($room: ID!) { posted(room: $room) { id seq text author { id name role } } }`
	post   = `mutation($room: ID!, $text: String!) { post(room: $room, text: $text) { id seq } }`
	query  = `query($id: ID!) { room(id: $id) { id name owner { id name role } messages { id seq text author { id name role } } } }`
)

func idle(s *server) (figures, error) {
	const sockets = 2000
	before, err := s.usage(true)
	if err != nil {
		return nil, err
	}
	clients, err := connectAll(s, sockets, func(i int) []string { return []string{roomID(i)} })
	defer closeAll(clients)
	if err != nil {
		return nil, err
	}
	time.Sleep(2 * time.Second) // what began has come to rest
	after, err := s.usage(true)
	return figures{
		"KB a socket, heap and stacks": float64(after.Heap-before.Heap) / sockets / 1000,
		"KB a socket, resident":        (float64(after.Resident) - float64(before.Resident)) / sockets / 1000,
		"goroutines a socket":          float64(after.Goroutines-before.Goroutines) / sockets,
	}, err
}

func roomID(i int) string { return "room_" + strconv.Itoa(i) }

// connectAll opens sockets that follow the rooms of each.
func connectAll(s *server, n int, rooms func(i int) []string) ([]*client, error) {
	clients := make([]*client, 0, n)
	for i := range n {
		c, err := connect(s.addr)
		if err != nil {
			return clients, fmt.Errorf("socket %d: %w", i, err)
		}
		clients = append(clients, c)
		for j, room := range rooms(i) {
			if err := c.subscribe(strconv.Itoa(j), posted, map[string]any{"room": room}); err != nil {
				return clients, err
			}
		}
	}
	return clients, nil
}

func closeAll(clients []*client) {
	for _, c := range clients {
		_ = c.conn.Close()
	}
}

// deliver posts messages for some seconds and sees that everybody gets all of
// them. The cost of the mutations counts.
func deliver(s *server, rooms, each, rate int) (figures, error) {
	messages := int(10 * *scale * float64(rate))
	clients, err := connectAll(s, rooms*each, func(i int) []string { return []string{roomID(i / each)} })
	defer closeAll(clients)
	if err != nil {
		return nil, err
	}
	time.Sleep(2 * time.Second)
	return spend(s, messages*each, func() error {
		return exchange(s, clients, messages, rate, rooms, messages/rooms, func([]byte) {})
	})
}

// spend says what the server has used for so many deliveries.
func spend(s *server, deliveries int, work func() error) (figures, error) {
	before, err := s.usage(false)
	if err != nil {
		return nil, err
	}
	if err := work(); err != nil {
		return nil, err
	}
	after, err := s.usage(false)
	return figures{"CPU s a million deliveries": (after.CPU - before.CPU) / float64(deliveries) * 1e6}, err
}

// exchange posts to the rooms in turn while every client reads its share.
func exchange(s *server, clients []*client, messages, rate, rooms, share int, seen func([]byte)) error {
	var group sync.WaitGroup
	failed := make(chan error, len(clients)+1)
	for _, c := range clients {
		group.Go(func() {
			for range share {
				b, err := c.next(30 * time.Second)
				if err != nil {
					failed <- err
					return
				}
				seen(b)
			}
		})
	}
	if err := postAll(s, messages, rate, rooms); err != nil {
		return err
	}
	group.Wait()
	close(failed)
	return <-failed
}

func postAll(s *server, messages, rate, rooms int) error {
	const posters = 8
	var group sync.WaitGroup
	var next atomic.Int64
	failed := make(chan error, posters)
	start := time.Now()
	for range posters {
		group.Go(func() {
			for {
				n := int(next.Add(1)) - 1
				if n >= messages {
					return
				}
				time.Sleep(time.Until(start.Add(time.Duration(n) * time.Second / time.Duration(rate))))
				text := "Добрый день! " + strconv.FormatInt(time.Now().UnixNano(), 10) + "."
				if err := ask(s, post, map[string]any{"room": roomID(n % rooms), "text": text}); err != nil {
					failed <- err
					return
				}
			}
		})
	}
	group.Wait()
	close(failed)
	return <-failed
}

var web = &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 32}}

func ask(s *server, query string, variables map[string]any) error {
	body, err := json.Marshal(map[string]any{"query": query, "variables": variables})
	if err != nil {
		return err
	}
	answer, err := web.Post("http://"+s.addr+"/graphql", "application/json", bytes.NewReader(body))
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	b, err := io.ReadAll(answer.Body)
	if err == nil && !bytes.HasPrefix(b, []byte(`{"data":`)) {
		err = fmt.Errorf("answered %s", b)
	}
	return err
}

func nested(s *server) (figures, error) {
	const askers, warm = 4, 500
	for range warm {
		if err := ask(s, query, map[string]any{"id": "room_1"}); err != nil {
			return nil, err
		}
	}
	before, err := s.usage(false)
	if err != nil {
		return nil, err
	}
	var group sync.WaitGroup
	var done atomic.Int64
	failed := make(chan error, askers)
	end := time.Now().Add(time.Duration(5 * *scale * float64(time.Second)))
	for range askers {
		group.Go(func() {
			for time.Now().Before(end) {
				if err := ask(s, query, map[string]any{"id": "room_1"}); err != nil {
					failed <- err
					return
				}
				done.Add(1)
			}
		})
	}
	group.Wait()
	close(failed)
	if err := <-failed; err != nil {
		return nil, err
	}
	after, err := s.usage(false)
	return figures{"requests a CPU second": float64(done.Load()) / (after.CPU - before.CPU)}, err
}

// delay is from the moment a message is posted until a subscriber has read it.
// Ten sockets follow each of 400 rooms.
func delay(s *server) (figures, error) {
	const sockets, rooms, rate = 2000, 400, 200
	messages := int(10*rate**scale) / rooms * rooms
	clients, err := connectAll(s, sockets, func(i int) []string {
		return []string{roomID(i % rooms), roomID((i + 1) % rooms)}
	})
	defer closeAll(clients)
	if err != nil {
		return nil, err
	}
	time.Sleep(2 * time.Second)
	var mu sync.Mutex
	var delays []float64
	seen := func(b []byte) {
		now := time.Now()
		from := bytes.LastIndex(b, []byte("! ")) + 2
		to := from + bytes.IndexByte(b[from:], '.')
		sent, _ := strconv.ParseInt(string(b[from:to]), 10, 64)
		mu.Lock()
		defer mu.Unlock()
		delays = append(delays, float64(now.UnixNano()-sent)/1e6)
	}
	f, err := spend(s, messages*sockets*2/rooms, func() error {
		return exchange(s, clients, messages, rate, rooms, messages/rooms*2, seen)
	})
	if err != nil {
		return nil, err
	}
	slices.Sort(delays)
	f["ms until seen, median"], f["ms until seen, p99"] = delays[len(delays)/2], delays[len(delays)*99/100]
	return f, nil
}
