// Package viewer says who is asking. The viewer travels in the context from
// the transport to the data layer, where the policies read it.
package viewer

import (
	"context"
	"time"
)

// Role is what somebody may do in principle; rows are decided by policies.
type Role string

// Roles. Anonymous is the zero value: deny is the default.
const (
	Anonymous    Role = ""
	Patient      Role = "PATIENT"
	Practitioner Role = "PRACTITIONER"
	Registrar    Role = "REGISTRAR"
	Admin        Role = "ADMIN"
	Guest        Role = "GUEST" // of one visit
	APIClient    Role = "API_CLIENT"
	system       Role = "SYSTEM"
)

// Viewer is somebody with a session, nobody, or a named part of the system.
type Viewer struct {
	Role      Role
	AccountID string
	SessionID string
	// Until is the session's last instant, as it was when the session was looked up.
	Until time.Time
	// PatientID is set for patients, PractitionerID for practitioners.
	PatientID      string
	PractitionerID string
	// Confirmed says that a registrar has seen the patient's paper.
	Confirmed bool
	// ClientID is set for API clients, with their scopes (rules.Scopes).
	ClientID string
	Scopes   uint8
	// task names the part of the system that acts, such as "settle".
	task string
}

type key struct{}

// With puts the viewer into the context.
func With(ctx context.Context, v Viewer) context.Context {
	return context.WithValue(ctx, key{}, &v)
}

// Become changes the viewer of the context that With has made: the rest of an
// operation that signs somebody in is theirs. Nothing may read it meanwhile.
func Become(ctx context.Context, v Viewer) {
	if now, ok := ctx.Value(key{}).(*Viewer); ok {
		*now = v
	}
}

// From returns the viewer; the anonymous one when there is none.
func From(ctx context.Context) Viewer {
	if v, ok := ctx.Value(key{}).(*Viewer); ok {
		return *v
	}
	return Viewer{}
}

// System is the viewer for work that no person asked for directly; the task
// names it in policies and audit.
func System(ctx context.Context, task string) context.Context {
	return With(ctx, Viewer{Role: system, task: task})
}

// IsSystem says whether the viewer is a part of the system.
func (v Viewer) IsSystem() bool { return v.Role == system }

// Task is the name of the acting part of the system.
func (v Viewer) Task() string { return v.task }

// SignedIn says whether a person, or an API client, is signed in.
func (v Viewer) SignedIn() bool { return v.AccountID != "" }

// IsAPIClient says whether the viewer is a program of another company.
func (v Viewer) IsAPIClient() bool { return v.Role == APIClient }

// Side is whose rights the viewer has to an appointment that it may see: an API
// client has those of its patient.
func (v Viewer) Side() Role {
	if v.IsAPIClient() {
		return Patient
	}
	return v.Role
}

// IsStaff says whether the viewer works for the clinic.
func (v Viewer) IsStaff() bool {
	return v.Role == Practitioner || v.Role == Registrar || v.Role == Admin
}
