package notifying

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"strings"
	"time"

	"televisit/ent/db"
	"televisit/ent/db/appointment"
	"televisit/ent/db/patient"
	"televisit/internal/fault"
	"televisit/internal/ical"
	"televisit/internal/ident"
	"televisit/internal/rules"
	"televisit/internal/viewer"
)

// CalendarPath is where calendars are read, by a secret name.
const CalendarPath = "/calendar/"

// feedPast is how long a feed keeps what is over.
const feedPast = 180 * 24 * time.Hour

// inCalendar are the states that stand in a calendar; a cancelled visit does, so
// that programs take it out.
var inCalendar = []rules.AppointmentStatus{rules.Booked, rules.InProgress, rules.Fulfilled, rules.NoShow, rules.Failed, rules.Cancelled}

// FeedURL is the secret address of a patient's calendar.
func (s *Service) FeedURL(p *db.Patient) string { return s.secretURL(p.ID, p.CalendarVersion) }

// FileURL is the secret address of the file with one visit; empty for one that
// stands in no calendar.
func (s *Service) FileURL(a *db.Appointment, p *db.Patient) string {
	for _, status := range inCalendar {
		if a.Status == status {
			return s.secretURL(a.ID, p.CalendarVersion)
		}
	}
	return ""
}

func (s *Service) secretURL(id string, version int) string {
	return s.BaseURL + CalendarPath + id + "." + s.proof(id, version) + ".ics"
}

// proof can be made by nobody but us; a new version voids it.
func (s *Service) proof(id string, version int) string {
	mac := hmac.New(sha256.New, s.Key)
	fmt.Fprintf(mac, "%s:%d", id, version)
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil)[:18])
}

// Rotate gives the viewing patient's calendars new addresses.
func (s *Service) Rotate(ctx context.Context) (url string, err error) {
	id := viewer.From(ctx).PatientID
	err = s.Store.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		p, err := tx.Patient.Get(ctx, id)
		if err != nil {
			return fmt.Errorf("read the patient: %w", err)
		}
		p, err = tx.Patient.UpdateOne(p).SetCalendarVersion(p.CalendarVersion + 1).Save(ctx)
		if err != nil {
			return fmt.Errorf("change the calendar's address: %w", err)
		}
		url = s.FeedURL(p)
		return nil
	})
	return url, err
}

// Calendar is a file that is read by its secret name.
type Calendar struct {
	Content []byte
	// Tag changes with what the file tells (RFC 9110, 8.8.3).
	Tag string
}

// Calendar reads the calendar of a secret name: a patient's, or one visit.
// Fault: NOT_FOUND, whatever is wrong with the name.
func (s *Service) Calendar(ctx context.Context, name string) (*Calendar, error) {
	ctx = system(ctx)
	id, proof, _ := strings.Cut(strings.TrimSuffix(name, ".ics"), ".")
	p, visits, err := s.calendarOf(ctx, id)
	if db.IsNotFound(err) || err == nil && !hmac.Equal([]byte(proof), []byte(s.proof(id, p.CalendarVersion))) {
		return nil, fault.New(fault.NotFound, "no such calendar")
	}
	if err != nil {
		return nil, fmt.Errorf("read a calendar: %w", err)
	}
	return s.calendar(ctx, p, visits)
}

// calendarOf reads a patient with all visits, or with the one that is named.
func (s *Service) calendarOf(ctx context.Context, id string) (*db.Patient, []*db.Appointment, error) {
	query := s.Store.Appointment.Query().Where(appointment.StatusIn(inCalendar...)).Order(appointment.ByStartsAt(), appointment.ByID())
	patientID := id
	if ident.Prefix(id) == "apt" {
		a, err := query.Where(appointment.ID(id)).Only(ctx)
		if err != nil {
			return nil, nil, err
		}
		patientID = a.PatientID
	} else {
		query.Where(appointment.PatientID(id), appointment.StartsAtGT(s.Clock.Now().Add(-feedPast)))
	}
	p, err := s.Store.Patient.Query().Where(patient.ID(patientID)).WithAccount().Only(ctx)
	if err != nil {
		return nil, nil, err
	}
	visits, err := query.All(ctx)
	return p, visits, err
}

func (s *Service) calendar(ctx context.Context, p *db.Patient, visits []*db.Appointment) (*Calendar, error) {
	clinic, err := s.Store.Clinic.Query().Only(ctx)
	if err != nil {
		return nil, fmt.Errorf("read the clinic: %w", err)
	}
	l := letter{tongue: speak(rules.RU)}
	if p.Edges.Account != nil {
		l.tongue = speak(p.Edges.Account.Locale)
	}
	events, told := make([]ical.Event, len(visits)), sha256.New()
	for i, a := range visits {
		l.link = s.BaseURL + ShortPath + shorten(a.ID)
		events[i] = s.event(a, clinic, l)
		fmt.Fprintln(told, a.ID, a.Sequence, a.Status, a.StartsAt.Unix(), a.EndsAt.Unix(), events[i].Title, events[i].About)
	}
	name := l.say("calendar.name", map[string]string{"Clinic": clinic.Name.In(l.locale)})
	return &Calendar{ical.Feed(name, events), `W/"` + hex.EncodeToString(told.Sum(nil)[:12]) + `"`}, nil
}
