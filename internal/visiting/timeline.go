package visiting

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"televisit/ent/db"
	"televisit/ent/db/account"
	"televisit/ent/db/appointmentevent"
	"televisit/ent/policy"
	"televisit/internal/outbox"
	"televisit/internal/rules"
	"televisit/internal/signaling"
	"televisit/internal/viewer"
)

// Prefixes of the kinds of events.
const (
	presenceKind = "PRESENCE_"
	visitKind    = "VISIT_"
)

// Entry is one line of a visit's timeline: what happened, without a word of what
// people have written. Fields that do not belong to its kind are nil.
type Entry struct {
	At   time.Time
	Kind EntryKind
	// By is who did it; nil for the service itself.
	By *rules.Role
	// Role is whom it is about, and GuestRole which part a guest has.
	Role       *rules.Role
	GuestRole  *rules.GuestRole
	Status     *rules.VisitStatus
	Absent     *rules.Absent
	ExpectedAt *time.Time
	Minutes    *int
	Cause      *rules.DelayCause
	// AwaySeconds is how long somebody who went was away; nil for ever.
	AwaySeconds                       *int
	PatientCameAt, PractitionerCameAt *time.Time
	// Switches are what the person has on.
	Switches *Switches
	// Carries is what the person's link carries in the direction of the kind, and
	// Because why.
	Carries *LinkMode
	Because *LinkCause
	// Route is how the person's packets find the media server.
	Route *Route
	// Of is whose picture the person's device shows, or does not.
	Of      *rules.Role
	IsShown *bool

	who string // tells guests apart
}

// EntryKind says what happened.
type EntryKind string

// kinds are the events that a timeline shows, and under which name. What is not
// here, such as messages, papers and money, has a place of its own.
var kinds = map[string]EntryKind{
	string(rules.Booked): "BOOKED", "MOVED_AWAY": "MOVED", "DEVICE_CHECKED": "DEVICE_CHECKED",
	presenceKind + string(signaling.Joined): "JOINED", presenceKind + string(signaling.Connected): "CONNECTED",
	presenceKind + string(signaling.Away): "AWAY", presenceKind + string(signaling.Back): "BACK",
	presenceKind + string(signaling.Departed): "LEFT",
	delayPromised: "DELAY_PROMISED", delayWithdrawn: "DELAY_WITHDRAWN",
	DelayAnnounced: "DELAY_ANNOUNCED", DelayChanged: "DELAY_CHANGED", DelayAlarm: "DELAY_ALARM",
	DelayChoice: "DELAY_CHOICE", DelayOver: "DELAY_OVER",
	mediaKind + string(signaling.Switched): "SWITCHED", mediaKind + string(signaling.Routed): "ROUTED",
	mediaKind + string(signaling.Sends): "LINK_SENDS", mediaKind + string(signaling.Receives): "LINK_RECEIVES",
	mediaKind + string(signaling.Viewed):   "VIEWED",
	guestKind + string(rules.GuestInvites): "GUEST_INVITED", guestKind + string(rules.GuestAgrees): "GUEST_AGREED",
	guestKind + string(rules.GuestDeclines): "GUEST_DECLINED", guestKind + string(rules.GuestKnocks): "GUEST_WAITING",
	guestKind + string(rules.GuestEnters): "GUEST_ADMITTED", guestKind + string(rules.GuestHolds): "GUEST_HELD",
	guestKind + string(rules.GuestGoes): "GUEST_REMOVED",
	"CALL_ENDED":                        "CALL_ENDED", VisitFinished: "FINISHED",
	string(rules.Cancelled): "CANCELLED", string(rules.NoShow): "NO_SHOW", string(rules.Failed): "FAILED",
}

// over are the kinds with which a visit ends.
var over = []EntryKind{"FINISHED", "CANCELLED", "NO_SHOW", "FAILED"}

