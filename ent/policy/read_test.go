package policy_test

import (
	"context"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"televisit/ent/db"
	"televisit/ent/db/apiclient"
	"televisit/ent/db/guest"
	"televisit/ent/policy"
	"televisit/internal/rules"
	"televisit/internal/testkit"
	"televisit/internal/viewer"
)

// tables are the entities and what their table is called.
var tables = map[string]string{
	"Account": "accounts", "Appointment": "appointments", "AppointmentEvent": "appointment_events", "Challenge": "challenges", "DelayNotice": "delay_notices", "VisitQuality": "visit_qualities", "Guest": "guests",
	"ChartEntry": "chart_entries", "ChatMessage": "chat_messages", "Clinic": "clinics", "Conclusion": "conclusions", "Dispute": "disputes", "ServiceChange": "service_changes",
	"Consent": "consents", "ConsentWithdrawal": "consent_withdrawals", "ConsentDocument": "consent_documents", "Document": "documents", "HealthcareService": "healthcare_services",
	"IdempotencyKey": "idempotency_keys", "Job": "jobs", "LedgerEntry": "ledger_entries", "Receipt": "receipts", "Patient": "patients", "Payment": "payments",
	"PaymentAttempt": "payment_attempts", "PaymentEvent": "payment_events", "Practitioner": "practitioners", "Refund": "refunds",
	"Notification": "notifications", "PushSubscription": "push_subscriptions",
	"Session": "sessions", "SignInTries": "sign_in_tries", "SlotClaim": "slot_claims", "Specialty": "specialties", "StreamEvent": "stream_events",
	"StreamHead": "stream_heads", "ApiClient": "api_clients", "PatientLink": "patient_links", "Visit": "visits", "Schedule": "schedules", "ScheduleException": "schedule_exceptions",
}

const (
	all       = "TRUE"
	ownBooked = "practitioner_id = :practitioner AND status NOT IN ('HELD', 'AWAITING_PAYMENT', 'EXPIRED') AND id IN (SELECT appointment_id FROM visits)"
	ofPayment = "payment_id IN (SELECT id FROM payments WHERE patient_id = :patient)"
	theirs    = "IN (SELECT patient_id FROM appointments WHERE " + ownBooked + ")"
	linked    = "IN (SELECT patient_id FROM patient_links WHERE api_client_id = :client AND ended_at IS NULL)"
	ofBooked  = "practitioner_id = :practitioner AND appointment_id IN (SELECT id FROM appointments WHERE " + ownBooked + ")"
)

var (
	public = map[string]string{"Clinic": all, "Specialty": all, "HealthcareService": all, "Practitioner": all, "ConsentDocument": all}
	anyone = plus(public, map[string]string{"Account": "id = :account", "Session": "account_id = :account",
		"PushSubscription": "account_id = :account"})
	asPatient = plus(anyone, map[string]string{
		"PatientLink": "patient_id = :patient",
		"Patient":     "id = :patient", "Appointment": "patient_id = :patient", "Payment": "patient_id = :patient",
		"Visit": "patient_id = :patient", "Consent": "patient_id = :patient", "ConsentWithdrawal": "patient_id = :patient", "Document": "patient_id = :patient",
		"Refund": ofPayment, "Receipt": ofPayment,
		"Guest":       "patient_id = :patient",
		"ChatMessage": "patient_id = :patient", "VisitQuality": "patient_id = :patient", "Conclusion": "patient_id = :patient AND status <> 'DRAFT'", "Notification": "patient_id = :patient",
	})
	asPractitioner = plus(anyone, map[string]string{
		"Patient": "id " + theirs, "Appointment": ownBooked, "Payment": ofBooked, "Visit": "practitioner_id = :practitioner",
		"Guest":   ofBooked,
		"Consent": ofBooked, "Document": ofBooked, "ChatMessage": "practitioner_id = :practitioner", "VisitQuality": "practitioner_id = :practitioner",
		"Conclusion": "practitioner_id = :practitioner OR status <> 'DRAFT' AND patient_id " + theirs,
		"ChartEntry": "patient_id " + theirs, "Notification": "account_id = :account",
		"Schedule": "practitioner_id = :practitioner", "ScheduleException": "practitioner_id = :practitioner",
	})
	asGuest = plus(public, map[string]string{
		"Account": "id = :account", "Session": "account_id = :account", "Guest": "account_id = :account",
		"Visit": "appointment_id IN (SELECT appointment_id FROM guests WHERE account_id = :account AND status = 'ADMITTED')",
	})
	// an API client is no person: it has no account to look at
	asClient = plus(public, map[string]string{"ApiClient": "id = :client"})
	linking  = map[string]string{"Patient": "id " + linked}
	making   = map[string]string{"Appointment": "api_client_id = :client AND patient_id " + linked}
	office   = plus(anyone, every("Schedule", "ScheduleException", "ServiceChange"))
	desk     = plus(office, map[string]string{
		"Patient": all, "Appointment": all, "Payment": all, "Visit": all, "VisitQuality": all, "Notification": "patient_id <> ''",
		"PaymentEvent": all, "Refund": all, "Receipt": all, "LedgerEntry": all, "Dispute": all, "ConsentWithdrawal": all,
	})
)

