package httpapi_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"

	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"

	"televisit/ent/db/paymentattempt"
	"televisit/ent/db/paymentevent"
	"televisit/ent/policy"
	"televisit/internal/booking"
	"televisit/internal/clock"
	"televisit/internal/httpapi"
	"televisit/internal/pay"
	"televisit/internal/pay/demo"
	"televisit/internal/rules"
	"televisit/internal/testkit"
)

var secret = []byte("the bank's secret of these tests")

// delivery is a webhook about Petr's visit, signed as the bank does.
type delivery struct {
	id     string
	body   string
	at     time.Time
	secret []byte
	header func(http.Header)
}

func (d delivery) send(t *testing.T, to http.Handler) int {
	t.Helper()
	signer, err := standardwebhooks.NewWebhookRaw(d.secret)
	testkit.Must(t, signer, err)
	signature, err := signer.Sign(d.id, d.at, []byte(d.body))
	testkit.Must(t, signature, err)
	r, w := httptest.NewRequest(http.MethodPost, "/webhooks/demo", strings.NewReader(d.body)), httptest.NewRecorder()
	r.Header.Set(standardwebhooks.HeaderWebhookID, d.id)
	r.Header.Set(standardwebhooks.HeaderWebhookTimestamp, strconv.FormatInt(d.at.Unix(), 10))
	r.Header.Set(standardwebhooks.HeaderWebhookSignature, signature)
	if d.header != nil {
		d.header(r.Header)
	}
	to.ServeHTTP(w, r)
	return w.Code
}

func TestAForgedWebhookIsRefusedAndChangesNothing(t *testing.T) {
	testkit.Each(t, func(t *testing.T, w *testkit.World) {
		bank, err := demo.Open(demo.Options{Folder: t.TempDir(), Secret: secret, BaseURL: "https://clinic.example", Clock: w.Clock})
		testkit.Must(t, bank, err)
		service := &pay.Service{Store: w.Store, Clock: w.Clock, Provider: bank, Booking: &booking.Service{Store: w.Store, Clock: w.Clock}}
		hook := httpapi.Webhook(service, slog.New(slog.DiscardHandler))
		petr, a := w.As(t, testkit.Petr), w.Appointment(t, testkit.Petr, rules.Booked)
		started, err := service.Start(petr, "k", pay.StartRequest{AppointmentID: a.ID, Method: rules.Card, ReturnURL: "/", Locale: rules.RU})
		testkit.Must(t, started, err)
		sys := testkit.System(t, policy.Settle)
		try := w.Store.PaymentAttempt.Query().Where(paymentattempt.PaymentID(started.PaymentID)).OnlyX(sys)
		body := fmt.Sprintf(`{"type":"payment.succeeded","timestamp":"2026-03-02T09:00:00Z","data":{"ref":%q,"orderId":%q,"status":"SUCCEEDED","amountMinor":240000,"currency":"RUB"}}`, try.Ref, try.ID)
		good := delivery{id: "evt_1", body: body, at: testkit.Noon, secret: secret}
		status := func() rules.PaymentStatus { return w.Store.Payment.GetX(sys, started.PaymentID).Status }

		for name, change := range map[string]func(d *delivery){
			"another secret": func(d *delivery) { d.secret = []byte("somebody else's secret, as long..") },
			"a changed body": func(d *delivery) {
				d.header = nil
				d.body = body
				d.id = "evt_1"
				d.header = func(h http.Header) { h.Set(standardwebhooks.HeaderWebhookID, "evt_2") }
			},
			"no signature": func(d *delivery) { d.header = func(h http.Header) { h.Del(standardwebhooks.HeaderWebhookSignature) } },
			"no time":      func(d *delivery) { d.header = func(h http.Header) { h.Del(standardwebhooks.HeaderWebhookTimestamp) } },
			"another time than was signed": func(d *delivery) {
				d.header = func(h http.Header) {
					h.Set(standardwebhooks.HeaderWebhookTimestamp, strconv.FormatInt(testkit.Noon.Unix()+1, 10))
				}
			},
			"six minutes old":   func(d *delivery) { d.at = testkit.Noon.Add(-6 * time.Minute) },
			"six minutes ahead": func(d *delivery) { d.at = testkit.Noon.Add(6 * time.Minute) },
			"no headers":        func(d *delivery) { d.header = func(h http.Header) { clear(h) } },
		} {
			d := good
			change(&d)
			if code := d.send(t, hook); code != http.StatusUnauthorized {
				t.Errorf("%s: %d", name, code)
			}
			if status() != rules.PaymentPending || w.Store.PaymentEvent.Query().CountX(sys) != 0 {
				t.Fatalf("%s: the payment is %s", name, status())
			}
		}
		tampered := good
		signer, _ := standardwebhooks.NewWebhookRaw(secret)
		signature, _ := signer.Sign("evt_1", testkit.Noon, []byte(body))
		tampered.body = strings.Replace(body, "240000", "1", 1)
		tampered.header = func(h http.Header) { h.Set(standardwebhooks.HeaderWebhookSignature, signature) }
		if code := tampered.send(t, hook); code != http.StatusUnauthorized {
			t.Errorf("another sum: %d", code)
		}
		if code := (delivery{id: "x", body: strings.Repeat(" ", 256<<10+1), at: testkit.Noon, secret: secret}).send(t, hook); code != http.StatusRequestEntityTooLarge {
			t.Errorf("a huge one: %d", code)
		}
		for range 2 {
			if code := good.send(t, hook); code != http.StatusNoContent {
				t.Fatalf("the true one: %d", code)
			}
		}
		if n := w.Store.PaymentEvent.Query().Where(paymentevent.EventID("evt_1")).CountX(sys); status() != rules.PaymentPaid || n != 1 {
			t.Errorf("the payment is %s after %d events", status(), n)
		}
	})
}

