package request

import (
	"net/http"
	"net/netip"
	"slices"
	"strings"
)

// Proxies are the networks of reverse proxies whose word about addresses counts.
type Proxies struct {
	Trusted []netip.Prefix
	// Header is what they set, X-Forwarded-For or Forwarded (RFC 7239). The other
	// one is the client's own and says nothing.
	Header string
}

// Wrap puts the client's address in place of the proxy's, for everything behind.
func (p Proxies) Wrap(next http.Handler) http.Handler {
	if len(p.Trusted) == 0 {
		return next
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if peer, err := netip.ParseAddrPort(r.RemoteAddr); err == nil && p.trusts(peer.Addr()) {
			r.RemoteAddr = netip.AddrPortFrom(p.client(peer.Addr(), r.Header), 0).String()
		}
		next.ServeHTTP(w, r)
	})
}

func (p Proxies) trusts(a netip.Addr) bool {
	return slices.ContainsFunc(p.Trusted, func(net netip.Prefix) bool { return net.Contains(a.Unmap()) })
}

// client walks from the nearest proxy to the farthest: the first address that
// is no proxy of ours is the client's, whatever it says about others.
func (p Proxies) client(nearest netip.Addr, h http.Header) netip.Addr {
	hops := strings.Split(strings.Join(h.Values(p.Header), ","), ",")
	for _, hop := range slices.Backward(hops) {
		a, ok := hopAddress(hop)
		if !ok {
			break
		}
		if nearest = a; !p.trusts(a) {
			break
		}
	}
	return nearest
}

// hopAddress reads one element of either header: an address with or without a
// port, or a list of parameters with for=.
func hopAddress(hop string) (netip.Addr, bool) {
	for parameter := range strings.SplitSeq(hop, ";") {
		name, value, found := strings.Cut(strings.TrimSpace(parameter), "=")
		if !found {
			value = name
		} else if !strings.EqualFold(name, "for") {
			continue
		}
		value = strings.Trim(value, `"`)
		if with, err := netip.ParseAddrPort(value); err == nil {
			return with.Addr().Unmap(), true
		}
		a, err := netip.ParseAddr(strings.Trim(value, "[]"))
		return a.Unmap(), err == nil
	}
	return netip.Addr{}, false
}
