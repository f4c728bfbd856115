package policy

import (
	"slices"

	"entgo.io/ent/dialect/sql"

	"televisit/ent/db"
	"televisit/internal/rules"
	"televisit/internal/viewer"
)

func anybody(viewer.Viewer) bool { return true }

func role(roles ...viewer.Role) func(viewer.Viewer) bool {
	return func(v viewer.Viewer) bool { return v.SignedIn() && slices.Contains(roles, v.Role) }
}

func confirmedPatient(v viewer.Viewer) bool { return v.Role == viewer.Patient && v.Confirmed }

// with are API clients that have a scope.
func with(scope rules.Scope) func(viewer.Viewer) bool {
	return func(v viewer.Viewer) bool {
		return v.SignedIn() && v.IsAPIClient() && v.ClientID != "" && rules.Scopes(v.Scopes).Has(scope)
	}
}

// task lets named parts of the system in; a name that no grant lists gets nothing.
func task(names ...string) func(viewer.Viewer) bool {
	return func(v viewer.Viewer) bool { return v.IsSystem() && slices.Contains(names, v.Task()) }
}

func ownID(v viewer.Viewer, s *sql.Selector) *sql.Predicate {
	return sql.EQ(s.C("id"), v.AccountID)
}

// staff are accounts of people who work in the clinic.
func staff(_ viewer.Viewer, s *sql.Selector) *sql.Predicate {
	roles := []any{}
	for _, r := range rules.StaffRoles() {
		roles = append(roles, string(r))
	}
	return sql.In(s.C("role"), roles...)
}

func ownPatient(v viewer.Viewer, s *sql.Selector) *sql.Predicate {
	return sql.EQ(s.C("patient_id"), v.PatientID)
}

func patientSelf(v viewer.Viewer, s *sql.Selector) *sql.Predicate {
	return sql.EQ(s.C("id"), v.PatientID)
}

func ownPractitioner(v viewer.Viewer, s *sql.Selector) *sql.Predicate {
	return sql.EQ(s.C("practitioner_id"), v.PractitionerID)
}

func clientSelf(v viewer.Viewer, s *sql.Selector) *sql.Predicate {
	return sql.EQ(s.C("id"), v.ClientID)
}

// linked restricts a column that names a patient to people who have said that the
// API client may book for them.
func linked(column string) rows {
	return func(v viewer.Viewer, s *sql.Selector) *sql.Predicate {
		t := sql.Table("patient_links")
		live := sql.And(sql.EQ(t.C("api_client_id"), v.ClientID), sql.IsNull(t.C("ended_at")))
		return sql.In(s.C(column), sql.Select(t.C("patient_id")).From(t).Where(live))
	}
}

// madeForLinked are the appointments that the API client has made for them; what
// they have booked themselves, or with others, is not its business.
func madeForLinked(v viewer.Viewer, s *sql.Selector) *sql.Predicate {
	return sql.And(sql.EQ(s.C("api_client_id"), v.ClientID), linked("patient_id")(v, s))
}

// statuses in which a patient has not (yet) come to the practitioner.
var notYetTheirs = []any{string(rules.Held), string(rules.AwaitingPayment), string(rules.Expired)}

// isBooked says that an appointment of a practitioner was booked at some time:
// only then it has a visit. One that was called off unpaid has none.
func isBooked(v viewer.Viewer, id, status string) *sql.Predicate {
	t := sql.Table("visits")
	visits := sql.Select(t.C("appointment_id")).From(t).Where(sql.EQ(t.C("practitioner_id"), v.PractitionerID))
	return sql.And(sql.NotIn(status, notYetTheirs...), sql.In(id, visits))
}

func ownBooked(v viewer.Viewer, s *sql.Selector) *sql.Predicate {
	return sql.And(ownPractitioner(v, s), isBooked(v, s.C("id"), s.C("status")))
}

// ofOwnBooked are rows of such appointments: what somebody has sent for a time
// that was never paid is not for the practitioner.
func ofOwnBooked(v viewer.Viewer, s *sql.Selector) *sql.Predicate {
	t := sql.Table("appointments")
	booked := sql.Select(t.C("id")).From(t).Where(sql.And(
		sql.EQ(t.C("practitioner_id"), v.PractitionerID), isBooked(v, t.C("id"), t.C("status")),
	))
	return sql.And(ownPractitioner(v, s), sql.In(s.C("appointment_id"), booked))
}

// ofOwnPayment are rows of the patient's own payments.
func ofOwnPayment(v viewer.Viewer, s *sql.Selector) *sql.Predicate {
	t := sql.Table("payments")
	own := sql.Select(t.C("id")).From(t).Where(sql.EQ(t.C("patient_id"), v.PatientID))
	return sql.In(s.C("payment_id"), own)
}

// visitOfGuest is the visit that the practitioner has let the guest into.
func visitOfGuest(v viewer.Viewer, s *sql.Selector) *sql.Predicate {
	t := sql.Table("guests")
	admitted := sql.Select(t.C("appointment_id")).From(t).Where(sql.And(
		sql.EQ(t.C("account_id"), v.AccountID), sql.EQ(t.C("status"), string(rules.GuestAdmitted)),
	))
	return sql.In(s.C("appointment_id"), admitted)
}

// patientOfOwnVisit restricts a column that names a patient to people who have
// booked with the practitioner.
func patientOfOwnVisit(column string) rows {
	return func(v viewer.Viewer, s *sql.Selector) *sql.Predicate {
		t := sql.Table("appointments")
		theirs := sql.Select(t.C("patient_id")).From(t).Where(sql.And(
			sql.EQ(t.C("practitioner_id"), v.PractitionerID), isBooked(v, t.C("id"), t.C("status")),
		))
		return sql.In(s.C(column), theirs)
	}
}

// parked are jobs that wait for somebody to look at them.
func parked(_ viewer.Viewer, s *sql.Selector) *sql.Predicate { return sql.EQ(s.C("state"), "PARKED") }

// signedOnly leaves drafts out.
func signedOnly(of rows) rows {
	return func(v viewer.Viewer, s *sql.Selector) *sql.Predicate {
		return sql.And(of(v, s), sql.NEQ(s.C("status"), string(rules.Draft)))
	}
}

// draftOnly leaves signed rows out: nothing writes to them.
func draftOnly(of rows) rows {
	return func(v viewer.Viewer, s *sql.Selector) *sql.Predicate {
		return sql.And(of(v, s), sql.EQ(s.C("status"), string(rules.Draft)))
	}
}

// ofPatients are rows about a patient, whoever it is.
func ofPatients(_ viewer.Viewer, s *sql.Selector) *sql.Predicate {
	return sql.And(sql.NotNull(s.C("patient_id")), sql.NEQ(s.C("patient_id"), ""))
}

// createsFor checks that a new row belongs to the viewer.
func createsFor(field string, id func(viewer.Viewer) string) func(viewer.Viewer, db.Mutation) bool {
	return func(v viewer.Viewer, m db.Mutation) bool {
		value, ok := m.Field(field)
		return ok && value == id(v) && id(v) != ""
	}
}

func patientID(v viewer.Viewer) string      { return v.PatientID }
func accountID(v viewer.Viewer) string      { return v.AccountID }
func practitionerID(v viewer.Viewer) string { return v.PractitionerID }
