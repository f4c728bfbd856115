package policy

import (
	"slices"

	"entgo.io/ent/dialect/sql"

	"televisit/ent/db"
	"televisit/internal/rules"
	"televisit/internal/viewer"
)

// Parts of the system that act on their own.
const (
	Auth       = "auth"       // sign-up, sign-in, sessions
	Booking    = "booking"    // claims and the calendar
	Settle     = "settle"     // money
	Presence   = "presence"   // what the media server sees
	Plumbing   = "plumbing"   // streams, jobs, idempotency keys
	Worker     = "worker"     // timers
	Seed       = "seed"       // the demo clinic
	Setup      = "setup"      // what the settings say of the clinic
	Signing    = "signing"    // consents
	Admissions = "admissions" // facts for the gates
	Notices    = "notices"    // what people are told
	Sweep      = "sweep"      // files that nobody owns
)

var (
	patient      = role(viewer.Patient)
	practitioner = role(viewer.Practitioner)
	desk         = role(viewer.Registrar)
	admin        = role(viewer.Admin)
	office       = role(viewer.Registrar, viewer.Admin)
	guest        = role(viewer.Guest)
	apiClient    = role(viewer.APIClient)
	person       = role(viewer.Patient, viewer.Practitioner, viewer.Registrar, viewer.Admin)
)

// visitRows are rows of a visit: the two who take part in it see them.
func visitRows(more ...grant) []grant {
	return append([]grant{{patient, ownPatient}, {practitioner, ownPractitioner}}, more...)
}

// appointmentRows are rows of an appointment, which may end without a visit.
func appointmentRows(more ...grant) []grant {
	return append([]grant{{patient, ownPatient}, {practitioner, ofOwnBooked}}, more...)
}

// scheduleRows say when a practitioner receives. Patients see free times only.
var scheduleRows = []grant{{practitioner, ownPractitioner}, {office, nil}, {task(Booking), nil}}

// reads: who may see which rows.
var reads = map[string][]grant{
	db.TypeClinic:            {{anybody, nil}},
	db.TypeSpecialty:         {{anybody, nil}},
	db.TypeHealthcareService: {{anybody, nil}},
	db.TypeServiceChange:     {{office, nil}},
	db.TypePractitioner:      {{anybody, nil}},
	db.TypeConsentDocument:   {{anybody, nil}},

	db.TypeAccount:   {{person, ownID}, {guest, ownID}, {admin, staff}, {task(Auth, Seed, Notices), nil}},
	db.TypeSession:   {{person, ownAccount}, {guest, ownAccount}, {task(Auth), nil}},
	db.TypeChallenge: {{task(Auth), nil}},
	db.TypePatient: {
		{patient, patientSelf}, {practitioner, patientOfOwnVisit("id")}, {desk, nil},
		{with(rules.ScopePatients), linked("id")}, {with(rules.ScopeWrite), linked("id")}, {task(Auth, Seed, Presence, Settle, Notices, Signing), nil},
	},

	db.TypeAppointment: {
		{patient, ownPatient}, {practitioner, ownBooked}, {desk, nil}, {with(rules.ScopeRead), madeForLinked},
		{task(Auth, Booking, Settle, Presence, Worker, Seed, Admissions, Notices, Signing), nil},
	},
	db.TypeSlotClaim:        {{task(Booking, Worker, Seed), nil}},
	db.TypeDelayNotice:      {{task(Presence), nil}},
	db.TypeAppointmentEvent: {{task(Plumbing), nil}},
	db.TypePayment:          appointmentRows(grant{desk, nil}, grant{task(Settle, Booking, Admissions, Seed, Notices, Signing), nil}),
	db.TypePaymentAttempt:   {{task(Settle, Seed), nil}},
	db.TypePaymentEvent:     {{desk, nil}, {task(Settle), nil}},
	db.TypeDispute:          {{desk, nil}, {task(Settle), nil}},
	db.TypeRefund:           {{patient, ofOwnPayment}, {desk, nil}, {task(Settle, Notices), nil}},
	db.TypeReceipt:          {{patient, ofOwnPayment}, {desk, nil}, {task(Settle), nil}},
	db.TypeLedgerEntry:      {{office, nil}, {task(Settle), nil}},
	db.TypeGuest:            appointmentRows(grant{guest, ownAccount}, grant{task(Presence, Admissions, Auth, Notices), nil}),
	db.TypeVisit:            visitRows(grant{guest, visitOfGuest}, grant{desk, nil}, grant{task(Presence, Admissions, Seed, Worker, Booking, Notices), nil}),
	db.TypeConsent:          appointmentRows(grant{task(Signing, Admissions, Auth, Booking, Seed), nil}),
	db.TypeDocument:         appointmentRows(grant{task(Sweep, Signing), nil}),
	db.TypeVisitQuality:     visitRows(grant{desk, nil}),
	db.TypeChatMessage:      visitRows(grant{task(Signing), nil}),
	db.TypeConclusion: {
		{patient, signedOnly(ownPatient)}, {practitioner, ownPractitioner},
		{practitioner, signedOnly(patientOfOwnVisit("patient_id"))}, {task(Seed, Admissions, Signing), nil},
	},
	db.TypeChartEntry: {
		{confirmedPatient, ownPatient}, {practitioner, patientOfOwnVisit("patient_id")}, {task(Seed), nil},
	},

	db.TypeNotification:     {{patient, ownPatient}, {practitioner, ownAccount}, {desk, ofPatients}, {task(Notices), nil}},
	db.TypePushSubscription: {{person, ownAccount}, {task(Notices, Auth), nil}},

	db.TypeConsentWithdrawal: {{patient, ownPatient}, {desk, nil}, {task(Signing, Auth), nil}},

	db.TypeSignInTries: {{task(Auth), nil}},

	db.TypeApiClient:   {{admin, nil}, {apiClient, clientSelf}, {task(Auth), nil}},
	db.TypePatientLink: {{patient, ownPatient}, {task(Auth), nil}},

	db.TypeSchedule:          scheduleRows,
	db.TypeScheduleException: scheduleRows,

	db.TypeStreamHead:     {{task(Plumbing), nil}},
	db.TypeStreamEvent:    {{task(Plumbing), nil}},
	db.TypeJob:            {{task(Plumbing, Worker), nil}, {admin, nil}},
	db.TypeIdempotencyKey: {{task(Plumbing), nil}},
}

