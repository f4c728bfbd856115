// Package rules holds the decisions of the clinic as pure functions: facts and
// the time in, a value or a fault out. It knows no database, network or clock.
package rules

import (
	"strings"
	"time"
	"unicode/utf8"
)

// AppointmentStatus is the state of an Appointment; see Appointment in the schema.
type AppointmentStatus string

// States of an appointment.
const (
	Held            AppointmentStatus = "HELD"
	AwaitingPayment AppointmentStatus = "AWAITING_PAYMENT"
	Booked          AppointmentStatus = "BOOKED"
	InProgress      AppointmentStatus = "IN_PROGRESS"
	Fulfilled       AppointmentStatus = "FULFILLED"
	Expired         AppointmentStatus = "EXPIRED"
	Cancelled       AppointmentStatus = "CANCELLED"
	NoShow          AppointmentStatus = "NO_SHOW"
	Failed          AppointmentStatus = "FAILED"
)

// CurrentStatuses are those of visits to come or running.
func CurrentStatuses() []AppointmentStatus {
	return []AppointmentStatus{Held, AwaitingPayment, Booked, InProgress}
}

// PaymentStatus is the state of a Payment.
type PaymentStatus string

// States of a payment.
const (
	PaymentDue             PaymentStatus = "DUE"
	PaymentPending         PaymentStatus = "PENDING"
	PaymentPaid            PaymentStatus = "PAID"
	PaymentSettled         PaymentStatus = "SETTLED"
	PaymentRefundRequested PaymentStatus = "REFUND_REQUESTED"
	PaymentRefunded        PaymentStatus = "REFUNDED"
	PaymentFailed          PaymentStatus = "FAILED"
	PaymentCancelled       PaymentStatus = "CANCELLED"
)

// IsPaid says whether the clinic has the money.
func (s PaymentStatus) IsPaid() bool { return s == PaymentPaid || s == PaymentSettled }

// Unpaid are the states in which money is waited for.
func Unpaid() []PaymentStatus {
	return []PaymentStatus{PaymentDue, PaymentPending, PaymentFailed}
}

// HasMoney says whether money has come in, wherever it is now.
func (s PaymentStatus) HasMoney() bool {
	return s.IsPaid() || s == PaymentRefundRequested || s == PaymentRefunded
}

// Funding says who pays.
type Funding string

// Kinds of funding.
const (
	SelfPay Funding = "SELF_PAY"
	Covered Funding = "COVERED"
)

// PaymentPolicy says when a self-pay visit has to be paid.
type PaymentPolicy string

// Payment policies.
const (
	AtVisit PaymentPolicy = "AT_VISIT"
	Prepay  PaymentPolicy = "PREPAY"
)

// PaymentMethod is a means of payment.
type PaymentMethod string

// Means of payment.
const (
	Card PaymentMethod = "CARD"
	SBP  PaymentMethod = "SBP"
)

// VisitKind is what a remote visit may be (323-FZ art. 36.2).
type VisitKind string

// Kinds of visits.
const (
	Informational VisitKind = "INFORMATIONAL"
	FollowUp      VisitKind = "FOLLOW_UP"
)

// PatientStatus says how much of the chart an account reaches.
type PatientStatus string

// States of a patient's account.
const (
	Unconfirmed PatientStatus = "UNCONFIRMED"
	Confirmed   PatientStatus = "CONFIRMED"
)

// Sex is the administrative sex (FHIR AdministrativeGender).
type Sex string

// Sexes.
const (
	Male   Sex = "MALE"
	Female Sex = "FEMALE"
)

// ConsentKind is what is consented to.
type ConsentKind string

// Kinds of consent.
const (
	PersonalData ConsentKind = "PERSONAL_DATA"
	IDS          ConsentKind = "IDS"
)

// ConsentChannel is how a consent was given.
type ConsentChannel string

// Channels of consent.
const (
	SignUpSMS ConsentChannel = "SIGN_UP_SMS"
	SMS       ConsentChannel = "SMS"
	Spoken    ConsentChannel = "SPOKEN"
	Paper     ConsentChannel = "PAPER"
	// ClientSMS is a tick in a program of another company, with a code from an SMS.
	ClientSMS ConsentChannel = "API_CLIENT_SMS"
)

// SessionEnd is why somebody is signed in no longer; sockets close with it.
type SessionEnd string

// Ends of a session.
const (
	SessionOver       SessionEnd = "SESSION_ENDED"
	SignedOut         SessionEnd = "SIGNED_OUT"
	RoleChanged       SessionEnd = "ROLE_CHANGED"
	EndedByWithdrawal SessionEnd = "CONSENT_WITHDRAWN"
	KeyReplaced       SessionEnd = "KEY_REPLACED"
	KeyRevoked        SessionEnd = "KEY_REVOKED"
)

// ConclusionStatus is the state of a version of a conclusion.
type ConclusionStatus string

// States of a conclusion.
const (
	Draft   ConclusionStatus = "DRAFT"
	Final   ConclusionStatus = "FINAL"
	Amended ConclusionStatus = "AMENDED"
)

// DocumentKind is what a paper is.
type DocumentKind string

// ClaimState is what a SlotClaim is for.
type ClaimState string

// States of a claim.
const (
	ClaimHeld    ClaimState = "HELD"
	ClaimBooked  ClaimState = "BOOKED"
	ClaimBlocked ClaimState = "BLOCKED"
)

// Role is somebody's part in a visit.
type Role string

// Parts in a visit.
const (
	Patient      Role = "PATIENT"
	Practitioner Role = "PRACTITIONER"
	Registrar    Role = "REGISTRAR"
	Admin        Role = "ADMIN"
	Guest        Role = "GUEST" // of one visit; see GuestRole
	// APIClient is a program's: it takes part in no visit, and no person is shown it.
	APIClient Role = "API_CLIENT"
)

// Locale is a language of texts for people.
type Locale string

// Languages.
const (
	RU Locale = "RU"
	EN Locale = "EN"
)

// Text is one text in the clinic's languages.
type Text struct {
	RU string `json:"ru"`
	EN string `json:"en"`
}

// Fits says whether both languages have so many characters; the English may be absent.
func (t Text) Fits(atLeast, atMost int) bool {
	ru, en := utf8.RuneCountInString(strings.TrimSpace(t.RU)), utf8.RuneCountInString(strings.TrimSpace(t.EN))
	return ru >= atLeast && ru <= atMost && en <= atMost
}

// In returns the text in a language; Russian where there is no other.
func (t Text) In(l Locale) string {
	if l == EN && t.EN != "" {
		return t.EN
	}
	return t.RU
}

// Currency is an ISO 4217 code.
type Currency string

// RUB is the Russian rouble.
const RUB Currency = "RUB"

// IsSold says whether the clinic sells in the currency.
func (c Currency) IsSold() bool { return c == RUB }

// Money is an exact sum in the smallest unit of its currency.
type Money struct {
	AmountMinor int
	Currency    Currency
}

// Date is a calendar date, ISO 8601.
type Date string

// DateOf is the date of an instant in a zone.
func DateOf(at time.Time, zone *time.Location) Date {
	return Date(at.In(zone).Format(time.DateOnly))
}

// Start is the first instant of the date in a zone.
func (d Date) Start(zone *time.Location) (time.Time, error) {
	return time.ParseInLocation(time.DateOnly, string(d), zone)
}

// Day is the date from its first instant in a zone to that of the next one.
func (d Date) Day(zone *time.Location) (Interval, error) {
	date, err := d.Start(time.UTC)
	return day{date: date, zone: zone}.all(), err
}
