package rules

import (
	"crypto/ecdh"
	"encoding/base64"
	"net/netip"
	"net/url"
	"strings"

	"televisit/internal/fault"
)

// maxEndpoint bounds the address of a push subscription, in bytes.
const maxEndpoint = 1000

// PushSubscription checks what a browser has given (RFC 8030, 8291): an https
// address by name at the usual port, a point of P-256 and a secret of 16 bytes.
// Whether the name leads into a private network is asked anew at each sending.
// Fault: INVALID_INPUT with fields.
func PushSubscription(endpoint, p256dh, auth string) error {
	var bad []string
	if !isPushEndpoint(endpoint) {
		bad = append(bad, "endpoint")
	}
	if point, err := decodeKey(p256dh); err != nil || !isPoint(point) {
		bad = append(bad, "p256dh")
	}
	if secret, err := decodeKey(auth); err != nil || len(secret) != 16 {
		bad = append(bad, "auth")
	}
	if bad != nil {
		return fault.New(fault.InvalidInput, "this is no push subscription").With("fields", bad)
	}
	return nil
}

func isPushEndpoint(s string) bool {
	u, err := url.Parse(s)
	if err != nil || len(s) > maxEndpoint || u.Scheme != "https" || u.User != nil || u.Fragment != "" {
		return false
	}
	_, notName := netip.ParseAddr(u.Hostname())
	return notName != nil && strings.Contains(u.Hostname(), ".") && (u.Port() == "" || u.Port() == "443")
}

func isPoint(b []byte) bool {
	_, err := ecdh.P256().NewPublicKey(b)
	return err == nil
}

func decodeKey(s string) ([]byte, error) {
	return base64.RawURLEncoding.DecodeString(strings.TrimRight(s, "="))
}

// IsPublic says whether an address is of the open internet: only such ones are
// asked on behalf of somebody who has given the address.
func IsPublic(a netip.Addr) bool {
	a = a.Unmap()
	if !a.IsGlobalUnicast() || a.IsPrivate() {
		return false
	}
	for _, p := range reserved {
		if p.Contains(a) {
			return false
		}
	}
	return true
}

// reserved are ranges that look public but are not (RFC 6890 and its registry).
var reserved = []netip.Prefix{
	netip.MustParsePrefix("0.0.0.0/8"), netip.MustParsePrefix("100.64.0.0/10"), netip.MustParsePrefix("192.0.0.0/24"),
	netip.MustParsePrefix("192.0.2.0/24"), netip.MustParsePrefix("198.18.0.0/15"), netip.MustParsePrefix("198.51.100.0/24"),
	netip.MustParsePrefix("203.0.113.0/24"), netip.MustParsePrefix("240.0.0.0/4"), netip.MustParsePrefix("64:ff9b::/96"),
	netip.MustParsePrefix("64:ff9b:1::/48"), netip.MustParsePrefix("2001::/23"), netip.MustParsePrefix("2001:db8::/32"),
	netip.MustParsePrefix("2002::/16"),
}
