package rules

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"
)

func zone(t *testing.T, name string) *time.Location {
	t.Helper()
	z, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return z
}

// everyDay is a week with the same hours each day.
func everyDay(grid int, hours ...Hours) Template {
	t := Template{Grid: grid, Horizon: 30}
	for day := range t.Week {
		t.Week[day] = hours
	}
	return t
}

// always is a calendar in which one week holds for good.
func always(z *time.Location, t Template) Calendar {
	return Calendar{Schedules: []Schedule{{Template: t, Number: 1, From: "2000-01-01", Zone: z}}}
}

// local reads "2026-03-02 10:00" in a zone.
func local(t *testing.T, z *time.Location, s string) time.Time {
	t.Helper()
	at, err := time.ParseInLocation("2006-01-02 15:04", s, z)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

// clock writes beginnings as local times, "10:00 10:20".
func clock(free []Interval, z *time.Location) string {
	var list []string
	for _, f := range free {
		list = append(list, f.Start.In(z).Format("15:04"))
	}
	return strings.Join(list, " ")
}

func TestFreeTimes(t *testing.T) {
	z := zone(t, "Europe/Moscow")
	day := func(s string) time.Time { return local(t, z, "2026-03-02 "+s) }
	morning := Hours{From: 9 * 60, To: 10 * 60}
	busy := func(from, to string) Interval { return Interval{day(from), day(to)} }
	for name, x := range map[string]struct {
		template Template
		length   int // minutes; 30 when zero
		from, to string
		now      string
		busy     []Interval
		want     string
	}{
		"the hours of the day":                {template: everyDay(30, morning), want: "09:00 09:30"},
		"a fine grid":                         {template: everyDay(10, morning), want: "09:00 09:10 09:20 09:30"},
		"a grid below five minutes":           {template: everyDay(0, Hours{540, 580}), want: "09:00 09:05 09:10"},
		"a visit as long as the hours":        {template: everyDay(10, morning), length: 60, want: "09:00"},
		"a visit longer than the hours":       {template: everyDay(10, morning), length: 61, want: ""},
		"two parts of a day":                  {template: everyDay(30, morning, Hours{15 * 60, 16 * 60}), want: "09:00 09:30 15:00 15:30"},
		"no hours":                            {template: Template{Grid: 10, Horizon: 30}, want: ""},
		"hours until midnight":                {template: everyDay(30, Hours{23 * 60, 24 * 60}), want: "23:00 23:30"},
		"one is taken":                        {template: everyDay(30, morning), busy: []Interval{busy("09:00", "09:30")}, want: "09:30"},
		"a minute of one is taken":            {template: everyDay(30, morning), busy: []Interval{busy("09:29", "09:30")}, want: "09:30"},
		"touching is free":                    {template: everyDay(30, morning), busy: []Interval{busy("08:30", "09:00"), busy("10:00", "11:00")}, want: "09:00 09:30"},
		"taken from before until after":       {template: everyDay(30, morning), busy: []Interval{busy("01:00", "23:00")}, want: ""},
		"taken in no order and overlapping":   {template: everyDay(10, morning), busy: []Interval{busy("09:40", "09:50"), busy("08:00", "09:05"), busy("08:30", "08:31")}, want: "09:10"},
		"the range begins at one":             {template: everyDay(30, morning), from: "09:30", want: "09:30"},
		"the range begins a minute after one": {template: everyDay(30, morning), from: "09:01", want: "09:30"},
		"the range ends at one":               {template: everyDay(30, morning), to: "09:30", want: "09:00"},
		"the range ends a minute after one":   {template: everyDay(30, morning), to: "09:31", want: "09:00 09:30"},
		"it is now":                           {template: everyDay(30, morning), now: "09:30", want: "09:30"},
		"a minute ago":                        {template: everyDay(30, morning), now: "09:31", want: ""},
		"with notice":                         {template: with(everyDay(30, morning), 60, 30), now: "08:30", want: "09:30"},
		"with just too little notice":         {template: with(everyDay(30, morning), 61, 30), now: "08:30", want: ""},
		"before the horizon":                  {template: with(everyDay(30, morning), 0, 1), now: "08:00", want: "09:00 09:30"},
		"without a horizon nothing is open":   {template: with(everyDay(30, morning), 0, 0), now: "08:00", want: ""},
	} {
		q := SlotQuery{Calendar: always(z, x.template), Busy: x.busy, Now: day("00:00"), Length: 30 * time.Minute}
		q.Range = Interval{day("00:00"), day("00:00").AddDate(0, 0, 1)}
		if x.length != 0 {
			q.Length = time.Duration(x.length) * time.Minute
		}
		if x.from != "" {
			q.Range.Start = day(x.from)
		}
		if x.to != "" {
			q.Range.End = day(x.to)
		}
		if x.now != "" {
			q.Now = day(x.now)
		}
		if got := clock(FreeSlots(q), z); got != x.want {
			t.Errorf("%s: %q, not %q", name, got, x.want)
		}
	}
}

func with(t Template, notice, horizon int) Template {
	t.Notice, t.Horizon = notice, horizon
	return t
}

func TestEachDayOfTheWeekHasItsOwnHours(t *testing.T) {
	z := zone(t, "Asia/Almaty")
	var tpl Template
	for day := range tpl.Week {
		tpl.Week[day] = []Hours{{From: day * 60, To: day*60 + 30}} // Sunday at 0:00, Monday at 1:00 …
	}
	tpl.Grid, tpl.Horizon = 30, 30
	monday := local(t, z, "2026-03-02 00:00")
	free := FreeSlots(SlotQuery{Calendar: always(z, tpl), Now: monday, Length: 30 * time.Minute, Range: Interval{monday, monday.AddDate(0, 0, 7)}})
	if got := clock(free, z); got != "01:00 02:00 03:00 04:00 05:00 06:00 00:00" {
		t.Errorf("the week is %q", got)
	}
}

func TestTheHorizonIsCountedInDaysFromNow(t *testing.T) {
	z := zone(t, "Europe/Moscow")
	now := local(t, z, "2026-03-02 12:00")
	free := FreeSlots(SlotQuery{
		Calendar: always(z, with(everyDay(30, Hours{0, 1440}), 0, 2)), Now: now, Length: 30 * time.Minute,
		Range: Interval{now, now.AddDate(0, 1, 0)},
	})
	if first, last := free[0].Start, free[len(free)-1].Start; !first.Equal(now) || !last.Equal(local(t, z, "2026-03-04 11:30")) {
		t.Errorf("open from %s to %s", first, last)
	}
}

func TestNightsInWhichTheClocksChange(t *testing.T) {
	for name, x := range map[string]struct {
		zone, date string
		hours      Hours
		want       string
		first      string // the first one, in UTC
		after      string // what follows it after an hour, in UTC; empty when not asked
	}{
		"Berlin skips 2:00 to 3:00":               {"Europe/Berlin", "2026-03-29", Hours{60, 240}, "01:00 01:30 03:00 03:30", "2026-03-29T00:00:00Z", "2026-03-29T01:00:00Z"},
		"Berlin has 2:00 to 3:00 twice":           {"Europe/Berlin", "2026-10-25", Hours{60, 240}, "01:00 01:30 02:00 02:30 03:00 03:30", "2026-10-24T23:00:00Z", "2026-10-25T00:00:00Z"},
		"New York skips 2:00 to 3:00":             {"America/New_York", "2026-03-08", Hours{60, 240}, "01:00 01:30 03:00 03:30", "2026-03-08T06:00:00Z", "2026-03-08T07:00:00Z"},
		"New York has 1:00 to 2:00 twice":         {"America/New_York", "2026-11-01", Hours{0, 180}, "00:00 00:30 01:00 01:30 02:00 02:30", "2026-11-01T04:00:00Z", "2026-11-01T05:00:00Z"},
		"Moscow has kept its time since 2014":     {"Europe/Moscow", "2026-03-29", Hours{60, 240}, "01:00 01:30 02:00 02:30 03:00 03:30", "2026-03-28T22:00:00Z", ""},
		"Kathmandu is a quarter of an hour off":   {"Asia/Kathmandu", "2026-03-29", Hours{60, 120}, "01:00 01:30", "2026-03-28T19:15:00Z", ""},
		"Lord Howe moves by half an hour":         {"Australia/Lord_Howe", "2026-10-04", Hours{90, 180}, "01:30 02:30", "2026-10-03T15:00:00Z", ""},
		"Cairo skips midnight":                    {"Africa/Cairo", "2026-04-24", Hours{0, 120}, "01:00 01:30", "2026-04-23T22:00:00Z", ""},
		"Havana skips midnight":                   {"America/Havana", "2026-03-08", Hours{0, 120}, "01:00 01:30", "2026-03-08T05:00:00Z", ""},
		"Havana until a midnight that is no more": {"America/Havana", "2026-03-07", Hours{23 * 60, 1440}, "23:00 23:30", "2026-03-08T04:00:00Z", ""},
		"Berlin until a time that is skipped":     {"Europe/Berlin", "2026-03-29", Hours{60, 150}, "01:00 01:30", "2026-03-29T00:00:00Z", ""},
		"New York until a time that is skipped":   {"America/New_York", "2026-03-08", Hours{60, 150}, "01:00 01:30", "2026-03-08T06:00:00Z", ""},
	} {
		z := zone(t, x.zone)
		date, _ := time.Parse(time.DateOnly, x.date)
		week := everyDay(30)
		week.Week[date.Weekday()] = []Hours{x.hours}
		q := SlotQuery{
			Calendar: always(z, week), Now: date.AddDate(0, 0, -2), Length: 30 * time.Minute,
			Range: Interval{date.AddDate(0, 0, -2), date.AddDate(0, 0, 3)},
		}
		free := FreeSlots(q)
		if got := clock(free, z); got != x.want {
			t.Errorf("%s: %q, not %q", name, got, x.want)
			continue
		}
		if got := free[0].Start.Format(time.RFC3339); got != x.first {
			t.Errorf("%s: the first is %s", name, got)
		}
		if x.after != "" && free[2].Start.Format(time.RFC3339) != x.after {
			t.Errorf("%s: the third is %s, not %s", name, free[2].Start.Format(time.RFC3339), x.after)
		}
	}
}

// Whatever the week, the zone, the season and what is taken: a free time is
// never over what is taken, lies inside the hours and the range, and no two
// begin together.
func TestFreeTimesKeepTheirPromisesInAnyWeek(t *testing.T) {
	zones := []string{"Europe/Berlin", "America/New_York", "America/Havana", "Africa/Cairo", "Asia/Kathmandu", "Europe/Moscow", "Pacific/Apia"}
	r := rand.New(rand.NewPCG(1, 2))
	found := 0
	for i := range 3000 {
		q := anyQuery(t, r, zones[i%len(zones)])
		free := FreeSlots(q)
		found += len(free)
		for j, f := range free {
			if problem := broken(q, f); problem != "" {
				t.Fatalf("query %d: %s at %s", i, problem, f.Start.In(q.Calendar.Schedules[0].Zone))
			}
			if j > 0 && !free[j-1].Start.Before(f.Start) {
				t.Fatalf("query %d: %s comes after %s", i, f.Start, free[j-1].Start)
			}
		}
	}
	if found < 10_000 {
		t.Errorf("only %d times are free: this shows little", found)
	}
}

func anyQuery(t *testing.T, r *rand.Rand, zoneName string) SlotQuery {
	now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC).Add(time.Duration(r.IntN(365*24*60)) * time.Minute)
	if r.IntN(2) == 0 { // near the spring and autumn changes
		now = []time.Time{time.Date(2026, 3, 7, 3, 0, 0, 0, time.UTC), time.Date(2026, 10, 24, 3, 0, 0, 0, time.UTC), time.Date(2026, 10, 31, 3, 0, 0, 0, time.UTC)}[r.IntN(3)]
	}
	q := SlotQuery{Now: now, Length: time.Duration(5+r.IntN(90)) * time.Minute}
	week := Template{Grid: r.IntN(60), Notice: r.IntN(120), Horizon: r.IntN(10), BufferBefore: r.IntN(2) * r.IntN(20), BufferAfter: r.IntN(2) * r.IntN(20), DailyLimit: r.IntN(2) * r.IntN(9)}
	for day := range week.Week {
		from := r.IntN(1200)
		week.Week[day] = []Hours{{from, from + r.IntN(1441-from)}}
	}
	q.Calendar = always(zone(t, zoneName), week)
	for range r.IntN(3) {
		from := now.AddDate(0, 0, r.IntN(6)-1)
		e := Exception{Kind: Leave, From: Date(from.Format(time.DateOnly)), To: Date(from.AddDate(0, 0, r.IntN(2)).Format(time.DateOnly))}
		if begin := r.IntN(1200); r.IntN(2) == 0 {
			e.Hours = []Hours{{begin, begin + 1 + r.IntN(200)}}
		}
		q.Calendar.Exceptions = append(q.Calendar.Exceptions, e)
	}
	q.Range.Start = now.Add(time.Duration(r.IntN(3000)-1000) * time.Minute)
	q.Range.End = q.Range.Start.Add(time.Duration(r.IntN(8000)) * time.Minute)
	for range r.IntN(20) {
		start := q.Range.Start.Add(time.Duration(r.IntN(8000)) * time.Minute)
		q.Busy = append(q.Busy, Interval{start, start.Add(time.Duration(1+r.IntN(300)) * time.Minute)})
	}
	return q
}

