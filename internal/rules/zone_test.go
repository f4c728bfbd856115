package rules

import (
	"testing"
	"time"
)

func TestAZoneHasAName(t *testing.T) {
	for name, want := range map[string]bool{
		DefaultZone: true, "Asia/Yekaterinburg": true, "Etc/GMT-5": true, "UTC": true,
		"": false, "Local": false, "Moscow": false, "Europe/Moskau": false, "+03:00": false, "../zoneinfo": false,
	} {
		if _, ok := Zone(name); ok != want {
			t.Errorf("%q: %v", name, ok)
		}
	}
}

func TestAPlaceIsSaidInWordsOrByItsOffset(t *testing.T) {
	summer, winter := time.Date(2026, 7, 1, 9, 0, 0, 0, time.UTC), time.Date(2026, 1, 1, 9, 0, 0, 0, time.UTC)
	for name, want := range map[string][2]Text{
		"Europe/Moscow":      {{"по Москве", "Moscow time"}, {"по Москве", "Moscow time"}},
		"Asia/Yekaterinburg": {{"по Екатеринбургу", "Yekaterinburg time"}, {"по Екатеринбургу", "Yekaterinburg time"}},
		"Europe/Berlin":      {{"по времени UTC+02", "UTC+02 time"}, {"по времени UTC+01", "UTC+01 time"}},
		"Asia/Kathmandu":     {{"по времени UTC+05:45", "UTC+05:45 time"}, {"по времени UTC+05:45", "UTC+05:45 time"}},
		"Etc/GMT+3":          {{"по времени UTC-03", "UTC-03 time"}, {"по времени UTC-03", "UTC-03 time"}},
	} {
		z := zone(t, name)
		for i, at := range []time.Time{summer, winter} {
			if got := (Text{Place(at.In(z), RU), Place(at.In(z), EN)}); got != want[i] {
				t.Errorf("%s: %v", name, got)
			}
		}
	}
}
