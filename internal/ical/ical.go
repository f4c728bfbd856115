// Package ical writes calendar files (RFC 5545) that calendars recognise again:
// one UID an appointment for ever, and a SEQUENCE that grows with its changes.
package ical

import (
	"time"

	ics "github.com/arran4/golang-ical"
)

// product names the writer of the file (RFC 5545, 3.7.3).
const product = "-//televisit//visits//EN"

// Event is an appointment as calendars see it. Texts say nothing about health.
type Event struct {
	ID       string
	Sequence int
	// StartsAt and EndsAt are written in UTC: a calendar shows them in its own zone.
	StartsAt, EndsAt time.Time
	// ChangedAt is when this revision was made (DTSTAMP, LAST-MODIFIED).
	ChangedAt         time.Time
	Cancelled         bool
	Title, About, URL string
}

// Method is what a file asks of a calendar (RFC 5546).
type Method string

// Methods.
const (
	Publish Method = "PUBLISH" // take note
	Request Method = "REQUEST" // put in, or update
	Cancel  Method = "CANCEL"  // take out
)

// MethodOf is the method for the file of one event.
func MethodOf(e Event) Method {
	if e.Cancelled {
		return Cancel
	}
	return Request
}

// UID is the appointment's, whatever happens to it.
func UID(appointmentID string) string { return appointmentID + "@televisit" }

// File writes one event, to be sent to somebody; the organizer and the attendee
// are e-mail addresses, which REQUEST and CANCEL need (RFC 5546, 3.2).
func File(e Event, organizer, attendee string) []byte {
	c := calendar(MethodOf(e))
	v := add(c, e)
	v.SetOrganizer("mailto:" + organizer)
	v.AddAttendee("mailto:"+attendee, ics.WithRSVP(false), ics.ParticipationStatusAccepted)
	return []byte(c.Serialize(ics.WithNewLineWindows))
}

// Feed writes a calendar that programs subscribe to, or take in as a file.
func Feed(name string, events []Event) []byte {
	c := calendar(Publish)
	c.SetXWRCalName(name)
	c.SetRefreshInterval("PT1H", ics.WithValue("DURATION"))
	c.SetXPublishedTTL("PT1H")
	for _, e := range events {
		add(c, e)
	}
	return []byte(c.Serialize(ics.WithNewLineWindows))
}

func calendar(m Method) *ics.Calendar {
	c := ics.NewCalendar()
	c.SetProductId(product)
	c.SetMethod(ics.Method(m))
	return c
}

func add(c *ics.Calendar, e Event) *ics.VEvent {
	v := c.AddEvent(UID(e.ID))
	v.SetSequence(e.Sequence)
	v.SetDtStampTime(e.ChangedAt)
	v.SetModifiedAt(e.ChangedAt)
	v.SetStartAt(e.StartsAt)
	v.SetEndAt(e.EndsAt)
	v.SetSummary(e.Title)
	v.SetDescription(e.About)
	v.SetURL(e.URL)
	v.SetClass(ics.ClassificationPrivate)
	v.SetStatus(ics.ObjectStatusConfirmed)
	if e.Cancelled {
		v.SetStatus(ics.ObjectStatusCancelled)
	}
	return v
}
