package rules

import (
	"strings"
	"time"
)

// DefaultZone is the zone of a new clinic that names none.
const DefaultZone = "Europe/Moscow"

// Zone is the IANA zone of a name; false for one that does not exist. "Local" is
// the machine's, which nobody means.
func Zone(name string) (*time.Location, bool) {
	zone, err := time.LoadLocation(name)
	return zone, err == nil && name != "" && name != "Local"
}

// places are zones in words; others are named by their offset.
var places = map[string]Text{
	"Europe/Kaliningrad": {RU: "по Калининграду", EN: "Kaliningrad time"},
	"Europe/Moscow":      {RU: "по Москве", EN: "Moscow time"},
	"Europe/Samara":      {RU: "по Самаре", EN: "Samara time"},
	"Asia/Yekaterinburg": {RU: "по Екатеринбургу", EN: "Yekaterinburg time"},
	"Asia/Omsk":          {RU: "по Омску", EN: "Omsk time"},
	"Asia/Novosibirsk":   {RU: "по Новосибирску", EN: "Novosibirsk time"},
	"Asia/Krasnoyarsk":   {RU: "по Красноярску", EN: "Krasnoyarsk time"},
	"Asia/Irkutsk":       {RU: "по Иркутску", EN: "Irkutsk time"},
	"Asia/Yakutsk":       {RU: "по Якутску", EN: "Yakutsk time"},
	"Asia/Vladivostok":   {RU: "по Владивостоку", EN: "Vladivostok time"},
	"Asia/Magadan":       {RU: "по Магадану", EN: "Magadan time"},
	"Asia/Kamchatka":     {RU: "по Камчатке", EN: "Kamchatka time"},
}

// Place says the zone of an instant in words: «по Москве», «по времени UTC+05».
func Place(at time.Time, l Locale) string {
	if known, ok := places[at.Location().String()]; ok {
		return known.In(l)
	}
	offset := "UTC" + strings.TrimSuffix(at.Format("-07:00"), ":00")
	return Text{RU: "по времени " + offset, EN: offset + " time"}.In(l)
}
