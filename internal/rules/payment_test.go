package rules

import (
	"testing"
	"time"

	"televisit/internal/fault"
)

func TestWhatCanBePaid(t *testing.T) {
	end, late := nine.Add(30*time.Minute), &Delay{ExpectedAt: nine.Add(10 * time.Minute), Cause: PreviousVisit}
	for name, x := range map[string]struct {
		a    AppointmentStatus
		p    PaymentStatus
		at   time.Time
		want fault.Code
		late *Delay
	}{
		"a booked visit that is due":  {Booked, PaymentDue, nine, "", nil},
		"a prepaid one":               {AwaitingPayment, PaymentDue, nine, "", nil},
		"during the visit":            {InProgress, PaymentDue, nine, "", nil},
		"after a decline":             {Booked, PaymentFailed, nine, "", nil},
		"while a checkout hangs":      {Booked, PaymentPending, nine, "", nil},
		"until the last moment":       {Booked, PaymentDue, end.Add(-1), "", nil},
		"not after the visit":         {Booked, PaymentDue, end, fault.PaymentNotNeeded, nil},
		"while a late one is awaited": {Booked, PaymentDue, end, "", late},
		"not once that is over":       {Booked, PaymentDue, end.Add(10 * time.Minute), fault.PaymentNotNeeded, late},
		"nothing is to be paid":       {Booked, "", nine, fault.PaymentNotNeeded, nil},
		"paid already":                {Booked, PaymentPaid, nine, fault.PaymentNotNeeded, nil},
		"settled":                     {Booked, PaymentSettled, nine, fault.PaymentNotNeeded, nil},
		"money is on its way back":    {Booked, PaymentRefundRequested, nine, fault.PaymentNotNeeded, nil},
		"money went back":             {Booked, PaymentRefunded, nine, fault.PaymentNotNeeded, nil},
		"called off":                  {Booked, PaymentCancelled, nine, fault.PaymentNotNeeded, nil},
		"only held":                   {Held, PaymentDue, nine, fault.PaymentNotNeeded, nil},
		"cancelled":                   {Cancelled, PaymentDue, nine, fault.PaymentNotNeeded, nil},
		"over":                        {Fulfilled, PaymentDue, nine, fault.PaymentNotNeeded, nil},
		"not held any more":           {Expired, PaymentDue, nine, fault.HoldExpired, nil},
		"not held any more, long ago": {Expired, PaymentDue, end.Add(time.Hour), fault.HoldExpired, nil},
	} {
		f := booked(Patient)
		f.Status, f.Delay = x.a, x.late
		if got := refusal(Payable(f, x.p, Window{Overrun: 15 * time.Minute}, x.at)); got != x.want {
			t.Errorf("%s: %q, not %q", name, got, x.want)
		}
	}
}

func TestThePaymentAfterEachWord(t *testing.T) {
	all := []PaymentStatus{PaymentDue, PaymentPending, PaymentPaid, PaymentSettled, PaymentRefundRequested, PaymentRefunded, PaymentFailed, PaymentCancelled}
	want := map[PaymentStatus]map[string]PaymentStatus{
		PaymentDue:       {"SUCCEEDED": PaymentPaid},
		PaymentPending:   {"SUCCEEDED": PaymentPaid, "FAILED": PaymentFailed, "CANCELLED": PaymentDue},
		PaymentFailed:    {"SUCCEEDED": PaymentPaid},
		PaymentCancelled: {"SUCCEEDED": PaymentPaid},
	}
	for _, s := range all {
		for _, word := range []string{"SUCCEEDED", "FAILED", "CANCELLED", "PENDING", "REFUNDED", "", "succeeded"} {
			to, changes := PaymentAfter(s, word)
			if next := want[s][word]; next != "" && (to != next || !changes) || next == "" && (to != s || changes) {
				t.Errorf("%s after %q: %s, %v", s, word, to, changes)
			}
		}
	}
}

// In whatever order the words of one checkout come, and however often: when
// one of them is that the money came, the payment is paid.
func TestMoneyThatCameStaysInAnyOrderOfWords(t *testing.T) {
	words := []string{"SUCCEEDED", "FAILED", "CANCELLED"}
	var try func(s PaymentStatus, came bool, depth int, said []string)
	try = func(s PaymentStatus, came bool, depth int, said []string) {
		if came != s.IsPaid() {
			t.Errorf("after %v the payment is %s", said, s)
		}
		if depth == 0 {
			return
		}
		for _, w := range words {
			to, _ := PaymentAfter(s, w)
			try(to, came || w == "SUCCEEDED", depth-1, append(said, w))
		}
	}
	try(PaymentPending, false, 6, nil)
}

func TestAVisitOfWhichNothingIsKeptDoesNotTakePlace(t *testing.T) {
	for name, x := range map[string]struct {
		status  AppointmentStatus
		rest    int
		callOff bool
		code    fault.Code
	}{
		"a part of a booked visit":   {Booked, 1, false, ""},
		"all of a booked visit":      {Booked, 0, true, ""},
		"a part of one that runs":    {InProgress, 1, false, ""},
		"all of one that runs":       {InProgress, 0, false, fault.Conflict},
		"all of one that took place": {Fulfilled, 0, false, ""},
		"all of one called off":      {Cancelled, 0, false, ""},
		"all of one nobody came to":  {NoShow, 0, false, ""},
		"all of one that expired":    {Expired, 0, false, ""},
	} {
		callOff, err := RefundedVisit(x.status, x.rest)
		f, _ := fault.As(err)
		if callOff != x.callOff || (f == nil) != (x.code == "") || f != nil && f.Code != x.code {
			t.Errorf("%s: %v, %v", name, callOff, err)
		}
	}
}
