package outbox

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"televisit/ent/db"
	"televisit/ent/policy"
	"televisit/internal/rules"
	"televisit/internal/viewer"
)

// Notice is something to tell about an appointment, as the subject of an
// Announce job.
type Notice struct {
	AppointmentID string
	Notice        rules.Notice
	// Sequence is the appointment's when the notice was planned.
	Sequence int
	// Event is set for notices that repeat: each event counts for itself.
	Event string
}

// String writes the subject; with a channel it is the key of one message.
func (n Notice) String() string {
	parts := []string{n.AppointmentID, string(n.Notice), strconv.Itoa(n.Sequence)}
	if n.Event != "" {
		parts = append(parts, n.Event)
	}
	return strings.Join(parts, ":")
}

// ParseNotice reads a subject that String has written.
func ParseNotice(subject string) (n Notice, err error) {
	parts := append(strings.Split(subject, ":"), "")
	if len(parts) < 4 {
		return n, fmt.Errorf("%q is no notice", subject)
	}
	n = Notice{AppointmentID: parts[0], Notice: rules.Notice(parts[1]), Event: parts[3]}
	n.Sequence, err = strconv.Atoi(parts[2])
	return n, err
}

// announce plans, in the transition's own transaction, what people are told
// because of an event. The appointment is read as the transition has left it.
func announce(ctx context.Context, tx *db.Tx, event *db.AppointmentEvent) error {
	if len(rules.NoticesAfter(event.Kind, rules.NoticeFacts{Today: true, ByOther: true}, time.Time{})) == 0 {
		return nil
	}
	a, err := tx.Appointment.Get(viewer.System(ctx, policy.Notices), event.AppointmentID)
	if err != nil {
		return fmt.Errorf("read what is announced: %w", err)
	}
	facts, now := noticeFacts(a, event.CreatedAt), event.CreatedAt
	facts.ByOther = viewer.From(ctx).PatientID != a.PatientID
	for _, p := range rules.NoticesAfter(event.Kind, facts, now) {
		n := Notice{AppointmentID: a.ID, Notice: p.Notice, Sequence: a.Sequence}
		if p.Repeats() {
			n.Event = event.ID
		}
		if err := Enqueue(ctx, tx, Announce, n.String(), p.At); err != nil {
			return err
		}
	}
	return nil
}

// noticeFacts are those that planning needs: whether money is still waited for
// is looked at again when the notice is due.
func noticeFacts(a *db.Appointment, now time.Time) rules.NoticeFacts {
	zone, err := time.LoadLocation(a.TimeZone)
	if err != nil {
		zone = time.UTC
	}
	return rules.NoticeFacts{
		Status: a.Status, Absent: a.Absent, Sequence: a.Sequence, StartsAt: a.StartsAt, EndsAt: a.EndsAt,
		Today:  rules.DateOf(a.StartsAt, zone) == rules.DateOf(now, zone),
		Unpaid: a.Funding == rules.SelfPay && a.PriceMinor > 0,
	}
}
