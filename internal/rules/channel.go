package rules

// Channel is a way to reach somebody.
type Channel string

// Channels.
const (
	ChannelSMS   Channel = "SMS"
	ChannelEmail Channel = "EMAIL"
	ChannelPush  Channel = "PUSH"
)

// Channels are all of them.
func Channels() []Channel { return []Channel{ChannelSMS, ChannelEmail, ChannelPush} }

// Repeatable says whether a message whose answer was lost may be sent again
// without being seen twice: mail and push carry an id by which the second is
// known for the first, an SMS does not.
func (c Channel) Repeatable() bool { return c != ChannelSMS }

// NoticeGroup is what people switch on and off together.
type NoticeGroup string

// Groups; the last one is for practitioners.
const (
	NoticeBookings    NoticeGroup = "BOOKINGS"
	NoticeChanges     NoticeGroup = "CHANGES"
	NoticeReminders   NoticeGroup = "REMINDERS"
	NoticePayments    NoticeGroup = "PAYMENTS"
	NoticeConclusions NoticeGroup = "CONCLUSIONS"
	NoticeWork        NoticeGroup = "WORK"
)

// Group is where a notice belongs.
func (n Notice) Group() NoticeGroup {
	switch n {
	case NoticeBooked:
		return NoticeBookings
	case NoticeDay, NoticeHour, NoticeMinutes:
		return NoticeReminders
	case NoticePayNow, NoticeUnpaid, NoticePaidLate, NoticeRefunded:
		return NoticePayments
	case NoticeConclusion, NoticeAmended:
		return NoticeConclusions
	case NoticeNewToday, NoticeFreeToday, NoticeWaiting:
		return NoticeWork
	}
	return NoticeChanges // moved, called off, late, not held
}

// GroupsOf are the groups of somebody's part in visits, in the order of screens.
func GroupsOf(r Role) []NoticeGroup {
	switch r {
	case Patient:
		return []NoticeGroup{NoticeBookings, NoticeChanges, NoticeReminders, NoticePayments, NoticeConclusions}
	case Practitioner:
		return []NoticeGroup{NoticeWork}
	}
	return []NoticeGroup{}
}

// ChannelsOf are those a group can use.
func (g NoticeGroup) ChannelsOf() []Channel {
	if g == NoticeWork {
		return []Channel{ChannelPush}
	}
	return Channels()
}

// IsLocked says whether the clinic must reach people so: a visit that moves or
// does not take place is always said by SMS.
func (g NoticeGroup) IsLocked(c Channel) bool { return g == NoticeChanges && c == ChannelSMS }

// NoticeSettings is what somebody has switched off, by group.
type NoticeSettings map[NoticeGroup][]Channel

// Wants says whether somebody wants a group by a channel.
func (s NoticeSettings) Wants(g NoticeGroup, c Channel) bool {
	if g.IsLocked(c) {
		return true
	}
	for _, off := range s[g] {
		if off == c {
			return false
		}
	}
	return true
}

// With returns settings in which one group and channel is on or off. It changes
// nothing that is locked.
func (s NoticeSettings) With(g NoticeGroup, c Channel, on bool) NoticeSettings {
	next := NoticeSettings{}
	for group, off := range s {
		for _, channel := range off {
			if group != g || channel != c {
				next[group] = append(next[group], channel)
			}
		}
	}
	if !on && !g.IsLocked(c) {
		next[g] = append(next[g], c)
	}
	return next
}

// DeliveryState is the state of one message to one person.
type DeliveryState string

// States of a message.
const (
	DeliveryPlanned DeliveryState = "PLANNED" // waits for its first or next try
	DeliverySending DeliveryState = "SENDING" // is being handed over
	DeliverySent    DeliveryState = "SENT"    // taken by whoever delivers it
	DeliveryFailed  DeliveryState = "FAILED"  // refused for good
	DeliverySkipped DeliveryState = "SKIPPED" // had become wrong before it went out
	DeliveryParked  DeliveryState = "PARKED"  // somebody has to look
)
