package request_test

import (
	"net/http"
	"net/http/httptest"
	"net/netip"
	"testing"

	"televisit/internal/request"
)

func TestOnlyTrustedProxiesSayWhoseRequestItIs(t *testing.T) {
	trusted := []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("fd00::/8")}
	const xff, forwarded = "X-Forwarded-For", "Forwarded"
	for name, c := range map[string]struct {
		header, peer string
		said         http.Header
		want         string
	}{
		"nobody in between":           {xff, "203.0.113.7:5000", nil, "203.0.113.7:5000"},
		"a stranger who pretends":     {xff, "203.0.113.7:5000", http.Header{xff: {"198.51.100.1"}}, "203.0.113.7:5000"},
		"a proxy":                     {xff, "10.0.0.1:5000", http.Header{xff: {"203.0.113.7"}}, "203.0.113.7:0"},
		"a proxy by IPv6":             {xff, "[fd00::1]:5000", http.Header{xff: {"2001:db8::1"}}, "[2001:db8::1]:0"},
		"IPv4 in IPv6":                {xff, "[::ffff:10.0.0.1]:5000", http.Header{xff: {"::ffff:203.0.113.7"}}, "203.0.113.7:0"},
		"two proxies":                 {xff, "10.0.0.1:5000", http.Header{xff: {"203.0.113.7, 10.0.0.2"}}, "203.0.113.7:0"},
		"two headers":                 {xff, "10.0.0.1:5000", http.Header{xff: {"203.0.113.7", "10.0.0.2"}}, "203.0.113.7:0"},
		"a client that invents":       {xff, "10.0.0.1:5000", http.Header{xff: {"198.51.100.1, 203.0.113.7"}}, "203.0.113.7:0"},
		"a client that names a proxy": {xff, "10.0.0.1:5000", http.Header{xff: {"10.0.0.9, 203.0.113.7"}}, "203.0.113.7:0"},
		"a port":                      {xff, "10.0.0.1:5000", http.Header{xff: {"203.0.113.7:1234"}}, "203.0.113.7:0"},
		"a proxy that says nothing":   {xff, "10.0.0.1:5000", nil, "10.0.0.1:0"},
		"a word":                      {xff, "10.0.0.1:5000", http.Header{xff: {"203.0.113.7, unknown"}}, "10.0.0.1:0"},
		"only proxies":                {xff, "10.0.0.1:5000", http.Header{xff: {"10.0.0.3, 10.0.0.2"}}, "10.0.0.3:0"},
		"the header of the client":    {xff, "10.0.0.1:5000", http.Header{forwarded: {"for=198.51.100.1"}, xff: {"203.0.113.7"}}, "203.0.113.7:0"},
		"RFC 7239":                    {forwarded, "10.0.0.1:5000", http.Header{forwarded: {"for=203.0.113.7;proto=https"}, xff: {"198.51.100.1"}}, "203.0.113.7:0"},
		"RFC 7239 with IPv6":          {forwarded, "10.0.0.1:5000", http.Header{forwarded: {`For="[2001:db8::1]:4711"; by=10.0.0.1`}}, "[2001:db8::1]:0"},
		"RFC 7239 with two":           {forwarded, "10.0.0.1:5000", http.Header{forwarded: {`for=198.51.100.1, proto=https;for="203.0.113.7", for=10.0.0.2`}}, "203.0.113.7:0"},
		"RFC 7239 with a secret name": {forwarded, "10.0.0.1:5000", http.Header{forwarded: {"for=_hidden"}}, "10.0.0.1:0"},
		"a unix socket":               {xff, "@", http.Header{xff: {"203.0.113.7"}}, "@"},
	} {
		var got string
		see := http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { got = r.RemoteAddr })
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.RemoteAddr, r.Header = c.peer, c.said
		request.Proxies{Trusted: trusted, Header: c.header}.Wrap(see).ServeHTTP(nil, r)
		if got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
}
