package rules

import (
	"slices"
	"testing"
	"time"
)

// the3rd are the free half hours of 3 March 2026 (a Tuesday), asked a day before.
func the3rd(t *testing.T, c Calendar, visits ...string) string {
	t.Helper()
	z := zone(t, "Europe/Moscow")
	q := SlotQuery{Calendar: c, Now: local(t, z, "2026-03-02 12:00"), Length: 30 * time.Minute}
	q.Range = Interval{local(t, z, "2026-03-03 00:00"), local(t, z, "2026-03-04 00:00")}
	for _, at := range visits {
		start := local(t, z, "2026-03-03 "+at)
		q.Busy = append(q.Busy, Interval{start, start.Add(30 * time.Minute)})
	}
	return clock(FreeSlots(q), z)
}

func TestExceptionsChangeSingleDates(t *testing.T) {
	z := zone(t, "Europe/Moscow")
	on := func(kind ExceptionKind, from, to Date, hours ...Hours) Exception {
		return Exception{kind, from, to, hours}
	}
	for name, x := range map[string]struct {
		exceptions []Exception
		want       string
	}{
		"none":                        {nil, "09:00 09:30 10:00 10:30"},
		"leave on the day":            {[]Exception{on(Leave, "2026-03-03", "2026-03-03")}, ""},
		"leave around the day":        {[]Exception{on(Leave, "2026-02-20", "2026-03-20")}, ""},
		"leave on the day before":     {[]Exception{on(Leave, "2026-03-01", "2026-03-02")}, "09:00 09:30 10:00 10:30"},
		"leave for an hour":           {[]Exception{on(Leave, "2026-03-03", "2026-03-03", Hours{540, 600})}, "10:00 10:30"},
		"leave for a minute":          {[]Exception{on(Leave, "2026-03-03", "2026-03-03", Hours{569, 570})}, "09:30 10:00 10:30"},
		"leave twice a day":           {[]Exception{on(Leave, "2026-03-03", "2026-03-03", Hours{540, 570}, Hours{630, 660})}, "09:30 10:00"},
		"extra hours that touch":      {[]Exception{on(Extra, "2026-03-03", "2026-03-03", Hours{660, 720})}, "09:00 09:30 10:00 10:30 11:00 11:30"},
		"extra hours over the others": {[]Exception{on(Extra, "2026-03-03", "2026-03-03", Hours{600, 720})}, "09:00 09:30 10:00 10:30 11:00 11:30"},
		"extra hours in the evening":  {[]Exception{on(Extra, "2026-03-03", "2026-03-03", Hours{1080, 1140})}, "09:00 09:30 10:00 10:30 18:00 18:30"},
		"leave wins over extra hours": {[]Exception{on(Extra, "2026-03-03", "2026-03-03", Hours{1080, 1140}), on(Leave, "2026-03-03", "2026-03-03")}, ""},
	} {
		c := always(z, everyDay(30, Hours{540, 660}))
		c.Exceptions = x.exceptions
		if got := the3rd(t, c); got != x.want {
			t.Errorf("%s: %q, not %q", name, got, x.want)
		}
	}
}

func TestVisitsKeepTheirDistanceAndTheirNumber(t *testing.T) {
	z := zone(t, "Europe/Moscow")
	for name, x := range map[string]struct {
		before, after, limit int
		visits               []string
		want                 string
	}{
		"no gap":                          {0, 0, 0, []string{"10:00"}, "09:00 09:30 10:30"},
		"a minute before each":            {1, 0, 0, []string{"10:00"}, "09:00"},
		"a minute after each":             {0, 1, 0, []string{"10:00"}, "09:00"},
		"half an hour in all":             {10, 20, 0, []string{"10:00"}, "09:00"},
		"more than half an hour":          {10, 21, 0, []string{"10:00"}, ""},
		"gaps reach over the hours' end":  {0, 60, 0, nil, "09:00 09:30 10:00 10:30"},
		"a visit outside the hours":       {0, 10, 0, []string{"11:05"}, "09:00 09:30 10:00"},
		"one of two":                      {0, 0, 2, []string{"10:00"}, "09:00 09:30 10:30"},
		"two of two":                      {0, 0, 2, []string{"10:00", "09:00"}, ""},
		"a visit of the night counts too": {0, 0, 1, []string{"00:00"}, ""},
	} {
		week := everyDay(30, Hours{540, 660})
		week.BufferBefore, week.BufferAfter, week.DailyLimit = x.before, x.after, x.limit
		if got := the3rd(t, always(z, week), x.visits...); got != x.want {
			t.Errorf("%s: %q, not %q", name, got, x.want)
		}
	}
}