// Timeline is the evidence of a visit, oldest first, for somebody who may see it.
func (s *Service) Timeline(ctx context.Context, f *File) ([]*Entry, error) {
	events, err := s.Store.AppointmentEvent.Query().Where(appointmentevent.AppointmentID(f.Appointment.ID)).
		Order(appointmentevent.ByCreatedAt(), appointmentevent.ByID()).All(viewer.System(ctx, policy.Plumbing))
	if err != nil {
		return nil, fmt.Errorf("read the events: %w", err)
	}
	roles, err := s.roles(ctx, events)
	if err != nil {
		return nil, err
	}
	list := []*Entry{}
	for _, e := range events {
		if kind, shown := kindOf(e.Kind); shown {
			list = append(list, entry(e, kind, roles[e.Actor]))
		}
	}
	list = append(door(f, list, s.Clock.Now()), list...)
	slices.SortStableFunc(list, func(a, b *Entry) int { return a.At.Compare(b.At) })
	gaps(list)
	return list, nil
}

func kindOf(event string) (EntryKind, bool) {
	if kind, known := kinds[event]; known {
		return kind, true
	}
	return "STATUS", strings.HasPrefix(event, visitKind)
}

// roles says what part the people behind the events have.
func (s *Service) roles(ctx context.Context, events []*db.AppointmentEvent) (map[string]*rules.Role, error) {
	var ids []string
	for _, e := range events {
		ids = append(ids, e.Actor)
	}
	found, err := s.Store.Account.Query().Where(account.IDIn(ids...)).All(viewer.System(ctx, policy.Auth))
	if err != nil {
		return nil, fmt.Errorf("read who did it: %w", err)
	}
	roles := map[string]*rules.Role{}
	for _, a := range found {
		roles[a.ID] = &a.Role
	}
	return roles, nil
}

func entry(e *db.AppointmentEvent, kind EntryKind, by *rules.Role) *Entry {
	facts := outbox.Facts(e.Facts)
	made := &Entry{
		At: e.CreatedAt, Kind: kind, By: by,
		Role: word[rules.Role](facts, "role"), GuestRole: word[rules.GuestRole](facts, "guest"), who: facts["who"], Absent: word[rules.Absent](facts, "absent"), Cause: word[rules.DelayCause](facts, "cause"),
		ExpectedAt: instant(facts, "expectedAt"), PatientCameAt: instant(facts, "patientCameAt"), PractitionerCameAt: instant(facts, "practitionerCameAt"),
	}
	if kind == "STATUS" {
		status := rules.VisitStatus(strings.TrimPrefix(e.Kind, visitKind))
		made.Status = &status
	}
	if minutes, err := strconv.Atoi(facts["minutes"]); err == nil {
		made.Minutes = &minutes
	}
	made.addMedia(facts)
	return made
}

func word[T ~string](facts outbox.Facts, name string) *T {
	if facts[name] == "" {
		return nil
	}
	value := T(facts[name])
	return &value
}

func instant(facts outbox.Facts, name string) *time.Time {
	at, err := time.Parse(time.RFC3339Nano, facts[name])
	if err != nil {
		return nil
	}
	return &at
}

// door adds when people could come in: the clock opens and closes it, nobody
// writes that down.
func door(f *File, list []*Entry, now time.Time) []*Entry {
	opens, closes := f.Settings.Window().Opens(f.Facts), f.Settings.Window().Closes(f.Facts)
	if i := slices.IndexFunc(list, func(e *Entry) bool { return slices.Contains(over, e.Kind) }); i >= 0 && list[i].At.Before(closes) {
		closes = list[i].At
	}
	if now.Before(opens) || !opens.Before(closes) {
		return nil
	}
	entries := []*Entry{{At: opens, Kind: "DOOR_OPENED"}}
	if !now.Before(closes) {
		entries = append(entries, &Entry{At: closes, Kind: "DOOR_CLOSED"})
	}
	return entries
}

// gaps says of everybody who went how long they were away.
func gaps(list []*Entry) {
	gone := map[string]*Entry{}
	for _, e := range list {
		if e.Role == nil {
			continue
		}
		switch who := string(*e.Role) + e.who; e.Kind {
		case "AWAY", "LEFT":
			gone[who] = cmp.Or(gone[who], e)
		case "JOINED", "BACK":
			if since := gone[who]; since != nil {
				seconds := int(e.At.Sub(since.At).Seconds())
				since.AwaySeconds = &seconds
				delete(gone, who)
			}
		}
	}
}
