package demo

import (
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"televisit/internal/pay"
)

// Entry is one checkout as the journal keeps it.
type Entry struct {
	Ref   string    `json:"ref"`
	Order pay.Order `json:"order"`
	// Status is Failed after a decline, and the person may try again.
	Status    pay.Status `json:"status"`
	CreatedAt time.Time  `json:"createdAt"`
	ExpiresAt time.Time  `json:"expiresAt"`
	ChangedAt time.Time  `json:"changedAt"`
	// LateAt is when the bank will answer, after the person chose that it answers later.
	LateAt  *time.Time `json:"lateAt,omitempty"`
	Refunds []Refund   `json:"refunds,omitempty"`
	Events  []Webhook  `json:"events,omitempty"`
}

// Webhook is one event and what became of its delivery.
type Webhook struct {
	ID          string          `json:"id"`
	Body        json.RawMessage `json:"body"`
	Attempts    int             `json:"attempts"`
	NextAt      time.Time       `json:"nextAt"`
	DeliveredAt *time.Time      `json:"deliveredAt,omitempty"`
	LastError   string          `json:"lastError,omitempty"`
}

// Refusals of the page's buttons.
var (
	errPaid    = fmt.Errorf("already paid: %w", pay.ErrRefused)
	errWaiting = fmt.Errorf("the bank has not answered yet: %w", pay.ErrRefused)
	errExpired = fmt.Errorf("expired: %w", pay.ErrRefused)
)

func newEntry(order pay.Order, now time.Time, ttl time.Duration) *Entry {
	return &Entry{
		Ref:       "demo_" + rand.Text(),
		Order:     order,
		Status:    pay.Pending,
		CreatedAt: now,
		ChangedAt: now,
		ExpiresAt: now.Add(ttl),
	}
}

func (e *Entry) clone() *Entry {
	c := *e
	c.Refunds = slices.Clone(e.Refunds)
	c.Events = slices.Clone(e.Events)
	return &c
}

// payable says whether a button of the page may still do something.
func (e *Entry) payable(now time.Time) error {
	switch {
	case e.Status == pay.Succeeded || e.Status == pay.Refunded:
		return errPaid
	case e.LateAt != nil:
		return errWaiting
	case e.Status == pay.Cancelled || !now.Before(e.ExpiresAt):
		return errExpired
	}
	return nil
}

func (e *Entry) succeed(now time.Time) error {
	if err := e.payable(now); err != nil {
		return err
	}
	return e.become(pay.Succeeded, now)
}

func (e *Entry) decline(now time.Time) error {
	if err := e.payable(now); err != nil {
		return err
	}
	return e.become(pay.Failed, now)
}

// later makes the bank answer after a while; nothing is sent until then.
func (e *Entry) later(now time.Time, after time.Duration) error {
	if err := e.payable(now); err != nil {
		return err
	}
	at := now.Add(after)
	e.LateAt, e.Status, e.ChangedAt = &at, pay.Pending, now
	return nil
}

// ripen lets time do its part: the late answer, and the end of an unpaid checkout.
func (e *Entry) ripen(now time.Time) error {
	switch {
	case e.LateAt != nil && !now.Before(*e.LateAt):
		e.LateAt = nil
		return e.become(pay.Succeeded, now)
	case e.ripensAt(now):
		return e.become(pay.Cancelled, now)
	}
	return nil
}

// ripensAt says whether ripen would change anything.
func (e *Entry) ripensAt(now time.Time) bool {
	if e.LateAt != nil {
		return !now.Before(*e.LateAt)
	}
	return (e.Status == pay.Pending || e.Status == pay.Failed) && !now.Before(e.ExpiresAt)
}

// become moves to a status and queues its event.
func (e *Entry) become(status pay.Status, now time.Time) error {
	e.Status, e.ChangedAt = status, now
	return e.queue(pay.Event{Status: status, AmountMinor: e.Order.AmountMinor, At: now})
}

func (e *Entry) state() pay.State {
	return pay.State{
		Ref:           e.Ref,
		OrderID:       e.Order.ID,
		Status:        e.Status,
		AmountMinor:   e.Order.AmountMinor,
		Currency:      e.Order.Currency,
		RefundedMinor: e.refunded(),
		At:            e.ChangedAt,
	}
}

// queue adds an event to be delivered at once. The body is kept as it will be
// signed: a repeated delivery is the same bytes.
func (e *Entry) queue(event pay.Event) error {
	event.ID, event.Ref, event.OrderID, event.Currency = "evt_"+rand.Text(), e.Ref, e.Order.ID, e.Order.Currency
	body, err := json.Marshal(toWire(event))
	if err != nil {
		return errors.Join(errors.New("write event"), err)
	}
	e.Events = append(e.Events, Webhook{ID: event.ID, Body: body, NextAt: event.At})
	return nil
}
