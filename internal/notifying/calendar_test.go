package notifying_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	ics "github.com/arran4/golang-ical"

	"televisit/ent/db"
	"televisit/internal/fault"
	"televisit/internal/notify"
	"televisit/internal/rules"
	"televisit/internal/testkit"
	"televisit/internal/viewer"
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

func (d *desk) nina() *db.Patient {
	return d.World.Store.Patient.GetX(d.patient, viewer.From(d.patient).PatientID)
}

func name(url string) string { return strings.TrimPrefix(url, "https://clinic.example/calendar/") }

func TestAFeedShowsThePatientsVisitsAndTellsWhatHasChanged(t *testing.T) {
	each(t, func(d *desk) {
		first, second := d.free(2*day), d.free(4*day)
		id := d.booked(first)
		d.must(d.World.Store.Account.UpdateOneID(viewer.From(d.patient).AccountID).SetLocale(rules.EN).Exec(d.patient))
		feed := name(d.FeedURL(d.nina()))
		before, err := d.Calendar(t.Context(), feed)
		d.must(err)
		d.World.Clock.Advance(time.Minute)
		if same, err := d.Calendar(t.Context(), feed); err != nil || same.Tag != before.Tag {
			t.Errorf("nothing has changed, but %s is %s now, %v", before.Tag, same.Tag, err)
		}
		d.move(id, second)
		after, err := d.Calendar(t.Context(), feed)
		d.must(err)
		events := eventsOf(t, after.Content)
		if before.Tag == after.Tag || events[id+"@televisit"] != "1 CONFIRMED "+second.Format("20060102T150405Z") {
			t.Errorf("moved: %s, %v", after.Tag, events)
		}
		d.cancel(d.patient, id, rules.PlansChanged)
		gone, err := d.Calendar(t.Context(), feed)
		d.must(err)
		if events := eventsOf(t, gone.Content); events[id+"@televisit"] != "2 CANCELLED "+second.Format("20060102T150405Z") {
			t.Errorf("cancelled: %v", events)
		}
		for _, secret := range []string{"headache", "Воронцов", "терапевт", "Консультация"} {
			if bytes.Contains(gone.Content, []byte(secret)) {
				t.Errorf("the feed says %s", secret)
			}
		}
		if !bytes.Contains(gone.Content, []byte("SUMMARY:Online visit\\, ")) {
			t.Errorf("the title is not for the reader: %s", gone.Content)
		}
	})
}

func eventsOf(t *testing.T, file []byte) map[string]string {
	t.Helper()
	c, err := ics.ParseCalendar(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]string{}
	for _, v := range c.Events() {
		value := func(name ics.ComponentProperty) string { return v.GetProperty(name).Value }
		found[v.Id()] = value(ics.ComponentPropertySequence) + " " + value(ics.ComponentPropertyStatus) + " " + value(ics.ComponentPropertyDtStart)
	}
	return found
}

func TestACalendarIsReadByItsSecretNameOnly(t *testing.T) {
	each(t, func(d *desk) {
		id, other := d.booked(d.free(2*day)), d.booked(d.free(3*day))
		a := d.World.Store.Appointment.GetX(d.patient, id)
		feed, file := name(d.FeedURL(d.nina())), name(d.FileURL(a, d.nina()))
		one, err := d.Calendar(t.Context(), file)
		d.must(err)
		if events := eventsOf(t, one.Content); len(events) != 1 || events[id+"@televisit"] == "" {
			t.Errorf("the file of one visit has %v", events)
		}
		proof := strings.TrimPrefix(file, id)
		vera := viewer.From(d.World.As(t, testkit.Vera)).PatientID
		for _, wrong := range []string{
			"", "x", id, id + ".ics", id + "..ics", other + proof, viewer.From(d.patient).PatientID + proof,
			vera + strings.TrimPrefix(feed, viewer.From(d.patient).PatientID), strings.Repeat("a", 5000), feed + "x",
		} {
			_, err := d.Calendar(t.Context(), wrong)
			testkit.Refused(t, err, fault.NotFound)
		}
		url, err := d.Rotate(d.patient)
		d.must(err)
		for _, old := range []string{feed, file} {
			_, err := d.Calendar(t.Context(), old)
			testkit.Refused(t, err, fault.NotFound)
		}
		if _, err := d.Calendar(t.Context(), name(url)); err != nil || url != d.FeedURL(d.nina()) {
			t.Errorf("the new address: %v", err)
		}
	})
}

func TestWhatWasOnlyHeldHasNoFile(t *testing.T) {
	d := open(t, testkit.New(t))
	if url := d.FileURL(&db.Appointment{ID: "apt_1", Status: rules.Held}, d.nina()); url != "" {
		t.Error(url)
	}
}
