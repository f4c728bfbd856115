package signaling

import (
	"sync"
	"time"

	lru "github.com/hashicorp/golang-lru/v2"
	"golang.org/x/time/rate"

	"televisit/internal/fault"
	"televisit/internal/ident"
	"televisit/media"
)

const (
	// A check moves six megabytes: an account may begin a dozen at once, then one
	// in five minutes.
	checksAtOnce, checkEvery = 12, 5 * time.Minute
	accountsKept             = 10_000
)

// Measurer makes the connections of device checks; *media.SFU does.
type Measurer interface {
	Ways() []media.Way
	Check(media.Way) (*media.Check, error)
	ICEServers(participant string) []media.ICEServer
}

// Checks are the device checks of this node: of each account one at a time.
type Checks struct {
	measurer Measurer

	mu      sync.Mutex
	running map[string]*Check // by account
	begun   *lru.Cache[string, *rate.Limiter]
}

// Check is one device check; its ways do not change.
type Check struct {
	ID         string
	Offers     []WayOffer
	ICEServers []ICEServer
	ExpiresAt  time.Time
	ways       map[string]*media.Check
}

// WayOffer is the SDP of one way: UDP, TCP or RELAY.
type WayOffer struct{ Way, SDP string }

// NewChecks makes the service.
func NewChecks(m Measurer) *Checks {
	begun, _ := lru.New[string, *rate.Limiter](accountsKept) // fails for no size only
	return &Checks{measurer: m, running: map[string]*Check{}, begun: begun}
}

// Start begins a check for the account and ends the one before. Faults:
// RATE_LIMITED, ROOM_FULL when too many run on this node.
func (c *Checks) Start(accountID string) (*Check, error) {
	if !c.mayBegin(accountID) {
		return nil, fault.New(fault.RateLimited, "wait some minutes before the next check")
	}
	c.replace(accountID, nil)
	made := &Check{
		ID: ident.Make("chk"), ICEServers: c.measurer.ICEServers(accountID),
		ExpiresAt: time.Now().Add(media.CheckLife), ways: map[string]*media.Check{},
	}
	for _, way := range c.measurer.Ways() {
		one, err := c.measurer.Check(way)
		if err != nil {
			made.close()
			return nil, refusal(err)
		}
		made.ways[string(way)] = one
		made.Offers = append(made.Offers, WayOffer{string(way), one.Offer()})
	}
	c.replace(accountID, made)
	time.AfterFunc(media.CheckLife, func() { c.forget(accountID, made) })
	return made, nil
}

func (c *Checks) mayBegin(accountID string) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	limit, ok := c.begun.Get(accountID)
	if !ok {
		limit = rate.NewLimiter(rate.Every(checkEvery), checksAtOnce)
		c.begun.Add(accountID, limit)
	}
	return limit.Allow()
}

// replace ends the account's check and puts another in its place, or nothing.
func (c *Checks) replace(accountID string, next *Check) {
	c.mu.Lock()
	before := c.running[accountID]
	delete(c.running, accountID)
	if next != nil {
		c.running[accountID] = next
	}
	c.mu.Unlock()
	before.close()
}

func (c *Checks) forget(accountID string, one *Check) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.running[accountID] == one {
		delete(c.running, accountID)
	}
}

// Answer takes the client's answers, by way. Faults: SESSION_GONE for a check
// that is over or somebody else's, SIGNAL_REFUSED.
func (c *Checks) Answer(accountID, checkID string, answers []WayOffer) error {
	c.mu.Lock()
	one := c.running[accountID]
	c.mu.Unlock()
	if one == nil || one.ID != checkID {
		return fault.New(fault.SessionGone, "the check is over")
	}
	for _, answer := range answers {
		way := one.ways[answer.Way]
		if way == nil {
			return fault.New(fault.SignalRefused, "no offer was made for this way")
		}
		if err := way.Answer(answer.SDP); err != nil {
			return refusal(err)
		}
	}
	return nil
}

func (c *Check) close() {
	if c == nil {
		return
	}
	for _, way := range c.ways {
		way.Close()
	}
}
