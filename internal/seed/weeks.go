package seed

import "televisit/internal/rules"

// weeks are when the demo doctors receive, by their keys. Sokolova is on call day
// and night: whoever looks at the demo at any hour can book a visit soon.
var weeks = map[string]rules.Template{
	"vorontsov": week(20, 30, hours(9, 13, 14, 19), hours(9, 13, 14, 19), hours(9, 13, 14, 19), hours(9, 13, 14, 19), hours(9, 13, 14, 18), nil, nil),
	"melnikova": week(20, 30, hours(8, 14), hours(14, 20), hours(8, 14), hours(14, 20), hours(8, 14), hours(9, 13), nil),
	"grinev":    week(30, 60, hours(10, 13, 14, 19), hours(10, 13, 14, 19), nil, hours(10, 13, 14, 19), hours(10, 13, 14, 17), hours(10, 14), nil),
	"sokolova":  week(30, 0, hours(0, 24), hours(0, 24), hours(0, 24), hours(0, 24), hours(0, 24), hours(0, 24), hours(0, 24)),
}

// week is one that is booked up to 30 days ahead; its days begin on Monday.
func week(grid, notice int, days ...[]rules.Hours) rules.Template {
	t := rules.Template{Grid: grid, Notice: notice, Horizon: 30}
	for i, day := range days {
		t.Week[(i+1)%7] = day
	}
	return t
}

// hours are parts of a day: from, to, from, to …
func hours(clock ...int) []rules.Hours {
	var list []rules.Hours
	for i := 0; i < len(clock); i += 2 {
		list = append(list, rules.Hours{From: clock[i] * 60, To: clock[i+1] * 60})
	}
	return list
}
