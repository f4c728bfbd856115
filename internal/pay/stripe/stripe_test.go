package stripe

import (
	"errors"
	"net/url"
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/stripe/stripe-go/v85"

	"televisit/internal/fault"
	"televisit/internal/pay"
	"televisit/internal/pay/paytest"
	"televisit/internal/pay/stripe/stripetest"
)

// bubble runs a test with fake time and a checkout that is open.
func bubble(t *testing.T, test func(t *testing.T, w *world, ref string)) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		checkout, err := w.Create(t.Context(), paytest.Order)
		must(t, err)
		test(t, w, checkout.Ref)
	})
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func (w *world) mustBe(t *testing.T, ref string, want pay.Status) {
	t.Helper()
	if got, err := w.Query(t.Context(), ref); err != nil || got.Status != want {
		t.Fatalf("got %+v, %v; want %s", got, err, want)
	}
}

func (w *world) mustHaveRefunded(t *testing.T, ref string, sum int64) {
	t.Helper()
	if got, err := w.Query(t.Context(), ref); err != nil || got.RefundedMinor != sum || got.Status != pay.Succeeded {
		t.Fatalf("got %+v, %v; want %d given back", got, err, sum)
	}
}

func (w *world) heard(t *testing.T) (list []pay.Status) {
	t.Helper()
	w.stripe.Courier.Deliver(t.Context())
	for _, event := range w.shop.Events() {
		list = append(list, event.Status)
	}
	return list
}

func TestCheckoutSaysWhatStripeNeeds(t *testing.T) {
	bubble(t, func(t *testing.T, w *world, _ string) {
		call := w.stripe.Journal()[0]
		want := map[string]string{
			"mode": "payment", "locale": "ru", "client_reference_id": paytest.Order.ID, "metadata[order_id]": paytest.Order.ID,
			"payment_intent_data[metadata][order_id]":       paytest.Order.ID,
			"line_items[0][price_data][unit_amount]":        "240050",
			"line_items[0][price_data][currency]":           "rub",
			"success_url":                                   "https://clinic.example/visits/1/payment?returned=true",
			"cancel_url":                                    "https://clinic.example/visits/1/payment?returned=true",
			"line_items[0][price_data][product_data][name]": paytest.Order.Description,
		}
		for name, value := range want {
			if got := url.Values(call.Form).Get(name); got != value {
				t.Errorf("%s is %q", name, got)
			}
		}
		if call.Key != paytest.Order.ID {
			t.Errorf("the idempotency key is %q", call.Key)
		}
	})
}

func TestBankThatAnswersLater(t *testing.T) {
	for name, c := range map[string]struct {
		isGood bool
		want   pay.Status
	}{"well": {true, pay.Succeeded}, "badly": {false, pay.Failed}} {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(t *testing.T, w *world, ref string) {
				must(t, w.stripe.PayLater(ref))
				w.mustBe(t, ref, pay.Pending)
				if heard := w.heard(t); len(heard) != 0 {
					t.Fatalf("heard %v before the bank answered", heard)
				}
				must(t, w.stripe.Answer(ref, c.isGood))
				w.mustBe(t, ref, c.want)
				if heard := w.heard(t); len(heard) != 1 || heard[0] != c.want {
					t.Fatalf("heard %v", heard)
				}
			})
		})
	}
}

func TestRefundTheBankThinksAbout(t *testing.T) {
	bubble(t, func(t *testing.T, w *world, ref string) {
		w.stripe.HoldRefunds = true
		must(t, w.stripe.Pay(ref))
		must(t, w.Refund(t.Context(), ref, 100, "good"))
		must(t, w.Refund(t.Context(), ref, 200, "bad"))
		if heard := w.heard(t); len(heard) != 1 {
			t.Fatalf("heard %v before the bank answered", heard)
		}
		w.mustHaveRefunded(t, ref, 0)
		must(t, w.stripe.FinishRefund("good", true))
		must(t, w.stripe.FinishRefund("bad", false))
		if heard := w.heard(t); len(heard) != 2 || w.shop.Events()[1].RefundKey != "good" {
			t.Fatalf("heard %v", heard)
		}
		if err := w.Refund(t.Context(), ref, 200, "bad"); !errors.Is(err, pay.ErrRefused) {
			t.Fatalf("a refund that failed: %v", err)
		}
		w.mustHaveRefunded(t, ref, 100)
	})
}

