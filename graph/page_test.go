package graph_test

import "testing"

const onePractitioner = `query($after: Cursor) { practitioners(first: 1, after: $after) {
	edges { cursor } pageInfo { hasPreviousPage hasNextPage startCursor endCursor } } }`

// Relay's cursor connections, as far as pages go forward.
func TestPagesKnowTheirPlace(t *testing.T) {
	w := newWorld(t)
	read := func(after any) (cursor any, info node) {
		list := w.do(nobody, onePractitioner, node{"after": after})
		return list["edges"].([]any)[0].(node)["cursor"], list["pageInfo"].(node)
	}
	first, info := read(nil)
	if info["hasPreviousPage"] != false || info["hasNextPage"] != true || info["startCursor"] != first || info["endCursor"] != first {
		t.Errorf("the first page: %v, its item is at %v", info, first)
	}
	second, info := read(first)
	if info["hasPreviousPage"] != true || info["startCursor"] != second || second == first {
		t.Errorf("the second page: %v, its item is at %v after %v", info, second, first)
	}
}
