package core

import (
	"testing"
	"time"
)

// TestWishGrowsAtOnceAndShrinksLater plays views, each for some seconds, and
// reads what the publisher is told.
func TestWishGrowsAtOnceAndShrinksLater(t *testing.T) {
	type view struct {
		height int
		holds  time.Duration
	}
	for name, c := range map[string]struct {
		views []view
		want  int
		told  int // how often
	}{
		"nobody":                   {[]view{{0, time.Minute}}, 0, 0},
		"more":                     {[]view{{360, TickEvery}, {720, TickEvery}}, 720, 2},
		"less, for a moment":       {[]view{{720, time.Second}, {0, time.Second}, {720, time.Second}, {0, time.Second}}, 720, 1},
		"less, for good":           {[]view{{720, time.Second}, {360, 3 * time.Second}}, 360, 2},
		"less, and still less":     {[]view{{720, time.Second}, {360, time.Second}, {0, 1100 * time.Millisecond}}, 0, 2},
		"nobody, after a while":    {[]view{{720, time.Second}, {0, 3 * time.Second}}, 0, 2},
		"somebody else, smaller":   {[]view{{360, time.Second}, {360, time.Second}}, 360, 1},
		"back within the patience": {[]view{{720, time.Second}, {360, 1900 * time.Millisecond}, {1080, TickEvery}}, 1080, 2},
	} {
		t.Run(name, func(t *testing.T) {
			var w wish
			at, told := start, 0
			for _, v := range c.views {
				for end := at.Add(v.holds); at.Before(end); {
					at = at.Add(TickEvery)
					if w.follow(v.height, at) {
						told++
					}
				}
			}
			if w.height != c.want || told != c.told {
				t.Errorf("wishes for %d, told %d times; want %d, %d", w.height, told, c.want, c.told)
			}
		})
	}
}

func TestWishIsOfThoseWhoSee(t *testing.T) {
	c := newCall(t, video, videoSink)
	other := c.Send(c.Join(&wire{t: t}), videoSink)
	for name, step := range []struct {
		change func()
		want   int
	}{
		{func() {}, 0},
		{func() { c.sender.Follow(c.track, c.at) }, fullView},
		{func() { c.sender.View(360, c.at) }, 360},
		{func() { other.View(240, c.at); other.Follow(c.track, c.at) }, 360},
		{func() { c.sender.View(0, c.at) }, 240},
		{func() { other.View(720, c.at) }, 720},
		{func() { other.peer.down.mode = ModeAudio }, 0},
	} {
		step.change()
		c.pass(3 * time.Second)
		if got := c.track.Wish(); got != step.want {
			t.Errorf("step %d: %d, want %d", name, got, step.want)
		}
	}
	if c.up.wakes != 5 {
		t.Errorf("the publisher was told %d times", c.up.wakes)
	}
}

// Who is asked for no more than the lowest layer has no poor link.
func TestRestingLayersAreNoPoorLink(t *testing.T) {
	low, high := &layer{rid: "l", height: 180}, &layer{rid: "h", height: 720}
	low.counts.started, high.counts.started = true, true
	at := start.Add(time.Minute)
	low.newest = at
	for name, c := range map[string]struct {
		wish wish
		want bool
	}{
		"nobody sees it":     {wish{}, false},
		"a tile":             {wish{height: 240}, false},
		"large, since a bit": {wish{height: 720, since: at.Add(-moreWithin)}, false},
		"large, since long":  {wish{height: 720, since: at.Add(-moreWithin - 1)}, true},
	} {
		t.Run(name, func(t *testing.T) {
			track := &Track{layers: []*layer{low, high}, wish: c.wish}
			if got := track.hasOnlyLowest(at); got != c.want {
				t.Errorf("%v, want %v", got, c.want)
			}
		})
	}
}
