// Package fiscal prints receipts (54-FZ). A Register is the cash register of
// the outside world; what it prints is kept with our rows.
package fiscal

import (
	"context"
	"errors"
	"time"

	"televisit/internal/rules"
)

// Register is a cash register. An implementation is safe for concurrent use.
type Register interface {
	// Name is the short word kept with each receipt.
	Name() string
	// Issue prints a receipt. It is idempotent by Receipt.ID: a repeated call
	// answers with the same document. One that is not printed yet is ErrNotYet.
	Issue(ctx context.Context, r Receipt) (Document, error)
	// Query asks what was printed under an id; ErrNotYet while nothing was.
	Query(ctx context.Context, id string) (Document, error)
}

// Errors that callers tell apart. Anything else means that the register could not answer.
var (
	// ErrNotYet is a receipt that is still to be printed.
	ErrNotYet = errors.New("the receipt is not printed yet")
	// ErrRefused is a receipt that the register will never print.
	ErrRefused = errors.New("the register refused")
)

// Receipt is what is to be printed.
type Receipt struct {
	// ID is our receipt; the register's idempotency key.
	ID          string            `json:"id"`
	Kind        rules.ReceiptKind `json:"kind"`
	AmountMinor int               `json:"amountMinor"`
	Currency    rules.Currency    `json:"currency"`
	// Item is what was sold: no health data.
	Item string `json:"item"`
	// Contact is the buyer's phone, where the law wants the receipt to be sent to.
	Contact string `json:"contact"`
}

// Document is a printed receipt.
type Document struct {
	// Number is the fiscal number of the document.
	Number   string    `json:"number"`
	URL      string    `json:"url"`
	IssuedAt time.Time `json:"issuedAt"`
}