// broken says which promise a free time breaks.
func broken(q SlotQuery, f Interval) string {
	z, week := q.Calendar.Schedules[0].Zone, q.Calendar.Schedules[0].Template
	begins := f.Start.In(z)
	h, minute := week.Week[begins.Weekday()][0], begins.Hour()*60+begins.Minute()
	gap := time.Duration(week.BufferBefore+week.BufferAfter) * time.Minute
	thatDay := 0
	for _, b := range q.Busy {
		if DateOf(b.Start, z) == DateOf(f.Start, z) {
			thatDay++
		}
	}
	switch {
	case f.End.Sub(f.Start) != q.Length:
		return "it has another length"
	case slices.ContainsFunc(q.Busy, Interval{f.Start.Add(-gap), f.End.Add(gap)}.Overlaps):
		return "it is taken, or too near to what is"
	case week.DailyLimit > 0 && thatDay >= week.DailyLimit:
		return fmt.Sprintf("the day is full with %d", thatDay)
	case !q.Calendar.Covers(f):
		return "it is not covered: leave, or outside the hours"
	case onLeave(q.Calendar, f, z):
		return "it is leave"
	case f.Start.Before(q.Range.Start) || !f.Start.Before(q.Range.End):
		return "it begins outside the range"
	case f.Start.Before(q.Now.Add(time.Duration(week.Notice)*time.Minute)) || !f.Start.Before(q.Now.AddDate(0, 0, week.Horizon)):
		return "it is not open for booking"
	case minute < h.From || minute >= h.To || (minute-h.From)%max(week.Grid, 5) != 0:
		return fmt.Sprintf("it is off the grid of %v", h)
	}
	end := f.End.In(z)
	if endMinute := end.Hour()*60 + end.Minute(); end.Day() == begins.Day() && endMinute > h.To && minute+int(q.Length.Minutes()) > h.To {
		return fmt.Sprintf("it ends after %v", h)
	}
	return ""
}

