package smsc

import (
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"testing"

	"televisit/internal/notify"
	"televisit/internal/pay/paytest/wire"
)

const (
	anna = "+79990000001"
	code = "123456 — ваш код"
)

// account stands in for one at smsc.ru: keys, money and a journal.
type account struct {
	money int
	sent  []notify.SMS
}

func (a *account) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	number := a.take(r)
	answer := map[string]any{"id": len(a.sent), "cnt": 1}
	if number != 0 {
		answer = map[string]any{"error": "refused " + anna, "error_code": number}
	}
	_ = json.NewEncoder(w).Encode(answer)
}

// take answers with the code of an error; 0 when there is none.
func (a *account) take(r *http.Request) int {
	to, text := r.PostFormValue("phones"), r.PostFormValue("mes")
	hasKey := r.PostFormValue("apikey") == "key"
	hasLogin := r.PostFormValue("login") == "clinic" && r.PostFormValue("psw") == "secret"
	switch {
	case r.Method != http.MethodPost || r.URL.RawQuery != "" || r.PostFormValue("fmt") != "3" || r.PostFormValue("charset") != "utf-8":
		return 1
	case !hasKey && !hasLogin:
		return 2
	case a.money == 0:
		return 3
	case strings.Contains(text, "казино"):
		return 6
	case len(to) != 12 || to[0] != '+':
		return 7
	case len(a.sent) > 0 && a.sent[len(a.sent)-1].Text == text:
		return 9
	}
	a.money--
	a.sent = append(a.sent, notify.SMS{To: to, Text: text})
	return 0
}

func send(t *testing.T, options Options, a *account, message notify.SMS) error {
	t.Helper()
	options.Transport = &wire.Network{Handler: a}
	s, err := New(options)
	if err != nil {
		t.Fatal(err)
	}
	return s.Send(t.Context(), message)
}

func TestMessageArrives(t *testing.T) {
	for name, options := range map[string]Options{"by key": {APIKey: "key"}, "by password": {Login: "clinic", Password: "secret"}} {
		t.Run(name, func(t *testing.T) {
			a := &account{money: 1}
			if err := send(t, options, a, notify.SMS{To: anna, Text: code}); err != nil {
				t.Fatal(err)
			}
			if len(a.sent) != 1 || a.sent[0] != (notify.SMS{To: anna, Text: code}) {
				t.Fatalf("sent %+v", a.sent)
			}
		})
	}
}

func TestRefusals(t *testing.T) {
	cases := map[string]struct {
		account       account
		key, to, text string
		isFinal       bool
	}{
		"a phone that is none":     {account{money: 1}, "key", "+7999", code, true},
		"a forbidden text":         {account{money: 1}, "key", anna, code + " казино", true},
		"no money left":            {account{}, "key", anna, code, false},
		"a wrong key":              {account{money: 1}, "other", anna, code, false},
		"the same a moment before": {account{money: 1, sent: []notify.SMS{{Text: code}}}, "key", anna, code, false},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			err := send(t, Options{APIKey: c.key}, &c.account, notify.SMS{To: c.to, Text: c.text})
			if err == nil || errors.Is(err, notify.ErrUndeliverable) != c.isFinal {
				t.Fatalf("got %v", err)
			}
			if strings.Contains(err.Error(), c.to[2:]) || strings.Contains(err.Error(), "123456") {
				t.Fatalf("the error tells too much: %v", err)
			}
		})
	}
}

func TestEmptyAnswerIsNoDelivery(t *testing.T) {
	s, err := New(Options{APIKey: "key", Transport: &wire.Network{Handler: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = w.Write([]byte("{}"))
	})}})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Send(t.Context(), notify.SMS{To: anna, Text: code}); err == nil {
		t.Fatal("it counts as sent")
	}
}

func TestKeysAreNeeded(t *testing.T) {
	if _, err := New(Options{Login: "clinic"}); err == nil {
		t.Fatal("it goes without a password")
	}
}
