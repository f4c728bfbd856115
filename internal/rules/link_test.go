package rules

import (
	"testing"
	"time"
)

func TestALinkIsJudgedByItsWorstNumber(t *testing.T) {
	const ms = time.Millisecond
	good := LinkSample{Over: 5 * time.Second, LossUp: 0.01, LossDown: 0.03, RTT: 300 * ms, UpKbps: 900, DownKbps: 900, Frozen: 100 * ms}
	for name, x := range map[string]struct {
		change func(*LinkSample)
		want   LinkQuality
	}{
		"as good as allowed":     {func(*LinkSample) {}, LinkGood},
		"nothing is sent at all": {func(s *LinkSample) { s.UpKbps, s.DownKbps, s.RTT = 0, 0, time.Second }, ""},
		"only listens":           {func(s *LinkSample) { s.UpKbps = 0 }, LinkGood},
		"some loss up":           {func(s *LinkSample) { s.LossUp = 0.031 }, LinkUneven},
		"some loss down":         {func(s *LinkSample) { s.LossDown = 0.1 }, LinkUneven},
		"much loss up":           {func(s *LinkSample) { s.LossUp = 0.101 }, LinkWeak},
		"much loss down":         {func(s *LinkSample) { s.LossDown = 0.5 }, LinkWeak},
		"a long way":             {func(s *LinkSample) { s.RTT = 301 * ms }, LinkUneven},
		"a way that is too long": {func(s *LinkSample) { s.RTT = 601 * ms }, LinkWeak},
		"a freeze blames nobody": {func(s *LinkSample) { s.Freezes, s.Frozen = 9, 5*time.Second }, LinkGood},
	} {
		s := good
		x.change(&s)
		if got := s.Quality(); got != x.want {
			t.Errorf("%s: %q, not %q", name, got, x.want)
		}
	}
}

func TestTheLightFollowsSamplesThatAgree(t *testing.T) {
	const g, u, w = LinkGood, LinkUneven, LinkWeak
	for name, x := range map[string]struct{ seen, shown []LinkQuality }{
		"the first counts":              {[]LinkQuality{w}, []LinkQuality{w}},
		"one bad sample is no news":     {[]LinkQuality{g, w, g}, []LinkQuality{g, g, g}},
		"two are":                       {[]LinkQuality{g, w, w}, []LinkQuality{g, g, w}},
		"two that differ are not":       {[]LinkQuality{g, w, u, w}, []LinkQuality{g, g, g, g}},
		"better takes three":            {[]LinkQuality{w, g, g, g}, []LinkQuality{w, w, w, g}},
		"in silence nothing changes":    {[]LinkQuality{u, "", "", ""}, []LinkQuality{u, u, u, u}},
		"silence breaks a row":          {[]LinkQuality{g, w, "", w}, []LinkQuality{g, g, g, g}},
		"silence from the beginning":    {[]LinkQuality{"", ""}, []LinkQuality{"", ""}},
		"a step back starts from there": {[]LinkQuality{g, u, u, w, w}, []LinkQuality{g, g, u, u, w}},
	} {
		var l Light
		for i, seen := range x.seen {
			if l = l.After(seen); l.Shown != x.shown[i] {
				t.Errorf("%s: after %d samples %q, not %q", name, i+1, l.Shown, x.shown[i])
			}
		}
	}
}
