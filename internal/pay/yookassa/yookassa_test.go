package yookassa

import (
	"encoding/json"
	"errors"
	"math"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"televisit/internal/pay"
	"televisit/internal/pay/paytest"
	"televisit/internal/pay/paytest/wire"
)

// bubble runs a test with fake time and a payment that waits.
func bubble(t *testing.T, test func(t *testing.T, w *world, ref string)) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		test(t, w, w.open(t, ""))
	})
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// open makes a payment for an order of its own.
func (w *world) open(t *testing.T, suffix string) string {
	t.Helper()
	order := paytest.Order
	order.ID += suffix
	checkout, err := w.Create(t.Context(), order)
	must(t, err)
	return checkout.Ref
}

func TestPaymentSaysWhatYooKassaNeeds(t *testing.T) {
	for method, want := range map[pay.Method]string{pay.Card: "bank_card", pay.SBP: "sbp"} {
		w, order := newWorld(t), paytest.Order
		order.Method, order.Description = method, strings.Repeat("Приём ", 100)
		_, err := w.Create(t.Context(), order)
		must(t, err)
		call := w.peer.Journal()[0]
		var sent payment
		must(t, json.Unmarshal([]byte(call.Body), &sent))
		if call.Key != order.ID || sent.Amount != (money{"2400.50", "RUB"}) || !sent.Capture || sent.Method.Type != want ||
			sent.Metadata["order_id"] != order.ID || sent.Confirmation.Type != "redirect" || sent.Confirmation.Locale != "ru_RU" ||
			sent.Confirmation.ReturnURL != "https://clinic.example"+order.ReturnURL {
			t.Errorf("sent %s %s", call.Key, call.Body)
		}
	}
}

func TestMoneyIsExact(t *testing.T) {
	for minor, text := range map[int64]string{
		1: "0.01", 10: "0.10", 100: "1.00", 240_050: "2400.50", 999_999_999_999_99: "999999999999.99", math.MaxInt64: "92233720368547758.07",
	} {
		got, err := inRoubles(minor).minor()
		if inRoubles(minor).Value != text || err != nil || got != minor {
			t.Errorf("%d: %s, %d, %v", minor, inRoubles(minor).Value, got, err)
		}
	}
	for _, text := range []string{"", "1", "1.0", "1.000", ".10", "-1.00", "+1.00", "1,00", "1e2", "1.0x", " 1.00", "1.00.", "92233720368547758.08"} {
		if got, err := (money{text, "RUB"}).minor(); err == nil {
			t.Errorf("%q: %d", text, got)
		}
	}
	if _, err := (money{"1.00", "USD"}).minor(); err == nil {
		t.Error("dollars are taken for roubles")
	}
}

func TestOtherCurrenciesAreRefused(t *testing.T) {
	order := paytest.Order
	order.Currency = "USD"
	if _, err := newWorld(t).Create(t.Context(), order); !errors.Is(err, pay.ErrRefused) {
		t.Fatalf("got %v", err)
	}
}

func TestTriesAreFewAndApart(t *testing.T) {
	bubble(t, func(t *testing.T, w *world, ref string) {
		for _, trouble := range []wire.Trouble{wire.Down, wire.Broken, wire.Busy} {
			w.network.Trouble(trouble, trouble)
			began := time.Now()
			_, err := w.Query(t.Context(), ref)
			if took := time.Since(began); err != nil || w.network.Sent() != tries || took != 3*pause {
				t.Errorf("%s: %v, %d tries in %s", trouble, err, w.network.Sent(), took)
			}
		}
	})
}

func TestRefusalIsNotRepeated(t *testing.T) {
	bubble(t, func(t *testing.T, w *world, ref string) {
		must(t, w.peer.Pay(ref))
		w.network.Trouble()
		if err := w.Refund(t.Context(), ref, 999_999, "key"); !errors.Is(err, pay.ErrRefused) || w.network.Sent() != 3 {
			t.Fatalf("got %v after %d requests", err, w.network.Sent())
		}
	})
}

func TestRefundIsOneAfterYooKassaForgotItsKey(t *testing.T) {
	bubble(t, func(t *testing.T, w *world, ref string) {
		must(t, w.peer.Pay(ref))
		for _, key := range []string{"a", "b", "c", "d", "e"} {
			must(t, w.Refund(t.Context(), ref, 100, key))
		}
		w.peer.ForgetKeys()
		must(t, w.Refund(t.Context(), ref, 100, "e")) // it stands on a later page of the list
		if state, err := w.Query(t.Context(), ref); err != nil || state.RefundedMinor != 500 {
			t.Fatalf("got %+v, %v", state, err)
		}
	})
}

func TestPayerOfAPaidOrderGoesBackToUs(t *testing.T) {
	bubble(t, func(t *testing.T, w *world, ref string) {
		must(t, w.peer.Pay(ref))
		checkout, err := w.Create(t.Context(), paytest.Order)
		if err != nil || checkout.Ref != ref || checkout.URL != "https://clinic.example"+paytest.Order.ReturnURL {
			t.Fatalf("got %+v, %v", checkout, err)
		}
	})
}

func TestWrongKeyIsNoRefusal(t *testing.T) {
	p := provider(t, "test_other", newWorld(t).network)
	_, err := p.Create(t.Context(), paytest.Order)
	if err == nil || errors.Is(err, pay.ErrRefused) || errors.Is(err, pay.ErrUnknownRef) {
		t.Fatalf("got %v", err)
	}
}

func TestErrorsSayNothingOfThePayer(t *testing.T) {
	err := read(400, []byte(`{"code":"invalid_request","parameter":"receipt.phone","description":"+79990000001"}`), nil)
	if !errors.Is(err, pay.ErrRefused) || strings.Contains(err.Error(), "999") || !strings.Contains(err.Error(), "receipt.phone") {
		t.Fatalf("got %v", err)
	}
}

func TestKeysAreNeeded(t *testing.T) {
	if _, err := New(Options{ShopID: "100500"}); err == nil {
		t.Fatal("it goes without a key")
	}
}
