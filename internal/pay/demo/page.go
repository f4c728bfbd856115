package demo

import (
	"bytes"
	"crypto/sha256"
	_ "embed"
	"fmt"
	"html/template"
	"net/http"
	"strings"

	"televisit/internal/pay"
)

var (
	//go:embed page.html
	pageSource string
	//go:embed style.css
	style []byte

	page = template.Must(template.New("checkout").Parse(pageSource))
)

// view is what the page shows. Without an Entry there is no such checkout.
type view struct {
	Words    words
	Entry    *Entry
	Merchant string
	Amount   string
	Token    string
	// Phase is pay, paid, waiting, expired or refunded.
	Phase string
	// Note is said above the form, after a decline.
	Note string
	// Back is the checked return address; template.URL lets the scheme of a
	// mobile app through.
	Back template.URL
	QR   string
}

func (p *Provider) view(entry *Entry) view {
	w := wordsFor(entry.Order.Locale)
	v := view{
		Words:    w,
		Entry:    entry,
		Merchant: p.options.Merchant,
		Amount:   money(entry.Order.AmountMinor, entry.Order.Currency, w.Lang),
		Token:    p.token(entry.Ref),
		Phase:    phase(entry, entry.payable(p.now())),
		Back:     template.URL(entry.Order.ReturnURL),
		QR:       pattern(entry.Ref),
	}
	if entry.Status == pay.Failed {
		v.Note = w.Declined
	}
	return v
}

func phase(entry *Entry, refusal error) string {
	switch {
	case entry.Status == pay.Refunded:
		return "refunded"
	case refusal == nil:
		return "pay"
	case refusal == errPaid:
		return "paid"
	case refusal == errWaiting:
		return "waiting"
	}
	return "expired"
}

func render(w http.ResponseWriter, status int, v view) {
	var out bytes.Buffer
	if err := page.Execute(&out, v); err != nil {
		http.Error(w, "the page could not be made", http.StatusInternalServerError)
		return
	}
	header := w.Header()
	header.Set("Content-Type", "text/html; charset=utf-8")
	header.Set("Cache-Control", "no-store")
	header.Set("Content-Security-Policy", policy(v.Entry))
	header.Set("X-Content-Type-Options", "nosniff")
	header.Set("Referrer-Policy", "same-origin")
	w.WriteHeader(status)
	_, _ = w.Write(out.Bytes())
}

// policy names the return origin too: browsers hold the redirect that answers
// a form against form-action.
func policy(entry *Entry) string {
	forms := "'self'"
	if entry != nil && pay.OriginOf(entry.Order.ReturnURL) != "" {
		forms += " " + source(pay.OriginOf(entry.Order.ReturnURL))
	}
	return "default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'; form-action " + forms
}

// source is an origin as a policy writes it; an app's own scheme has no host there.
func source(origin string) string {
	if strings.HasPrefix(origin, "http") {
		return origin
	}
	scheme, _, _ := strings.Cut(origin, "://")
	return scheme + ":"
}

func serveStyle(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/css; charset=utf-8")
	w.Header().Set("Cache-Control", "max-age=300")
	_, _ = w.Write(style)
}

const cells = 21

// pattern draws something that looks like a QR code, as an SVG path. It is
// not one: no bank's app should open from a demo.
func pattern(ref string) string {
	var path strings.Builder
	for y := range cells {
		row := sha256.Sum256(fmt.Appendf(nil, "%s %d", ref, y))
		for x := range cells {
			if dark(x, y, row[x]) {
				fmt.Fprintf(&path, "M%d %dh1v1h-1z", x, y)
			}
		}
	}
	return path.String()
}

// dark draws the three finder squares and noise elsewhere.
func dark(x, y int, noise byte) bool {
	cx, cy := min(x, cells-1-x), min(y, cells-1-y)
	if cx > 7 || cy > 7 || (x > 7 && y > 7) {
		return noise&1 == 1
	}
	ring := max(abs(cx-3), abs(cy-3))
	return ring <= 1 || ring == 3
}

func abs(n int) int { return max(n, -n) }
