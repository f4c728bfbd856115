package gateway

import (
	"errors"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"televisit/internal/notify"
	"televisit/internal/pay/paytest/wire"
)

const phone, text = "+79990000001", "123456 — ваш код"

// send posts a form through a network and returns what the sender is told.
func send(t *testing.T, network *wire.Network) error {
	t.Helper()
	form := url.Values{"to": {phone}, "msg": {text}}
	return Post(t.Context(), Client(network), "https://gateway.example/send", form, &struct{}{})
}

func mustBeDiscreet(t *testing.T, err error) {
	t.Helper()
	if err == nil || errors.Is(err, notify.ErrUndeliverable) {
		t.Fatalf("got %v", err)
	}
	for _, secret := range []string{phone, "9990000001", "123456", "ваш код", url.QueryEscape(text)} {
		if strings.Contains(err.Error(), secret) {
			t.Fatalf("the error shows %q: %v", secret, err)
		}
	}
}

func TestIllGatewayIsAskedAgainLater(t *testing.T) {
	for _, trouble := range []wire.Trouble{wire.Down, wire.Slow, wire.Broken, wire.Busy, wire.Garbage, wire.Lost} {
		t.Run(string(trouble), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				network := &wire.Network{Handler: http.NotFoundHandler()}
				network.Trouble(trouble)
				began := time.Now()
				mustBeDiscreet(t, send(t, network))
				if took := time.Since(began); took > timeout {
					t.Fatalf("it took %s", took)
				}
			})
		})
	}
}

func TestAnswerThatRepeatsTheFormIsNotQuoted(t *testing.T) {
	network := &wire.Network{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = w.Write([]byte(phone + text))
	})}
	mustBeDiscreet(t, send(t, network))
}

func TestRedirectsAreNotFollowed(t *testing.T) {
	network := &wire.Network{Handler: http.RedirectHandler("https://evil.example/", http.StatusTemporaryRedirect)}
	mustBeDiscreet(t, send(t, network))
	if network.Sent() != 1 {
		t.Fatal("the code went somewhere else")
	}
}