func TestRefundIsOneAfterStripeForgotItsKey(t *testing.T) {
	bubble(t, func(t *testing.T, w *world, ref string) {
		must(t, w.stripe.Pay(ref))
		must(t, w.Refund(t.Context(), ref, 100, "key"))
		w.stripe.ForgetKeys()
		must(t, w.Refund(t.Context(), ref, 100, "key"))
		w.mustHaveRefunded(t, ref, 100)
	})
}

func TestRefundByHandIsSeen(t *testing.T) {
	bubble(t, func(t *testing.T, w *world, ref string) {
		must(t, w.stripe.Pay(ref))
		w.stripe.RefundByHand(ref, 100)
		w.heard(t)
		event := w.shop.Events()[1]
		if event.Status != pay.Refunded || event.AmountMinor != 100 || event.OrderID != "" || event.RefundKey != "" {
			t.Fatalf("heard %+v", event)
		}
		w.mustHaveRefunded(t, ref, 100)
	})
}

func TestWebhooksComeInAnyOrderAndTwice(t *testing.T) {
	bubble(t, func(t *testing.T, w *world, ref string) {
		must(t, w.stripe.Pay(ref))
		must(t, w.Refund(t.Context(), ref, 240_050, "key"))
		w.stripe.Courier.DeliverBackwards(t.Context())
		w.stripe.Courier.Repeat(t.Context())
		events := w.shop.Events()
		if len(events) != 2 || events[0].Status != pay.Refunded || events[1].Status != pay.Succeeded {
			t.Fatalf("heard %+v", events)
		}
	})
}

func TestOnlyCards(t *testing.T) {
	order := paytest.Order
	order.Method = pay.SBP
	_, err := newWorld(t).Create(t.Context(), order)
	if f, ok := fault.As(err); !ok || !slices.Equal(fault.Detail[[]string](f, "fields"), []string{"method"}) {
		t.Fatalf("got %v", err)
	}
}

func TestWrongKeyIsNoRefusal(t *testing.T) {
	p := provider(t, "sk_test_other", newWorld(t).network)
	_, err := p.Create(t.Context(), paytest.Order)
	if err == nil || errors.Is(err, pay.ErrRefused) || errors.Is(err, pay.ErrUnknownRef) {
		t.Fatalf("got %v", err)
	}
}

func TestErrorsSayNothingOfThePayer(t *testing.T) {
	err := plain(&stripe.Error{HTTPStatusCode: 402, Type: stripe.ErrorTypeCard, Code: "card_declined", RequestID: "req_1", Msg: "Anna"})
	if !errors.Is(err, pay.ErrRefused) || strings.Contains(err.Error(), "Anna") || !strings.Contains(err.Error(), "req_1") {
		t.Fatalf("got %v", err)
	}
}

func TestKeysAreNeeded(t *testing.T) {
	if _, err := New(Options{SecretKey: stripetest.SecretKey}); err == nil {
		t.Fatal("it goes without the webhook's secret")
	}
}

func TestADisputeIsToldByItsSteps(t *testing.T) {
	bubble(t, func(t *testing.T, w *world, ref string) {
		must(t, w.stripe.Pay(ref))
		paid, err := w.Query(t.Context(), ref)
		must(t, err)
		w.stripe.Dispute(ref, "created", "needs_response")
		w.stripe.Dispute(ref, "funds_withdrawn", "needs_response")
		w.stripe.Dispute(ref, "updated", "under_review")
		w.stripe.Dispute(ref, "closed", "lost")
		w.stripe.Dispute(ref, "funds_reinstated", "won")
		w.stripe.Dispute(ref, "closed", "won")
		want := []pay.Status{pay.Succeeded, pay.DisputeOpened, pay.DisputeTaken, pay.DisputeLost, pay.DisputeReturned}
		heard := slices.DeleteFunc(w.heard(t), func(s pay.Status) bool { return s == pay.Ignored })
		if !slices.Equal(heard, want) {
			t.Fatalf("heard %v", heard)
		}
		ids := map[string]bool{}
		for _, e := range w.shop.Events() {
			if e.Status == pay.Ignored {
				continue
			}
			ids[e.ID] = true
			if e.ChargeRef == "" || e.ChargeRef != paid.ChargeRef {
				t.Errorf("%s is about %q, not %q", e.Status, e.ChargeRef, paid.ChargeRef)
			}
			if e.Dispute != nil && (e.AmountMinor != 240_050 || e.Currency != "RUB" || e.Dispute.Reason != "fraudulent" || e.Dispute.EvidenceDueAt.IsZero()) {
				t.Errorf("told %+v", e)
			}
		}
		if len(ids) != len(want) {
			t.Errorf("ids %v", ids)
		}
	})
}
