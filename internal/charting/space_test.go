package charting_test

import (
	"testing"
	"time"

	"televisit/ent/policy"
	"televisit/internal/charting"
	"televisit/internal/fault"
	"televisit/internal/rules"
	"televisit/internal/testkit"
	"televisit/internal/viewer"
)

func TestADaysPapersAreBounded(t *testing.T) {
	testkit.Each(t, func(t *testing.T, w *testkit.World) {
		s := &charting.Service{Store: w.Store, Clock: w.Clock}
		vera := w.As(t, testkit.Vera)
		testkit.Refused(t, s.MayUpload(t.Context()), fault.Unauthenticated)
		testkit.Must(t, s, s.MayUpload(vera))
		a := w.Appointment(t, testkit.Vera, rules.Booked)
		send := func(key string, size int64) {
			_, err := w.Store.Document.Create().SetAppointmentID(a.ID).SetPatientID(a.PatientID).SetPractitionerID(a.PractitionerID).
				SetUploadedBy(viewer.From(vera).AccountID).SetFromPatient(true).SetName("a.pdf").SetSize(size).SetSha256("x").
				SetContentType("application/pdf").SetKind("OTHER").SetBlobKey(key).SetCreatedAt(w.Clock.Now()).
				Save(testkit.System(t, policy.Seed))
			testkit.Must(t, s, err)
		}
		send("file_1", 1<<30-1)
		testkit.Must(t, s, s.MayUpload(vera))
		send("file_2", 1)
		testkit.Refused(t, s.MayUpload(vera), fault.RateLimited)
		testkit.Must(t, s, s.MayUpload(w.As(t, testkit.Nina)))
		w.Clock.Advance(24 * time.Hour)
		testkit.Must(t, s, s.MayUpload(vera))

		owned, err := s.Owned(t.Context(), []string{"file_1", "file_3"})
		if testkit.Must(t, owned, err); !owned["file_1"] || owned["file_3"] {
			t.Errorf("%v", owned)
		}
	})
}