// seen is who sees which rows of which entity; what is not listed nobody sees.
var seen = map[string]map[string]string{
	"":                public,
	testkit.Nina:      plus(asPatient, map[string]string{"ChartEntry": "patient_id = :patient"}),
	testkit.Vera:      plus(asPatient, map[string]string{"ChartEntry": "patient_id = :patient"}),
	testkit.Petr:      asPatient,
	testkit.Maksim:    asPatient,
	testkit.Vorontsov: asPractitioner,
	testkit.Melnikova: asPractitioner,
	testkit.Grinev:    asPractitioner,
	"guest:ADMITTED":  asGuest,
	"guest:HELD":      asGuest,
	testkit.Desk:      desk,
	testkit.Admin:     plus(plus(office, every("Job", "LedgerEntry", "ApiClient")), map[string]string{"Account": "role IN ('PRACTITIONER', 'REGISTRAR', 'ADMIN')"}),

	"client:":                            asClient,
	"client:AVAILABILITY":                asClient,
	"client:PATIENTS":                    plus(asClient, linking),
	"client:APPOINTMENTS_READ":           plus(asClient, making),
	"client:APPOINTMENTS_WRITE":          plus(asClient, plus(making, linking)),
	"client:PATIENTS,APPOINTMENTS_WRITE": plus(asClient, plus(making, linking)),

	"system:auth":       plus(public, every("Account", "Appointment", "Session", "Challenge", "Patient", "Consent", "SignInTries", "ConsentWithdrawal", "PushSubscription", "Guest", "ApiClient", "PatientLink")),
	"system:booking":    plus(public, every("Appointment", "SlotClaim", "Payment", "Visit", "Consent", "Schedule", "ScheduleException")),
	"system:settle":     plus(public, every("Patient", "Appointment", "Payment", "PaymentAttempt", "PaymentEvent", "Refund", "Receipt", "LedgerEntry", "Dispute")),
	"system:presence":   plus(public, every("Patient", "Appointment", "Visit", "DelayNotice", "Guest")),
	"system:plumbing":   plus(public, every("AppointmentEvent", "StreamHead", "StreamEvent", "Job", "IdempotencyKey")),
	"system:worker":     plus(public, every("Appointment", "SlotClaim", "Visit", "Job")),
	"system:notices":    plus(public, every("Account", "Patient", "Appointment", "Payment", "Refund", "Visit", "Notification", "PushSubscription", "Guest")),
	"system:signing":    plus(public, every("Consent", "ConsentWithdrawal", "Patient", "Appointment", "Payment", "Document", "ChatMessage", "Conclusion")),
	"system:admissions": plus(public, every("Appointment", "Payment", "Visit", "Consent", "Conclusion", "Guest")),
	"system:seed": plus(public, every("Account", "Patient", "Appointment", "SlotClaim", "Payment", "Visit", "Consent",
		"Conclusion", "ChartEntry", "PaymentAttempt")),
	"system:nothing a policy names": public,
}

func plus(a, b map[string]string) map[string]string {
	sum := map[string]string{}
	for _, m := range []map[string]string{a, b} {
		for k, v := range m {
			sum[k] = v
		}
	}
	return sum
}

func every(names ...string) map[string]string {
	m := map[string]string{}
	for _, name := range names {
		m[name] = all
	}
	return m
}

