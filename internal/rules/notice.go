package rules

import "time"

// Notice is what somebody is told about an appointment.
type Notice string

// Notices to the patient, then to the practitioner.
const (
	NoticeBooked     Notice = "BOOKED"
	NoticeMoved      Notice = "MOVED"
	NoticeCancelled  Notice = "CANCELLED"
	NoticeDay        Notice = "REMINDER_DAY"
	NoticeHour       Notice = "REMINDER_HOUR"
	NoticeMinutes    Notice = "REMINDER_MINUTES"
	NoticeDelayed    Notice = "DELAYED"
	NoticePayNow     Notice = "PREPAYMENT_DUE"
	NoticeUnpaid     Notice = "PAYMENT_DUE"
	NoticePaidLate   Notice = "PAYMENT_LATE"
	NoticeRefunded   Notice = "REFUNDED"
	NoticeConclusion Notice = "CONCLUSION"
	NoticeAmended    Notice = "CONCLUSION_AMENDED"
	NoticeMissed     Notice = "MISSED"
	NoticeNotHeld    Notice = "NOT_HELD"

	NoticeNewToday  Notice = "NEW_TODAY"
	NoticeFreeToday Notice = "FREE_TODAY"
	NoticeWaiting   Notice = "PATIENT_WAITING"
)

// Notices are all of them.
func Notices() []Notice {
	return []Notice{
		NoticeBooked, NoticeMoved, NoticeCancelled, NoticeDay, NoticeHour, NoticeMinutes, NoticeDelayed, NoticePayNow, NoticeUnpaid,
		NoticePaidLate, NoticeRefunded, NoticeConclusion, NoticeAmended, NoticeMissed, NoticeNotHeld,
		NoticeNewToday, NoticeFreeToday, NoticeWaiting,
	}
}

// reminders say how long before the beginning they go out, longest first.
var reminders = []struct {
	Notice
	before time.Duration
}{{NoticeDay, 24 * time.Hour}, {NoticeHour, time.Hour}, {NoticeMinutes, 10 * time.Minute}}

// payBefore is how long before the beginning an unpaid visit is called to mind.
const payBefore = 3 * time.Hour

// ForPractitioner says whether the practitioner is told, not the patient.
func (n Notice) ForPractitioner() bool { return n.Group() == NoticeWork }

// HasCalendar says whether a calendar file goes along.
func (n Notice) HasCalendar() bool {
	return n == NoticeBooked || n == NoticeMoved || n == NoticeCancelled
}

// Repeats says whether one state of an appointment may bring the notice more
// than once: then each event counts for itself.
func (n Notice) Repeats() bool { return n == NoticeDelayed || n == NoticeAmended }

// NoticeFacts is what notices depend on.
type NoticeFacts struct {
	Status           AppointmentStatus
	Absent           Absent
	Sequence         int
	StartsAt, EndsAt time.Time
	// Today says that the visit is on the clinic's date of now.
	Today bool
	// Unpaid says that money is waited for.
	Unpaid bool
	// ByOther says that somebody else does it for the patient, who sees no page.
	ByOther bool
	// PayUntil is when a time that awaits its payment is let go.
	PayUntil time.Time
	// Delay is what is known of a late beginning; nil for none.
	Delay *Delay
	// BothThere says that patient and practitioner are in the room.
	BothThere bool
	// Closed says that the patient has withdrawn the consent to data processing.
	Closed bool
	// Said is the beginning that the message names; zero for other messages.
	Said time.Time
}

// Begins is when the visit is expected to begin, as of now.
func (f NoticeFacts) Begins(now time.Time) time.Time {
	if d := f.Delay.Live(); d != nil {
		return d.ExpectedAt
	}
	if now.After(f.StartsAt) {
		return now.UTC()
	}
	return f.StartsAt
}

// Told is what the last message about a delay said, and when it went out.
type Told struct{ ExpectedAt, At time.Time }

// A changed estimate is worth a message when it differs by as much from what was
// said, and when the last message is as old.
const (
	material = 5 * time.Minute
	quiet    = 10 * time.Minute
)

func isMaterial(a, b time.Time) bool { return a.Sub(b).Abs() >= material }

// TellDelay decides when the people of a visit get a message with the expected
// beginning: the first at once, a changed one when it is material and the last
// is some minutes old; false for never. A delay that is over is told to those
// who were told of it.
func TellDelay(told *Told, f NoticeFacts, now time.Time) (at time.Time, ok bool) {
	switch {
	case told == nil:
		return now, f.Delay.Live() != nil
	case !isMaterial(f.Begins(now), told.ExpectedAt):
		return now, false
	}
	if at = told.At.Add(quiet); at.Before(now) {
		at = now
	}
	return at, true
}

// PlannedNotice is a notice that is due at an instant.
type PlannedNotice struct {
	Notice
	At time.Time
}

