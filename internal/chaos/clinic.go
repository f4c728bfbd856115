package chaos

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"time"

	"televisit/internal/drive"
)

// Config is one run.
type Config struct {
	Seed uint64
	// For is how long patients live there while servers are killed.
	For time.Duration
	// Patients live at the same time; Times are the beginnings they want, per practitioner.
	Patients, Times int
	// Patience is how long refunds and the like may take afterwards; a minute when it is 0.
	Patience time.Duration
	// Calm kills nobody: what is left is people in each other's way.
	Calm  bool
	Nodes []*drive.Node
	// Bank is one that all nodes share; nil is the demo's, of which each node has
	// one of its own.
	Bank Bank
}

// Report says what has happened. A clinic that has kept its word has no violations.
type Report struct {
	Kills, Asked, Acknowledged, Refused, Unanswered int
	// SentAgain is how many of the unanswered were sent again at the end.
	SentAgain  int
	Violations []string
}

// clinic is the world of one run.
type clinic struct {
	Config
	practitioners []practitioner
	firstTime     time.Time
	times         int
	desk          *drive.Client
	before        int // at the bank, by the books

	mu     sync.Mutex
	people []*patient
	result Report
}

type practitioner struct {
	ID       string
	Services []service
}

type service struct {
	ID    string
	Price struct{ AmountMinor int }
}

// Run lives in the clinic and checks it. The nodes run afterwards; the error is
// about the run itself, not about the clinic.
func Run(ctx context.Context, config Config) (*Report, error) {
	c := &clinic{Config: config, times: config.Times, desk: drive.NewClient(config.Nodes...)}
	if c.Bank == nil {
		c.Bank = demoBank{}
	}
	defer c.desk.Close()
	for _, n := range c.Nodes {
		if err := n.Start(ctx); err != nil {
			return nil, err
		}
	}
	if err := c.look(ctx); err != nil {
		return nil, err
	}
	if err := c.live(ctx); err != nil {
		return nil, err
	}
	err := c.judge(ctx)
	return &c.result, err
}

// look finds out who works there and which times are far enough ahead.
func (c *clinic) look(ctx context.Context) error {
	var a struct {
		ServerTime    time.Time
		Practitioners struct{ Nodes []practitioner }
	}
	if err := c.desk.SignInStaff(ctx, "REGISTRAR"); err != nil {
		return fmt.Errorf("sign in at the desk: %w", err)
	}
	b, err := c.books(ctx)
	if err != nil {
		return err
	}
	c.before = b.at("AT_PROVIDER")
	err = ask(ctx, c.desk, `{ serverTime practitioners(first: 20) { nodes { id services { id price { amountMinor } } } } }`, nil, &a)
	if err != nil {
		return err
	}
	c.practitioners, c.firstTime = a.Practitioners.Nodes, a.ServerTime.Truncate(time.Hour).Add(30*time.Hour)
	for _, p := range c.practitioners { // visits can overlap in every way then, if anything lets them
		if err := c.desk.OpenAllDay(ctx, p.ID, c.firstTime.UTC()); err != nil {
			return err
		}
	}
	return nil
}

// live lets patients do what they do while nodes are killed.
func (c *clinic) live(ctx context.Context) error {
	over, cancel := context.WithTimeout(ctx, c.For)
	defer cancel()
	var all sync.WaitGroup
	for i := range c.Patients {
		all.Go(func() { c.lead(ctx, over, rand.New(rand.NewPCG(c.Seed, uint64(i)))) })
	}
	failed := make([]error, len(c.Nodes))
	for i, n := range c.Nodes {
		if c.Calm {
			break
		}
		all.Go(func() { failed[i] = c.kill(ctx, over, n, rand.New(rand.NewPCG(c.Seed, 1000+uint64(i)))) })
	}
	all.Wait()
	return errors.Join(failed...)
}

// lead is the life of one patient after another, until it is over.
func (c *clinic) lead(ctx, over context.Context, rng *rand.Rand) {
	for over.Err() == nil {
		p := c.newcomer(over, rng)
		for p.id != "" && over.Err() == nil && rng.IntN(60) > 0 {
			p.act(ctx)
		}
	}
}

func (c *clinic) newcomer(over context.Context, rng *rand.Rand) *patient {
	p := &patient{
		clinic: c, rng: rng, client: drive.NewClient(c.Nodes...), tried: map[string]bool{},
		phone: fmt.Sprintf("+7999%07d", rng.IntN(1e7)),
	}
	c.mu.Lock()
	c.people = append(c.people, p)
	c.mu.Unlock()
	id, err := p.client.SignUp(over, p.phone)
	if err != nil && !errors.Is(err, drive.ErrNoAnswer) && over.Err() == nil {
		c.report("sign up: %v", err)
	}
	if err == nil {
		p.id = id
	}
	return p
}

// kill kills a node at random moments and starts it again on its data.
func (c *clinic) kill(ctx, over context.Context, n *drive.Node, rng *rand.Rand) error {
	for {
		select {
		case <-over.Done():
			return nil
		case <-time.After(time.Duration(50+rng.IntN(1500)) * time.Millisecond):
		}
		n.Kill()
		if err := n.Start(ctx); err != nil {
			return err
		}
		c.mu.Lock()
		c.result.Kills++
		c.mu.Unlock()
	}
}

// judge checks before and after everything unanswered was sent again. What
// takes its time, such as refunds, gets it.
func (c *clinic) judge(ctx context.Context) error {
	if err := c.check(ctx, false); err != nil {
		return err
	}
	for _, p := range c.people {
		p.sendAgain(ctx)
	}
	patience := c.Patience
	if patience == 0 {
		patience = time.Minute
	}
	before := slices.Clone(c.result.Violations)
	for end := time.Now().Add(patience); ; {
		c.result.Violations = slices.Clone(before)
		if err := c.check(ctx, true); err != nil {
			return err
		}
		if len(c.result.Violations) == len(before) || time.Now().After(end) {
			return nil
		}
		select {
		case <-time.After(500 * time.Millisecond):
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
}

// sendAgain asks once more for everything that was never answered.
func (p *patient) sendAgain(ctx context.Context) {
	for _, v := range p.visits {
		for _, d := range v.deeds() {
			for d.fate == unknown && ctx.Err() == nil {
				d.send(ctx, p.client, p.report)
				p.again()
			}
		}
		v.place()
	}
}

func (v *visit) deeds() []*deed {
	all := slices.Concat([]*deed{v.hold, v.booking, v.move}, v.checkouts, v.messages, v.papers, []*deed{v.cancellation})
	return slices.DeleteFunc(all, func(d *deed) bool { return d == nil })
}

const manyViolations = 40

// report notes what should never be seen.
func (c *clinic) report(format string, args ...any) {
	for _, a := range args {
		if a == nil {
			return
		}
	}
	text := fmt.Errorf(format, args...).Error()
	c.mu.Lock()
	defer c.mu.Unlock()
	if !slices.Contains(c.result.Violations, text) && len(c.result.Violations) < manyViolations {
		c.result.Violations = append(c.result.Violations, text)
	}
}

func (c *clinic) count(d *deed) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.result.Asked++
	switch d.fate {
	case done:
		c.result.Acknowledged++
	case refused:
		c.result.Refused++
	case unknown:
		c.result.Unanswered++
	}
}

func (c *clinic) again() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.result.SentAgain++
}
