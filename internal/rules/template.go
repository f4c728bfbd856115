package rules

import (
	"slices"
	"time"
)

// Bounds of what can be published: they keep a question about free times small.
const (
	minGrid, maxGrid = 5, 240
	maxNotice        = 14 * 24 * 60
	maxHorizon       = 365
	maxBuffer        = 240
	maxDailyLimit    = 200
	maxParts         = 8
)

// Wrong names the fields that cannot be published, as the schema calls them.
func (t Template) Wrong() []string {
	var wrong []string
	for field, ok := range map[string]bool{
		"week":                !slices.ContainsFunc(t.Week[:], func(h []Hours) bool { return !AreHours(h) }),
		"gridMinutes":         within(t.Grid, minGrid, maxGrid),
		"noticeMinutes":       within(t.Notice, 0, maxNotice),
		"horizonDays":         within(t.Horizon, 1, maxHorizon),
		"bufferBeforeMinutes": within(t.BufferBefore, 0, maxBuffer),
		"bufferAfterMinutes":  within(t.BufferAfter, 0, maxBuffer),
		"dailyLimit":          within(t.DailyLimit, 0, maxDailyLimit),
	} {
		if !ok {
			wrong = append(wrong, field)
		}
	}
	slices.Sort(wrong)
	return wrong
}

// longestException is how many days one exception may take.
const longestException = 366

// Wrong names the fields that cannot be, as the schema calls them. What is over
// changes nothing any more.
func (e Exception) Wrong(today Date) []string {
	var wrong []string
	if e.Kind != Leave && e.Kind != Extra {
		wrong = append(wrong, "kind")
	}
	from, err := e.From.Start(time.UTC)
	to, err2 := e.To.Start(time.UTC)
	switch {
	case err != nil || e.From < today:
		wrong = append(wrong, "fromDate")
	case err2 != nil || e.To < e.From || to.Sub(from) >= longestException*24*time.Hour:
		wrong = append(wrong, "toDate")
	}
	if !AreHours(e.Hours) || e.Kind == Extra && len(e.Hours) == 0 {
		wrong = append(wrong, "hours")
	}
	return wrong
}

// AreHours says whether hours are parts of a day, in order, none over another.
func AreHours(hours []Hours) bool {
	end := 0
	for _, h := range hours {
		if h.From < end || h.To <= h.From || h.To > 24*60 {
			return false
		}
		end = h.To
	}
	return len(hours) <= maxParts
}

func within(n, low, high int) bool { return low <= n && n <= high }
