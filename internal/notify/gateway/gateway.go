// Package gateway is what SMS gateways over HTTP have in common: a form goes
// out, JSON comes back, and nothing of the form shows in errors.
package gateway

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"televisit/internal/notify"
)

const (
	// timeout bounds one request.
	timeout = 10 * time.Second
	// largest answer that is read.
	largest = 64 << 10
)

var errNonsense = errors.New("the answer is not the gateway's")

// Client makes a client that goes to the gateway only: a redirect would carry
// codes to somebody else. The default transport is used when it is nil.
func Client(transport http.RoundTripper) *http.Client {
	return &http.Client{
		Timeout: timeout, Transport: transport,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// Post sends the form in the body, never in the address, which servers log. The
// error is a notify.ErrNoAnswer unless it is known that nothing was taken.
func Post(ctx context.Context, client *http.Client, address string, form url.Values, out any) error {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, address, strings.NewReader(form.Encode()))
	if err != nil {
		return err
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded; charset=utf-8")
	answer, err := client.Do(r)
	if err != nil {
		return unheard(err)
	}
	defer answer.Body.Close()
	content, err := io.ReadAll(io.LimitReader(answer.Body, largest))
	if err != nil {
		return fmt.Errorf("%w: no whole answer from the gateway: %w", notify.ErrNoAnswer, err)
	}
	switch code := answer.StatusCode; {
	case code >= http.StatusInternalServerError && code != http.StatusServiceUnavailable:
		return fmt.Errorf("%w: the gateway answered %d", notify.ErrNoAnswer, code)
	case code != http.StatusOK:
		return fmt.Errorf("the gateway answered %d", code)
	}
	if json.Unmarshal(content, out) != nil {
		return fmt.Errorf("%w: %w", notify.ErrNoAnswer, errNonsense) // the decoder's error may quote the answer
	}
	return nil
}

// unheard is a request without an answer. Only one that found no connection is
// known not to have arrived.
func unheard(err error) error {
	var dial *net.OpError
	if errors.As(err, &dial) && dial.Op == "dial" {
		return fmt.Errorf("no way to the gateway: %w", err)
	}
	return fmt.Errorf("%w: %w", notify.ErrNoAnswer, err)
}

// Refusal is a gateway's code for a message it did not take. Its words are left
// out: they may repeat the phone.
func Refusal(code int, isFinal bool) error {
	if isFinal {
		return fmt.Errorf("%w: the gateway refuses it with code %d", notify.ErrUndeliverable, code)
	}
	return fmt.Errorf("the gateway refuses now with code %d", code)
}
