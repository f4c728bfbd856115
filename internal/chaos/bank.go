package chaos

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"path"
	"regexp"

	"televisit/internal/drive"
)

// Bank is where patients pay, seen from outside of the clinic. It is safe for
// concurrent use.
type Bank interface {
	// Press presses a button of the page of a checkout, if there is one.
	Press(ctx context.Context, c *drive.Client, page string, isGood bool)
	// Has is what the clinic has of a checkout, by the bank's own book.
	Has(ctx context.Context, c *drive.Client, page string) (minor int, err error)
}

// demoBank is the one that a node of the demo carries within itself.
type demoBank struct{}

var token = regexp.MustCompile(`name="token" value="([0-9a-f]+)"`)

// Press implements Bank. What the bank makes of it is in its journal.
func (demoBank) Press(ctx context.Context, c *drive.Client, page string, isGood bool) {
	form, err := c.Get(ctx, page)
	found := token.FindSubmatch(form)
	if err != nil || found == nil {
		return
	}
	outcome := map[bool]string{true: "success", false: "decline"}[isGood]
	_, _ = c.Post(ctx, page, []byte(url.Values{"token": {string(found[1])}, "outcome": {outcome}}.Encode()))
}

// Has implements Bank.
func (demoBank) Has(ctx context.Context, c *drive.Client, page string) (minor int, err error) {
	at, err := url.Parse(page)
	if err != nil {
		return 0, err
	}
	ref := path.Base(at.Path)
	at.Path, at.RawQuery = path.Join(path.Dir(at.Path), "journal"), url.Values{"ref": {ref}}.Encode()
	b, err := c.Get(ctx, at.String())
	if err != nil {
		return 0, err
	}
	var entry struct {
		Status  string
		Order   struct{ AmountMinor int }
		Refunds []struct{ AmountMinor int }
	}
	if err := json.Unmarshal(b, &entry); err != nil {
		return 0, fmt.Errorf("%w: %s", err, b)
	}
	if entry.Status == "SUCCEEDED" || entry.Status == "REFUNDED" {
		minor = entry.Order.AmountMinor
	}
	for _, r := range entry.Refunds {
		minor -= r.AmountMinor
	}
	return minor, nil
}
