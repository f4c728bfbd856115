package media

import (
	"time"

	"github.com/pion/ice/v4"
	"github.com/pion/stun/v4"
)

// movedAfter is how long a selected address may be silent before checks from
// another one count as a move.
const movedAfter = 3 * time.Second

// follow makes what looks at each check of one peer. Who controls ICE nominates
// the pair to use, and browsers repeat that with every check. A client that says it
// once is followed as well when its address changes without its knowledge (RFC
// 8445 knows no consent that moves): the old address is silent, and the new one
// proves by the check that it has the password.
func follow() func(*stun.Message, ice.Candidate, ice.Candidate, *ice.CandidatePair) bool {
	var selected ice.Candidate // pion calls from one goroutine
	return func(check *stun.Message, _, from ice.Candidate, _ *ice.CandidatePair) bool {
		switch {
		case check.Contains(stun.AttrUseCandidate):
			selected = from
		case selected != nil && !selected.Equal(from) && time.Since(selected.LastReceived()) >= movedAfter:
			selected = from
			return true
		}
		return false
	}
}
