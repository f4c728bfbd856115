package media

import (
	"errors"
	"fmt"
	"strings"

	"github.com/pion/ice/v4"
)

// Limits of one room and of what one browser may send.
const (
	MaxPeers      = 6
	MaxSDP        = 64 << 10
	MaxSections   = 32
	MaxCandidates = 64 // in one negotiation
)

// Errors by which callers tell refusals apart.
var (
	ErrRoomFull          = errors.New("media: the room is full")
	ErrClosed            = errors.New("media: closed")
	ErrSDPTooLarge       = errors.New("media: the SDP is too large")
	ErrTooManySections   = errors.New("media: the SDP has too many sections")
	ErrTooManyCandidates = errors.New("media: too many candidates")
	ErrBadAnswer         = errors.New("media: the answer does not fit the offer")
	ErrMayNotShare       = errors.New("media: no right to share a screen")
	ErrScreenTaken       = errors.New("media: somebody else shares a screen")
	ErrBadCandidate      = errors.New("media: not a candidate")
	ErrBadView           = errors.New("media: not the height of a picture")
)

// cleanAnswer checks the size of an answer and takes the candidates out: an
// ICE-lite agent needs none, and what pion does not get it cannot dial.
func cleanAnswer(sdp string) (clean string, candidates int, err error) {
	if len(sdp) > MaxSDP {
		return "", 0, ErrSDPTooLarge
	}
	var kept strings.Builder
	sections := 0
	for line := range strings.Lines(sdp) {
		switch {
		case strings.HasPrefix(line, "a=candidate:"):
			candidates++
			continue
		case strings.HasPrefix(line, "m="):
			sections++
		}
		kept.WriteString(line)
	}
	switch {
	case sections > MaxSections:
		return "", 0, ErrTooManySections
	case candidates > MaxCandidates:
		return "", 0, ErrTooManyCandidates
	}
	return kept.String(), candidates, nil
}

// check refuses what is no candidate. Empty is the end of candidates, and a
// name instead of an address (mDNS) is well-formed too.
func (c Candidate) check() error {
	const longest = 1024
	text := strings.TrimPrefix(c.Candidate, "candidate:")
	if text == "" {
		return nil
	}
	if len(text) > longest {
		return ErrBadCandidate
	}
	if _, err := ice.UnmarshalCandidate(text); err != nil {
		return fmt.Errorf("%w: %w", ErrBadCandidate, err)
	}
	return nil
}
