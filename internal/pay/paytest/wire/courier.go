package wire

import (
	"bytes"
	"context"
	"net/http"
	"slices"
	"sync"
)

// Letter is one webhook and what became of it.
type Letter struct {
	ID, Type string
	Body     []byte
	Attempts int
	// Status is the last answer; 0 when there was none.
	Status int
}

// Arrived says whether the receiver has taken it.
func (l Letter) Arrived() bool { return l.Status/100 == 2 }

// Courier brings webhooks to Endpoint, again and again until they are taken.
type Courier struct {
	Endpoint string
	Client   *http.Client
	// Sign adds what proves the sender; nil for providers that sign nothing.
	Sign func(header http.Header, body []byte)

	mu      sync.Mutex
	letters []*Letter
}

// Post takes a letter; it goes out with the next delivery.
func (c *Courier) Post(id, kind string, body []byte) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.letters = append(c.letters, &Letter{ID: id, Type: kind, Body: body})
}

// Letters is a readable copy of everything posted, oldest first.
func (c *Courier) Letters() (list []Letter) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, letter := range c.letters {
		list = append(list, *letter)
	}
	return list
}

// Deliver tries once what has not arrived, oldest first.
func (c *Courier) Deliver(ctx context.Context) { c.deliver(ctx, c.waiting()) }

// DeliverBackwards does it newest first.
func (c *Courier) DeliverBackwards(ctx context.Context) {
	list := c.waiting()
	slices.Reverse(list)
	c.deliver(ctx, list)
}

// Repeat brings everything once more, as "at least once" allows.
func (c *Courier) Repeat(ctx context.Context) {
	c.mu.Lock()
	list := slices.Clone(c.letters)
	c.mu.Unlock()
	c.deliver(ctx, list)
}

func (c *Courier) waiting() (list []*Letter) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, letter := range c.letters {
		if !letter.Arrived() {
			list = append(list, letter)
		}
	}
	return list
}

// deliver holds no lock while the receiver works: it may call the provider back.
func (c *Courier) deliver(ctx context.Context, list []*Letter) {
	for _, letter := range list {
		status := c.send(ctx, letter.Body)
		c.mu.Lock()
		letter.Attempts, letter.Status = letter.Attempts+1, status
		c.mu.Unlock()
	}
}

func (c *Courier) send(ctx context.Context, body []byte) int {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, c.Endpoint, bytes.NewReader(body))
	if err != nil {
		return 0
	}
	r.Header.Set("Content-Type", "application/json")
	if c.Sign != nil {
		c.Sign(r.Header, body)
	}
	answer, err := c.Client.Do(r)
	if err != nil {
		return 0
	}
	_ = answer.Body.Close()
	return answer.StatusCode
}
