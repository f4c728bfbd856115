package fault

// Code names a refusal. The same string stands in GraphQL's ProblemCode, in
// extensions.code, in REST answers and in webhooks. Codes are only ever added.
type Code string

// Error lets a Code be the target of errors.Is.
func (c Code) Error() string { return string(c) }

// Codes that only ever stand at the top level of a GraphQL answer.
const (
	Unauthenticated Code = "UNAUTHENTICATED"
	Forbidden       Code = "FORBIDDEN"
	NotFound        Code = "NOT_FOUND"
	RateLimited     Code = "RATE_LIMITED"
	BadRequest      Code = "BAD_REQUEST"
	TooComplex      Code = "COMPLEXITY_LIMIT_EXCEEDED"
	NoSuchDocument  Code = "PERSISTED_QUERY_NOT_FOUND"
	Unavailable     Code = "UNAVAILABLE"
	Internal        Code = "INTERNAL"
)

// Codes of problems: expected outcomes that are types of the schema.
const (
	InvalidInput         Code = "INVALID_INPUT"
	Conflict             Code = "CONFLICT"
	IdempotencyKeyReused Code = "IDEMPOTENCY_KEY_REUSED"

	CodeInvalid     Code = "CODE_INVALID"
	CodeExpired     Code = "CODE_EXPIRED"
	TooManyAttempts Code = "TOO_MANY_ATTEMPTS"
	SignInRefused   Code = "SIGN_IN_REFUSED"

	PatientExists   Code = "PATIENT_EXISTS"
	ConsentRequired Code = "CONSENT_REQUIRED"
	ConsentOutdated Code = "CONSENT_OUTDATED"

	ConsentWithdrawn Code = "CONSENT_WITHDRAWN"

	SlotTaken       Code = "SLOT_TAKEN"
	PatientBusy     Code = "PATIENT_BUSY"
	HoldLimit       Code = "HOLD_LIMIT"
	HoldExpired     Code = "HOLD_EXPIRED"
	HoldExtended    Code = "HOLD_EXTENDED"
	OutsideSchedule Code = "OUTSIDE_SCHEDULE"
	TooLateToMove   Code = "TOO_LATE_TO_MOVE"

	ScheduleBreaksVisits Code = "SCHEDULE_BREAKS_VISITS"

	PaymentRequired  Code = "PAYMENT_REQUIRED"
	PaymentNotNeeded Code = "PAYMENT_NOT_NEEDED"
	PaymentProvider  Code = "PAYMENT_PROVIDER_UNAVAILABLE"

	FileTooLarge    Code = "FILE_TOO_LARGE"
	FileTypeRefused Code = "FILE_TYPE_REFUSED"

	TooEarly        Code = "TOO_EARLY_TO_JOIN"
	VisitClosed     Code = "VISIT_CLOSED"
	SessionGone     Code = "SESSION_GONE"
	SignalGap       Code = "SIGNAL_GAP"
	SignalRefused   Code = "SIGNAL_REFUSED"
	RoomFull        Code = "ROOM_FULL"
	NotAdmitted     Code = "NOT_ADMITTED"
	ChatClosed      Code = "CHAT_CLOSED"
	ConclusionFinal Code = "CONCLUSION_FINAL"

	TooEarlyToMark    Code = "TOO_EARLY_TO_MARK"
	PresenceDisagrees Code = "PRESENCE_DISAGREES"
)
