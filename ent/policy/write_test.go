package policy_test

import (
	"context"
	"reflect"
	"strings"
	"testing"

	"televisit/ent/db"
	"televisit/ent/db/appointment"
	"televisit/ent/db/conclusion"
	"televisit/ent/db/document"
	"televisit/ent/db/job"
	"televisit/ent/db/patient"
	"televisit/ent/db/visit"
	"televisit/ent/policy"
	"televisit/internal/fault"
	"televisit/internal/rules"
	"televisit/internal/testkit"
	"televisit/internal/viewer"
)

// written is who may create (c), update (u) or delete (d) rows of which entity,
// as far as the kind of statement goes; own rows are tested below.
var written = map[string]map[string]string{
	"":                                   {},
	testkit.Nina:                         {"Account": "u", "Patient": "u", "Appointment": "u", "Visit": "u", "PushSubscription": "d"},
	testkit.Vorontsov:                    {"Account": "u", "Visit": "u", "Conclusion": "u", "PushSubscription": "d"},
	testkit.Desk:                         {"Account": "u", "Patient": "u", "Notification": "u", "PushSubscription": "d", "HealthcareService": "cu"},
	"client:PATIENTS,APPOINTMENTS_WRITE": {},
	testkit.Admin:                        {"Account": "u", "Job": "u", "PushSubscription": "d", "HealthcareService": "cu", "Specialty": "c", "ConsentDocument": "c"},

	"guest:ADMITTED": {},
	"system:auth":    {"Account": "cu", "Session": "cu", "Challenge": "cu", "Patient": "cu", "Consent": "c", "SignInTries": "cud", "ConsentWithdrawal": "u", "PushSubscription": "d", "ApiClient": "cu", "PatientLink": "cu", "Practitioner": "c"},
	"system:booking": {"Appointment": "cu", "SlotClaim": "cu", "Payment": "cu", "Visit": "cu", "Guest": "u", "Schedule": "c", "ScheduleException": "cu"},
	"system:settle": {
		"Appointment": "u", "Payment": "cu", "PaymentAttempt": "cu", "PaymentEvent": "cu", "Refund": "cu", "Receipt": "cu", "LedgerEntry": "c", "Dispute": "cu",
	},
	"system:presence": {"Appointment": "u", "Visit": "cu", "DelayNotice": "cu", "VisitQuality": "c", "Guest": "cu"},
	"system:plumbing": {
		"AppointmentEvent": "c", "StreamHead": "cu", "StreamEvent": "cd", "Job": "cud", "IdempotencyKey": "cd",
	},
	"system:worker":     {"Appointment": "u", "SlotClaim": "cu"},
	"system:notices":    {"Notification": "cu", "PushSubscription": "d", "Guest": "u"},
	"system:signing":    {"Consent": "c", "ConsentWithdrawal": "cu", "Patient": "u"},
	"system:admissions": {},
	"system:seed": {
		"Clinic": "cu", "Specialty": "c", "HealthcareService": "c", "Practitioner": "cu", "ConsentDocument": "c", "ChartEntry": "c",
		"Account": "cu", "Patient": "cu", "Appointment": "cu", "SlotClaim": "cu", "Payment": "cu", "Visit": "cu", "Consent": "c",
		"Document": "c", "ChatMessage": "c", "Conclusion": "c", "PaymentAttempt": "cu", "Schedule": "c",
	},
	"system:nothing a policy names": {},
}

// Each statement is really sent: a blank create, an update of nothing, a delete
// of everything. What is not refused here may still fail for another reason.
func TestNobodyWritesWhatIsNotGranted(t *testing.T) {
	w := testkit.New(t)
	fill(t, w)
	for name, grants := range written {
		ctx := who(t, w, name)
		for entity, table := range tables {
			before := len(raw(t, w, table, all))
			for letter, method := range map[string]string{"c": "Create", "u": "Update", "d": "Delete"} {
				err := send(ctx, w.Store.Client, entity, method)
				refused := fault.Code("") != codeOf(err)
				if may := strings.Contains(grants[entity], letter); may == refused {
					t.Errorf("%q: %s of %s: %v", name, method, entity, err)
				}
			}
			if after := len(raw(t, w, table, all)); after != before && !strings.Contains(grants[entity], "d") {
				t.Errorf("%q: %d of %s rows are left of %d", name, after, entity, before)
			}
		}
		if strings.Contains(grants["Job"], "d") { // what was deleted is wanted again
			w = testkit.New(t)
			fill(t, w)
		}
	}
}

func TestAVisitMakesAccountsOfGuestsOnly(t *testing.T) {
	w, sys := testkit.New(t), testkit.System(t, policy.Presence)
	for _, role := range []rules.Role{rules.Patient, rules.Practitioner, rules.Registrar, rules.Admin, ""} {
		err := w.Store.Account.Create().SetRole(role).SetName("x").SetTimeZone("UTC").Exec(sys)
		testkit.Refused(t, err, fault.NotFound)
	}
	ok(t, w.Store.Account.Create().SetRole(rules.Guest).SetName("x").SetTimeZone("UTC").Exec(sys))
}

