package demo

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"televisit/internal/fault"
	"televisit/internal/pay"
)

var secret = []byte("a secret of the tests")

// shop is the receiving side: it verifies and keeps each webhook.
type shop struct {
	provider *Provider

	mu     sync.Mutex
	broken int // how many of the next webhooks get a 500
	calls  []time.Time
	events []pay.Event
	errors []error
}

func (s *shop) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.calls = append(s.calls, time.Now())
	if s.broken > 0 {
		s.broken--
		w.WriteHeader(http.StatusInternalServerError)
		return
	}
	event, err := s.provider.Verify(r.Header, body, time.Now())
	if err != nil {
		s.errors = append(s.errors, err)
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	s.events = append(s.events, event)
}

// RoundTrip lets the shop stand in for the network, which a bubble cannot wait for.
func (s *shop) RoundTrip(r *http.Request) (*http.Response, error) {
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	return w.Result(), nil
}

func (s *shop) statuses() (list []pay.Status) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, event := range s.events {
		list = append(list, event.Status)
	}
	return list
}

func start(t *testing.T, folder string) (*Provider, *shop) {
	t.Helper()
	s := &shop{}
	p, err := Open(Options{
		Folder: folder, Secret: secret, BaseURL: "https://clinic.example", Merchant: "Клиника",
		ReturnOrigins: []string{"http://localhost:5173", "clinicapp://paid"}, OpenJournal: true,
		Client: &http.Client{Transport: s},
	})
	if err != nil {
		t.Fatal(err)
	}
	s.provider = p
	return p, s
}

// run delivers until the returned function is called.
func run(t *testing.T, p *Provider) (stop func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- p.Run(ctx, "http://self/webhooks/demo") }()
	return func() {
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
}

var order = pay.Order{
	ID: "pay_1", AmountMinor: 240_000, Currency: "RUB", Method: pay.Card,
	Description: "Онлайн-приём 2 марта", ReturnURL: "/payments/pay_1", Locale: "ru",
}

func create(t *testing.T, p *Provider, order pay.Order) pay.Checkout {
	t.Helper()
	checkout, err := p.Create(t.Context(), order)
	if err != nil {
		t.Fatal(err)
	}
	return checkout
}

func get(p *Provider, path string) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	p.Handler().ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
	return w
}

func press(p *Provider, ref, outcome, token string) *httptest.ResponseRecorder {
	form := url.Values{"token": {token}, "outcome": {outcome}}
	r := httptest.NewRequest(http.MethodPost, Path+ref, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	w := httptest.NewRecorder()
	p.Handler().ServeHTTP(w, r)
	return w
}

func mustPress(t *testing.T, p *Provider, ref, outcome, location string) {
	t.Helper()
	w := press(p, ref, outcome, p.token(ref))
	if w.Code != http.StatusSeeOther || w.Header().Get("Location") != location {
		t.Fatalf("%s: %d to %q", outcome, w.Code, w.Header().Get("Location"))
	}
}

func mustStatus(t *testing.T, p *Provider, ref string, want pay.Status) {
	t.Helper()
	state, err := p.Query(t.Context(), ref)
	if err != nil || state.Status != want || state.OrderID != order.ID || state.AmountMinor != order.AmountMinor {
		t.Fatalf("state %+v, %v; want %s", state, err, want)
	}
}

// pass lets fake time go by inside a bubble.
func pass(d time.Duration) { <-time.After(d) }

func mustHear(t *testing.T, s *shop, want ...pay.Status) {
	t.Helper()
	synctest.Wait()
	if got := s.statuses(); !slices.Equal(got, want) || len(s.errors) != 0 {
		t.Fatalf("the shop heard %v (%v), want %v", got, s.errors, want)
	}
}

func TestPaidCheckoutIsToldOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p, s := start(t, t.TempDir())
		defer run(t, p)()
		checkout := create(t, p, order)
		mustPress(t, p, checkout.Ref, "success", order.ReturnURL)
		mustHear(t, s, pay.Succeeded)
		mustStatus(t, p, checkout.Ref, pay.Succeeded)
		e := s.events[0]
		if e.Ref != checkout.Ref || e.OrderID != order.ID || e.AmountMinor != order.AmountMinor || e.Currency != "RUB" || e.ID == "" || !e.At.Equal(time.Now()) {
			t.Fatalf("event %+v", e)
		}
		if w := press(p, checkout.Ref, "success", p.token(checkout.Ref)); w.Code != http.StatusConflict {
			t.Fatalf("a second success got %d", w.Code)
		}
		pass(2 * time.Hour)
		mustHear(t, s, pay.Succeeded)
	})
}

func TestDeclinedPayerTriesAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p, s := start(t, t.TempDir())
		defer run(t, p)()
		ref := create(t, p, order).Ref
		mustPress(t, p, ref, "decline", Path+ref)
		mustHear(t, s, pay.Failed)
		mustStatus(t, p, ref, pay.Failed)
		if page := get(p, Path+ref).Body.String(); !strings.Contains(page, russian.Declined) || !strings.Contains(page, `value="success"`) {
			t.Fatal("the page does not offer another try")
		}
		mustPress(t, p, ref, "success", order.ReturnURL)
		mustHear(t, s, pay.Failed, pay.Succeeded)
	})
}

func TestAbandonedCheckoutSaysNothingUntilItExpires(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p, s := start(t, t.TempDir())
		defer run(t, p)()
		checkout := create(t, p, order)
		if page := get(p, Path+checkout.Ref).Body.String(); !strings.Contains(page, `href="/payments/pay_1"`) {
			t.Fatal("the page has no way back")
		}
		pass(time.Until(checkout.ExpiresAt) - 2*time.Second)
		mustHear(t, s)
		mustStatus(t, p, checkout.Ref, pay.Pending)
		pass(4 * time.Second)
		mustHear(t, s, pay.Cancelled)
		if w := press(p, checkout.Ref, "success", p.token(checkout.Ref)); w.Code != http.StatusConflict {
			t.Fatalf("an expired checkout was paid: %d", w.Code)
		}
	})
}

func TestLateBankAnswersAfterAMinuteAndARestart(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		folder := t.TempDir()
		p, s := start(t, folder)
		stop := run(t, p)
		ref := create(t, p, order).Ref
		mustPress(t, p, ref, "late", Path+ref)
		pass(30 * time.Second)
		mustHear(t, s)
		mustStatus(t, p, ref, pay.Pending)
		if w := press(p, ref, "success", p.token(ref)); w.Code != http.StatusConflict || !strings.Contains(w.Body.String(), russian.Waiting) {
			t.Fatalf("while waiting: %d", w.Code)
		}
		stop()

		p, s = start(t, folder)
		defer run(t, p)()
		pass(31 * time.Second)
		mustHear(t, s, pay.Succeeded)
		mustStatus(t, p, ref, pay.Succeeded)
	})
}

func TestWebhookIsRepeatedWithBackOff(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p, s := start(t, t.TempDir())
		defer run(t, p)()
		s.broken = 4
		began := time.Now()
		mustPress(t, p, create(t, p, order).Ref, "success", order.ReturnURL)
		pass(time.Minute)
		mustHear(t, s, pay.Succeeded)
		var after []time.Duration
		for _, call := range s.calls {
			after = append(after, call.Sub(began).Round(time.Second))
		}
		if want := []time.Duration{0, 1e9, 3e9, 7e9, 15e9}; !slices.Equal(after, want) {
			t.Fatalf("attempts after %v", after)
		}
		if event := p.Journal()[0].Events[0]; event.Attempts != 5 || event.DeliveredAt == nil || event.LastError != "" {
			t.Fatalf("journal %+v", event)
		}
	})
}

func TestPendingWebhookSurvivesARestart(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		folder := t.TempDir()
		p, _ := start(t, folder)
		checkout := create(t, p, order)
		mustPress(t, p, checkout.Ref, "success", order.ReturnURL)

		p, s := start(t, folder)
		defer run(t, p)()
		mustHear(t, s, pay.Succeeded)
		if again := create(t, p, order); again.Ref != checkout.Ref {
			t.Fatal("the restart forgot the order's id")
		}
	})
}

func TestRefundsAreToldAndBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p, s := start(t, t.TempDir())
		defer run(t, p)()
		ref := create(t, p, order).Ref
		refund := func(amount int64, key string) error { return p.Refund(t.Context(), ref, amount, key) }
		if err := refund(1, "early"); !errors.Is(err, pay.ErrRefused) {
			t.Fatalf("a refund before the money: %v", err)
		}
		mustPress(t, p, ref, "success", order.ReturnURL)
		for _, err := range []error{refund(100_000, "half"), refund(100_000, "half")} {
			if err != nil {
				t.Fatal(err)
			}
		}
		mustStatus(t, p, ref, pay.Succeeded)
		for name, err := range map[string]error{
			"another sum":  refund(1, "half"),
			"too much":     refund(140_001, "rest"),
			"nothing":      refund(0, "rest"),
			"unknown to p": p.Refund(t.Context(), "demo_x", 1, "rest"),
		} {
			if !errors.Is(err, pay.ErrRefused) && !errors.Is(err, pay.ErrUnknownRef) {
				t.Errorf("%s: %v", name, err)
			}
		}
		if err := refund(140_000, "rest"); err != nil {
			t.Fatal(err)
		}
		mustStatus(t, p, ref, pay.Refunded)
		synctest.Wait()
		sums := map[string]int64{}
		for _, e := range s.events {
			sums[e.RefundKey] = e.AmountMinor
		}
		if sums["half"] != 100_000 || sums["rest"] != 140_000 || len(s.events) != 3 {
			t.Fatalf("events %+v", s.events)
		}
	})
}