// onLeave asks each exception by the clock on the wall, minute by minute.
func onLeave(c Calendar, f Interval, z *time.Location) bool {
	for at := f.Start; at.Before(f.End); at = at.Add(time.Minute) {
		date, minute := DateOf(at, z), at.In(z).Hour()*60+at.In(z).Minute()
		for _, e := range c.Exceptions {
			off := len(e.Hours) == 0 || e.Hours[0].From <= minute && minute < e.Hours[0].To
			if e.From <= date && date <= e.To && off {
				return true
			}
		}
	}
	return false
}

func TestNearestTimesComeFirst(t *testing.T) {
	at := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	var free []Interval
	for _, m := range []int{-300, -60, -10, 20, 60, 120} {
		free = append(free, Interval{at.Add(time.Duration(m) * time.Minute), at.Add(time.Duration(m+30) * time.Minute)})
	}
	for n, want := range map[int]string{0: "", 1: "08:50", 3: "08:50 09:20 08:00", 5: "08:50 09:20 08:00 10:00 11:00", 9: "08:50 09:20 08:00 10:00 11:00 04:00"} {
		if got := clock(Nearest(free, at, n), time.UTC); got != want {
			t.Errorf("%d nearest: %q, not %q", n, got, want)
		}
	}
	if free[0].Start.Hour() != 4 {
		t.Error("the list that was given is reordered")
	}
	if got := Nearest(nil, at, 3); len(got) != 0 {
		t.Errorf("of none: %v", got)
	}
}

func TestIntervalsOverlapWhenTheyShareAnInstant(t *testing.T) {
	at := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	i := func(from, to time.Duration) Interval { return Interval{at.Add(from), at.Add(to)} }
	for name, x := range map[string]struct {
		other Interval
		want  bool
	}{
		"the same": {i(0, 10), true}, "inside": {i(3, 4), true}, "around": {i(-5, 15), true},
		"a nanosecond of it": {i(9, 15), true}, "touching its end": {i(10, 15), false}, "touching its start": {i(-5, 0), false}, "far": {i(20, 30), false},
	} {
		if got := i(0, 10).Overlaps(x.other); got != x.want || x.other.Overlaps(i(0, 10)) != got {
			t.Errorf("%s: %v", name, got)
		}
	}
}