func TestTheAdministratorChangesParkedJobsOnly(t *testing.T) {
	w := testkit.New(t)
	sys, admin := testkit.System(t, policy.Plumbing), w.As(t, testkit.Admin)
	for _, state := range []string{"READY", "DONE", "PARKED"} {
		j := w.Store.Job.Create().SetKind("k").SetSubject("s").SetState(state).SetRunAt(testkit.Noon).SaveX(sys)
		n, err := w.Store.Job.Update().Where(job.ID(j.ID)).SetState("READY").Save(admin)
		if err != nil || (n == 1) != (state == "PARKED") {
			t.Errorf("%s: %d rows, %v", state, n, err)
		}
	}
	err := w.Store.Job.Update().SetLastError("nothing").Exec(admin)
	testkit.Refused(t, err, fault.NotFound)
}

func send(ctx context.Context, c *db.Client, entity, method string) error {
	statement := reflect.ValueOf(c).Elem().FieldByName(entity).MethodByName(method).Call(nil)[0]
	out := statement.MethodByName("Exec").Call([]reflect.Value{reflect.ValueOf(ctx)})
	err, _ := out[len(out)-1].Interface().(error)
	return err
}

func codeOf(err error) fault.Code {
	if f, is := fault.As(err); is {
		return f.Code
	}
	return ""
}

func TestWhatIsKeptForGoodIsChangedByNobodyAtAll(t *testing.T) {
	testkit.Each(t, func(t *testing.T, w *testkit.World) {
		fill(t, w)
		for name := range seen {
			ctx := who(t, w, name)
			for _, entity := range []string{"Document", "ChatMessage", "Consent", "AppointmentEvent", "ConsentDocument", "ChartEntry", "LedgerEntry", "Schedule", "VisitQuality"} {
				before := len(raw(t, w, tables[entity], all))
				for _, method := range []string{"Update", "Delete"} {
					testkit.Refused(t, send(ctx, w.Store.Client, entity, method), fault.NotFound)
				}
				if after := len(raw(t, w, tables[entity], all)); after != before {
					t.Errorf("%q has deleted %s", name, entity)
				}
			}
			final := raw(t, w, "conclusions", "status = 'FINAL'")
			n, err := w.Store.Conclusion.Update().Where(conclusion.IDIn(final...)).SetSignedBy("a forger").Save(ctx)
			if n != 0 || err != nil && codeOf(err) != fault.NotFound {
				t.Errorf("%q has changed a signed conclusion: %d, %v", name, n, err)
			}
			testkit.Refused(t, send(ctx, w.Store.Client, "Conclusion", "Delete"), fault.NotFound)
		}
		if n := len(raw(t, w, "conclusions", "signed_by = 'a forger'")); n != 0 {
			t.Errorf("%d conclusions are forged", n)
		}
	})
}

func TestADraftIsChangedByItsAuthorOnly(t *testing.T) {
	testkit.Each(t, func(t *testing.T, w *testkit.World) {
		fill(t, w)
		draft := raw(t, w, "conclusions", "status = 'DRAFT'")[0]
		for name, want := range map[string]int{testkit.Melnikova: 0, testkit.Vera: 0, testkit.Desk: 0, testkit.Vorontsov: 1} {
			n, _ := w.Store.Conclusion.Update().Where(conclusion.ID(draft)).SetSha256(name).Save(w.As(t, name))
			if n != want {
				t.Errorf("%s has changed %d drafts", name, n)
			}
		}
	})
}

