// Package smsru sends SMS through sms.ru, by https://sms.ru/api/send.
package smsru

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"televisit/internal/notify"
	"televisit/internal/notify/gateway"
)

const (
	endpoint = "https://sms.ru/sms/send"
	// taken is the code of a message that was accepted.
	taken = 100
)

// Options configure the sender. APIID is required.
type Options struct {
	// APIID is the account's key.
	APIID string
	// From is a sender's name that sms.ru has agreed to; empty for theirs.
	From string
	// BaseURL is the method's address; another one in tests.
	BaseURL string
	// Transport carries the requests; the default one when nil.
	Transport http.RoundTripper
}

// Sender implements notify.Sender.
type Sender struct {
	options Options
	client  *http.Client
}

var _ notify.Sender = (*Sender)(nil)

// New makes the sender. It asks sms.ru nothing yet.
func New(options Options) (*Sender, error) {
	if options.APIID == "" {
		return nil, errors.New("SMS by sms.ru need its api_id")
	}
	options.BaseURL = cmp.Or(options.BaseURL, endpoint)
	return &Sender{options, gateway.Client(options.Transport)}, nil
}

// answer has a code of its own, and one for each message; we send one.
type answer struct {
	Code int               `json:"status_code"`
	SMS  map[string]result `json:"sms"`
}

type result struct {
	Code int `json:"status_code"`
}

// Send implements notify.Sender.
func (s *Sender) Send(ctx context.Context, message notify.SMS) error {
	form := url.Values{
		"api_id": {s.options.APIID}, "json": {"1"},
		"to": {strings.TrimPrefix(message.To, "+")}, "msg": {message.Text},
	}
	if s.options.From != "" {
		form.Set("from", s.options.From)
	}
	var a answer
	if err := gateway.Post(ctx, s.client, s.options.BaseURL, form, &a); err != nil {
		return fmt.Errorf("sms.ru: %w", err)
	}
	if code := a.code(); code != taken {
		return fmt.Errorf("sms.ru: %w", gateway.Refusal(code, slices.Contains(final, code)))
	}
	return nil
}

// code is the message's, or the request's when it got that far only.
func (a answer) code() int {
	for _, result := range a.SMS {
		return result.Code
	}
	if a.Code == taken {
		return 0 // taken, but what?
	}
	return a.Code
}

// final are the codes that blame the message or its phone: bad phone, no text,
// too long, no route, on the stop list, abroad, forbidden word, and the limits
// of a day. Everything else the clinic or sms.ru can put right: key, money,
// sender's name, a limit of a minute, an illness.
var final = []int{202, 203, 205, 207, 209, 212, 214, 216, 230, 232}
