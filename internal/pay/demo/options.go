package demo

import (
	"cmp"
	"net/http"
	"time"

	"televisit/internal/clock"
)

// Options configure the provider. Folder and Secret are required.
type Options struct {
	// Folder keeps the journal, one file a checkout.
	Folder string
	// Secret signs webhooks and forms.
	Secret []byte
	// BaseURL is the server's public address; empty gives relative checkout URLs.
	BaseURL string
	// ReturnOrigins are the addresses, besides BaseURL, that a payer may be
	// sent back to, such as "http://localhost:5173" or "clinicapp://paid".
	ReturnOrigins []string
	// Merchant is the clinic's name on the page.
	Merchant string
	// LateAfter is how long the bank takes when it answers later; 60 s by default.
	LateAfter time.Duration
	// TTL is how long a checkout can be paid; an hour by default.
	TTL time.Duration
	// OpenJournal serves the journal as JSON, for tests.
	OpenJournal bool
	// Clock is the machine's by default.
	Clock clock.Clock
	// Client sends the webhooks.
	Client *http.Client
}

func (o Options) withDefaults() Options {
	o.LateAfter = cmp.Or(o.LateAfter, time.Minute)
	o.TTL = cmp.Or(o.TTL, time.Hour)
	if o.Clock == nil {
		o.Clock = clock.System{}
	}
	if o.Client == nil {
		o.Client = &http.Client{Timeout: 10 * time.Second, CheckRedirect: stay}
	}
	return o
}

// stay follows no redirect: a webhook goes to its address or is repeated.
func stay(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
