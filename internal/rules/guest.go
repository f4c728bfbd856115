package rules

import (
	"slices"
	"strings"
	"unicode/utf8"

	"televisit/internal/fault"
)

// GuestRole is the part of somebody who was asked into one visit.
type GuestRole string

// Parts of guests.
const (
	Relative       GuestRole = "RELATIVE"
	Interpreter    GuestRole = "INTERPRETER"
	Consultant     GuestRole = "CONSULTANT"     // another doctor
	Representative GuestRole = "REPRESENTATIVE" // of the patient by law, such as a guardian
	Observer       GuestRole = "OBSERVER"       // hears and sees, such as a trainee
)

// GuestStatus is where an invitation stands.
type GuestStatus string

// States of an invitation.
const (
	GuestProposed GuestStatus = "PROPOSED" // by the practitioner; the patient has not agreed yet
	GuestDeclined GuestStatus = "DECLINED" // the patient does not want it
	GuestInvited  GuestStatus = "INVITED"  // the link is on its way
	GuestWaiting  GuestStatus = "WAITING"  // in the lobby
	GuestAdmitted GuestStatus = "ADMITTED" // may be in the room
	GuestHeld     GuestStatus = "HELD"     // back in the lobby
	GuestRemoved  GuestStatus = "REMOVED"  // for good
)

// IsOver says that the invitation leads nowhere any more.
func (s GuestStatus) IsOver() bool { return s == GuestRemoved || s == GuestDeclined }

// MayEnter says that the person may have a code for the link.
func (s GuestStatus) MayEnter() bool { return !s.IsOver() && s != GuestProposed }

// Limits of one visit.
const (
	MaxPeople = 6             // in a room
	MaxGuests = MaxPeople - 2 // besides the patient and the practitioner
	// MaxInvitations bounds the messages that one visit can send to strangers.
	MaxInvitations = 12
)

// MaxLinks bounds the messages with the link that one guest is sent.
const MaxLinks = 3

// SendLinkAgain says whether the message with a guest's link goes out once more,
// after sends of them; while one is under way there is nothing to do. One that
// was taken is not repeated: the link can be passed on by hand.
func SendLinkAgain(guest GuestStatus, link DeliveryState, sends int) (goes bool, err error) {
	switch {
	case guest != GuestInvited:
		return false, fault.New(fault.Conflict, "the guest is %s", guest)
	case link == DeliveryPlanned || link == DeliverySending:
		return false, nil
	case link == DeliverySent:
		return false, fault.New(fault.Conflict, "the link was sent")
	case sends >= MaxLinks:
		return false, fault.New(fault.Conflict, "the link went out %d times", sends)
	}
	return true, nil
}

// Rights are what somebody may publish in a room, and whether they get the
// others' sound and picture. The zero value may do nothing.
type Rights struct{ Speak, Show, Share, Receive bool }

// allRights are those of the two whose visit it is.
var allRights = Rights{Speak: true, Show: true, Share: true, Receive: true}

// Rights are those of a part. Somebody unknown has none.
func (r GuestRole) Rights() Rights {
	switch r {
	case Consultant, Representative:
		return allRights
	case Relative, Interpreter:
		return Rights{Speak: true, Show: true, Receive: true}
	case Observer:
		return Rights{Receive: true}
	}
	return Rights{}
}

// GuestFacts is what admission asks about somebody who was invited.
type GuestFacts struct {
	Role   GuestRole
	Status GuestStatus
}

// Invitation is what somebody asks for.
type Invitation struct {
	Role        GuestRole
	Name, Phone string
	Locale      Locale
}

// Check refuses a role that does not exist and a name that is none.
func (i Invitation) Check() error {
	var bad []string
	if i.Role.Rights() == (Rights{}) {
		bad = append(bad, "role")
	}
	if n := utf8.RuneCountInString(strings.TrimSpace(i.Name)); n < 1 || n > 100 {
		bad = append(bad, "name")
	}
	if len(bad) > 0 {
		return fault.New(fault.InvalidInput, "%s is not usable", strings.Join(bad, ", ")).With("fields", bad)
	}
	return nil
}

