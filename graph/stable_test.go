package graph_test

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"
)

// random finds what differs from run to run: ids, secrets, checkouts, cursors.
var random = regexp.MustCompile(`"[A-Za-z0-9_-]{22,}"|\b[a-z]{3}_[0-9a-f]{32}\b|\bdemo_[A-Z2-7]{26}\b|\btvc_[A-Z2-7]{6}\b`)

// stable writes an answer with placeholders, such as apt_1, by order of first
// appearance, so that it is the same in every run.
func stable(t *testing.T, raw []byte) []byte {
	t.Helper()
	names, counts := map[string]string{}, map[string]int{}
	name := func(value, kind string) string {
		if names[value] == "" {
			counts[kind]++
			names[value] = fmt.Sprintf("%s_%d", kind, counts[kind])
		}
		return names[value]
	}
	ids := func(s string) string {
		return random.ReplaceAllStringFunc(s, func(id string) string {
			kind, _, _ := strings.Cut(id, "_")
			return name(id, kind)
		})
	}
	text := random.ReplaceAllStringFunc(string(raw), func(found string) string {
		value, quoted := strings.CutPrefix(found, `"`)
		value = strings.TrimSuffix(value, `"`)
		switch {
		case !quoted:
			return ids(found)
		case random.MatchString(value):
			return `"` + ids(value) + `"`
		case isWord(value):
			return found
		}
		if place, ok := readCursor(value); ok {
			return `"cursor of ` + ids(place) + `"`
		}
		return `"` + name(value, "secret") + `"`
	})
	var out bytes.Buffer
	if err := json.Indent(&out, []byte(text), "", "  "); err != nil {
		t.Fatalf("%v: %s", err, raw)
	}
	return append(bytes.TrimSpace(out.Bytes()), '\n')
}

// isWord says that a long value is a name of ours: a type, field, code or hash
// of a fixed text.
func isWord(s string) bool {
	return word.MatchString(s)
}

var (
	word   = regexp.MustCompile(`^([A-Z_]{1,40}|[A-Za-z]{1,40}|[0-9a-f]{64})$`)
	cursor = regexp.MustCompile(`^(row|floor|[a-z]+:[a-z0-9_]+)\x00(.+)$`)
)

func readCursor(s string) (string, bool) {
	b, err := base64.RawURLEncoding.DecodeString(s)
	m := cursor.FindSubmatch(b)
	if err != nil || m == nil || !utf8.Valid(b) {
		return "", false
	}
	return string(m[1]) + " at " + string(m[2]), true
}