func TestPeopleChangeTheirOwnRowsAndOfThoseOnlyTheFieldsThatAreTheirs(t *testing.T) {
	testkit.Each(t, func(t *testing.T, w *testkit.World) {
		c := w.Store.Client
		vera, nina, vorontsov, desk := w.As(t, testkit.Vera), w.As(t, testkit.Nina), w.As(t, testkit.Vorontsov), w.As(t, testkit.Desk)
		a := w.Appointment(t, testkit.Vera, rules.Booked)
		v := a.QueryVisit().OnlyX(vera)
		yes, check := true, &rules.DeviceCheck{Camera: true}
		for name, x := range map[string]struct {
			do   func() (int, error)
			want bool
		}{
			"a patient notes the own device check": {func() (int, error) {
				return c.Appointment.Update().Where(appointment.ID(a.ID)).SetDeviceCheck(check).Save(vera)
			}, yes},
			"and not somebody else's": {func() (int, error) {
				return c.Appointment.Update().Where(appointment.ID(a.ID)).SetDeviceCheck(check).Save(nina)
			}, false},
			"nor the price": {func() (int, error) {
				return c.Appointment.Update().Where(appointment.ID(a.ID)).SetPriceMinor(0).Save(vera)
			}, false},
			"nor the price beside the check":         {func() (int, error) { return c.Appointment.Update().SetDeviceCheck(check).SetPriceMinor(0).Save(vera) }, false},
			"nor the price by adding":                {func() (int, error) { return c.Appointment.Update().AddPriceMinor(-1).Save(vera) }, false},
			"nor the reason by clearing it":          {func() (int, error) { return c.Appointment.Update().ClearReason().Save(vera) }, false},
			"nor the visit of the appointment":       {func() (int, error) { return c.Appointment.Update().ClearVisit().Save(vera) }, false},
			"a doctor does not set the price either": {func() (int, error) { return c.Appointment.Update().SetPriceMinor(0).Save(vorontsov) }, false},
			"a patient has read messages":            {func() (int, error) { return c.Visit.Update().Where(visit.ID(v.ID)).SetPatientReadSeq(1).Save(vera) }, yes},
			"not for the doctor": {func() (int, error) {
				return c.Visit.Update().Where(visit.ID(v.ID)).SetPractitionerReadSeq(1).Save(vera)
			}, false},
			"a doctor has read messages": {func() (int, error) {
				return c.Visit.Update().Where(visit.ID(v.ID)).SetPractitionerReadSeq(1).Save(vorontsov)
			}, yes},
			"not another doctor": {func() (int, error) {
				return c.Visit.Update().Where(visit.ID(v.ID)).SetPractitionerReadSeq(1).Save(w.As(t, testkit.Melnikova))
			}, false},
			"nobody sets the state of a visit by hand": {func() (int, error) { return c.Visit.Update().SetStatus(rules.VisitConcluded).Save(vorontsov) }, false},
			"one sets one's language":                  {func() (int, error) { return c.Account.Update().SetLocale(rules.EN).Save(vera) }, yes},
			"not one's role":                           {func() (int, error) { return c.Account.Update().SetRole(rules.Admin).Save(vera) }, false},
			"not one's role beside the language":       {func() (int, error) { return c.Account.Update().SetLocale(rules.EN).SetRole(rules.Admin).Save(vera) }, false},
			"a patient does not confirm herself":       {func() (int, error) { return c.Patient.Update().SetStatus(rules.Confirmed).Save(w.As(t, testkit.Petr)) }, false},
			"the desk confirms": {func() (int, error) {
				return c.Patient.Update().Where(patient.ID(a.PatientID)).SetConfirmPaper("x").Save(desk)
			}, yes},
			"a row of nobody's": {func() (int, error) { return c.Document.Update().Where(document.ID("x")).Save(vera) }, false},
		} {
			n, err := x.do()
			if done := n == 1 && err == nil; done != x.want {
				t.Errorf("%s: %d rows, %v", name, n, err)
			}
			if err != nil && codeOf(err) != fault.NotFound {
				t.Errorf("%s: the refusal is %v", name, err)
			}
		}
	})
}

func TestNewPapersAndMessagesBelongToTheirAuthor(t *testing.T) {
	testkit.Each(t, func(t *testing.T, w *testkit.World) {
		a := w.Appointment(t, testkit.Vera, rules.Booked)
		make := func(ctx context.Context, patient, practitioner string) error {
			return w.Store.Document.Create().SetAppointmentID(a.ID).SetPatientID(patient).SetPractitionerID(practitioner).
				SetUploadedBy("x").SetFromPatient(true).SetName("x").SetSize(1).SetSha256("x").SetContentType("x").
				SetKind("OTHER").SetBlobKey(patient + practitioner).Exec(ctx)
		}
		ok(t, make(w.As(t, testkit.Vera), a.PatientID, "anybody"))
		ok(t, make(w.As(t, testkit.Vorontsov), "anybody", a.PractitionerID))
		for name, ctx := range map[string]context.Context{
			"another patient":                w.As(t, testkit.Nina),
			"another doctor":                 w.As(t, testkit.Melnikova),
			"the desk":                       w.As(t, testkit.Desk),
			"nobody":                         t.Context(),
			"a patient without a row":        viewer.With(t.Context(), viewer.Viewer{Role: viewer.Patient, AccountID: "acc_1"}),
			"a part of the system elsewhere": testkit.System(t, policy.Booking),
		} {
			if err := make(ctx, a.PatientID, a.PractitionerID); codeOf(err) != fault.NotFound {
				t.Errorf("%s: %v", name, err)
			}
		}
		if err := make(viewer.With(t.Context(), viewer.Viewer{Role: viewer.Patient, AccountID: "acc_1"}), "", ""); codeOf(err) != fault.NotFound {
			t.Errorf("an empty id is nobody's: %v", err)
		}
	})
}