// who is the context of a name of the tables of this package.
func who(t *testing.T, w *testkit.World, name string) context.Context {
	t.Helper()
	if task, ok := strings.CutPrefix(name, "system:"); ok {
		return testkit.System(t, task)
	}
	if status, is := strings.CutPrefix(name, "guest:"); is {
		g := w.Store.Guest.Query().Where(guest.StatusEQ(rules.GuestStatus(status))).OnlyX(testkit.System(t, policy.Presence))
		v, err := w.Auth.ViewerOf(t.Context(), g.AccountID)
		ok(t, err)
		return viewer.With(t.Context(), v)
	}
	if scopes, ok := strings.CutPrefix(name, "client:"); ok {
		return asAPIClient(t, w, scopes)
	}
	if name == "" {
		return t.Context()
	}
	return w.As(t, name)
}

// asAPIClient is the world's first API client, if it had other scopes.
func asAPIClient(t *testing.T, w *testkit.World, names string) context.Context {
	t.Helper()
	c, err := w.Store.ApiClient.Query().Order(apiclient.ByID()).First(testkit.System(t, policy.Auth))
	ok(t, err)
	var list []rules.Scope
	for name := range strings.SplitSeq(names, ",") {
		list = append(list, rules.Scope(name))
	}
	scopes, _ := rules.ScopesOf(list)
	return viewer.With(t.Context(), viewer.Viewer{Role: viewer.APIClient, AccountID: c.AccountID, ClientID: c.ID, Scopes: uint8(scopes)})
}

func TestEveryoneSeesTheirRowsAndNoOthers(t *testing.T) {
	testkit.Each(t, func(t *testing.T, w *testkit.World) {
		fill(t, w)
		for entity, table := range tables {
			if len(raw(t, w, table, all)) == 0 {
				t.Errorf("the world has no %s: nothing is shown by not seeing it", entity)
			}
			for name, rows := range seen {
				ctx, where := who(t, w, name), "FALSE"
				if rows[entity] != "" {
					where = named(rows[entity], viewer.From(ctx))
				}
				want, got := raw(t, w, table, where), ids(t, ctx, w.Store.Client, entity)
				if !slices.Equal(got, want) {
					t.Errorf("%q sees %d of %s, not %d", name, len(got), entity, len(want))
				}
			}
		}
	})
}

func TestTheTablesOfTheseTestsHaveEveryEntity(t *testing.T) {
	client := reflect.TypeFor[db.Client]()
	for i := range client.NumField() {
		f := client.Field(i)
		if f.Type.Kind() == reflect.Pointer && f.Type.Elem().Name() == f.Name+"Client" && tables[f.Name] == "" {
			t.Errorf("these tests do not know %s", f.Name)
		}
	}
}

func named(where string, v viewer.Viewer) string {
	return strings.NewReplacer(":patient", "'"+v.PatientID+"'", ":practitioner", "'"+v.PractitionerID+"'",
		":account", "'"+v.AccountID+"'", ":client", "'"+v.ClientID+"'").Replace(where)
}

// raw asks the database itself, past the policies.
func raw(t *testing.T, w *testkit.World, table, where string) (found []string) {
	t.Helper()
	rows, err := w.Store.QueryContext(t.Context(), fmt.Sprintf("SELECT id FROM %s WHERE %s", table, where))
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var id string
		if err := rows.Scan(&id); err != nil {
			t.Fatal(err)
		}
		found = append(found, id)
	}
	slices.Sort(found)
	return found
}

// ids asks for all rows of an entity as somebody.
func ids(t *testing.T, ctx context.Context, c *db.Client, entity string) []string {
	t.Helper()
	query := reflect.ValueOf(c).Elem().FieldByName(entity).MethodByName("Query").Call(nil)[0]
	out := query.MethodByName("IDs").Call([]reflect.Value{reflect.ValueOf(ctx)})
	if err, _ := out[1].Interface().(error); err != nil {
		t.Fatalf("%s: %v", entity, err)
	}
	found := out[0].Interface().([]string)
	slices.Sort(found)
	return found
}

