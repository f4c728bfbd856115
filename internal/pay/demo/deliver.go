package demo

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"time"

	"golang.org/x/sync/errgroup"
)

const (
	// beat is how often the loop looks at the clock, which may be moved.
	beat = time.Second
	// parallel is how many webhooks are under way at once.
	parallel = 8
	// longestWait is the upper bound of the back-off.
	longestWait = 30 * time.Second
)

// Run delivers webhooks to the target until ctx ends, and lets late answers
// and expiries happen. An event is repeated until the target answers 2xx,
// however long that takes; what is not delivered when Run ends is kept.
func (p *Provider) Run(ctx context.Context, target string) error {
	ticks := time.NewTicker(beat)
	defer ticks.Stop()
	for {
		p.ripen()
		p.deliverDue(ctx, target)
		select {
		case <-ctx.Done():
			return nil
		case <-p.kick:
		case <-ticks.C:
		}
	}
}

// ripen lets late answers and expiries happen whose time has come.
func (p *Provider) ripen() {
	for _, ref := range p.ripe() {
		if err := p.change(ref, (*Entry).ripen); err != nil {
			slog.Error("a checkout did not move on", "ref", ref, "error", err)
		}
	}
}

func (p *Provider) ripe() (refs []string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := p.now()
	for ref, entry := range p.entries {
		if entry.ripensAt(now) {
			refs = append(refs, ref)
		}
	}
	return refs
}

// delivery is one event to be sent now.
type delivery struct {
	ref, id string
	body    []byte
}

func (p *Provider) due() (list []delivery) {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := p.now()
	for ref, entry := range p.entries {
		for _, event := range entry.Events {
			if event.DeliveredAt == nil && !now.Before(event.NextAt) {
				list = append(list, delivery{ref, event.ID, event.Body})
			}
		}
	}
	return list
}

func (p *Provider) deliverDue(ctx context.Context, target string) {
	var group errgroup.Group
	group.SetLimit(parallel)
	for _, d := range p.due() {
		group.Go(func() error {
			p.deliver(ctx, target, d)
			return nil
		})
	}
	_ = group.Wait()
}

// deliver makes one attempt and writes down how it went. An attempt cut off
// by the end of Run does not count: the next start makes it again.
func (p *Provider) deliver(ctx context.Context, target string, d delivery) {
	failure := p.post(ctx, target, d)
	if failure != nil && ctx.Err() != nil {
		return
	}
	err := p.change(d.ref, func(e *Entry, now time.Time) error {
		e.attempted(d.id, failure, now)
		return nil
	})
	if err != nil {
		slog.Error("a delivery was not written down", "event", d.id, "error", err)
	}
}

func (p *Provider) post(ctx context.Context, target string, d delivery) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, target, bytes.NewReader(d.body))
	if err != nil {
		return err
	}
	if err := p.sign(request.Header, d.id, d.body, p.now()); err != nil {
		return err
	}
	response, err := p.options.Client.Do(request)
	if err != nil {
		return err
	}
	_, drained := io.Copy(io.Discard, io.LimitReader(response.Body, 64<<10))
	if response.StatusCode/100 != 2 {
		return errors.Join(fmt.Errorf("answered %d", response.StatusCode), response.Body.Close())
	}
	return errors.Join(drained, response.Body.Close())
}

// attempted notes one attempt: delivered, or when to try again.
func (e *Entry) attempted(id string, failure error, now time.Time) {
	for i := range e.Events {
		if event := &e.Events[i]; event.ID == id {
			event.note(failure, now)
		}
	}
}

func (w *Webhook) note(failure error, now time.Time) {
	w.Attempts++
	if failure == nil {
		w.DeliveredAt, w.LastError = &now, ""
		return
	}
	w.LastError = failure.Error()
	w.NextAt = now.Add(backoff(w.Attempts))
}

// backoff doubles from one second.
func backoff(attempts int) time.Duration {
	return min(longestWait, time.Second<<min(attempts-1, 10))
}
