package rules

import (
	"fmt"
	"strings"
	"time"
)

// LedgerAccount is a place where money of the clinic's books is.
type LedgerAccount string

// The chart of accounts: what the provider holds for the clinic, what patients
// have paid ahead, what the clinic has earned, what it owes back, and what went
// against its will or without its knowledge.
const (
	AtProvider     LedgerAccount = "AT_PROVIDER"
	Prepayments    LedgerAccount = "PREPAYMENTS"
	Revenue        LedgerAccount = "REVENUE"
	RefundsPayable LedgerAccount = "REFUNDS_PAYABLE"
	// Disputed is what payers' banks have taken back and nobody has decided about
	// yet, DisputeLosses what stayed with the payers.
	Disputed      LedgerAccount = "DISPUTED"
	DisputeLosses LedgerAccount = "DISPUTE_LOSSES"
	// UnmatchedMoney came to the provider, or left it, and fits no payment.
	UnmatchedMoney LedgerAccount = "UNMATCHED"
)

// LedgerAccounts lists the chart.
func LedgerAccounts() []LedgerAccount {
	return []LedgerAccount{AtProvider, Prepayments, Revenue, RefundsPayable, Disputed, DisputeLosses, UnmatchedMoney}
}

// Movement is one thing that happens to money.
type Movement string

// Movements. Owed is promised back before it was earned, Conceded after it.
const (
	MoneyPaid      Movement = "PAID"
	MoneyPaidTwice Movement = "PAID_TWICE"
	MoneyEarned    Movement = "EARNED"
	MoneyOwed      Movement = "OWED"
	MoneyConceded  Movement = "CONCEDED"
	MoneyReturned  Movement = "RETURNED"

	MoneyDisputed   Movement = "DISPUTED"
	MoneyReinstated Movement = "REINSTATED"
	MoneyLost       Movement = "LOST"
	MoneyFound      Movement = "FOUND"   // came to the provider, nobody knows for what
	MoneyMissing    Movement = "MISSING" // left the provider, nobody knows for what
)

// movements says where the money of each movement goes to and comes from.
var movements = map[Movement]struct{ to, from LedgerAccount }{
	MoneyPaid:      {AtProvider, Prepayments},
	MoneyPaidTwice: {AtProvider, RefundsPayable},
	MoneyEarned:    {Prepayments, Revenue},
	MoneyOwed:      {Prepayments, RefundsPayable},
	MoneyConceded:  {Revenue, RefundsPayable},
	MoneyReturned:  {RefundsPayable, AtProvider},

	MoneyDisputed:   {Disputed, AtProvider},
	MoneyReinstated: {AtProvider, Disputed},
	MoneyLost:       {DisputeLosses, Disputed},
	MoneyFound:      {AtProvider, UnmatchedMoney},
	MoneyMissing:    {UnmatchedMoney, AtProvider},
}

// Posting is one line of a transaction, in minor units: debits are positive,
// credits negative.
type Posting struct {
	Account     LedgerAccount
	AmountMinor int
}

// Postings are the lines of a movement. They always sum to zero; a sum that is
// not positive, or a movement that nobody knows, is an error of the caller.
func Postings(m Movement, minor int) ([]Posting, error) {
	way, known := movements[m]
	if !known || minor <= 0 {
		return nil, fmt.Errorf("no ledger transaction %s of %d", m, minor)
	}
	return []Posting{{way.to, minor}, {way.from, -minor}}, nil
}

// ReceiptKind is what a fiscal receipt is about (54-FZ).
type ReceiptKind string

// Kinds of receipts: money ahead of the service, the service against it, money back.
const (
	PrepaymentReceipt ReceiptKind = "PREPAYMENT"
	SettlementReceipt ReceiptKind = "SETTLEMENT"
	ReturnReceipt     ReceiptKind = "RETURN"
)

// ReceiptOf is the receipt that a movement calls for; false when it calls for
// none: a promise is no movement of money yet.
func ReceiptOf(m Movement) (ReceiptKind, bool) {
	switch m {
	case MoneyPaid, MoneyPaidTwice:
		return PrepaymentReceipt, true
	case MoneyEarned:
		return SettlementReceipt, true
	case MoneyReturned:
		return ReturnReceipt, true
	}
	return "", false
}

// ReceiptStatus is how far a receipt has come.
type ReceiptStatus string

// States of a receipt.
const (
	ReceiptWaiting ReceiptStatus = "WAITING"
	ReceiptIssued  ReceiptStatus = "ISSUED"
	ReceiptRefused ReceiptStatus = "REFUSED"
)

