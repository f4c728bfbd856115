package rules

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
)

// TextHash is the SHA-256 of a text as it was read in one language, hex: title,
// a line feed, body. It proves later which words were signed.
func TextHash(title, body Text, l Locale) string {
	sum := sha256.Sum256([]byte(title.In(l) + "\n" + body.In(l)))
	return hex.EncodeToString(sum[:])
}

// FullName writes a name in the Russian order; the patronymic may be absent.
func FullName(family, given string, patronymic *string) string {
	name := family + " " + given
	if patronymic != nil {
		name += " " + *patronymic
	}
	return strings.TrimSpace(name)
}
