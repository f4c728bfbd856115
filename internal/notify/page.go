package notify

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"encoding/json"
	"html/template"
	"net/http"
	"strings"
)

// shown is how many messages the page lists; the rest is for tests.
const shown = 100

var (
	//go:embed inbox.html
	pageSource string
	//go:embed inbox.css
	pageStyle string
	//go:embed inbox.js
	pageScript string

	page = template.Must(template.New("inbox").Funcs(template.FuncMap{"mark": mark}).Parse(pageSource))

	// policy lets nothing run but our own style and script, by their hashes.
	policy = "default-src 'none'; connect-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'" +
		"; style-src '" + hashOf(pageStyle) + "'; script-src '" + hashOf(pageScript) + "'"
)

func hashOf(source string) string {
	sum := sha256.Sum256([]byte(source))
	return "sha256-" + base64.StdEncoding.EncodeToString(sum[:])
}

// ServeHTTP shows the inbox: a page for people; JSON, newest first, for tests
// (a phone or an address in the query, format=json, or Accept: application/json).
func (b *Inbox) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		http.Error(w, "only GET", http.StatusMethodNotAllowed)
		return
	}
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	if wantsJSON(r) {
		b.serveJSON(w, r)
		return
	}
	b.servePage(w, r)
}

func wantsJSON(r *http.Request) bool {
	query := r.URL.Query()
	switch query.Get("format") {
	case "json":
		return true
	case "html":
		return false
	}
	return query.Has("phone") || query.Has("to") || strings.Contains(r.Header.Get("Accept"), "application/json")
}

// received is a message as tests read it.
type received struct {
	Message
	Code string `json:"code"`
}

// asked is whose messages are asked for; empty for everybody's.
func asked(r *http.Request) string {
	return cmp.Or(r.URL.Query().Get("to"), r.URL.Query().Get("phone"))
}

func (b *Inbox) serveJSON(w http.ResponseWriter, r *http.Request) {
	list := []received{}
	for _, m := range b.Messages(asked(r)) {
		list = append(list, received{m, codeIn(m.Text)})
	}
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(list)
}

// view is what the page shows.
type view struct {
	Style    template.CSS
	Script   template.JS
	Text     words
	Messages []Message
	Logins   []Login
}

func (b *Inbox) servePage(w http.ResponseWriter, r *http.Request) {
	messages := b.Messages(asked(r))
	v := view{
		Style:    template.CSS(pageStyle),
		Script:   template.JS(pageScript),
		Text:     wordsFor(r),
		Messages: messages[:min(shown, len(messages))],
	}
	if b.Panel != nil {
		v.Logins = b.Panel()
	}
	var out bytes.Buffer
	if err := page.Execute(&out, v); err != nil {
		http.Error(w, "the page could not be made", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Security-Policy", policy)
	w.Header().Set("Referrer-Policy", "no-referrer")
	_, _ = w.Write(out.Bytes())
}

// mark sets the code off in the text.
func mark(text string) template.HTML {
	code := codeIn(text)
	if code == "" {
		return template.HTML(template.HTMLEscapeString(text))
	}
	before, after, _ := strings.Cut(text, code)
	return template.HTML(template.HTMLEscapeString(before) + "<b class=code>" + code + "</b>" + template.HTMLEscapeString(after))
}
