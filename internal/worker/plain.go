package worker

import (
	"regexp"
	"strings"
)

var (
	email  = regexp.MustCompile(`\S+@\S+`)
	number = regexp.MustCompile(`(^|[^\w-])\+?\d[\d ()-]{5,}\d\b`) // phones and cards; ids have a prefix or letters
	query  = regexp.MustCompile(`\?\S+`)                           // of an address: gateways take the phone there
)

// maxError bounds what is kept of an error, in bytes.
const maxError = 500

// plain is the text of an error without what could name a person.
func plain(text string) string {
	text = query.ReplaceAllString(text, "?…")
	text = email.ReplaceAllString(text, "…")
	text = number.ReplaceAllString(text, "$1…")
	if len(text) > maxError {
		text = text[:maxError]
	}
	return strings.ToValidUTF8(strings.ReplaceAll(text, "\x00", ""), "")
}
