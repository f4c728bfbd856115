package smsru

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
	anna   = "+79990000001"
	abroad = "+19990000001"
	code   = "123456 — ваш код"
)

// account stands in for one at sms.ru: a key, money, names and a journal.
type account struct {
	money   int
	from    string
	stopped string
	sent    []notify.SMS
	isIll   bool
}

func (a *account) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	status, own := a.take(r)
	answer := map[string]any{"status_code": status}
	if own != 0 {
		answer["sms"] = map[string]any{r.PostFormValue("to"): map[string]any{"status_code": own, "status_text": "Номер " + anna}}
	}
	_ = json.NewEncoder(w).Encode(answer)
}

// take answers with the code of the request and that of its message.
func (a *account) take(r *http.Request) (status, own int) {
	to, text := r.PostFormValue("to"), r.PostFormValue("msg")
	switch {
	case r.Method != http.MethodPost || r.URL.RawQuery != "":
		return 210, 0
	case r.PostFormValue("api_id") != "key" || r.PostFormValue("json") != "1":
		return 200, 0
	case a.isIll:
		return 500, 0
	case r.PostFormValue("from") != a.from:
		return 204, 0
	case !strings.HasPrefix(to, "7") || len(to) != 11:
		return 100, 202
	case to == a.stopped:
		return 100, 209
	case a.money == 0:
		return 100, 201
	case len(a.sent) > 0 && a.sent[len(a.sent)-1].Text == text:
		return 100, 231
	}
	a.money--
	a.sent = append(a.sent, notify.SMS{To: to, Text: text})
	return 100, 100
}

func sender(t *testing.T, key, from string, a *account) *Sender {
	t.Helper()
	s, err := New(Options{APIID: key, From: from, Transport: &wire.Network{Handler: a}})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestMessageArrives(t *testing.T) {
	a := &account{money: 1, from: "Klinika"}
	if err := sender(t, "key", "Klinika", a).Send(t.Context(), notify.SMS{To: anna, Text: code}); err != nil {
		t.Fatal(err)
	}
	if len(a.sent) != 1 || a.sent[0] != (notify.SMS{To: "79990000001", Text: code}) {
		t.Fatalf("sent %+v", a.sent)
	}
}

func TestRefusals(t *testing.T) {
	cases := map[string]struct {
		account account
		key, to string
		isFinal bool
	}{
		"a phone that is none":     {account{money: 1}, "key", abroad, true},
		"a phone that wants none":  {account{money: 1, stopped: "79990000001"}, "key", anna, true},
		"no money left":            {account{}, "key", anna, false},
		"a wrong key":              {account{money: 1}, "other", anna, false},
		"a name not agreed to":     {account{money: 1, from: "Klinika"}, "key", anna, false},
		"an ill gateway":           {account{money: 1, isIll: true}, "key", anna, false},
		"the same a moment before": {account{money: 1, sent: []notify.SMS{{Text: code}}}, "key", anna, false},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			err := sender(t, c.key, "", &c.account).Send(t.Context(), notify.SMS{To: c.to, Text: code})
			if err == nil || errors.Is(err, notify.ErrUndeliverable) != c.isFinal {
				t.Fatalf("got %v", err)
			}
			if strings.Contains(err.Error(), c.to[2:]) || strings.Contains(err.Error(), "123456") {
				t.Fatalf("the error tells too much: %v", err)
			}
		})
	}
}

func TestKeyIsNeeded(t *testing.T) {
	if _, err := New(Options{}); err == nil {
		t.Fatal("it goes without a key")
	}
}
