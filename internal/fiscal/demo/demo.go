// Package demo is a cash register inside the process: it numbers receipts,
// keeps them in a folder, and shows each on a page that can be printed. What it
// prints has no fiscal force; never serve it where people pay.
package demo

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"televisit/internal/clock"
	"televisit/internal/fiscal"
)

// Path is where the handler is to be mounted.
const Path = "/receipts/demo/"

// ErrLost is an answer that has got lost on the way: the receipt is printed.
var ErrLost = errors.New("the answer of the register got lost")

// Register implements fiscal.Register and is safe for concurrent use.
type Register struct {
	// Folder keeps one file a receipt.
	Folder string
	// BaseURL is the server's public address.
	BaseURL string
	// Merchant is the clinic's name on the page.
	Merchant string
	// Zone is where the register stands.
	Zone  *time.Location
	Clock clock.Clock

	mu      sync.Mutex
	printed map[string]Printed
	lose    int
}

var _ fiscal.Register = (*Register)(nil)

// Printed is one line of the register's journal.
type Printed struct {
	Receipt  fiscal.Receipt  `json:"receipt"`
	Document fiscal.Document `json:"document"`
}

// Open reads the journal of a folder, which it makes when it is missing.
func (r *Register) Open() error {
	r.printed = map[string]Printed{}
	if err := os.MkdirAll(r.Folder, 0o700); err != nil {
		return fmt.Errorf("open the demo register: %w", err)
	}
	files, err := filepath.Glob(filepath.Join(r.Folder, "*.json"))
	if err != nil {
		return fmt.Errorf("open the demo register: %w", err)
	}
	for _, path := range files {
		var p Printed
		content, err := os.ReadFile(path)
		if err := errors.Join(err, json.Unmarshal(content, &p)); err != nil {
			return fmt.Errorf("read %s: %w", path, err)
		}
		r.printed[p.Receipt.ID] = p
	}
	return nil
}

// Name implements fiscal.Register.
func (*Register) Name() string { return "demo" }

// Lose makes the next n answers get lost.
func (r *Register) Lose(n int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.lose = n
}

// Issue implements fiscal.Register.
func (r *Register) Issue(_ context.Context, wanted fiscal.Receipt) (fiscal.Document, error) {
	if wanted.ID == "" || wanted.AmountMinor <= 0 || strings.ContainsAny(wanted.ID, `/\.`) {
		return fiscal.Document{}, fmt.Errorf("receipt %q of %d: %w", wanted.ID, wanted.AmountMinor, fiscal.ErrRefused)
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	p, known := r.printed[wanted.ID]
	if known && p.Receipt != wanted {
		return fiscal.Document{}, fmt.Errorf("receipt %s was printed otherwise: %w", wanted.ID, fiscal.ErrRefused)
	}
	if !known {
		var err error
		if p, err = r.print(wanted); err != nil {
			return fiscal.Document{}, err
		}
	}
	if r.lose > 0 {
		r.lose--
		return fiscal.Document{}, ErrLost
	}
	return p.Document, nil
}

func (r *Register) print(wanted fiscal.Receipt) (Printed, error) {
	p := Printed{wanted, fiscal.Document{
		Number: fmt.Sprintf("%06d", len(r.printed)+1), URL: r.BaseURL + Path + wanted.ID, IssuedAt: r.Clock.Now(),
	}}
	content, err := json.Marshal(p)
	if err != nil {
		return p, fmt.Errorf("print receipt %s: %w", wanted.ID, err)
	}
	path := filepath.Join(r.Folder, wanted.ID+".json")
	if err := os.WriteFile(path+".new", content, 0o600); err != nil {
		return p, fmt.Errorf("print receipt %s: %w", wanted.ID, err)
	}
	if err := os.Rename(path+".new", path); err != nil {
		return p, fmt.Errorf("print receipt %s: %w", wanted.ID, err)
	}
	r.printed[wanted.ID] = p
	return p, nil
}

// Query implements fiscal.Register.
func (r *Register) Query(_ context.Context, id string) (fiscal.Document, error) {
	p, known := r.find(id)
	if !known {
		return fiscal.Document{}, fiscal.ErrNotYet
	}
	return p.Document, nil
}

func (r *Register) find(id string) (Printed, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	p, known := r.printed[id]
	return p, known
}
