package httpapi_test

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"televisit/ent/db"
	"televisit/ent/db/conclusion"
	"televisit/internal/booking"
	"televisit/internal/charting"
	"televisit/internal/files"
	"televisit/internal/httpapi"
	"televisit/internal/rules"
	"televisit/internal/testkit"
	"televisit/internal/viewer"
)

// shelf serves the files of a seeded clinic.
type shelf struct {
	*testkit.World
	t     *testing.T
	blobs *files.Store
	mux   *http.ServeMux
	log   bytes.Buffer
}

func each(t *testing.T, run func(s *shelf)) {
	t.Helper()
	testkit.Each(t, func(t *testing.T, w *testkit.World) {
		blobs, err := files.Open(t.Context(), t.TempDir())
		testkit.Must(t, blobs, err)
		t.Cleanup(func() { blobs.Close() })
		s := &shelf{World: w, t: t, blobs: blobs, mux: http.NewServeMux()}
		(&httpapi.Files{Store: w.Store, Blobs: blobs, Log: slog.New(slog.NewTextHandler(&s.log, nil))}).Routes(s.mux)
		run(s)
	})
}

func (s *shelf) get(ctx context.Context, path string) *httptest.ResponseRecorder {
	r, w := httptest.NewRequest(http.MethodGet, path, nil).WithContext(ctx), httptest.NewRecorder()
	s.mux.ServeHTTP(w, r)
	return w
}

// paper is a file that Vera has sent for her visit of today.
func (s *shelf) paper(name, content string) string {
	s.t.Helper()
	vera, a := s.As(s.t, testkit.Vera), s.Appointment(s.t, testkit.Vera, rules.Booked)
	staged, err := s.blobs.Stage(vera, name, strings.NewReader(content))
	testkit.Must(s.t, staged, err)
	ids, err := (&charting.Service{Store: s.Store, Clock: s.Clock}).Upload(vera, name, a.ID, "OTHER", []*files.Staged{staged})
	testkit.Must(s.t, ids, err)
	staged.Discard() // does nothing to what is kept
	return "/files/documents/" + ids[0]
}

const pdfBytes = "%PDF-1.4\n%\xe2\xe3\xcf\xd3\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"

// same says whether two answers are the same, byte by byte and header by header.
func same(a, b *httptest.ResponseRecorder) bool {
	return a.Code == b.Code && a.Body.String() == b.Body.String() && len(a.Header()) == len(b.Header()) &&
		a.Header().Get("Content-Type") == b.Header().Get("Content-Type")
}

func TestAPaperIsReadByTheTwoOfItsVisitAndIsNotThereForOthers(t *testing.T) {
	each(t, func(s *shelf) {
		path := s.paper("Анализ крови.pdf", pdfBytes)
		for _, who := range []string{testkit.Vera, testkit.Vorontsov} {
			w := s.get(s.As(s.t, who), path)
			if w.Code != http.StatusOK || w.Body.String() != pdfBytes {
				s.t.Errorf("%s: %d, %d bytes", who, w.Code, w.Body.Len())
			}
		}
		absent := s.get(s.As(s.t, testkit.Nina), "/files/documents/doc_0199f0c200007000800000000000")
		if absent.Code != http.StatusNotFound {
			s.t.Fatalf("an absent one: %d", absent.Code)
		}
		others := map[string]context.Context{"nobody": s.t.Context()}
		for _, who := range []string{testkit.Nina, testkit.Petr, testkit.Melnikova, testkit.Desk, testkit.Admin} {
			others[who] = s.As(s.t, who)
		}
		for who, ctx := range others {
			if w := s.get(ctx, path); !same(w, absent) {
				s.t.Errorf("%s: %d %q", who, w.Code, w.Body)
			}
		}
		for _, odd := range []string{"/files/documents/", "/files/documents/..%2f..%2fsecret.key", "/files/", "/files/documents/a/b"} {
			if w := s.get(s.As(s.t, testkit.Vera), odd); w.Code != http.StatusNotFound {
				s.t.Errorf("%s: %d", odd, w.Code)
			}
		}
	})
}

