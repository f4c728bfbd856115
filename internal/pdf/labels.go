package pdf

import (
	"fmt"
	"strings"
	"time"
)

// labels are the printed words of one language.
type labels struct {
	Lang, Conclusion, Patient, Born, Practitioner, Visit    string
	SignedBy, SignedAt, Channel, Hash, Version, Phone, Page string
	Status                                                  map[string]string
	Months                                                  string
	Date                                                    string
}

var russian = labels{
	Lang:         "ru-RU",
	Conclusion:   "Заключение врача",
	Patient:      "Пациент",
	Born:         "Дата рождения",
	Practitioner: "Врач",
	Visit:        "Онлайн-приём",
	SignedBy:     "Подписано",
	SignedAt:     "Когда",
	Channel:      "Как",
	Hash:         "SHA-256 текста",
	Version:      "Версия %v",
	Phone:        "тел.",
	Page:         "Страница %d из %s",
	Status:       map[string]string{"DRAFT": "Черновик, не подписан", "FINAL": "Подписано", "AMENDED": "Дополнено"},
	Months:       "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
	Date:         "%d %s %d г.",
}

var english = labels{
	Lang:         "en-GB",
	Conclusion:   "Doctor's conclusion",
	Patient:      "Patient",
	Born:         "Date of birth",
	Practitioner: "Doctor",
	Visit:        "Online visit",
	SignedBy:     "Signed by",
	SignedAt:     "When",
	Channel:      "How",
	Hash:         "SHA-256 of the text",
	Version:      "Version %v",
	Phone:        "tel.",
	Page:         "Page %d of %s",
	Status:       map[string]string{"DRAFT": "Draft, not signed", "FINAL": "Signed", "AMENDED": "Amended"},
	Months:       "January February March April May June July August September October November December",
	Date:         "%d %s %d",
}

func labelsFor(locale string) *labels {
	if strings.HasPrefix(locale, "en") {
		return &english
	}
	return &russian
}

// edition is the line under the title: version and state.
func (l *labels) edition(status string, version int) string {
	text := fmt.Sprintf(l.Version, version)
	if word := l.Status[status]; word != "" {
		text += " · " + word
	}
	return text
}

// date writes "2 марта 2026 г."; nothing for the zero time.
func (l *labels) date(at time.Time) string {
	if at.IsZero() {
		return ""
	}
	return fmt.Sprintf(l.Date, at.Day(), strings.Fields(l.Months)[at.Month()-1], at.Year())
}

// moment adds the hour and the zone in words.
func (l *labels) moment(at time.Time, zone string) string {
	if at.IsZero() {
		return ""
	}
	text := l.date(at) + ", " + at.Format("15:04")
	if zone != "" {
		text += " (" + zone + ")"
	}
	return text
}
