package graph

import (
	"encoding/base64"
	"strconv"
	"strings"

	"televisit/graph/model"
	"televisit/internal/fault"
)

// maxPage caps `first`.
const maxPage = 100

// page reads the arguments of a connection: how many items to fetch (one more
// than asked, to know whether others follow) and the key after which to begin.
func page(first int, after *string) (limit int, key string, err error) {
	if first < 1 || first > maxPage {
		return 0, "", fault.New(fault.BadRequest, "first must be 1 to %d", maxPage)
	}
	if after == nil {
		return first + 1, "", nil
	}
	kind, key, ok := readCursor(*after)
	if !ok || kind != "row" {
		return 0, "", badCursor()
	}
	return first + 1, key, nil
}

// cut drops the item that only says that others follow. hasBefore tells that the
// page goes on after another one.
func cut[T any](items []T, limit int, hasBefore bool, key func(T) string) ([]T, *model.PageInfo) {
	info := &model.PageInfo{HasPreviousPage: hasBefore, HasNextPage: len(items) == limit}
	if info.HasNextPage {
		items = items[:limit-1]
	}
	if n := len(items); n > 0 {
		start, end := rowCursor(key(items[0])), rowCursor(key(items[n-1]))
		info.StartCursor, info.EndCursor = &start, &end
	}
	return items, info
}

func badCursor() error {
	return fault.New(fault.BadRequest, "this is no cursor of this list or stream")
}

func rowCursor(key string) string { return writeCursor("row", key) }

// streamCursor is a place in an event stream.
func streamCursor(stream string, seq int64) string {
	return writeCursor(stream, strconv.FormatInt(seq, 10))
}

// streamSeq reads a place of exactly this stream.
func streamSeq(stream, cursor string) (int64, error) {
	of, key, ok := readCursor(cursor)
	seq, err := strconv.ParseInt(key, 10, 64)
	if !ok || of != stream || err != nil || seq < 0 {
		return 0, badCursor()
	}
	return seq, nil
}

func writeCursor(kind, key string) string {
	return base64.RawURLEncoding.EncodeToString([]byte(kind + "\x00" + key))
}

func readCursor(s string) (kind, key string, ok bool) {
	b, err := base64.RawURLEncoding.DecodeString(s)
	if err != nil {
		return "", "", false
	}
	return strings.Cut(string(b), "\x00")
}
