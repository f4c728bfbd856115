package pay

import (
	"errors"
	"testing"

	"televisit/internal/fault"
)

func TestPayersComeBackToUsOnly(t *testing.T) {
	ours := Returns{Base: "https://clinic.example", Origins: []string{"http://localhost:5173", "clinicapp://paid"}}
	cases := map[string]struct{ address, want string }{
		"a path":                 {"/visits/1?returned=true", "https://clinic.example/visits/1?returned=true"},
		"our own address":        {"https://clinic.example/x", "https://clinic.example/x"},
		"a listed one":           {"http://localhost:5173/x", "http://localhost:5173/x"},
		"an app":                 {"clinicapp://paid/1", "clinicapp://paid/1"},
		"a stranger":             {"https://evil.example/x", ""},
		"a stranger's user":      {"https://clinic.example@evil.example/", ""},
		"a name before the host": {"https://x@clinic.example/", ""},
		"no scheme":              {"//evil.example", ""},
		"a backslash":            {`/\evil.example`, ""},
		"a script":               {"javascript:alert(1)", ""},
		"nothing":                {"", ""},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			got, err := ours.Resolve(c.address)
			if got != c.want || (c.want == "") != errors.Is(err, fault.InvalidInput) {
				t.Fatalf("got %q, %v", got, err)
			}
		})
	}
}
