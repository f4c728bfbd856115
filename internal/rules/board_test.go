package rules

import (
	"testing"
	"time"
)

func TestABoardHasWhatIsActedOnAroundItsMidnights(t *testing.T) {
	z := zone(t, "Europe/Moscow")
	early := DefaultSettings()
	early.OpensBefore, early.ClosesAfter = 2*time.Hour, time.Hour
	for name, x := range map[string]struct {
		settings            Settings
		start, end          string
		on1st, on2nd, on3rd bool // March
	}{
		"in the day":                                 {DefaultSettings(), "2026-03-02 12:00", "2026-03-02 12:30", false, true, false},
		"the first of the day":                       {DefaultSettings(), "2026-03-02 00:00", "2026-03-02 00:30", true, true, false},
		"within the hour after midnight":             {DefaultSettings(), "2026-03-02 00:50", "2026-03-02 01:20", true, true, false},
		"an hour after midnight":                     {DefaultSettings(), "2026-03-02 01:00", "2026-03-02 01:30", false, true, false},
		"over before midnight, with its overrun":     {DefaultSettings(), "2026-03-02 23:00", "2026-03-02 23:45", false, true, false},
		"until midnight":                             {DefaultSettings(), "2026-03-02 23:30", "2026-03-03 00:00", false, true, true},
		"it may run over midnight":                   {DefaultSettings(), "2026-03-02 23:15", "2026-03-02 23:50", false, true, true},
		"across midnight":                            {DefaultSettings(), "2026-03-02 20:00", "2026-03-03 04:00", false, true, true},
		"its door opens before midnight":             {early, "2026-03-02 01:50", "2026-03-02 02:20", true, true, false},
		"its door opens at midnight":                 {early, "2026-03-02 02:00", "2026-03-02 02:30", false, true, false},
		"its door closes long after its end":         {early, "2026-03-02 22:20", "2026-03-02 22:50", false, true, true},
		"its door closes with the overrun, midnight": {early, "2026-03-02 22:20", "2026-03-02 22:45", false, true, false},
	} {
		visit := Interval{local(t, z, x.start), local(t, z, x.end)}
		for date, want := range map[Date]bool{"2026-03-01": x.on1st, "2026-03-02": x.on2nd, "2026-03-03": x.on3rd} {
			day, err := date.Day(z)
			if err != nil {
				t.Fatal(err)
			}
			if got := x.settings.Board(day).Overlaps(visit); got != want {
				t.Errorf("%s, on the board of %s: %v", name, date, got)
			}
		}
	}
}

// Somebody can be in a room, or says to be late, at an instant: the visit stands on
// the board of the date that the clinic's clock shows then, wherever it is and
// whatever its clocks do.
func TestWhatCanBeEnteredNowIsOnTheBoardOfNow(t *testing.T) {
	for name, around := range map[string]string{
		"Europe/Moscow": "2026-03-02", "Asia/Kamchatka": "2026-06-01", "Etc/GMT+12": "2026-03-02", "Pacific/Kiritimati": "2026-03-02",
		"Europe/Berlin": "2026-03-29", "America/New_York": "2026-11-01", "America/Havana": "2026-03-08", "Africa/Cairo": "2026-04-24", "Asia/Beirut": "2026-03-29",
	} {
		z, s := zone(t, name), DefaultSettings()
		middle, err := Date(around).Start(z)
		if err != nil {
			t.Fatal(err)
		}
		for start := middle.Add(-30 * time.Hour); start.Before(middle.Add(30 * time.Hour)); start = start.Add(10 * time.Minute) {
			visit := Interval{start, start.Add(40 * time.Minute)}
			for now := start.Add(-soonest + time.Minute); now.Before(s.Window().Over(visit.End)); now = now.Add(5 * time.Minute) {
				day, err := DateOf(now, z).Day(z)
				if err != nil {
					t.Fatal(err)
				}
				if !s.Board(day).Overlaps(visit) {
					t.Fatalf("%s: the visit at %s is not on the board at %s", name, start.In(z), now.In(z))
				}
			}
		}
	}
}

func TestADayLastsFromItsFirstInstantToTheNextOnes(t *testing.T) {
	for _, x := range []struct {
		zone  string
		date  Date
		start string // UTC
		hours float64
	}{
		{"Europe/Moscow", "2026-03-29", "2026-03-28T21:00:00Z", 24},
		{"Europe/Berlin", "2026-03-29", "2026-03-28T23:00:00Z", 23},
		{"Europe/Berlin", "2026-10-25", "2026-10-24T22:00:00Z", 25},
		{"America/Havana", "2026-03-08", "2026-03-08T05:00:00Z", 23}, // clocks go from 0:00 to 1:00
		{"America/Havana", "2026-03-07", "2026-03-07T05:00:00Z", 24},
		{"America/Havana", "2026-11-01", "2026-11-01T04:00:00Z", 25}, // 0:00 to 1:00 comes twice
		{"Pacific/Apia", "2026-03-02", "2026-03-01T11:00:00Z", 24},
	} {
		day, err := x.date.Day(zone(t, x.zone))
		if err != nil {
			t.Fatal(err)
		}
		if got := day.Start.UTC().Format(time.RFC3339); got != x.start || day.End.Sub(day.Start).Hours() != x.hours {
			t.Errorf("%s in %s: from %s, %v hours", x.date, x.zone, got, day.End.Sub(day.Start).Hours())
		}
	}
	if _, err := Date("2026-02-30").Day(time.UTC); err == nil {
		t.Error("a date that does not exist has a day")
	}
}
