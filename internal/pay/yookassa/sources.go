package yookassa

import (
	"net/http"
	"net/netip"
	"slices"
)

// sources are the addresses that notifications come from, by
// https://yookassa.ru/developers/using-api/webhooks ("IP-адреса").
var sources = []netip.Prefix{
	netip.MustParsePrefix("185.71.76.0/27"),
	netip.MustParsePrefix("185.71.77.0/27"),
	netip.MustParsePrefix("77.75.153.0/25"),
	netip.MustParsePrefix("77.75.154.128/25"),
	netip.MustParsePrefix("77.75.156.11/32"),
	netip.MustParsePrefix("77.75.156.35/32"),
	netip.MustParsePrefix("2a02:5180::/32"),
}

// OnlyFromYooKassa lets no other address through, so that strangers cannot make
// us ask the API. It is optional: Verify does not rely on it, the list may
// change, and behind a proxy that is not trusted every request has its address.
func OnlyFromYooKassa(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		from, err := netip.ParseAddrPort(r.RemoteAddr)
		if err != nil || !isSource(from.Addr().Unmap()) {
			http.Error(w, "refused", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

func isSource(address netip.Addr) bool {
	return slices.ContainsFunc(sources, func(p netip.Prefix) bool { return p.Contains(address) })
}
