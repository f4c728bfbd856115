package stripe

import (
	"bufio"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/stripe/stripe-go/v85"

	"televisit/internal/pay"
	"televisit/internal/pay/paytest"
)

// mockBinary is built with the developer tools (tools/go.mod).
const mockBinary = "../../../.tools/bin/stripe-mock"

// stripe-mock, Stripe's own, holds requests against the OpenAPI description of
// the API; it remembers nothing.
func TestRequestsFitStripesDescription(t *testing.T) {
	p, err := New(Options{
		SecretKey: "sk_test_123", WebhookSecret: "whsec", BaseURL: startMock(t),
		Returns: pay.Returns{Base: "https://clinic.example"},
	})
	must(t, err)
	checkout, err := p.Create(t.Context(), paytest.Order)
	must(t, err)
	session, err := p.session(t.Context(), checkout.Ref)
	must(t, err)
	if _, err := p.refundBy(t.Context(), "pi_123", "key"); err != nil {
		t.Fatal(err)
	}
	session.PaymentIntent = &stripe.PaymentIntent{ID: "pi_123"}
	session.Metadata = map[string]string{orderKey: paytest.Order.ID}
	if _, err := p.client.V1Refunds.Create(t.Context(), refundParams(session, 100, "key")); err != nil {
		t.Fatal(err)
	}
}

// startMock runs the binary and returns the address it prints.
func startMock(t *testing.T) string {
	t.Helper()
	if _, err := os.Stat(mockBinary); err != nil && os.Getenv("CI") != "true" {
		t.Skip("make test builds stripe-mock first")
	}
	mock := exec.CommandContext(t.Context(), mockBinary, "-http-addr", "127.0.0.1:0", "-https-addr", "127.0.0.1:0")
	out, err := mock.StdoutPipe()
	must(t, err)
	must(t, mock.Start())
	t.Cleanup(func() { _ = mock.Wait() })
	for lines := bufio.NewScanner(out); lines.Scan(); {
		if address, ok := strings.CutPrefix(lines.Text(), "Listening for HTTP at address: "); ok {
			return "http://" + address
		}
	}
	t.Fatal("stripe-mock did not start")
	return ""
}