// RefundStatus is how far money has come on its way back.
type RefundStatus string

// States of a refund. Refused is the provider's last word: the desk looks.
const (
	RefundAsked   RefundStatus = "REQUESTED"
	RefundSent    RefundStatus = "SENT"
	RefundDone    RefundStatus = "DONE"
	RefundRefused RefundStatus = "REFUSED"
)

// Reasons of refunds beside those of cancellations and endings. What came a
// second time is no part of what the visit has cost.
const (
	PaidTwice   = "PAID_TWICE"
	LatePayment = "LATE_PAYMENT"
	ByDesk      = "BY_DESK"
)

// RefundCause is why money goes back, as people are told.
type RefundCause string

// Causes.
const (
	CauseCancelled RefundCause = "CANCELLED"
	CauseNoVisit   RefundCause = "NO_VISIT"
	CauseLate      RefundCause = "LATE_PAYMENT"
	CauseTwice     RefundCause = "PAID_TWICE"
	CauseDesk      RefundCause = "BY_DESK"
)

// CauseOf reads the reason that is kept with a refund: one of those above, how
// a visit ended, or why it was cancelled.
func CauseOf(reason string) RefundCause {
	switch reason {
	case PaidTwice, LatePayment, ByDesk:
		return RefundCause(reason)
	}
	for _, ended := range []AppointmentStatus{NoShow, Failed} {
		if strings.HasPrefix(reason, string(ended)) {
			return CauseNoVisit
		}
	}
	return CauseCancelled
}

// RefundTrouble is why somebody has to look at a refund.
type RefundTrouble string

// Troubles; the empty one is none.
const (
	TroubleRefused RefundTrouble = "REFUSED"
	TroubleParked  RefundTrouble = "PARKED"
	TroubleOverdue RefundTrouble = "OVERDUE"
)

// TroubleOf decides whether a refund that was due by an instant needs the desk.
func TroubleOf(s RefundStatus, isParked bool, deadline, now time.Time) RefundTrouble {
	switch {
	case s == RefundDone:
		return ""
	case s == RefundRefused:
		return TroubleRefused
	case !now.Before(deadline):
		return TroubleOverdue
	case isParked:
		return TroubleParked
	}
	return ""
}

// DisputeStatus is how far a dispute of a payer with the bank has come.
type DisputeStatus string

// States of a dispute.
const (
	DisputeOpen DisputeStatus = "OPEN"
	DisputeWon  DisputeStatus = "WON"
	DisputeLost DisputeStatus = "LOST"
)

// Kept is what the clinic has of one payment: its balances, as the ledger says.
// Disputed is what the payer's bank has taken of it.
type Kept struct{ Prepaid, Earned, Disputed int }

// Rest is what can still go back: nothing that the bank has given back already.
func (k Kept) Rest() int { return max(0, k.Prepaid+k.Earned-k.Disputed) }

// KeptOf reads what is kept of a payment from its balances; those of what it has are credits.
func KeptOf(balances map[LedgerAccount]int) Kept {
	return Kept{Prepaid: -balances[Prepayments], Earned: -balances[Revenue], Disputed: balances[Disputed] + balances[DisputeLosses]}
}

// Return splits a sum that goes back: first from what was not earned yet.
func (k Kept) Return(minor int) (owed, conceded int) {
	owed = min(minor, k.Prepaid)
	return owed, minor - owed
}

// Books is what must be true of all money of one currency.
type Books struct {
	Balances map[LedgerAccount]int
	// Unequal is how many transactions do not sum to zero.
	Unequal int
	// Prepaid is the sum of payments that are PAID, less what goes back of them;
	// Returning of refunds that are not DONE.
	Prepaid, Returning int
}

// Imbalances names what is wrong with the books; nothing when they are right.
func (b Books) Imbalances() (wrong []string) {
	sum := 0
	for _, minor := range b.Balances {
		sum += minor
	}
	if sum != 0 {
		wrong = append(wrong, fmt.Sprintf("all entries sum to %d, not zero", sum))
	}
	if b.Unequal != 0 {
		wrong = append(wrong, fmt.Sprintf("%d transactions do not sum to zero", b.Unequal))
	}
	if has := -b.Balances[Prepayments]; has != b.Prepaid {
		wrong = append(wrong, fmt.Sprintf("PREPAYMENTS has %d, payments that are paid and not settled %d", has, b.Prepaid))
	}
	if has := -b.Balances[RefundsPayable]; has != b.Returning {
		wrong = append(wrong, fmt.Sprintf("REFUNDS_PAYABLE has %d, refunds under way %d", has, b.Returning))
	}
	return wrong
}