func TestAWebhookThatCannotBeKeptIsAskedForAgain(t *testing.T) {
	w := testkit.New(t)
	bank, err := demo.Open(demo.Options{Folder: t.TempDir(), Secret: secret, BaseURL: "https://clinic.example", Clock: w.Clock})
	testkit.Must(t, bank, err)
	hook := httpapi.Webhook(&pay.Service{Store: w.Store, Clock: w.Clock, Provider: bank}, slog.New(slog.DiscardHandler))
	w.Store.Close()
	body := `{"type":"payment.succeeded","timestamp":"2026-03-02T09:00:00Z","data":{"ref":"r","orderId":"o","status":"SUCCEEDED","amountMinor":1,"currency":"RUB"}}`
	if code := (delivery{id: "evt_1", body: body, at: testkit.Noon, secret: secret}).send(t, hook); code != http.StatusServiceUnavailable {
		t.Errorf("the answer is %d", code)
	}
}

func TestReadinessNamesWhatDoesNotAnswer(t *testing.T) {
	ok, down := func(context.Context) error { return nil }, func(context.Context) error { return errors.New("secret detail") }
	for name, x := range map[string]struct {
		checks map[string]func(context.Context) error
		code   int
		body   string
	}{
		"all answer":  {map[string]func(context.Context) error{"a": ok, "b": ok}, 200, "ok\n"},
		"one is down": {map[string]func(context.Context) error{"a": ok, "the database": down}, 503, "the database is not ready\n"},
	} {
		w := httptest.NewRecorder()
		httpapi.Ready(x.checks)(w, httptest.NewRequest(http.MethodGet, "/readyz", nil))
		if w.Code != x.code || w.Body.String() != x.body {
			t.Errorf("%s: %d %q", name, w.Code, w.Body)
		}
	}
}

func TestTheDemoClockIsMovedByJSONOnly(t *testing.T) {
	for name, x := range map[string]struct {
		kind, body string
		code       int
	}{
		"a time":                 {"application/json", `{"now": "2026-03-02T09:50:00Z"}`, 200},
		"a form of another site": {"text/plain", `{"now": "2026-03-02T09:50:00Z"}`, 400},
		"no time":                {"application/json", `{}`, 400},
		"no JSON":                {"application/json", `now`, 400},
		"no instant":             {"application/json", `{"now": "tomorrow"}`, 400},
	} {
		c := &clock.Shifted{}
		r, w := httptest.NewRequest(http.MethodPost, "/dev/clock", strings.NewReader(x.body)), httptest.NewRecorder()
		r.Header.Set("Content-Type", x.kind)
		httpapi.Clock(c, func(context.Context, time.Time) error { return nil })(w, r)
		moved := c.Now().Sub(time.Date(2026, 3, 2, 9, 50, 0, 0, time.UTC)).Abs() < time.Minute
		if w.Code != x.code || moved != (x.code == 200) {
			t.Errorf("%s: %d, the clock reads %s", name, w.Code, c.Now())
		}
	}
}
