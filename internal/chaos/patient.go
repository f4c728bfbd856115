package chaos

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/google/uuid"

	"televisit/internal/drive"
)

// patient is one person, and what it has done. Its loop owns it.
type patient struct {
	*clinic
	rng    *rand.Rand
	client *drive.Client
	phone  string
	id     string // empty when it is not known whether it is registered
	visits []*visit
	// refusals are visits that came to nothing.
	refusals []*visit
	// tried are practitioners and times, so that none is asked for twice.
	tried map[string]bool
}

// visit is what follows from a hold.
type visit struct {
	practitioner string
	service      service
	places       []time.Time // where it may stand; several while a move is unknown
	hold         *deed
	booking      *deed // nil until it was tried, as the others
	cancellation *deed
	move         *deed // the last one
	checkouts    []*deed
	messages     []*deed
	papers       []*deed
}

// act does one thing that a patient may think of.
func (p *patient) act(ctx context.Context) {
	if len(p.visits) == 0 || p.rng.IntN(100) < 15 {
		p.takeTime(ctx)
		return
	}
	v := p.visits[p.rng.IntN(len(p.visits))]
	switch n := p.rng.IntN(100); {
	case v.hold.fate != done:
	case v.booking == nil:
		p.bookIt(ctx, v)
	case v.booking.fate != done || v.cancellation != nil:
	case n < 40:
		p.pay(ctx, v)
	case n < 60:
		p.write(ctx, v)
	case n < 75:
		p.sendPaper(ctx, v)
	case n < 85:
		p.moveIt(ctx, v)
	default:
		v.cancellation = p.do(ctx, cancel, map[string]any{"appointment": v.hold.id})
	}
}

// do asks for a deed. Now and then an answer gets lost on the way, and people
// press the button again; what was not answered they may leave at that.
func (p *patient) do(ctx context.Context, k *kind, variables map[string]any, files ...drive.Part) *deed {
	key := uuid.Must(uuid.NewRandomFromReader(reader{p.rng}))
	variables["key"] = key.String()
	d := &deed{kind: k, variables: variables, files: files}
	d.send(ctx, p.client, p.report)
	for d.fate == unknown && p.rng.IntN(2) == 0 || d.fate == done && p.rng.IntN(8) == 0 {
		d.send(ctx, p.client, p.report)
	}
	p.count(d)
	return d
}

// reader makes keys from the seed.
type reader struct{ *rand.Rand }

func (r reader) Read(b []byte) (int, error) {
	for i := range b {
		b[i] = byte(r.Uint32())
	}
	return len(b), nil
}

func (p *patient) takeTime(ctx context.Context) {
	x := p.practitioners[p.rng.IntN(len(p.practitioners))]
	at, ok := p.somewhen(x.ID)
	if !ok {
		return
	}
	v := &visit{practitioner: x.ID, service: x.Services[p.rng.IntN(len(x.Services))], places: []time.Time{at}}
	v.hold = p.do(ctx, hold, map[string]any{
		"practitioner": x.ID, "service": v.service.ID, "patient": p.id, "at": at.Format(time.RFC3339),
	})
	if v.hold.fate == refused {
		p.refusals = append(p.refusals, v)
		p.sendAgain(ctx) // what is not known may be why
	} else {
		p.visits = append(p.visits, v)
	}
}

// somewhen is a time that the patient has not asked for yet. There are few, so
// that people get in each other's way.
func (p *patient) somewhen(practitioner string) (time.Time, bool) {
	at := p.firstTime.Add(time.Duration(p.rng.IntN(p.times)) * 10 * time.Minute)
	key := practitioner + at.String()
	if p.tried[key] {
		return at, false
	}
	p.tried[key] = true
	return at, true
}

func (p *patient) bookIt(ctx context.Context, v *visit) {
	v.booking = p.do(ctx, book, map[string]any{"appointment": v.hold.id, "reason": p.words()})
}

// words are found nowhere else.
func (p *patient) words() string { return fmt.Sprintf("слова %016x", p.rng.Uint64()) }

func (p *patient) moveIt(ctx context.Context, v *visit) {
	at, ok := p.somewhen(v.practitioner)
	if !ok || len(v.places) > 1 {
		return
	}
	v.move = p.do(ctx, move, map[string]any{"appointment": v.hold.id, "at": at.Format(time.RFC3339)})
	v.places = append(v.places, at)
	v.place()
}

// place forgets where a visit does not stand, once the last move was answered.
func (v *visit) place() {
	if v.move == nil || v.move.fate == unknown || len(v.places) == 1 {
		return
	}
	v.places = map[bool][]time.Time{true: v.places[1:], false: v.places[:1]}[v.move.fate == done]
}

func (p *patient) write(ctx context.Context, v *visit) {
	room := p.room(ctx, v)
	if room == "" {
		return
	}
	v.messages = append(v.messages, p.do(ctx, message, map[string]any{"visit": room, "text": p.words()}))
}

// room is the id of the visit itself; empty while it is not booked.
func (p *patient) room(ctx context.Context, v *visit) string {
	var a struct {
		Appointment *struct{ Visit *struct{ ID string } }
	}
	p.read(ctx, `query($id: ID!) { appointment(id: $id) { visit { id } } }`, map[string]any{"id": v.hold.id}, &a)
	if a.Appointment == nil || a.Appointment.Visit == nil {
		return ""
	}
	return a.Appointment.Visit.ID
}

func (p *patient) sendPaper(ctx context.Context, v *visit) {
	words := p.words()
	paper := drive.Part{Name: words + ".txt", Content: "Анализ крови: " + words + "\n"}
	v.papers = append(v.papers, p.do(ctx, upload, map[string]any{"appointment": v.hold.id}, paper))
}

// pay opens the bank's page and presses a button there.
func (p *patient) pay(ctx context.Context, v *visit) {
	d := p.do(ctx, checkout, map[string]any{"appointment": v.hold.id})
	v.checkouts = append(v.checkouts, d)
	if d.fate != done || p.rng.IntN(10) == 0 { // the window may be closed
		return
	}
	p.Bank.Press(ctx, p.client, d.url, p.rng.IntN(5) > 0)
}

// read asks until there is an answer.
func (p *patient) read(ctx context.Context, query string, variables map[string]any, out any) {
	p.report("%w", ask(ctx, p.client, query, variables, out))
}

func ask(ctx context.Context, c *drive.Client, query string, variables map[string]any, out any) error {
	for {
		err := c.Ask(ctx, query, variables, out)
		if !errors.Is(err, drive.ErrNoAnswer) || ctx.Err() != nil {
			return err
		}
	}
}
