// Package ident makes the ids of rows. An id is a short type prefix and a
// UUIDv7, such as "apt_0199f0c2…": opaque to clients, sorted by time, and it
// tells node(id) where to look.
package ident

import (
	"encoding/hex"
	"strings"

	"github.com/google/uuid"
)

// New returns a function that makes ids with the prefix, for ent's DefaultFunc.
func New(prefix string) func() string {
	return func() string { return Make(prefix) }
}

// Make returns a new id with the prefix.
func Make(prefix string) string {
	id := uuid.Must(uuid.NewV7())
	return prefix + "_" + hex.EncodeToString(id[:])
}

// Prefix is the part before the underscore; empty for anything else.
func Prefix(id string) string {
	prefix, _, ok := strings.Cut(id, "_")
	if !ok {
		return ""
	}
	return prefix
}
