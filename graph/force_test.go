package graph_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"path"
	"regexp"

	"github.com/google/uuid"

	"televisit/internal/outbox"
	"televisit/internal/pay"
	"televisit/internal/pay/demo"
)

func newKey() string { return uuid.NewString() }

// Create implements pay.Provider.
func (downBank) Create(context.Context, pay.Order) (pay.Checkout, error) {
	return pay.Checkout{}, errors.New("connection refused")
}

// What follows writes states as no operation does, to ask what happens then.

func (w *world) setStatus(appointment, status string) {
	w.t.Helper()
	w.force("UPDATE appointments SET status = $1, version = version + 1 WHERE id = $2", status, appointment)
}

func (w *world) setVisit(appointment, status string) {
	w.t.Helper()
	w.force("UPDATE visits SET status = $1, started_at = $2, version = version + 1 WHERE appointment_id = $3", status, w.Clock.Now(), appointment)
}

func (w *world) setPayment(appointment, status string) {
	w.t.Helper()
	w.force("UPDATE payments SET status = $1 WHERE appointment_id = $2", status, appointment)
}

// unsign makes of the signed IDS another consent.
func (w *world) unsign(appointment string) {
	w.t.Helper()
	w.force("UPDATE consents SET kind = 'PERSONAL_DATA' WHERE appointment_id = $1", appointment)
}

// session is what joinVisit gives.
type session struct{ id, token string }

const joinVisit = `mutation($id: ID!) { joinVisit(input: {appointmentId: $id}) {
	... on JoinVisitSuccess { session { id resumeToken expiresAt } visit { status } } ... on Problem { code message } } }`

// join enters a visit.
func (w *world) join(who, appointment string) session {
	w.t.Helper()
	made := w.do(who, joinVisit, node{"id": appointment})["session"].(node)
	return session{made["id"].(string), made["resumeToken"].(string)}
}

// checkout opens a checkout at the demo bank and returns our attempt's reference there.
func (w *world) checkout(who, appointment string) (ref string) {
	w.t.Helper()
	started := w.do(who, `mutation($id: ID!, $key: UUID!) { startPayment(input: {
		appointmentId: $id, method: CARD, returnUrl: "/appointments", idempotencyKey: $key
	}) { ... on StartPaymentSuccess { checkoutUrl } ... on Problem { code message } } }`, node{"id": appointment, "key": newKey()})
	return path.Base(started["checkoutUrl"].(string))
}

var formToken = regexp.MustCompile(`name="token" value="([^"]+)"`)

// settle presses a button of the bank's page and delivers the signed webhook.
func (w *world) settle(ref, button string) {
	w.t.Helper()
	page, err := http.Get(w.url + demo.Path + ref)
	w.must(err)
	html, err := io.ReadAll(page.Body)
	w.must(errors.Join(err, page.Body.Close()))
	token := formToken.FindSubmatch(html)
	if token == nil {
		w.t.Fatalf("no form in %s", html)
	}
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	pressed, err := client.PostForm(w.url+demo.Path+ref, url.Values{"token": {string(token[1])}, "outcome": {button}})
	w.must(err)
	w.must(pressed.Body.Close())
	ctx, cancel := context.WithTimeout(w.t.Context(), patience)
	defer cancel()
	settled, stop := w.resolver.Bus.Subscribe(outbox.Floor)
	defer stop()
	running := make(chan error)
	go func() { running <- w.bank.Run(ctx, w.url+"/webhooks/demo") }()
	select {
	case <-settled:
	case <-ctx.Done():
		w.t.Error("the bank's word has no effect")
	}
	cancel()
	w.must(<-running)
}
