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
// ICE-lite agent needs none, and what pion does not get it cannot dial. An end that
// says it is lite as well is refused: of two such ends neither checks a path (RFC
// 8445, 2.5), and pion would speak to whatever address it was named.
func cleanAnswer(sdp string) (clean string, candidates []string, err error) {
	if len(sdp) > MaxSDP {
		return "", nil, ErrSDPTooLarge
	}
	var kept strings.Builder
	sections := 0
	for line := range strings.Lines(sdp) {
		switch name := attribute(line); {
		case strings.Contains(strings.TrimSuffix(line, "\r\n"), "\r"):
			return "", nil, fmt.Errorf("%w: a line may end with CR and LF, or with LF", ErrBadAnswer)
		case name == "ice-lite":
			return "", nil, fmt.Errorf("%w: two ends that are lite find no path", ErrBadAnswer)
		case name == "candidate":
			candidates = append(candidates, strings.TrimSpace(strings.TrimPrefix(line, "a=")))
			continue
		case strings.HasPrefix(line, "m="):
			sections++
		}
		kept.WriteString(line)
	}
	switch {
	case sections > MaxSections:
		return "", nil, ErrTooManySections
	case len(candidates) > MaxCandidates:
		return "", nil, ErrTooManyCandidates
	}
	return kept.String(), candidates, nil
}

// attribute names the attribute of a line, as forgiving of spaces as pion is;
// empty for another line.
func attribute(line string) string {
	text, is := strings.CutPrefix(line, "a=")
	if !is {
		return ""
	}
	name, _, _ := strings.Cut(text, ":")
	return strings.TrimSpace(name)
}

// read refuses what is no candidate. Empty is the end of candidates, which is nil,
// and a name instead of an address (mDNS) is well-formed too.
func (c Candidate) read() (ice.Candidate, error) {
	const longest = 1024
	text := strings.TrimPrefix(c.Candidate, "candidate:")
	if text == "" {
		return nil, nil
	}
	if len(text) > longest {
		return nil, ErrBadCandidate
	}
	candidate, err := ice.UnmarshalCandidate(text)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrBadCandidate, err)
	}
	return candidate, nil
}