func TestCreateIsIdempotentByOrder(t *testing.T) {
	p, _ := start(t, t.TempDir())
	var group sync.WaitGroup
	refs := make([]string, 20)
	for i := range refs {
		group.Go(func() {
			checkout, _ := p.Create(t.Context(), order)
			refs[i] = checkout.Ref
		})
	}
	group.Wait()
	if slices.Sort(refs); refs[0] == "" || refs[0] != refs[19] || len(p.Journal()) != 1 {
		t.Fatalf("checkouts %v", refs)
	}
	dearer := order
	dearer.AmountMinor++
	if _, err := p.Create(t.Context(), dearer); !errors.Is(err, pay.ErrRefused) {
		t.Fatalf("the same id with another sum: %v", err)
	}
}

func TestOrdersNoBankWouldTake(t *testing.T) {
	p, _ := start(t, t.TempDir())
	cases := map[string]func(*pay.Order){
		"no id":       func(o *pay.Order) { o.ID = "" },
		"no sum":      func(o *pay.Order) { o.AmountMinor = 0 },
		"no currency": func(o *pay.Order) { o.Currency = "" },
		"no method":   func(o *pay.Order) { o.Method = "CASH" },
	}
	for name, spoil := range cases {
		bad := order
		spoil(&bad)
		if _, err := p.Create(t.Context(), bad); !errors.Is(err, pay.ErrRefused) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestPayersAreSentOnlyToKnownPlaces(t *testing.T) {
	p, _ := start(t, t.TempDir())
	cases := map[string]bool{
		"/visits/1?paid=1":               true,
		"https://clinic.example/x":       true,
		"https://CLINIC.example/x":       true,
		"http://localhost:5173/x":        true,
		"clinicapp://paid/1":             true,
		"":                               false,
		"visits":                         false,
		"//evil.example":                 false,
		`/\evil.example`:                 false,
		"/\t/evil.example":               false,
		"http://clinic.example/x":        false,
		"https://clinic.example.evil/x":  false,
		"https://clinic.example@evil/x":  false,
		"https://a@clinic.example/x":     false,
		"javascript:alert(1)":            false,
		"javascript://clinic.example/%0": false,
		"clinicapp://other/1":            false,
	}
	for address, want := range cases {
		o := order
		o.ID, o.ReturnURL = "pay "+address, address
		_, err := p.Create(t.Context(), o)
		if (err == nil) != want || (err != nil && !errors.Is(err, fault.InvalidInput)) {
			t.Errorf("%q: %v", address, err)
		}
	}
}

// signed makes a webhook as the provider would send it at the time.
func signed(t *testing.T, p *Provider, at time.Time) (http.Header, []byte) {
	t.Helper()
	e := newEntry(order, at, time.Hour)
	if err := e.succeed(at); err != nil {
		t.Fatal(err)
	}
	header := http.Header{}
	if err := p.sign(header, e.Events[0].ID, e.Events[0].Body, at); err != nil {
		t.Fatal(err)
	}
	return header, e.Events[0].Body
}

func TestForgedWebhooksAreRefused(t *testing.T) {
	p, _ := start(t, t.TempDir())
	stranger, err := Open(Options{Folder: t.TempDir(), Secret: []byte("another secret")})
	if err != nil {
		t.Fatal(err)
	}
	at := time.Date(2026, 3, 2, 10, 0, 0, 0, time.UTC)
	header, body := signed(t, p, at)
	foreign, foreignBody := signed(t, stranger, at)
	otherID := header.Clone()
	otherID.Set("webhook-id", "evt_other")
	cases := map[string]struct {
		header http.Header
		body   []byte
		now    time.Time
		ok     bool
	}{
		"as sent":              {header, body, at, true},
		"five minutes old":     {header, body, at.Add(5 * time.Minute), true},
		"older":                {header, body, at.Add(5*time.Minute + 1), false},
		"from the future":      {header, body, at.Add(-5*time.Minute - 1), false},
		"another sum":          {header, bytes.Replace(body, []byte("240000"), []byte("24000"), 1), at, false},
		"another id":           {otherID, body, at, false},
		"somebody else's":      {foreign, foreignBody, at, false},
		"no signature":         {http.Header{}, body, at, false},
		"the body is replaced": {header, []byte(`{}`), at, false},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			event, err := p.Verify(c.header, c.body, c.now)
			if c.ok && (err != nil || event.OrderID != order.ID || event.ID != header.Get("webhook-id")) {
				t.Fatalf("%+v, %v", event, err)
			}
			if !c.ok && !errors.Is(err, pay.ErrForged) {
				t.Fatalf("%+v, %v", event, err)
			}
		})
	}
}