func TestAFileIsADownloadInWhichNothingRuns(t *testing.T) {
	each(t, func(s *shelf) {
		w := s.get(s.As(s.t, testkit.Vera), s.paper("Анализ \"крови\".pdf", pdfBytes))
		for name, want := range map[string]string{
			"Content-Type": "application/pdf", "X-Content-Type-Options": "nosniff", "Cache-Control": "private, no-store",
			"Content-Security-Policy": "sandbox; default-src 'none'", "Referrer-Policy": "no-referrer",
		} {
			if got := w.Header().Get(name); got != want {
				s.t.Errorf("%s is %q", name, got)
			}
		}
		if how := w.Header().Get("Content-Disposition"); !strings.HasPrefix(how, "attachment; filename*=utf-8''") {
			s.t.Errorf("it is sent as %q", how)
		}
	})
}

func TestAFileThatIsGoneFromTheDiskIsNotSaidToBeAbsent(t *testing.T) {
	each(t, func(s *shelf) {
		vera, a := s.As(s.t, testkit.Vera), s.Appointment(s.t, testkit.Vera, rules.Booked)
		d, err := s.Store.Document.Create().SetAppointmentID(a.ID).SetPatientID(a.PatientID).SetPractitionerID(a.PractitionerID).
			SetUploadedBy("x").SetFromPatient(true).SetName("secret name.pdf").SetSize(1).SetSha256("x").SetContentType("application/pdf").
			SetKind("OTHER").SetBlobKey("lost").Save(vera)
		testkit.Must(s.t, d, err)
		w := s.get(vera, "/files/documents/"+d.ID)
		if w.Code < 400 {
			s.t.Errorf("the answer is %d", w.Code)
		}
		if strings.Contains(s.log.String(), "secret name") {
			s.t.Errorf("the log has a name: %s", s.log.String())
		}
	})
}

// seenBefore is the signed conclusion of Nina's past visit with Vorontsov.
func (s *shelf) seenBefore() *db.Conclusion {
	s.t.Helper()
	c, err := s.Store.Conclusion.Query().Where(conclusion.StatusEQ(rules.Final)).WithVisit().Only(s.As(s.t, testkit.Nina))
	return testkit.Must(s.t, c, err)
}

func TestASignedConclusionIsPrintedForWhoMayReadIt(t *testing.T) {
	each(t, func(s *shelf) {
		path := "/files/conclusions/" + s.seenBefore().ID + ".pdf"
		for _, who := range []string{testkit.Nina, testkit.Vorontsov} {
			s.wantPDF(who, path)
		}
		absent := s.get(s.As(s.t, testkit.Vera), "/files/conclusions/cnc_unknown.pdf")
		for _, who := range []string{testkit.Vera, testkit.Melnikova, testkit.Desk, testkit.Admin} {
			if w := s.get(s.As(s.t, who), path); !same(w, absent) || w.Code != http.StatusNotFound {
				s.t.Errorf("%s: %d %q", who, w.Code, w.Body)
			}
		}
		if w := s.get(s.As(s.t, testkit.Nina), strings.TrimSuffix(path, ".pdf")); w.Code != http.StatusNotFound {
			s.t.Errorf("without .pdf: %d", w.Code)
		}
	})
}

func (s *shelf) wantPDF(who, path string) {
	s.t.Helper()
	w := s.get(s.As(s.t, who), path)
	body, err := io.ReadAll(w.Body)
	if err != nil || w.Code != http.StatusOK || !bytes.HasPrefix(body, []byte("%PDF-")) || !bytes.Contains(body, []byte("%%EOF")) {
		s.t.Errorf("%s: %d, %d bytes, %s", who, w.Code, len(body), s.log.String())
	}
	if w.Header().Get("Content-Type") != "application/pdf" || !strings.HasPrefix(w.Header().Get("Content-Disposition"), "attachment") {
		s.t.Errorf("%s: headers %v", who, w.Header())
	}
}

