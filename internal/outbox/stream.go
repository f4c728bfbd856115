// Package outbox writes, inside a transition's transaction, what is to happen
// because of it: events of streams that clients resume, and jobs that workers do.
package outbox

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"televisit/ent"
	"televisit/ent/db"
	"televisit/ent/db/streamevent"
	"televisit/ent/db/streamhead"
	"televisit/ent/policy"
	"televisit/internal/viewer"
)

// Names of streams.
func Appointment(id string) string            { return "appointment:" + id }
func Availability(practitioner string) string { return "availability:" + practitioner }
func Messages(visit string) string            { return "messages:" + visit }
func Board(practitioner string) string        { return "board:" + practitioner }

// Floor is the stream of all visits, for the desk.
const Floor = "floor"

// Withdrawals is the stream of consents that are withdrawn, for the desk.
const Withdrawals = "withdrawals"

// Kinds of events of the stream of withdrawals.
const (
	Withdrawn       = "WITHDRAWN"
	WithdrawalEnded = "WITHDRAWAL_ENDED" // erased, or given again
)

// Kinds of events of an availability stream.
const (
	Taken   = "TAKEN"   // no time that touches the interval is free any more
	Freed   = "FREED"   // read the times of the interval anew
	Changed = "CHANGED" // as Freed, because of the schedule
)

// GuestLink is an event of an appointment's stream: how the message with a
// guest's link went.
const GuestLink = "GUEST_LINK"

// Event is one event of a stream.
type Event struct {
	Seq     int64
	Kind    string
	Subject string
	// From and To are set for events about an interval.
	From, To *time.Time
}

// Emit appends an event to a stream. The stream's head is raised in the same
// transaction, so whoever reads seq n has every event before it.
func Emit(ctx context.Context, tx *db.Tx, stream string, e Event) (int64, error) {
	seqs, err := EmitAll(ctx, tx, e, stream)
	return seqs[stream], err
}

// EmitAll appends an event to several streams, each named once, and returns the
// seq in each of them. It takes two statements, however many they are.
func EmitAll(ctx context.Context, tx *db.Tx, e Event, streams ...string) (seqs map[string]int64, err error) {
	sys := viewer.System(ctx, policy.Plumbing)
	if seqs, err = raise(sys, tx, streams); err != nil {
		return nil, fmt.Errorf("raise the streams: %w", err)
	}
	rows := make([]*db.StreamEventCreate, 0, len(streams))
	for _, stream := range streams {
		rows = append(rows, tx.StreamEvent.Create().SetStream(stream).SetSeq(seqs[stream]).SetKind(e.Kind).SetSubject(e.Subject).
			SetNillableFromAt(e.From).SetNillableToAt(e.To))
	}
	if err := tx.StreamEvent.CreateBulk(rows...).Exec(sys); err != nil {
		return nil, fmt.Errorf("append to the streams: %w", err)
	}
	for stream, seq := range seqs {
		ent.Touched(ctx, stream, seq)
	}
	return seqs, nil
}

// raise locks the heads in the order of the streams.
func raise(ctx context.Context, tx *db.Tx, streams []string) (map[string]int64, error) {
	places, args := make([]string, len(streams)), make([]any, len(streams))
	for i, stream := range streams {
		places[i], args[i] = fmt.Sprintf("($%d, 1)", i+1), stream
	}
	rows, err := tx.QueryContext(ctx, `INSERT INTO stream_heads (id, seq) VALUES `+strings.Join(places, ", ")+`
		ON CONFLICT (id) DO UPDATE SET seq = stream_heads.seq + 1 RETURNING id, seq`, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	seqs := make(map[string]int64, len(streams))
	for rows.Next() {
		var stream string
		var seq int64
		if err := rows.Scan(&stream, &seq); err != nil {
			return nil, err
		}
		seqs[stream] = seq
	}
	return seqs, errors.Join(rows.Err(), rows.Close())
}

// Head is the newest seq of a stream; 0 for one without events.
func Head(ctx context.Context, c *db.Client, stream string) (int64, error) {
	head, err := c.StreamHead.Query().Where(streamhead.ID(stream)).Only(viewer.System(ctx, policy.Plumbing))
	if db.IsNotFound(err) {
		return 0, nil
	}
	if err != nil {
		return 0, fmt.Errorf("read stream head: %w", err)
	}
	return head.Seq, nil
}

// Heads are the newest seqs of those streams that have events.
func Heads(ctx context.Context, c *db.Client, streams []string) (map[string]int64, error) {
	found, err := c.StreamHead.Query().Where(streamhead.IDIn(streams...)).All(viewer.System(ctx, policy.Plumbing))
	if err != nil {
		return nil, fmt.Errorf("read stream heads: %w", err)
	}
	heads := make(map[string]int64, len(found))
	for _, h := range found {
		heads[h.ID] = h.Seq
	}
	return heads, nil
}

// After reads at most n events of a stream that follow seq, oldest first.
func After(ctx context.Context, c *db.Client, stream string, seq int64, n int) ([]Event, error) {
	found, err := c.StreamEvent.Query().
		Where(streamevent.Stream(stream), streamevent.SeqGT(seq)).
		Order(streamevent.BySeq()).Limit(n).All(viewer.System(ctx, policy.Plumbing))
	if err != nil {
		return nil, fmt.Errorf("read stream: %w", err)
	}
	events := make([]Event, len(found))
	for i, e := range found {
		events[i] = Event{Seq: e.Seq, Kind: e.Kind, Subject: e.Subject, From: e.FromAt, To: e.ToAt}
	}
	return events, nil
}
