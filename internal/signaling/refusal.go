package signaling

import (
	"errors"
	"strings"

	"televisit/internal/fault"
	"televisit/media"
)

// refusal turns the limits of media into faults. Only fixed texts leave: an
// error may quote the request.
func refusal(err error) error {
	switch {
	case errors.Is(err, media.ErrRoomFull):
		return fault.New(fault.RoomFull, "the room is full")
	case errors.Is(err, media.ErrClosed):
		return fault.New(fault.SessionGone, "the session is over")
	}
	for _, known := range []error{
		media.ErrSDPTooLarge, media.ErrTooManySections, media.ErrTooManyCandidates, media.ErrBadAnswer, media.ErrBadCandidate,
		media.ErrMayNotShare, media.ErrScreenTaken, media.ErrBadView,
	} {
		if errors.Is(err, known) {
			return fault.New(fault.SignalRefused, "%s", strings.TrimPrefix(known.Error(), "media: "))
		}
	}
	return err
}
