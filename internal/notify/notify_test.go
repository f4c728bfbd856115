package notify

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode/utf8"
)

const anna = "+79990000001"

var noon = time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)

func open(t *testing.T, path string) *Inbox {
	t.Helper()
	inbox, err := OpenInbox(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = inbox.Close() })
	return inbox
}

func send(t *testing.T, inbox *Inbox, to, text string) {
	t.Helper()
	if err := inbox.Send(t.Context(), SMS{To: to, Text: text, At: noon}); err != nil {
		t.Fatal(err)
	}
}

func get(t *testing.T, inbox *Inbox, target string, header ...string) *httptest.ResponseRecorder {
	t.Helper()
	r := httptest.NewRequest(http.MethodGet, target, nil)
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	inbox.ServeHTTP(w, r)
	return w
}

func TestCodeTextIsOneSegment(t *testing.T) {
	clinics := []string{"Поликлиника", strings.Repeat("Очень длинное имя ", 10), ""}
	for _, clinic := range clinics {
		for _, locale := range []string{"ru", "en", ""} {
			text := CodeText(locale, "123456", clinic)
			if utf8.RuneCountInString(text) > segment || codeIn(text) != "123456" {
				t.Errorf("%q", text)
			}
		}
	}
}

func TestCodeIsSixDigitsOnTheirOwn(t *testing.T) {
	cases := map[string]string{
		"Код 123456.":                   "123456",
		"123456 — ваш код":              "123456",
		"Приём 02.03, тел. 88001234567": "",
		"нет кода":                      "",
	}
	for text, want := range cases {
		if got := codeIn(text); got != want {
			t.Errorf("%q: %q", text, got)
		}
	}
}

func TestTestsReadTheNewestCode(t *testing.T) {
	inbox := open(t, filepath.Join(t.TempDir(), "inbox.jsonl"))
	send(t, inbox, anna, CodeText("ru", "111111", "Клиника"))
	send(t, inbox, "+79990000002", CodeText("ru", "222222", "Клиника"))
	send(t, inbox, anna, CodeText("ru", "333333", "Клиника"))
	for _, target := range []string{"/dev/inbox?phone=" + anna, "/dev/inbox?phone=%2B79990000001"} {
		var got []received
		if err := json.Unmarshal(get(t, inbox, target).Body.Bytes(), &got); err != nil {
			t.Fatal(err)
		}
		if len(got) != 2 || got[0].Code != "333333" || got[1].Code != "111111" || got[0].To != anna || !got[0].At.Equal(noon) {
			t.Fatalf("%s: %+v", target, got)
		}
	}
}

func TestFormatFollowsTheAsker(t *testing.T) {
	inbox := open(t, filepath.Join(t.TempDir(), "inbox.jsonl"))
	cases := map[string]struct{ target, accept, want string }{
		"a browser":            {"/dev/inbox", "text/html", "text/html"},
		"a browser, one phone": {"/dev/inbox?format=html&phone=" + anna, "", "text/html"},
		"a test":               {"/dev/inbox", "application/json", "application/json"},
		"by format":            {"/dev/inbox?format=json", "text/html", "application/json"},
		"a phone":              {"/dev/inbox?phone=" + anna, "text/html", "application/json"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			w := get(t, inbox, c.target, "Accept", c.accept)
			if got := w.Header().Get("Content-Type"); !strings.HasPrefix(got, c.want) {
				t.Fatalf("got %s", got)
			}
		})
	}
}

func TestNoMessagesIsAnEmptyList(t *testing.T) {
	inbox := open(t, filepath.Join(t.TempDir(), "inbox.jsonl"))
	if got := get(t, inbox, "/dev/inbox?phone="+anna).Body.String(); got != "[]\n" {
		t.Fatalf("got %q", got)
	}
}

func TestPageShowsMessagesAndLogins(t *testing.T) {
	inbox := open(t, filepath.Join(t.TempDir(), "inbox.jsonl"))
	inbox.Panel = func() []Login {
		return []Login{{"Доктор <b>", "doctor@example.org", "secret", "654321"}}
	}
	send(t, inbox, anna, "Код 123456 <script>alert(1)</script>")
	page := get(t, inbox, "/dev/inbox").Body.String()
	for _, want := range []string{`lang="ru"`, "Код <b class=code>123456</b> &lt;script&gt;", "Доктор &lt;b&gt;", "doctor@example.org", "654321"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	english := get(t, inbox, "/dev/inbox", "Accept-Language", "en-GB,en;q=0.9").Body.String()
	if !strings.Contains(english, "Latest messages") {
		t.Error("the page is not in English")
	}
}

func TestPageRunsOnlyItsOwnScript(t *testing.T) {
	inbox := open(t, filepath.Join(t.TempDir(), "inbox.jsonl"))
	w := get(t, inbox, "/dev/inbox")
	page := w.Body.String()
	for _, tag := range []string{"style", "script"} {
		_, rest, _ := strings.Cut(page, "<"+tag+">")
		source, _, _ := strings.Cut(rest, "</"+tag+">")
		if !strings.Contains(w.Header().Get("Content-Security-Policy"), hashOf(source)) {
			t.Errorf("the policy does not allow the page's own %s", tag)
		}
	}
}

func TestOnlyReading(t *testing.T) {
	inbox := open(t, filepath.Join(t.TempDir(), "inbox.jsonl"))
	w := httptest.NewRecorder()
	inbox.ServeHTTP(w, httptest.NewRequest(http.MethodPost, "/dev/inbox", nil))
	if w.Code != http.StatusMethodNotAllowed {
		t.Fatalf("got %d", w.Code)
	}
}

func TestRestartKeepsMessagesAndForgetsHalfALine(t *testing.T) {
	path := filepath.Join(t.TempDir(), "data", "inbox.jsonl")
	first := open(t, path)
	send(t, first, anna, "Код 123456")
	_, _ = first.file.WriteString(`{"to":"+7`)
	_ = first.Close()

	second := open(t, path)
	send(t, second, anna, "Код 654321")
	_ = second.Close()

	got := open(t, path).Messages(anna)
	if len(got) != 2 || got[0].Text != "Код 654321" || !got[1].At.Equal(noon) {
		t.Fatalf("got %+v", got)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Fatalf("the file's mode: %v, %v", info.Mode(), err)
	}
}

func TestRestartKeepsTheLastThousand(t *testing.T) {
	path := filepath.Join(t.TempDir(), "inbox.jsonl")
	inbox := open(t, path)
	var group sync.WaitGroup
	for part := range 10 {
		group.Go(func() {
			for i := range 250 {
				send(t, inbox, anna, fmt.Sprintf("%d-%d", part, i))
			}
		})
	}
	group.Wait()
	send(t, inbox, anna, "the last")
	_ = inbox.Close()
	got := open(t, path).Messages("")
	if len(got) != kept || got[0].Text != "the last" {
		t.Fatalf("%d messages, the newest is %q", len(got), got[0].Text)
	}
}