func TestFormsBelongToTheirCheckout(t *testing.T) {
	p, _ := start(t, t.TempDir())
	ref := create(t, p, order).Ref
	cases := map[string]struct {
		ref, outcome, token string
		want                int
	}{
		"no token":              {ref, "success", "", http.StatusForbidden},
		"another's token":       {ref, "success", p.token("demo_x"), http.StatusForbidden},
		"no such button":        {ref, "free", p.token(ref), http.StatusBadRequest},
		"no such checkout":      {"demo_x", "success", p.token("demo_x"), http.StatusNotFound},
		"a path as a reference": {"..%2Fx", "success", p.token("../x"), http.StatusNotFound},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			if w := press(p, c.ref, c.outcome, c.token); w.Code != c.want {
				t.Fatalf("got %d", w.Code)
			}
		})
	}
	mustStatus(t, p, ref, pay.Pending)
}

func TestPageSpeaksBothLanguagesAndMethods(t *testing.T) {
	p, _ := start(t, t.TempDir())
	english := order
	english.ID, english.Locale, english.Method, english.ReturnURL = "pay_2", "en", pay.SBP, "clinicapp://paid/2"
	cases := map[string]struct {
		order pay.Order
		want  []string
	}{
		"Russian, card": {order, []string{`lang="ru"`, "Демонстрация", "Клиника", "Онлайн-приём 2 марта", "Оплатить 2\u00a0400\u00a0₽", "Номер карты"}},
		"English, SBP":  {english, []string{`lang="en"`, "Demo: no money is taken", "2,400\u00a0₽", "I paid in my bank app", "<svg", `href="clinicapp://paid/2"`}},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			w := get(p, Path+create(t, p, c.order).Ref)
			for _, want := range c.want {
				if !strings.Contains(w.Body.String(), want) {
					t.Errorf("the page lacks %q", want)
				}
			}
		})
	}
	w := get(p, Path+create(t, p, english).Ref)
	if policy := w.Header().Get("Content-Security-Policy"); !strings.HasSuffix(policy, "form-action 'self' clinicapp:") {
		t.Errorf("policy %s", policy)
	}
	if w := get(p, Path+"demo_x"); w.Code != http.StatusNotFound || !strings.Contains(w.Body.String(), russian.Unknown) {
		t.Errorf("an unknown checkout: %d", w.Code)
	}
}

func TestJournalIsReadByRefOrOrder(t *testing.T) {
	p, _ := start(t, t.TempDir())
	ref := create(t, p, order).Ref
	cases := map[string]int{
		"journal?ref=" + ref:  http.StatusOK,
		"journal?order=pay_1": http.StatusOK,
		"journal?ref=demo_x":  http.StatusNotFound,
		"journal":             http.StatusNotFound,
	}
	for path, want := range cases {
		if w := get(p, Path+path); w.Code != want {
			t.Errorf("%s: %d", path, w.Code)
		}
	}
	if body := get(p, Path+"journal?order=pay_1").Body.String(); !strings.Contains(body, ref) || strings.Contains(body, p.token(ref)) {
		t.Errorf("journal %s", body)
	}
	p.options.OpenJournal = false
	if w := get(p, Path+"journal?ref="+ref); w.Code != http.StatusNotFound {
		t.Errorf("a closed journal: %d", w.Code)
	}
}

func TestMoneyIsWrittenInWords(t *testing.T) {
	cases := []struct {
		minor          int64
		currency, lang string
		want           string
	}{
		{240_000, "RUB", "ru", "2\u00a0400\u00a0₽"},
		{123_456_789, "RUB", "en", "1,234,567.89\u00a0₽"},
		{5, "KZT", "ru", "0,05\u00a0₸"},
		{100_000, "CHF", "en", "1,000\u00a0CHF"},
	}
	for _, c := range cases {
		if got := money(c.minor, c.currency, c.lang); got != c.want {
			t.Errorf("%d: %q", c.minor, got)
		}
	}
}