func TestTheNewestVersionThatCoversADateIsInForce(t *testing.T) {
	z := zone(t, "Europe/Moscow")
	version := func(number int, from, to Date, hour int) Schedule {
		return Schedule{Template: everyDay(30, Hours{hour * 60, hour*60 + 30}), Number: number, From: from, To: to, Zone: z}
	}
	usual := version(1, "2026-01-01", "", 9)
	for name, x := range map[string]struct {
		versions []Schedule
		want     string
	}{
		"the only one":                       {[]Schedule{usual}, "09:00"},
		"none":                               {nil, ""},
		"a change from that day on":          {[]Schedule{usual, version(2, "2026-03-03", "", 12)}, "12:00"},
		"a change from the next day on":      {[]Schedule{usual, version(2, "2026-03-04", "", 12)}, "09:00"},
		"for some days around":               {[]Schedule{usual, version(2, "2026-03-01", "2026-03-05", 12)}, "12:00"},
		"for some days that are over":        {[]Schedule{usual, version(2, "2026-03-01", "2026-03-02", 12)}, "09:00"},
		"until that day":                     {[]Schedule{version(2, "2026-03-01", "2026-03-03", 12)}, "12:00"},
		"published last, wherever it stands": {[]Schedule{version(3, "2026-02-01", "", 15), usual, version(2, "2026-03-01", "", 12)}, "15:00"},
	} {
		if got := the3rd(t, Calendar{Schedules: x.versions}); got != x.want {
			t.Errorf("%s: %q, not %q", name, got, x.want)
		}
	}
}

func TestAnotherSiteHasItsOwnClock(t *testing.T) {
	moscow, almaty := zone(t, "Europe/Moscow"), zone(t, "Asia/Almaty")
	week := everyDay(60, Hours{540, 660})
	c := Calendar{Schedules: []Schedule{
		{Template: week, Number: 1, From: "2026-01-01", Zone: moscow},
		{Template: week, Number: 2, From: "2026-03-04", To: "2026-03-04", Zone: almaty},
	}}
	from := local(t, moscow, "2026-03-03 00:00")
	free := FreeSlots(SlotQuery{Calendar: c, Now: from.AddDate(0, 0, -1), Length: time.Hour, Range: Interval{from, from.AddDate(0, 0, 3)}})
	if got, want := clock(free, moscow), "09:00 10:00 07:00 08:00 09:00 10:00"; got != want {
		t.Errorf("%q, not %q", got, want)
	}
}

// On the days of change leave and extra hours mean what the clock on the wall says.
func TestExceptionsInNightsInWhichTheClocksChange(t *testing.T) {
	for name, x := range map[string]struct {
		zone, date string
		kind       ExceptionKind
		hours      []Hours
		want       string
	}{
		"Berlin in spring, leave over the gap":           {"Europe/Berlin", "2026-03-29", Leave, []Hours{{90, 210}}, "01:00 03:30"},
		"Berlin in spring, leave inside the gap":         {"Europe/Berlin", "2026-03-29", Leave, []Hours{{130, 170}}, "01:00 01:30 03:00 03:30"},
		"Berlin in autumn, leave takes the first pass":   {"Europe/Berlin", "2026-10-25", Leave, []Hours{{120, 180}}, "01:00 01:30 03:00 03:30"},
		"New York in spring, leave of the whole day":     {"America/New_York", "2026-03-08", Leave, nil, ""},
		"New York in autumn, leave of the whole day":     {"America/New_York", "2026-11-01", Leave, nil, ""},
		"Moscow keeps its time":                          {"Europe/Moscow", "2026-03-29", Leave, []Hours{{90, 210}}, "01:00 03:30"},
		"Almaty keeps its time":                          {"Asia/Almaty", "2026-03-29", Leave, []Hours{{90, 210}}, "01:00 03:30"},
		"Lord Howe moves by half an hour":                {"Australia/Lord_Howe", "2026-10-04", Leave, []Hours{{60, 150}}, "02:30 03:00 03:30"},
		"Lord Howe goes back by half an hour":            {"Australia/Lord_Howe", "2026-04-05", Leave, []Hours{{60, 120}}, "02:00 02:30 03:00 03:30"},
		"Havana has no midnight, leave of the whole day": {"America/Havana", "2026-03-08", Leave, nil, ""},
		"Berlin in spring, extra hours over the gap":     {"Europe/Berlin", "2026-03-29", Extra, []Hours{{0, 60}}, "00:00 00:30 01:00 01:30 03:00 03:30"},
	} {
		z := zone(t, x.zone)
		date, _ := time.Parse(time.DateOnly, x.date)
		week := Template{Grid: 30, Horizon: 30}
		week.Week[date.Weekday()] = []Hours{{60, 240}}
		c := always(z, week)
		c.Exceptions = []Exception{{x.kind, Date(x.date), Date(x.date), x.hours}}
		free := FreeSlots(SlotQuery{Calendar: c, Now: date.AddDate(0, 0, -2), Length: 30 * time.Minute, Range: Interval{date.AddDate(0, 0, -2), date.AddDate(0, 0, 3)}})
		if got := clock(free, z); got != x.want {
			t.Errorf("%s: %q, not %q", name, got, x.want)
		}
	}
}

