package rules

import (
	"crypto/sha256"
	"encoding/hex"
)

// TextHash is the SHA-256 of a text as it was read in one language, hex: title,
// a line feed, body. It proves later which words were signed.
func TextHash(title, body Text, l Locale) string {
	sum := sha256.Sum256([]byte(title.In(l) + "\n" + body.In(l)))
	return hex.EncodeToString(sum[:])
}
