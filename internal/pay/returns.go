package pay

import (
	"net/url"
	"slices"
	"strings"

	"televisit/internal/fault"
)

// Returns knows where a payer may be sent back to, so that no checkout sends
// people to strangers: a path of this server, its own origin, or a listed one.
type Returns struct {
	// Base is the server's public address, such as https://clinic.example.
	Base string
	// Origins are further addresses, such as "http://localhost:5173" or "clinicapp://paid".
	Origins []string
}

// Resolve makes an address absolute; INVALID_INPUT when it is not one of ours.
func (r Returns) Resolve(address string) (string, error) {
	if err := r.Check(address); err != nil {
		return "", err
	}
	if isPath(address) {
		return strings.TrimSuffix(r.Base, "/") + address, nil
	}
	return address, nil
}

// Check refuses an address that is not one of ours with INVALID_INPUT.
func (r Returns) Check(address string) error {
	if isPath(address) || r.isOurs(OriginOf(address)) {
		return nil
	}
	return fault.New(fault.InvalidInput, "the return address is not one of ours").With("fields", []string{"returnUrl"})
}

func (r Returns) isOurs(origin string) bool {
	if origin == "" {
		return false
	}
	return origin == OriginOf(r.Base) || slices.ContainsFunc(r.Origins, func(allowed string) bool {
		return origin == OriginOf(allowed)
	})
}

// isPath accepts "/visit?x=1", and neither "//host" nor what a browser reads
// as that ("/\host", or a tab between the slashes).
func isPath(address string) bool {
	u, err := url.Parse(address)
	return err == nil && u.Scheme == "" && u.Host == "" &&
		strings.HasPrefix(address, "/") && !strings.HasPrefix(address, "//") && !strings.Contains(address, `\`)
}

// OriginOf is scheme and host; empty for anything without both, such as a path.
func OriginOf(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Scheme == "" || u.Host == "" || u.User != nil {
		return ""
	}
	return strings.ToLower(u.Scheme + "://" + u.Host)
}