func TestTheNextDoctorOfAPatientReadsWhatAnotherHasSigned(t *testing.T) {
	each(t, func(s *shelf) {
		nina, bookings := s.As(s.t, testkit.Nina), &booking.Service{Store: s.Store, Clock: s.Clock}
		id, err := bookings.Hold(nina, "k1", booking.HoldRequest{
			PractitionerID: s.Practitioner(s.t, testkit.Melnikova).ID, ServiceID: s.Service(s.t, 60, rules.Covered, rules.AtVisit).ID,
			PatientID: viewer.From(nina).PatientID, StartsAt: testkit.Noon.AddDate(0, 0, 1),
		})
		testkit.Must(s.t, id, err)
		path := "/files/conclusions/" + s.seenBefore().ID + ".pdf"
		if w := s.get(s.As(s.t, testkit.Melnikova), path); w.Code != http.StatusNotFound {
			s.t.Errorf("while the time is only held: %d", w.Code)
		}
		if err := bookings.Book(nina, "k2", id, ""); err != nil {
			s.t.Fatal(err)
		}
		s.wantPDF(testkit.Melnikova, path)
	})
}

func TestADraftIsNotPrintedForAnybody(t *testing.T) {
	each(t, func(s *shelf) {
		a := s.Appointment(s.t, testkit.Vera, rules.Booked)
		v := a.QueryVisit().OnlyX(s.As(s.t, testkit.Vera))
		c, err := s.Store.Conclusion.Create().SetVisitID(v.ID).SetPatientID(a.PatientID).SetPractitionerID(a.PractitionerID).SetNumber(1).
			SetStatus(rules.Draft).SetContent(rules.ConclusionContent{Plan: "x"}).SetUpdatedAt(testkit.Noon).Save(s.As(s.t, testkit.Vorontsov))
		testkit.Must(s.t, c, err)
		for _, who := range []string{testkit.Vera, testkit.Vorontsov} {
			if w := s.get(s.As(s.t, who), "/files/conclusions/"+c.ID+".pdf"); w.Code != http.StatusNotFound {
				s.t.Errorf("%s: %d", who, w.Code)
			}
		}
	})
}

func TestASignedConsentIsPrintedForWhoMayReadIt(t *testing.T) {
	each(t, func(s *shelf) {
		all := s.Store.Consent.Query().AllX(s.As(s.t, testkit.Nina))
		for _, c := range all {
			path := "/files/consents/" + c.ID + ".pdf"
			s.wantPDF(testkit.Nina, path)
			if c.Kind == rules.IDS {
				s.wantPDF(testkit.Vorontsov, path)
			} else if w := s.get(s.As(s.t, testkit.Vorontsov), path); w.Code != http.StatusNotFound {
				s.t.Errorf("the doctor reads the consent to data processing: %d", w.Code)
			}
			for _, who := range []string{testkit.Vera, testkit.Melnikova, testkit.Desk} {
				if w := s.get(s.As(s.t, who), path); w.Code != http.StatusNotFound {
					s.t.Errorf("%s: %d", who, w.Code)
				}
			}
		}
		if len(all) != 2 {
			s.t.Errorf("Nina has signed %d", len(all))
		}
	})
}

func TestIdsThatNoDatabaseTakesAreNotThere(t *testing.T) {
	mux := http.NewServeMux()
	(&httpapi.Files{}).Routes(mux)
	for _, path := range []string{"/files/documents/%00", "/files/documents/%ff", "/files/conclusions/%00.pdf", "/files/consents/a%00.pdf"} {
		w := httptest.NewRecorder()
		mux.ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
		if w.Code != http.StatusNotFound {
			t.Errorf("%s: %d", path, w.Code)
		}
	}
}
