package yookassa

import (
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"testing"
	"time"

	"televisit/internal/pay"
	"televisit/internal/pay/paytest"
	"televisit/internal/pay/paytest/wire"
)

func notice(event, id string) []byte {
	return []byte(fmt.Sprintf(`{"type":"notification","event":%q,"object":{"id":%q,"status":"succeeded","paid":true,
		"amount":{"value":"2400.50","currency":"RUB"},"metadata":{"order_id":%q}}}`, event, id, paytest.Order.ID))
}

func (w *world) told(event, id string) (pay.Event, error) {
	return w.Verify(http.Header{}, notice(event, id), time.Now())
}

func TestForgedNotificationIsNotBelieved(t *testing.T) {
	bubble(t, func(t *testing.T, w *world, unpaid string) {
		paid := w.open(t, "paid")
		must(t, w.peer.Pay(paid))
		cases := map[string]struct{ event, id string }{
			"an unpaid one is not paid":          {"payment.succeeded", unpaid},
			"a paid one is not cancelled":        {"payment.canceled", paid},
			"a waiting one is not cancelled":     {"payment.canceled", unpaid},
			"one that never was":                 {"payment.succeeded", "22d6d597-000f-5000-9000-145f6df21d6f"},
			"a payment is no refund":             {"refund.succeeded", paid},
			"a path into the API":                {"payment.succeeded", "../refunds/" + paid},
			"a question into the API":            {"payment.succeeded", "?limit=1"},
			"no id":                              {"payment.succeeded", ""},
			"a refund whose id is of no refund ": {"refund.succeeded", "22d6d597-000f-5000-9000-145f6df21d6f"},
		}
		for name, c := range cases {
			if event, err := w.told(c.event, c.id); !errors.Is(err, pay.ErrForged) {
				t.Errorf("%s: believed %+v, %v", name, event, err)
			}
		}
	})
}

func TestRefundThatWaitsIsNoRefund(t *testing.T) {
	bubble(t, func(t *testing.T, w *world, ref string) {
		must(t, w.peer.Pay(ref))
		w.peer.HoldRefunds = true
		must(t, w.Refund(t.Context(), ref, 100, "good"))
		must(t, w.Refund(t.Context(), ref, 200, "bad"))
		good, err := w.refundBy(t.Context(), ref, "good")
		must(t, err)
		if event, err := w.told("refund.succeeded", good.ID); !errors.Is(err, pay.ErrForged) {
			t.Fatalf("believed %+v, %v", event, err)
		}
		must(t, w.peer.FinishRefund("good", true))
		must(t, w.peer.FinishRefund("bad", false))
		event, err := w.told("refund.succeeded", good.ID)
		if err != nil || event.RefundKey != "good" || event.AmountMinor != 100 {
			t.Fatalf("got %+v, %v", event, err)
		}
		if err := w.Refund(t.Context(), ref, 200, "bad"); !errors.Is(err, pay.ErrRefused) {
			t.Fatalf("a refund that failed: %v", err)
		}
		if state, err := w.Query(t.Context(), ref); err != nil || state.RefundedMinor != 100 {
			t.Fatalf("got %+v, %v", state, err)
		}
	})
}

func TestRefundByHandBelongsToItsOrder(t *testing.T) {
	bubble(t, func(t *testing.T, w *world, ref string) {
		must(t, w.peer.Pay(ref))
		w.peer.RefundByHand(ref, 100)
		w.peer.Courier.Deliver(t.Context())
		event := w.shop.Events()[1]
		if event.Status != pay.Refunded || event.OrderID != paytest.Order.ID || event.RefundKey != "" || event.AmountMinor != 100 {
			t.Fatalf("heard %+v", event)
		}
	})
}

func TestNotificationsThatSettleNothing(t *testing.T) {
	bubble(t, func(t *testing.T, w *world, ref string) {
		w.network.Trouble(slices.Repeat([]wire.Trouble{wire.Down}, 10)...)
		for _, event := range []string{"payment.waiting_for_capture", "payment_method.active", "payout.succeeded", "something.new"} {
			if got, err := w.told(event, ref); err != nil || got.Status != pay.Ignored {
				t.Errorf("%s: %+v, %v", event, got, err)
			}
		}
	})
}

func TestNotificationWaitsUntilTheAPIAnswers(t *testing.T) {
	bubble(t, func(t *testing.T, w *world, ref string) {
		must(t, w.peer.Pay(ref))
		for _, trouble := range []wire.Trouble{wire.Down, wire.Slow, wire.Broken, wire.Busy, wire.Garbage} {
			w.network.Trouble(slices.Repeat([]wire.Trouble{trouble}, 10)...)
			began := time.Now()
			_, err := w.told("payment.succeeded", ref)
			if err == nil || errors.Is(err, pay.ErrForged) || time.Since(began) > askFor+time.Second {
				t.Errorf("%s: %v after %s", trouble, err, time.Since(began))
			}
		}
	})
}

func TestNotificationsComeInAnyOrderAndTwice(t *testing.T) {
	bubble(t, func(t *testing.T, w *world, ref string) {
		must(t, w.peer.Pay(ref))
		must(t, w.Refund(t.Context(), ref, 240_050, "key"))
		w.peer.Courier.DeliverBackwards(t.Context())
		w.peer.Courier.Repeat(t.Context())
		events := w.shop.Events()
		if len(events) != 2 || events[0].Status != pay.Refunded || events[1].Status != pay.Succeeded {
			t.Fatalf("heard %+v", events)
		}
	})
}

func TestOnlyYooKassasAddresses(t *testing.T) {
	guarded := OnlyFromYooKassa(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	cases := map[string]int{
		"185.71.76.1:443": 200, "185.71.76.31:1": 200, "185.71.76.32:1": 403, "185.71.77.30:1": 200,
		"77.75.153.127:1": 200, "77.75.153.128:1": 403, "77.75.154.127:1": 403, "77.75.154.128:1": 200,
		"77.75.156.11:1": 200, "77.75.156.12:1": 403, "77.75.156.35:1": 200, "[2a02:5180::1]:1": 200,
		"[2a02:5181::1]:1": 403, "[::ffff:185.71.76.1]:1": 200, "127.0.0.1:1": 403, "": 403,
	}
	for address, want := range cases {
		r, w := httptest.NewRequest(http.MethodPost, "/", nil), httptest.NewRecorder()
		r.RemoteAddr = address
		if guarded.ServeHTTP(w, r); w.Code != want {
			t.Errorf("%s: %d", address, w.Code)
		}
	}
}