func ownAccount(v viewer.Viewer, s *sql.Selector) *sql.Predicate {
	return sql.EQ(s.C("account_id"), v.AccountID)
}

const (
	create = db.OpCreate
	update = db.OpUpdate | db.OpUpdateOne
	remove = db.OpDelete | db.OpDeleteOne
)

func system(ops db.Op, tasks ...string) write {
	return write{grant: grant{task(tasks...), nil}, ops: ops}
}

// writes: who may change which rows. What nobody is granted, nobody can do:
// there is no way to change or delete a document, a message, a consent, a
// signed conclusion, an event or a line of the ledger.
var writes = map[string][]write{
	db.TypeClinic:            {system(create|update, Seed), system(create, Setup), {grant: grant{task(Setup), nil}, ops: update, check: onlyFields("time_zone")}},
	db.TypeSpecialty:         {system(create, Seed), {grant: grant{admin, nil}, ops: create}},
	db.TypeHealthcareService: {system(create, Seed), {grant: grant{office, nil}, ops: create | update}},
	db.TypeServiceChange:     {{grant: grant{office, nil}, ops: create, check: createsFor("account_id", accountID)}},
	db.TypePractitioner:      {system(create|update, Seed), system(create, Auth)},
	db.TypeConsentDocument:   {system(create, Seed), {grant: grant{admin, nil}, ops: create}},
	db.TypeChartEntry:        {system(create, Seed)},

	db.TypeAccount:   {system(create|update, Auth, Seed), {grant: grant{task(Presence), nil}, ops: create, check: guestsOnly}, {grant: grant{person, ownID}, ops: update, check: ownSettings}},
	db.TypeSession:   {system(create|update, Auth)},
	db.TypeChallenge: {system(create|update, Auth)},
	db.TypePatient: {
		system(create|update, Auth, Seed), {grant: grant{desk, nil}, ops: update},
		{grant: grant{patient, patientSelf}, ops: update, check: ownContacts},
		{grant: grant{task(Signing), nil}, ops: update, check: onlyFields("consent_withdrawn_at")},
	},

	db.TypeAppointment: {
		system(create|update, Booking, Seed), system(update, Settle, Presence, Worker),
		{grant: grant{patient, ownPatient}, ops: update, check: onlyFields("device_check")},
	},
	db.TypeSlotClaim:        {system(create|update, Booking, Worker, Seed)},
	db.TypeDelayNotice:      {system(create|update, Presence)},
	db.TypeAppointmentEvent: {system(create, Plumbing)},
	db.TypePayment:          {system(create|update, Settle, Booking, Seed)},
	db.TypePaymentAttempt:   {system(create|update, Settle, Seed)},
	db.TypePaymentEvent:     {system(create|update, Settle)},
	db.TypeDispute:          {system(create|update, Settle)},
	db.TypeRefund:           {system(create|update, Settle)},
	db.TypeReceipt:          {system(create|update, Settle)},
	db.TypeLedgerEntry:      {system(create, Settle)},
	db.TypeVisit: {
		system(create|update, Booking, Presence, Seed),
		{grant: grant{practitioner, ownPractitioner}, ops: update, check: onlyFields("practitioner_read_seq")},
		{grant: grant{patient, ownPatient}, ops: update, check: onlyFields("patient_read_seq")},
	},
	db.TypeVisitQuality: {system(create, Presence)},
	db.TypeGuest: {
		system(create|update, Presence),
		{grant: grant{task(Notices), nil}, ops: update, check: onlyFields("link_state", "link_tries")},
		{grant: grant{task(Booking), nil}, ops: update, check: onlyFields("status", "version")},
	},
	db.TypeConsent: {system(create, Signing, Auth, Seed)},
	db.TypeConsentWithdrawal: {
		system(create, Signing),
		{grant: grant{task(Signing, Auth), nil}, ops: update, check: onlyFields("finished_at", "finished_by_name", "outcome")},
	},
	db.TypeDocument: {
		{grant: grant{patient, nil}, ops: create, check: createsFor("patient_id", patientID)},
		{grant: grant{practitioner, nil}, ops: create, check: createsFor("practitioner_id", practitionerID)},
		system(create, Seed),
	},
	db.TypeChatMessage: {
		{grant: grant{patient, nil}, ops: create, check: createsFor("patient_id", patientID)},
		{grant: grant{practitioner, nil}, ops: create, check: createsFor("practitioner_id", practitionerID)},
		system(create, Seed),
	},
	db.TypeConclusion: {
		{grant: grant{practitioner, nil}, ops: create, check: createsFor("practitioner_id", practitionerID)},
		{grant: grant{practitioner, draftOnly(ownPractitioner)}, ops: update},
		system(create, Seed),
	},

	db.TypeNotification:     {system(create|update, Notices), {grant: grant{desk, ofPatients}, ops: update, check: onlyFields("state", "attempt", "last_error")}},
	db.TypePushSubscription: {{grant: grant{person, nil}, ops: create, check: createsFor("account_id", accountID)}, {grant: grant{person, ownAccount}, ops: remove}, system(remove, Notices, Auth)},

	db.TypeSchedule:          {system(create, Booking, Seed)},
	db.TypeScheduleException: {system(create|update, Booking)},

	db.TypeSignInTries: {system(create|update|remove, Auth)},

	db.TypeApiClient:   {system(create|update, Auth)},
	db.TypePatientLink: {system(create|update, Auth)},

	db.TypeStreamHead:  {system(create|update, Plumbing)},
	db.TypeStreamEvent: {system(create|remove, Plumbing)},
	db.TypeJob: {
		system(create|update|remove, Plumbing),
		{grant: grant{admin, parked}, ops: update, check: onlyFields("state", "run_at", "attempt", "closed_at")},
	},
	db.TypeIdempotencyKey: {system(create|remove, Plumbing)},
}

// guestsOnly lets the visit make accounts of its guests, and of nobody else.
func guestsOnly(_ viewer.Viewer, m db.Mutation) bool {
	role, ok := m.Field("role")
	return ok && role == rules.Guest
}

// ownSettings lets people change how the clinic speaks to them, nothing else.
func ownSettings(v viewer.Viewer, m db.Mutation) bool {
	return onlyFields("locale", "time_zone", "notices_off")(v, m)
}

// ownContacts lets patients change their address, which is unconfirmed then.
func ownContacts(v viewer.Viewer, m db.Mutation) bool {
	return onlyFields("email", "email_confirmed_at", "calendar_version")(v, m) && !slices.Contains(m.Fields(), "email_confirmed_at")
}

func onlyFields(names ...string) func(viewer.Viewer, db.Mutation) bool {
	allowed := map[string]bool{}
	for _, name := range names {
		allowed[name] = true
	}
	return func(_ viewer.Viewer, m db.Mutation) bool {
		for _, name := range slices.Concat(m.Fields(), m.AddedFields(), m.ClearedFields()) {
			if !allowed[name] {
				return false
			}
		}
		return len(m.AddedEdges())+len(m.RemovedEdges())+len(m.ClearedEdges()) == 0
	}
}