// NoticesAfter plans what an event of an appointment (see outbox.Note) leads to.
// Reminders whose time is over already are left out.
func NoticesAfter(event string, f NoticeFacts, now time.Time) (planned []PlannedNotice) {
	add := func(at time.Time, notices ...Notice) {
		for _, n := range notices {
			planned = append(planned, PlannedNotice{n, at})
		}
	}
	switch event {
	case string(AwaitingPayment):
		if f.ByOther {
			add(now, NoticePayNow)
		}
	case string(Booked):
		if f.Sequence > 0 {
			add(now, NoticeMoved)
		} else {
			add(now, NoticeBooked)
		}
		if f.Today {
			add(now, NoticeNewToday)
		}
		planned = append(planned, remindersOf(f, now)...)
	case string(Cancelled):
		add(now, NoticeCancelled)
		if f.Today {
			add(now, NoticeFreeToday)
		}
	case string(NoShow), string(Failed):
		if f.Absent == PatientAbsent {
			add(now, NoticeMissed)
		} else {
			add(now, NoticeNotHeld)
		}
	case "LATE_PAYMENT_REFUSED":
		add(now, NoticePaidLate)
	case "PAYMENT_" + string(PaymentRefunded):
		add(now, NoticeRefunded)
	case "CONCLUSION_SIGNED":
		add(now, NoticeConclusion)
	case "CONCLUSION_AMENDED":
		add(now, NoticeAmended)
	case "VISIT_" + string(VisitWaiting):
		add(now, NoticeWaiting)
	case "DELAY_ANNOUNCED", "DELAY_CHANGED", "DELAY_ALARM", "DELAY_CHOICE", "DELAY_OVER":
		add(now, NoticeDelayed)
	}
	return planned
}

func remindersOf(f NoticeFacts, now time.Time) (planned []PlannedNotice) {
	for _, r := range reminders {
		if at := f.StartsAt.Add(-r.before); at.After(now) {
			planned = append(planned, PlannedNotice{r.Notice, at})
		}
	}
	if at := f.StartsAt.Add(-payBefore); f.Unpaid && at.After(now) {
		planned = append(planned, PlannedNotice{NoticeUnpaid, at})
	}
	return planned
}

// Why a notice that was planned is not sent.
const (
	NoticeChanged = "CHANGED" // the visit was moved, called off, or is further on
	NoticeStale   = "STALE"   // its time is over
	NoticeNoNeed  = "NO_NEED" // what it asks for is done
	NoticeClosed  = "CLOSED"  // the patient has withdrawn the consent to data processing
)

// NoticeLapsed looks again when a notice is about to be sent: it says why it must
// not be, or "". The sequence is the appointment's when the notice was planned.
func NoticeLapsed(n Notice, sequence int, f NoticeFacts, now time.Time) string {
	if f.Closed && !n.aboutEnd() {
		return NoticeClosed
	}
	switch n {
	case NoticeBooked, NoticeMoved, NoticeNewToday, NoticeDelayed, NoticeWaiting, NoticeUnpaid, NoticeDay, NoticeHour, NoticeMinutes:
		return lapsedBefore(n, sequence, f, now)
	case NoticePayNow:
		if f.Status != AwaitingPayment || !now.Before(f.PayUntil) {
			return NoticeNoNeed
		}
	case NoticeCancelled, NoticeFreeToday:
		if f.Status != Cancelled {
			return NoticeChanged
		}
	case NoticeMissed, NoticeNotHeld:
		if f.Status != NoShow && f.Status != Failed {
			return NoticeChanged
		}
	}
	return ""
}

// aboutEnd says whether the notice is for the practitioner, or tells what the
// withdrawal of a consent leads to: what was called off, what becomes of the money.
func (n Notice) aboutEnd() bool {
	return n.ForPractitioner() || n == NoticeCancelled || n == NoticeRefunded || n == NoticePaidLate
}

// lapsedBefore is about what is only worth saying until the visit, or the next
// reminder of it.
func lapsedBefore(n Notice, sequence int, f NoticeFacts, now time.Time) string {
	last := f.StartsAt
	if n == NoticeDelayed || n == NoticeWaiting {
		last = f.EndsAt
	}
	for i, r := range reminders[:len(reminders)-1] {
		if r.Notice == n {
			last = f.StartsAt.Add(-reminders[i+1].before)
		}
	}
	switch {
	case f.Status != Booked || f.Sequence != sequence:
		return NoticeChanged
	case !now.Before(last):
		return NoticeStale
	case n == NoticeUnpaid && !f.Unpaid, n == NoticeDelayed && f.BothThere:
		return NoticeNoNeed
	case n == NoticeDelayed && !f.Said.IsZero() && isMaterial(f.Begins(now), f.Said):
		return NoticeChanged // a message with another time follows
	}
	return ""
}

// IsUrgent says whether a telephone should ring for it even when it saves power.
func (n Notice) IsUrgent() bool {
	switch n {
	case NoticeHour, NoticeMinutes, NoticeWaiting, NoticeDelayed, NoticeCancelled:
		return true
	}
	return false
}

// Life is how long a notice is worth being brought to a telephone that is away.
func (n Notice) Life() time.Duration {
	switch n {
	case NoticeMinutes, NoticeWaiting, NoticeDelayed:
		return 10 * time.Minute
	case NoticeHour:
		return 50 * time.Minute
	}
	return 12 * time.Hour
}