func TestEdgesLeadToNothingThatADirectQuestionHides(t *testing.T) {
	testkit.Each(t, func(t *testing.T, w *testkit.World) {
		fill(t, w)
		for _, name := range []string{"", testkit.Nina, testkit.Petr, testkit.Vorontsov, testkit.Melnikova, testkit.Grinev, testkit.Admin, "client:PATIENTS,APPOINTMENTS_WRITE"} {
			ctx := who(t, w, name)
			mayPatient, mayAppointment := ids(t, ctx, w.Store.Client, "Patient"), ids(t, ctx, w.Store.Client, "Appointment")
			mayAccount, mayDraft := ids(t, ctx, w.Store.Client, "Account"), ids(t, ctx, w.Store.Client, "Conclusion")
			doctors, err := w.Store.Practitioner.Query().WithAccount(func(q *db.AccountQuery) { q.WithSessions() }).WithClaims().
				WithAppointments(func(q *db.AppointmentQuery) {
					q.WithPatient(func(q *db.PatientQuery) { q.WithAccount().WithAppointments() }).WithPayment().WithDocuments().WithConsents()
					q.WithVisit(func(q *db.VisitQuery) { q.WithConclusions().WithMessages() })
				}).All(ctx)
			ok(t, err)
			if len(doctors) != 4 {
				t.Fatalf("%d doctors", len(doctors))
			}
			for _, d := range doctors {
				if a := d.Edges.Account; a != nil && !slices.Contains(mayAccount, a.ID) {
					t.Errorf("%q reaches the account of a doctor", name)
				}
				if len(d.Edges.Claims) != 0 {
					t.Errorf("%q reaches claims", name)
				}
				for _, a := range d.Edges.Appointments {
					if !slices.Contains(mayAppointment, a.ID) {
						t.Errorf("%q reaches an appointment %s of another", name, a.Status)
					}
					if p := a.Edges.Patient; p != nil && (!slices.Contains(mayPatient, p.ID) || p.Edges.Account != nil && !slices.Contains(mayAccount, p.Edges.Account.ID)) {
						t.Errorf("%q reaches a patient of another", name)
					}
					if v := a.Edges.Visit; v != nil {
						for _, c := range v.Edges.Conclusions {
							if !slices.Contains(mayDraft, c.ID) {
								t.Errorf("%q reaches a conclusion %s", name, c.Status)
							}
						}
					}
				}
				more, err := d.QueryAppointments().QueryPatient().IDs(ctx)
				ok(t, err)
				for _, id := range more {
					if !slices.Contains(mayPatient, id) {
						t.Errorf("%q walks to a patient of another", name)
					}
				}
			}
			services, err := w.Store.HealthcareService.Query().QueryPractitioners().QueryAccount().IDs(ctx)
			ok(t, err)
			for _, id := range services {
				if !slices.Contains(mayAccount, id) {
					t.Errorf("%q walks from a service to an account", name)
				}
			}
		}
	})
}

func TestADoctorDoesNotSeePeopleWhoOnlyHoldOrDidNotPay(t *testing.T) {
	testkit.Each(t, func(t *testing.T, w *testkit.World) {
		fill(t, w)
		for _, doctor := range []string{testkit.Melnikova, testkit.Grinev} {
			ctx := w.As(t, doctor)
			for _, entity := range []string{"Patient", "Appointment", "Document", "Consent", "Payment", "ChartEntry", "Conclusion"} {
				if n := len(ids(t, ctx, w.Store.Client, entity)); n != 0 {
					t.Errorf("%s sees %d of %s", doctor, n, entity)
				}
			}
		}
	})
}

func TestOnlyConfirmedPatientsSeeTheClinicsChart(t *testing.T) {
	testkit.Each(t, func(t *testing.T, w *testkit.World) {
		petr := w.As(t, testkit.Petr)
		if n := len(ids(t, petr, w.Store.Client, "ChartEntry")); n != 0 {
			t.Errorf("Petr is unconfirmed and sees %d entries", n)
		}
		ok(t, w.Store.Patient.UpdateOneID(viewer.From(petr).PatientID).SetStatus(rules.Confirmed).Exec(w.As(t, testkit.Desk)))
		if n := len(ids(t, w.As(t, testkit.Petr), w.Store.Client, "ChartEntry")); n != 1 {
			t.Errorf("Petr is confirmed and sees %d entries", n)
		}
	})
}

func TestDraftsAreHiddenFromThePatientAndFromOtherDoctors(t *testing.T) {
	testkit.Each(t, func(t *testing.T, w *testkit.World) {
		fill(t, w)
		draft := raw(t, w, "conclusions", "status = 'DRAFT'")[0]
		for name, want := range map[string]bool{testkit.Vera: false, testkit.Melnikova: false, testkit.Desk: false, testkit.Vorontsov: true} {
			if got := slices.Contains(ids(t, w.As(t, name), w.Store.Client, "Conclusion"), draft); got != want {
				t.Errorf("%s sees the draft: %v", name, got)
			}
		}
	})
}
