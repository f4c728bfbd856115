package visiting

import (
	"sync"

	"televisit/internal/rules"
	"televisit/internal/signaling"
)

// Attendee is one person in the room of a visit.
type Attendee struct {
	AccountID string
	Role      rules.Role
	// Connected says that media can flow.
	Connected bool
}

// Attendance knows who is in which room, from the presence facts of the calls.
type Attendance struct {
	mu    sync.Mutex
	rooms map[string][]Attendee
}

// NewAttendance returns an empty one.
func NewAttendance() *Attendance { return &Attendance{rooms: map[string][]Attendee{}} }

// Note takes one fact.
func (a *Attendance) Note(p signaling.Presence) {
	a.mu.Lock()
	defer a.mu.Unlock()
	var room []Attendee
	g := Attendee{AccountID: p.AccountID, Role: p.Role}
	for _, other := range a.rooms[p.AppointmentID] {
		if other.AccountID == p.AccountID {
			g = other
		} else {
			room = append(room, other)
		}
	}
	switch p.State {
	case signaling.Connected, signaling.Back:
		g.Connected = true
	case signaling.Joined, signaling.Away:
		g.Connected = false
	}
	if p.State != signaling.Departed {
		room = append(room, g)
	}
	if a.rooms[p.AppointmentID] = room; len(room) == 0 {
		delete(a.rooms, p.AppointmentID)
	}
}

// Inside lists who is in the room of an appointment.
func (a *Attendance) Inside(appointmentID string) []Attendee {
	a.mu.Lock()
	defer a.mu.Unlock()
	return append([]Attendee{}, a.rooms[appointmentID]...)
}

// Calls joins the attendance with the service that runs the calls.
type Calls struct {
	*Attendance
	Signaling *signaling.Service
}

// Room implements Rooms.
func (c Calls) Room(appointmentID string) []rules.Presence {
	var room []rules.Presence
	for _, g := range c.Inside(appointmentID) {
		room = append(room, rules.Presence{Role: g.Role, Connected: g.Connected})
	}
	return room
}

// EndCall implements Rooms.
func (c Calls) EndCall(appointmentID, reason string) {
	c.Signaling.EndCall(appointmentID, signaling.Reason(reason))
}

// StateChanged implements Rooms.
func (c Calls) StateChanged(appointmentID string, status rules.VisitStatus) {
	c.Signaling.Broadcast(appointmentID, signaling.VisitStateChanged{Status: string(status)})
}