// Invite says with which state an invitation begins. What is said in a visit is a
// medical secret: third people hear it when the patient agrees (323-FZ art. 13).
// The patient's own invitation is that agreement; a practitioner's waits for it.
// Known are the invitations of the visit so far.
func Invite(by Role, appointment AppointmentStatus, known []GuestStatus) (GuestStatus, error) {
	coming := 0
	for _, s := range known {
		if !s.IsOver() {
			coming++
		}
	}
	switch {
	case appointment != Booked && appointment != InProgress:
		return "", fault.New(fault.Conflict, "guests are asked into visits to come or running")
	case coming >= MaxGuests:
		return "", fault.New(fault.RoomFull, "%d people are coming already", MaxPeople).With("most", MaxPeople)
	case len(known) >= MaxInvitations:
		return "", fault.New(fault.Conflict, "too many people were invited to this visit")
	case by == Patient:
		return GuestInvited, nil
	}
	return GuestProposed, nil
}

// GuestStep is something that happens to an invitation.
type GuestStep string

// Steps of an invitation; in events with GUEST_ before them.
const (
	GuestInvites  GuestStep = "INVITED" // its beginning
	GuestAgrees   GuestStep = "AGREED"
	GuestDeclines GuestStep = "DECLINED"
	GuestKnocks   GuestStep = "WAITING"
	GuestEnters   GuestStep = "ADMITTED"
	GuestHolds    GuestStep = "HELD"
	GuestGoes     GuestStep = "REMOVED"
)

// guestStep is who takes a step, from where, and where it leads; past are the
// states further on, in which it has been taken.
type guestStep struct {
	by   []Role
	from []GuestStatus
	to   GuestStatus
	past []GuestStatus
}

// guestSteps is the whole machine. The patient's agreement can be taken back at
// any time, so the patient removes guests as well.
var guestSteps = map[GuestStep]guestStep{
	GuestAgrees:   {by: []Role{Patient}, from: []GuestStatus{GuestProposed}, to: GuestInvited},
	GuestDeclines: {by: []Role{Patient}, from: []GuestStatus{GuestProposed}, to: GuestDeclined},
	GuestKnocks: {
		by: []Role{Guest}, from: []GuestStatus{GuestInvited}, to: GuestWaiting,
		past: []GuestStatus{GuestAdmitted, GuestHeld},
	},
	GuestEnters: {by: []Role{Practitioner}, from: []GuestStatus{GuestWaiting, GuestHeld}, to: GuestAdmitted},
	GuestHolds:  {by: []Role{Practitioner}, from: []GuestStatus{GuestAdmitted}, to: GuestHeld},
	GuestGoes: {
		by: []Role{Patient, Practitioner}, to: GuestRemoved,
		from: []GuestStatus{GuestProposed, GuestInvited, GuestWaiting, GuestAdmitted, GuestHeld},
	},
}

// After is the state of an invitation after a step, which may have been taken
// already. Once the visit is over, people can only be removed. Faults:
// FORBIDDEN, CONFLICT.
func (s GuestStep) After(by Role, from GuestStatus, visit AppointmentStatus) (GuestStatus, error) {
	step := guestSteps[s]
	switch {
	case !slices.Contains(step.by, by):
		return "", fault.New(fault.Forbidden, "this is not for %s", by)
	case s != GuestGoes && visit != Booked && visit != InProgress:
		return "", fault.New(fault.Conflict, "the visit is %s", visit)
	case slices.Contains(step.from, from):
		return step.to, nil
	case from == step.to, slices.Contains(step.past, from):
		return from, nil
	}
	return "", fault.New(fault.Conflict, "the guest is %s", from)
}
