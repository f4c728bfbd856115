// Package demo is a payment provider inside the process that behaves like a
// real one: a checkout page of its own, money that may come late or not at
// all, and signed webhooks over HTTP that come at least once and in any order.
// No real money moves; never serve it where people pay.
package demo

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"

	"televisit/internal/pay"
)

// Path is where the handler is to be mounted.
const Path = "/checkout/demo/"

// Provider implements pay.Provider and is safe for concurrent use.
type Provider struct {
	options Options
	signer  *standardwebhooks.Webhook
	// kick tells the delivery loop that something has become due.
	kick chan struct{}

	mu      sync.Mutex
	entries map[string]*Entry // by ref
	byOrder map[string]*Entry
}

var _ pay.Provider = (*Provider)(nil)

// Open reads the journal and is ready to serve. Webhooks go out while Run runs.
func Open(options Options) (*Provider, error) {
	if len(options.Secret) == 0 {
		return nil, errors.New("open demo payments: a secret is needed")
	}
	signer, err := standardwebhooks.NewWebhookRaw(options.Secret)
	if err != nil {
		return nil, fmt.Errorf("open demo payments: %w", err)
	}
	entries, err := load(options.Folder)
	if err != nil {
		return nil, fmt.Errorf("open demo payments: %w", err)
	}
	p := &Provider{
		options: options.withDefaults(),
		signer:  signer,
		kick:    make(chan struct{}, 1),
		entries: map[string]*Entry{},
		byOrder: map[string]*Entry{},
	}
	for _, entry := range entries {
		p.add(entry)
	}
	return p, nil
}

func (p *Provider) add(entry *Entry) {
	p.entries[entry.Ref] = entry
	p.byOrder[entry.Order.ID] = entry
}

// Name implements pay.Provider.
func (p *Provider) Name() string { return "demo" }

// Create implements pay.Provider.
func (p *Provider) Create(_ context.Context, order pay.Order) (pay.Checkout, error) {
	if err := p.Accepts(order); err != nil {
		return pay.Checkout{}, err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if known := p.byOrder[order.ID]; known != nil {
		return p.repeat(known, order)
	}
	entry := newEntry(order, p.now(), p.options.TTL)
	if err := p.save(entry); err != nil {
		return pay.Checkout{}, err
	}
	p.add(entry)
	return p.checkout(entry), nil
}

// Remember takes an order that was paid before: no webhook tells of it. The
// seed of the demo uses it.
func (p *Provider) Remember(order pay.Order, paidAt time.Time) (ref string, err error) {
	if err := p.Accepts(order); err != nil {
		return "", err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	entry := newEntry(order, paidAt, p.options.TTL)
	entry.Status = pay.Succeeded
	if err := p.save(entry); err != nil {
		return "", err
	}
	p.add(entry)
	return entry.Ref, nil
}

// repeat answers a second Create of the same order.
func (p *Provider) repeat(known *Entry, order pay.Order) (pay.Checkout, error) {
	if known.Order.AmountMinor != order.AmountMinor || known.Order.Currency != order.Currency {
		return pay.Checkout{}, fmt.Errorf("order %s was made with another sum: %w", order.ID, pay.ErrRefused)
	}
	return p.checkout(known), nil
}

func (p *Provider) checkout(entry *Entry) pay.Checkout {
	return pay.Checkout{Ref: entry.Ref, URL: p.options.BaseURL + Path + entry.Ref, ExpiresAt: entry.ExpiresAt}
}

// Query implements pay.Provider.
func (p *Provider) Query(_ context.Context, ref string) (pay.State, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	entry := p.entries[ref]
	if entry == nil {
		return pay.State{}, pay.ErrUnknownRef
	}
	return entry.state(), nil
}

// Refund implements pay.Provider.
func (p *Provider) Refund(_ context.Context, ref string, amountMinor int64, key string) error {
	return p.change(ref, func(entry *Entry, now time.Time) error {
		return entry.refund(amountMinor, key, now)
	})
}

// change applies one step to a checkout and saves it before anybody sees it:
// the step works on a copy, so that a full disk leaves memory as the file is.
func (p *Provider) change(ref string, step func(*Entry, time.Time) error) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	entry := p.entries[ref]
	if entry == nil {
		return pay.ErrUnknownRef
	}
	next := entry.clone()
	if err := step(next, p.now()); err != nil {
		return err
	}
	if err := p.save(next); err != nil {
		return err
	}
	p.add(next)
	p.wake()
	return nil
}

func (p *Provider) wake() {
	select {
	case p.kick <- struct{}{}:
	default:
	}
}

func (p *Provider) now() time.Time { return p.options.Clock.Now() }
