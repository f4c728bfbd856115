package rules

import (
	"net/netip"
	"slices"
	"testing"

	"televisit/internal/fault"
)

// The example of RFC 8291, appendix A.
const (
	examplePoint  = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"
	exampleSecret = "BTBZMqHH6r4Tts7J_aSIgg"
	exampleURL    = "https://push.example.net/push/JzLQ3raZJfFBR0aqvOMsLrt54w4rJUsV"
)

func TestAPushSubscriptionIsChecked(t *testing.T) {
	for name, c := range map[string]struct {
		endpoint, point, secret string
		bad                     []string
	}{
		"the RFC's":             {exampleURL, examplePoint, exampleSecret, nil},
		"with padding":          {exampleURL, examplePoint + "=", exampleSecret + "==", nil},
		"without TLS":           {"http://push.example.net/x", examplePoint, exampleSecret, []string{"endpoint"}},
		"this machine":          {"https://localhost/x", examplePoint, exampleSecret, []string{"endpoint"}},
		"an address":            {"https://169.254.169.254/latest", examplePoint, exampleSecret, []string{"endpoint"}},
		"an IPv6 address":       {"https://[::1]/x", examplePoint, exampleSecret, []string{"endpoint"}},
		"another port":          {"https://push.example.net:8443/x", examplePoint, exampleSecret, []string{"endpoint"}},
		"with a user":           {"https://a:b@push.example.net/x", examplePoint, exampleSecret, []string{"endpoint"}},
		"no address":            {"x", examplePoint, exampleSecret, []string{"endpoint"}},
		"a point off the curve": {exampleURL, "BAAAsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4", exampleSecret, []string{"p256dh"}},
		"nothing":               {"", "", "", []string{"endpoint", "p256dh", "auth"}},
	} {
		err := PushSubscription(c.endpoint, c.point, c.secret)
		f, _ := fault.As(err)
		switch {
		case c.bad == nil && err != nil:
			t.Errorf("%s: %v", name, err)
		case c.bad != nil && (f == nil || !slices.Equal(fault.Detail[[]string](f, "fields"), c.bad)):
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestOnlyTheOpenInternetIsPublic(t *testing.T) {
	for address, want := range map[string]bool{
		"8.8.8.8": true, "2a00:1450:4001::1": true, "127.0.0.1": false, "10.1.2.3": false, "192.168.0.1": false, "172.16.0.1": false,
		"169.254.169.254": false, "100.64.0.1": false, "0.0.0.0": false, "255.255.255.255": false, "224.0.0.1": false,
		"::1": false, "::": false, "fe80::1": false, "fd00::1": false, "::ffff:127.0.0.1": false, "::ffff:10.0.0.1": false,
		"64:ff9b::7f00:1": false, "2002:7f00:1::": false, "198.18.0.1": false,
	} {
		if got := IsPublic(netip.MustParseAddr(address)); got != want {
			t.Errorf("%s: %v", address, got)
		}
	}
}
