package core

import "time"

const (
	// lessAfter is how long a smaller picture has to be enough before it is said:
	// who comes back in a moment finds the larger one.
	lessAfter = 2 * time.Second
	// moreWithin is how long a publisher may take to begin with a larger layer.
	moreWithin = 5 * time.Second
)

// wish is how high somebody shows a picture, as its publisher is told: more at
// once, less after a while.
type wish struct {
	height       int
	since, lower time.Time // when it grew, and when less became enough
}

// follow takes what is shown now and says whether the wish has changed.
func (w *wish) follow(shown int, at time.Time) bool {
	switch {
	case shown > w.height:
		w.since = at
	case shown == w.height:
		w.lower = time.Time{}
		return false
	case w.lower.IsZero():
		w.lower = at
		return false
	case at.Sub(w.lower) < lessAfter:
		return false
	}
	w.height, w.lower = shown, time.Time{}
	return true
}

// Wish is how many pixels high the picture is shown where it is shown largest;
// 0 is that nobody sees it. Layers that are better than that need not be sent.
func (t *Track) Wish() int { return t.wish.height }

// shown is the largest view of those who follow.
func (t *Track) shown() (height int) {
	for _, s := range t.senders {
		if s.sink.IsVideo && !s.isPaused() {
			height = max(height, s.view)
		}
	}
	return height
}

// wantsMore says that the publisher has been asked for better layers than the
// lowest for long enough to send them.
func (t *Track) wantsMore(at time.Time) bool {
	lowest := t.height(t.layers[0])
	return isTooSmall(lowest, t.wish.height) && at.Sub(t.wish.since) > moreWithin
}
