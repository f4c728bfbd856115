package notifying

import (
	_ "embed"
	"html/template"
	"strings"

	"televisit/ent/db"
	"televisit/internal/ical"
	"televisit/internal/notify"
	"televisit/internal/rules"
)

var (
	//go:embed mail.html
	mailSource string
	mailPage   = template.Must(template.New("mail").Parse(mailSource))
)

// mail writes the e-mail of a notice, with the visit's calendar file where it
// belongs.
func (s *Service) mail(row *db.Notification, f facts, l letter) notify.Mail {
	m := notify.Mail{ID: row.ID, To: l.who.email, Subject: l.title(), At: s.Clock.Now()}
	m.Text, m.HTML = l.mailText(f.clinic.Name.In(l.locale))
	if row.Notice.HasCalendar() {
		e := s.event(f.appointment, f.clinic, l)
		m.Calendar, m.Method = ical.File(e, s.Organizer, l.who.email), string(ical.MethodOf(e))
	}
	return m
}

func (l letter) mailText(clinic string) (text, html string) {
	paragraphs := []string{l.body()}
	if l.money != "" {
		paragraphs = append(paragraphs, l.money)
	}
	questions := l.say("phone", map[string]string{"Phone": phone(l.phone)})
	open, why := l.say("open", nil), l.say("why", nil)
	text = strings.Join(append(paragraphs, open+"\n"+l.link, questions, "--\n"+clinic+"\n"+why), "\n\n") + "\n"
	var page strings.Builder
	_ = mailPage.Execute(&page, map[string]any{ // a strings.Builder takes everything
		"Lang": strings.ToLower(string(l.locale)), "Title": l.title(), "Paragraphs": paragraphs,
		"Link": l.link, "Open": strings.TrimSuffix(open, ":"), "Questions": questions, "Clinic": clinic, "Why": why,
	})
	return strings.ReplaceAll(text, nbsp, " "), page.String()
}

// event is the appointment for calendars; its texts say nothing about health.
func (s *Service) event(a *db.Appointment, clinic *db.Clinic, l letter) ical.Event {
	name := map[string]string{"Clinic": clinic.Name.In(l.locale)}
	return ical.Event{
		ID: a.ID, Sequence: a.Sequence, StartsAt: a.StartsAt, EndsAt: a.EndsAt, ChangedAt: s.Clock.Now(),
		Cancelled: a.Status == rules.Cancelled,
		Title:     l.say("calendar.title", name), URL: l.link,
		About: l.say("calendar.about", map[string]string{"Link": l.link, "Phone": strings.ReplaceAll(phone(clinic.SupportPhone), nbsp, " ")}),
	}
}
