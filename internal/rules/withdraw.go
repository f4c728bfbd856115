package rules

import (
	"time"

	"televisit/internal/fault"
)

const (
	// withdrawalDays is how long the clinic has to stop processing somebody's data,
	// and to destroy what no law keeps, once a withdrawal has reached it
	// (152-FZ art. 21 §5).
	withdrawalDays = 30
	// eraseBefore is how long before that the server erases by itself.
	eraseBefore = 24 * time.Hour
)

// WithdrawalOutcome is how a withdrawal of the consent to data processing came
// to its end.
type WithdrawalOutcome string

// Outcomes of a withdrawal.
const (
	// ContactsErased: what the law keeps is kept, the rest is gone.
	ContactsErased WithdrawalOutcome = "CONTACTS_ERASED"
	// AllErased: there was nothing that a law keeps.
	AllErased WithdrawalOutcome = "ALL_ERASED"
	// GivenAgain: the person has given the consent anew before anything went.
	GivenAgain WithdrawalOutcome = "GIVEN_AGAIN"
)

// Withdrawal is the time that a withdrawal leaves.
type Withdrawal struct {
	// FinishBy is the last instant that the law allows, EraseAt when the server
	// erases without having been told to.
	FinishBy, EraseAt time.Time
}

// Withdraw decides about a withdrawal that reached the clinic at an instant,
// which the desk may write down later, though not after the time for it is over.
func Withdraw(receivedAt, now time.Time) (Withdrawal, error) {
	by := receivedAt.AddDate(0, 0, withdrawalDays)
	switch {
	case receivedAt.After(now.Add(time.Minute)):
		return Withdrawal{}, wrongReceipt("was not received yet")
	case !now.Before(by):
		return Withdrawal{}, wrongReceipt("was received too long ago")
	}
	return Withdrawal{FinishBy: by, EraseAt: by.Add(-eraseBefore)}, nil
}

func wrongReceipt(why string) error {
	return fault.New(fault.InvalidInput, "the withdrawal %s", why).With("fields", []string{"receivedAt"})
}

// KeptByLaw is what a clinic has of somebody that laws make it keep.
type KeptByLaw struct {
	// Records: visits that have begun, papers, messages (323-FZ art. 22, 78).
	Records bool
	// Money: something was paid (402-FZ art. 29, 54-FZ).
	Money bool
}

// Erase says how much of somebody goes after a withdrawal: contacts and settings
// always, who the person is only where no record stands under the name.
func (k KeptByLaw) Erase() WithdrawalOutcome {
	if k.Records || k.Money {
		return ContactsErased
	}
	return AllErased
}
