package rules

import (
	"slices"
	"strings"
	"testing"
	"time"

	"televisit/internal/fault"
)

func TestAConclusionIsCompleteWhenItIsSigned(t *testing.T) {
	full := ConclusionContent{Complaints: "c", Assessment: "a", Plan: "p"}
	long := strings.Repeat("ж", 10_000)
	for name, x := range map[string]struct {
		content ConclusionContent
		kind    VisitKind
		toSign  bool
		want    []string // the fields that are wrong
	}{
		"an empty draft":                          {ConclusionContent{}, FollowUp, false, nil},
		"an empty one cannot be signed":           {ConclusionContent{}, FollowUp, true, []string{"assessment", "plan"}},
		"spaces are nothing":                      {ConclusionContent{Assessment: " \n\t", Plan: "\u00a0"}, FollowUp, true, []string{"assessment", "plan"}},
		"all that is needed":                      {ConclusionContent{Assessment: "a", Plan: "p"}, FollowUp, true, nil},
		"everything":                              {full, Informational, true, nil},
		"a diagnosis in a follow-up":              {ConclusionContent{Diagnosis: "I11.9", Assessment: "a", Plan: "p"}, FollowUp, true, nil},
		"a diagnosis where there can be none":     {ConclusionContent{Diagnosis: "I11.9", Assessment: "a", Plan: "p"}, Informational, true, []string{"diagnosis"}},
		"not even in a draft":                     {ConclusionContent{Diagnosis: "I11.9"}, Informational, false, []string{"diagnosis"}},
		"spaces are no diagnosis":                 {ConclusionContent{Diagnosis: "  ", Assessment: "a", Plan: "p"}, Informational, true, nil},
		"as long as it may be":                    {ConclusionContent{Complaints: long, Diagnosis: long, Assessment: long, Plan: long}, FollowUp, true, nil},
		"a letter too long":                       {ConclusionContent{Complaints: long + "ж", Plan: long + "ж"}, FollowUp, false, []string{"complaints", "plan"}},
		"a diagnosis that is too long, and wrong": {ConclusionContent{Diagnosis: long + "ж"}, FollowUp, false, []string{"diagnosis"}},
	} {
		err := CheckConclusion(x.content, x.kind, x.toSign)
		f, _ := fault.As(err)
		if x.want == nil {
			if err != nil {
				t.Errorf("%s: %v", name, err)
			}
			continue
		}
		if f == nil || f.Code != fault.InvalidInput || !slices.Equal(fault.Detail[[]string](f, "fields"), x.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestTheChatIsOpenAroundTheVisit(t *testing.T) {
	s := Settings{ChatBefore: 72 * time.Hour, ChatAfter: 48 * time.Hour}
	end := 30 * time.Minute
	for name, x := range map[string]struct {
		status AppointmentStatus
		at     time.Duration
		open   bool
	}{
		"three days before":      {Booked, -72 * time.Hour, true},
		"one nanosecond earlier": {Booked, -72*time.Hour - 1, false},
		"during the visit":       {InProgress, time.Minute, true},
		"after the visit":        {Fulfilled, time.Hour, true},
		"two days after, nearly": {Fulfilled, end + 48*time.Hour - 1, true},
		"two days after":         {Fulfilled, end + 48*time.Hour, false},
		"held":                   {Held, 0, false},
		"unpaid":                 {AwaitingPayment, 0, false},
		"cancelled":              {Cancelled, 0, false},
		"nobody came":            {NoShow, 0, false},
		"expired":                {Expired, 0, false},
	} {
		f := booked(Patient)
		f.Status = x.status
		err := Chat(f, s, nine.Add(x.at))
		if x.open != (err == nil) {
			t.Errorf("%s: %v", name, err)
		}
		if refused, is := fault.As(err); is && (refused.Code != fault.ChatClosed ||
			!fault.Detail[time.Time](refused, "opensAt").Equal(nine.Add(-72*time.Hour)) ||
			!fault.Detail[time.Time](refused, "closesAt").Equal(nine.Add(end+48*time.Hour))) {
			t.Errorf("%s: %v %v", name, refused, refused.Details)
		}
	}
}

func TestWhichVisitsTakePapersAndConclusions(t *testing.T) {
	papers := []AppointmentStatus{AwaitingPayment, Booked, InProgress, Fulfilled}
	conclusions := []AppointmentStatus{Booked, InProgress, Fulfilled}
	for _, s := range []AppointmentStatus{Held, AwaitingPayment, Booked, InProgress, Fulfilled, Expired, Cancelled, NoShow, Failed, ""} {
		if got := TakesDocuments(s) == nil; got != slices.Contains(papers, s) {
			t.Errorf("%s takes papers: %v", s, got)
		}
		if slices.Contains(papers, s) == (refusal(TakesDocuments(s)) == fault.Conflict) {
			t.Errorf("%s: %v", s, TakesDocuments(s))
		}
		if got := TakesConclusion(s); got != slices.Contains(conclusions, s) {
			t.Errorf("%s takes a conclusion: %v", s, got)
		}
		if got := TakesSignature(s); got != (s == InProgress || s == Fulfilled) {
			t.Errorf("%s takes a signature: %v", s, got)
		}
	}
}

func TestWhatADeviceIsGoodFor(t *testing.T) {
	yes, no := true, false
	for _, x := range []struct {
		camera, microphone bool
		speaker            *bool
		want               DeviceVerdict
	}{
		{true, true, &yes, GoodForVideo}, {true, true, nil, GoodForVideo},
		{false, true, &yes, GoodForAudio}, {false, true, nil, GoodForAudio},
		{true, false, &yes, GoodForText}, {true, true, &no, GoodForText}, {false, true, &no, GoodForText}, {false, false, nil, GoodForText},
	} {
		if got := (DeviceCheck{Camera: x.camera, Microphone: x.microphone, Speaker: x.speaker}).Verdict(); got != x.want {
			t.Errorf("%+v: %s", x, got)
		}
	}
}

func TestTextsAndNames(t *testing.T) {
	title, body := Text{RU: "Согласие", EN: "Consent"}, Text{RU: "Текст", EN: "Text"}
	hashes := map[string]bool{TextHash(title, body, RU): true, TextHash(title, body, EN): true, TextHash(body, title, RU): true}
	if len(hashes) != 3 {
		t.Errorf("hashes %v", hashes)
	}
	if (Text{RU: "да"}).In(EN) != "да" || title.In(EN) != "Consent" || title.In("KK") != "Согласие" {
		t.Error("a text without a translation is Russian")
	}
	p := "Павловна"
	if FullName("Ковалёва", "Нина", &p) != "Ковалёва Нина Павловна" || FullName("Ким", "Анна", nil) != "Ким Анна" {
		t.Error("names are written in the Russian order")
	}
}

func TestADateBeginsAtItsOwnMidnight(t *testing.T) {
	moscow := zone(t, "Europe/Moscow")
	if d := DateOf(time.Date(2026, 3, 2, 21, 0, 0, 0, time.UTC), moscow); d != "2026-03-03" {
		t.Errorf("the date is %s", d)
	}
	at, err := Date("2026-03-03").Start(moscow)
	if err != nil || !at.Equal(time.Date(2026, 3, 2, 21, 0, 0, 0, time.UTC)) {
		t.Errorf("begins at %s, %v", at, err)
	}
	for _, bad := range []Date{"", "2026-02-30", "2026-3-3", "03.03.2026"} {
		if _, err := bad.Start(moscow); err == nil {
			t.Errorf("%q is a date", bad)
		}
	}
}
