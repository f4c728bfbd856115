package demo

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"net/http"
	"time"

	"televisit/internal/pay"
)

// Handler serves the checkout pages; mount it at Path.
func (p *Provider) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET "+Path+"style.css", serveStyle)
	mux.HandleFunc("GET "+Path+"journal", p.serveJournal)
	mux.HandleFunc("GET "+Path+"{ref}", p.serveCheckout)
	mux.HandleFunc("POST "+Path+"{ref}", p.serveChoice)
	return mux
}

// find returns a copy of a checkout; nil when there is none.
func (p *Provider) find(ref string) *Entry {
	p.mu.Lock()
	defer p.mu.Unlock()
	if entry := p.entries[ref]; entry != nil {
		return entry.clone()
	}
	return nil
}

func (p *Provider) serveCheckout(w http.ResponseWriter, r *http.Request) {
	p.show(w, r, http.StatusOK)
}

// show renders the page of the checkout in the path.
func (p *Provider) show(w http.ResponseWriter, r *http.Request, status int) {
	entry := p.find(r.PathValue("ref"))
	if entry == nil {
		render(w, http.StatusNotFound, view{Words: wordsFor("")})
		return
	}
	render(w, status, p.view(entry))
}

// serveChoice takes the button that the payer pressed.
func (p *Provider) serveChoice(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, 4<<10)
	ref := r.PathValue("ref")
	if !hmac.Equal([]byte(r.PostFormValue("token")), []byte(p.token(ref))) {
		http.Error(w, "this form is not from this page", http.StatusForbidden)
		return
	}
	err := p.choose(ref, r.PostFormValue("outcome"))
	switch {
	case errors.Is(err, errChoice):
		http.Error(w, err.Error(), http.StatusBadRequest)
	case errors.Is(err, pay.ErrRefused):
		p.show(w, r, http.StatusConflict)
	case errors.Is(err, pay.ErrUnknownRef):
		p.show(w, r, http.StatusNotFound)
	case err != nil:
		http.Error(w, "the checkout could not be kept, try again", http.StatusServiceUnavailable)
	default:
		http.Redirect(w, r, p.next(ref), http.StatusSeeOther)
	}
}

var errChoice = errors.New("there is no such button")

func (p *Provider) choose(ref, outcome string) error {
	switch outcome {
	case "success":
		return p.change(ref, (*Entry).succeed)
	case "decline":
		return p.change(ref, (*Entry).decline)
	case "late":
		return p.change(ref, func(e *Entry, now time.Time) error { return e.later(now, p.options.LateAfter) })
	}
	return errChoice
}

// next is where the browser goes after a choice: home when paid, else back to
// the page, which says what happened. The address was checked by Create.
func (p *Provider) next(ref string) string {
	if entry := p.find(ref); entry.Status == pay.Succeeded {
		return entry.Order.ReturnURL
	}
	return Path + ref
}

// token belongs to the form of one checkout. It is derived, not kept.
func (p *Provider) token(ref string) string {
	mac := hmac.New(sha256.New, p.options.Secret)
	mac.Write([]byte("form " + ref))
	return hex.EncodeToString(mac.Sum(nil))
}

// serveJournal answers tests: the checkout by ?ref= or by our ?order=. There
// is no list, because a ref is all it takes to pay.
func (p *Provider) serveJournal(w http.ResponseWriter, r *http.Request) {
	entry := p.find(r.URL.Query().Get("ref"))
	if entry == nil {
		entry = p.findOrder(r.URL.Query().Get("order"))
	}
	if entry == nil || !p.options.OpenJournal {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	_ = json.NewEncoder(w).Encode(entry)
}

func (p *Provider) findOrder(id string) *Entry {
	p.mu.Lock()
	defer p.mu.Unlock()
	if entry := p.byOrder[id]; entry != nil {
		return entry.clone()
	}
	return nil
}