func TestABookedVisitFitsWhenThePractitionerReceivesAllThroughIt(t *testing.T) {
	z := zone(t, "Europe/Moscow")
	c := always(z, everyDay(30, Hours{540, 720}, Hours{720, 780}, Hours{1380, 1440}, Hours{0, 30}))
	c.Schedules[0].Week[2] = []Hours{{0, 30}, {540, 720}, {720, 780}, {1380, 1440}}
	c.Schedules[0].Week[3] = []Hours{{0, 30}}
	c.Exceptions = []Exception{{Leave, "2026-03-03", "2026-03-03", []Hours{{600, 630}}}}
	for name, x := range map[string]struct {
		from, to string
		want     bool
	}{
		"inside":                        {"2026-03-03 09:00", "2026-03-03 10:00", true},
		"off the grid":                  {"2026-03-03 09:07", "2026-03-03 09:40", true},
		"begins too early":              {"2026-03-03 08:59", "2026-03-03 09:30", false},
		"ends too late":                 {"2026-03-03 12:30", "2026-03-03 13:01", false},
		"over two parts that touch":     {"2026-03-03 11:30", "2026-03-03 12:30", true},
		"a minute of leave":             {"2026-03-03 09:31", "2026-03-03 10:01", false},
		"ends as leave begins":          {"2026-03-03 09:30", "2026-03-03 10:00", true},
		"over midnight, while it lasts": {"2026-03-03 23:30", "2026-03-04 00:30", true},
		"over midnight, too long":       {"2026-03-03 23:30", "2026-03-04 00:31", false},
		"a day without hours":           {"2026-03-04 09:00", "2026-03-04 09:30", false},
	} {
		if got := c.Covers(Interval{local(t, z, x.from), local(t, z, x.to)}); got != x.want {
			t.Errorf("%s: %v", name, got)
		}
	}
	if (Calendar{}).Covers(Interval{local(t, z, "2026-03-03 09:00"), local(t, z, "2026-03-03 09:30")}) {
		t.Error("without a schedule a visit fits")
	}
}

func TestAChangeReachesAsFarAsGapsAndCountsDo(t *testing.T) {
	z := zone(t, "Europe/Moscow")
	at := local(t, z, "2026-03-03 10:00")
	visit := Interval{at, at.Add(30 * time.Minute)}
	week := everyDay(30, Hours{540, 660})
	if reach, counted := always(z, week).Reach(visit); reach != visit || counted {
		t.Errorf("without gaps: %v %v", reach, counted)
	}
	week.BufferBefore, week.BufferAfter = 5, 10
	reach, counted := always(z, week).Reach(visit)
	if !reach.Start.Equal(at.Add(-15*time.Minute)) || !reach.End.Equal(at.Add(45*time.Minute)) || counted {
		t.Errorf("with gaps: %v %v", reach, counted)
	}
	week.DailyLimit = 3
	reach, counted = always(z, week).Reach(visit)
	if !reach.Start.Equal(local(t, z, "2026-03-03 00:00")) || !reach.End.Equal(local(t, z, "2026-03-04 00:00")) || !counted {
		t.Errorf("with a limit: %v %v", reach, counted)
	}
}

func TestOnlyUsableWeeksArePublished(t *testing.T) {
	fine := with(everyDay(30, Hours{540, 720}, Hours{780, 1440}), 60, 30)
	if wrong := fine.Wrong(); len(wrong) != 0 {
		t.Errorf("a usual week: %v", wrong)
	}
	for want, spoil := range map[string]func(*Template){
		"week":               func(x *Template) { x.Week[3] = []Hours{{540, 720}, {719, 800}} },
		"gridMinutes":        func(x *Template) { x.Grid = 4 },
		"noticeMinutes":      func(x *Template) { x.Notice = -1 },
		"horizonDays":        func(x *Template) { x.Horizon = 0 },
		"bufferAfterMinutes": func(x *Template) { x.BufferAfter = 241 },
		"dailyLimit":         func(x *Template) { x.DailyLimit = 201 },
	} {
		bad := fine
		spoil(&bad)
		if wrong := bad.Wrong(); !slices.Equal(wrong, []string{want}) {
			t.Errorf("%s: %v", want, wrong)
		}
	}
	for name, hours := range map[string][]Hours{
		"no length": {{540, 540}}, "backwards": {{540, 500}}, "before midnight": {{-1, 10}}, "after midnight": {{1400, 1441}},
		"out of order": {{600, 660}, {540, 600}}, "too many": {{0, 1}, {2, 3}, {4, 5}, {6, 7}, {8, 9}, {10, 11}, {12, 13}, {14, 15}, {16, 17}},
	} {
		if AreHours(hours) {
			t.Errorf("%s: taken", name)
		}
	}
}
