// Package smsc sends SMS through smsc.ru, by https://smsc.ru/api/http/send/sms.
package smsc

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"

	"televisit/internal/notify"
	"televisit/internal/notify/gateway"
)

const endpoint = "https://smsc.ru/sys/send.php"

// Options configure the sender: either APIKey, or Login and Password.
type Options struct {
	APIKey, Login, Password string
	// From is a sender's name that smsc.ru has agreed to; empty for theirs.
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

// New makes the sender. It asks smsc.ru nothing yet.
func New(options Options) (*Sender, error) {
	if options.APIKey == "" && (options.Login == "" || options.Password == "") {
		return nil, errors.New("SMS by smsc.ru need its API key, or login and password")
	}
	options.BaseURL = cmp.Or(options.BaseURL, endpoint)
	return &Sender{options, gateway.Client(options.Transport)}, nil
}

// answer has an id for what was taken, and a code for what was not.
type answer struct {
	Count int `json:"cnt"`
	Code  int `json:"error_code"`
}

// Send implements notify.Sender.
func (s *Sender) Send(ctx context.Context, message notify.SMS) error {
	var a answer
	if err := gateway.Post(ctx, s.client, s.options.BaseURL, s.form(message), &a); err != nil {
		return fmt.Errorf("smsc.ru: %w", err)
	}
	if a.Code != 0 || a.Count == 0 {
		return fmt.Errorf("smsc.ru: %w", gateway.Refusal(a.Code, slices.Contains(final, a.Code)))
	}
	return nil
}

// form asks for JSON (fmt 3). The plus before the phone keeps smsc.ru from
// guessing another country.
func (s *Sender) form(message notify.SMS) url.Values {
	form := url.Values{"phones": {message.To}, "mes": {message.Text}, "charset": {"utf-8"}, "fmt": {"3"}}
	if s.options.APIKey != "" {
		form.Set("apikey", s.options.APIKey)
	} else {
		form.Set("login", s.options.Login)
		form.Set("psw", s.options.Password)
	}
	if s.options.From != "" {
		form.Set("sender", s.options.From)
	}
	return form
}

// final are the codes that blame the message or its phone: forbidden text or
// sender, bad phone, cannot be delivered. Parameters (1), key (2), money (3), a
// blocked address (4) and too many of the same (9) can be put right.
var final = []int{6, 7, 8}
