package main

import "testing"

func TestTheLargestNumberIsFoundToATenth(t *testing.T) {
	for _, most := range []int{0, 1, 3, 7, 8, 9, 20, 37, 64, 100, 333} {
		tries := 0
		got := largest(firstRooms, func(n int) bool { tries++; return n <= most })
		if got > most || most-got > max(most/9, 1) || tries > 12 {
			t.Errorf("%d of %d after %d tries", got, most, tries)
		}
	}
}

func TestWhatIsLostAndWhatIsNotSent(t *testing.T) {
	for name, x := range map[string]struct {
		result
		lost, sent float64
	}{
		"all":                        {result{Delivered: 1000, Expected: 1000}, 0, 1},
		"a part is lost":             {result{Delivered: 990, Lost: 10, Expected: 1000}, 0.01, 1},
		"a slow generator":           {result{Delivered: 900, Expected: 1000}, 0, 0.9},
		"repaired more than was due": {result{Delivered: 1000, Lost: -3, Expected: 1000}, 0, 1},
		"nothing":                    {result{}, 0, 1},
	} {
		if lost, sent := x.shares(); lost != x.lost || sent != x.sent {
			t.Errorf("%s: %v lost, %v sent", name, lost, sent)
		}
	}
}

func TestOneRoomIsHeldByBoth(t *testing.T) {
	for _, kind := range kinds {
		s := settings{kind: kind, rooms: 1, people: 2, seconds: 2, hold: true}
		if !s.holdsIn(3) { // a machine may be busy for a while
			t.Errorf("%s does not hold one room", kind)
		}
	}
}
