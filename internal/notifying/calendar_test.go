package notifying_test

import (
	"bytes"
	"testing"
	"time"

	ics "github.com/arran4/golang-ical"

	"televisit/internal/notify"
	"televisit/internal/rules"
)

// entry is an event as a calendar reads it.
type entry struct{ method, uid, sequence, status, begins string }

func entryOf(t *testing.T, file []byte) entry {
	t.Helper()
	c, err := ics.ParseCalendar(bytes.NewReader(file))
	if err != nil || len(c.Events()) != 1 {
		t.Fatalf("%v in %s", err, file)
	}
	method := ""
	for _, p := range c.CalendarProperties {
		if p.IANAToken == string(ics.PropertyMethod) {
			method = p.Value
		}
	}
	v := c.Events()[0]
	value := func(name ics.ComponentProperty) string { return v.GetProperty(name).Value }
	if stamp, err := v.GetDtStampTime(); err != nil || stamp.IsZero() {
		t.Errorf("DTSTAMP %s, %v", stamp, err)
	}
	return entry{method, v.Id(), value(ics.ComponentPropertySequence), value(ics.ComponentPropertyStatus), value(ics.ComponentPropertyDtStart)}
}

func TestCalendarFilesKeepOneUIDWithAGrowingSequence(t *testing.T) {
	each(t, func(d *desk) {
		first, second, third := d.free(2*day), d.free(4*day), d.free(6*day)
		id := d.booked(first)
		d.work()
		d.move(id, second)
		d.work()
		d.move(id, third)
		d.work()
		d.cancel(d.patient, id, rules.PlansChanged)
		d.work()
		utc := func(at time.Time) string { return at.UTC().Format("20060102T150405Z") }
		want := []entry{
			{"REQUEST", id + "@televisit", "0", "CONFIRMED", utc(first)},
			{"REQUEST", id + "@televisit", "1", "CONFIRMED", utc(second)},
			{"REQUEST", id + "@televisit", "2", "CONFIRMED", utc(third)},
			{"CANCEL", id + "@televisit", "3", "CANCELLED", utc(third)},
		}
		if len(d.post.mails) != len(want) {
			t.Fatalf("%d mails", len(d.post.mails))
		}
		for i, m := range d.post.mails {
			if got := entryOf(t, m.Calendar); got != want[i] || m.Method != want[i].method {
				t.Errorf("mail %d (%s): %+v, not %+v", i, m.Method, got, want[i])
			}
		}
		secretFree(t, d.post.mails)
	})
}

// secretFree looks for the patient's words in what goes to mailboxes.
func secretFree(t *testing.T, mails []notify.Mail) {
	t.Helper()
	for _, m := range mails {
		for _, part := range [][]byte{m.Calendar, []byte(m.Text), []byte(m.HTML), []byte(m.Subject)} {
			if bytes.Contains(part, []byte("headache")) {
				t.Errorf("the mail says why the patient comes: %s", part)
			}
		}
	}
}
