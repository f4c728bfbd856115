package chat_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"televisit/ent/db"
	"televisit/ent/db/chatmessage"
	"televisit/internal/chat"
	"televisit/internal/fault"
	"televisit/internal/ident"
	"televisit/internal/outbox"
	"televisit/internal/rules"
	"televisit/internal/testkit"
	"televisit/internal/viewer"
)

// line is the chat of Vera's visit with Vorontsov.
type line struct {
	*testkit.World
	t     *testing.T
	chat  *chat.Service
	visit string
}

func each(t *testing.T, run func(l *line)) {
	t.Helper()
	testkit.Each(t, func(t *testing.T, w *testkit.World) {
		a := w.Appointment(t, testkit.Vera, rules.Booked)
		run(&line{w, t, &chat.Service{Store: w.Store, Clock: w.Clock}, a.QueryVisit().OnlyIDX(w.As(t, testkit.Vera))})
	})
}

func (l *line) send(ctx context.Context, text string, papers ...string) error {
	_, err := l.chat.Send(ctx, ident.Make("key"), chat.Message{VisitID: l.visit, Text: text, DocumentIDs: papers})
	return err
}

func (l *line) messages(ctx context.Context) []*db.ChatMessage {
	l.t.Helper()
	return l.Store.ChatMessage.Query().Where(chatmessage.VisitID(l.visit)).Order(chatmessage.BySeq()).AllX(ctx)
}

func TestTheTwoOfAVisitWriteToEachOther(t *testing.T) {
	each(t, func(l *line) {
		vera, vorontsov := l.As(l.t, testkit.Vera), l.As(l.t, testkit.Vorontsov)
		if err := l.send(vera, "  Добрый день \n"); err != nil {
			l.t.Fatal(err)
		}
		if err := l.send(vorontsov, "Здравствуйте"); err != nil {
			l.t.Fatal(err)
		}
		for _, ctx := range []context.Context{vera, vorontsov} {
			got := l.messages(ctx)
			if len(got) != 2 || got[0].Text != "Добрый день" || got[0].Seq != 1 || got[0].AuthorRole != rules.Patient || got[0].AuthorName != "Вера Сергеевна" ||
				got[1].Seq != 2 || got[1].AuthorRole != rules.Practitioner || got[1].AuthorID != viewer.From(vorontsov).AccountID {
				l.t.Errorf("messages %v", got)
			}
		}
		if n, err := outbox.Head(l.t.Context(), l.Store.Client, outbox.Messages(l.visit)); n != 2 || err != nil {
			l.t.Errorf("the stream is at %d, %v", n, err)
		}
	})
}

func TestOthersNeitherWriteNorRead(t *testing.T) {
	each(t, func(l *line) {
		if err := l.send(l.As(l.t, testkit.Vera), "secret"); err != nil {
			l.t.Fatal(err)
		}
		others := map[string]context.Context{"nobody": l.t.Context()}
		for _, who := range []string{testkit.Nina, testkit.Melnikova, testkit.Desk, testkit.Admin} {
			others[who] = l.As(l.t, who)
		}
		for who, ctx := range others {
			if err := l.send(ctx, "hello"); !is(err, fault.NotFound) {
				l.t.Errorf("%s writes: %v", who, err)
			}
			if n := len(l.messages(ctx)); n != 0 {
				l.t.Errorf("%s reads %d messages", who, n)
			}
			if err := l.chat.MarkRead(ctx, l.visit, 1); !is(err, fault.NotFound) {
				l.t.Errorf("%s marks as read: %v", who, err)
			}
		}
		if n := len(l.messages(l.As(l.t, testkit.Vera))); n != 1 {
			l.t.Errorf("%d messages are kept", n)
		}
	})
}

func is(err error, code fault.Code) bool {
	f, ok := fault.As(err)
	return ok && f.Code == code
}

func TestWhatAMessageMayBe(t *testing.T) {
	each(t, func(l *line) {
		vera := l.As(l.t, testkit.Vera)
		mine, foreign := l.paper(vera, l.Appointment(l.t, testkit.Vera, rules.Booked)), ""
		nina := l.As(l.t, testkit.Nina)
		for _, a := range l.Store.Appointment.Query().AllX(nina) {
			foreign = l.paper(nina, a)
		}
		for name, x := range map[string]struct {
			text   string
			papers []string
			want   fault.Code
		}{
			"a letter":              {"я", nil, ""},
			"as long as can be":     {strings.Repeat("я", 4000), nil, ""},
			"a letter too long":     {strings.Repeat("я", 4001), nil, fault.InvalidInput},
			"nothing":               {"", nil, fault.InvalidInput},
			"spaces":                {" \n\t ", nil, fault.InvalidInput},
			"only a paper":          {"", []string{mine}, ""},
			"a paper twice":         {"x", []string{mine, mine}, fault.InvalidInput},
			"somebody's paper":      {"x", []string{foreign}, fault.InvalidInput},
			"a paper, and no paper": {"x", []string{mine, "doc_unknown"}, fault.InvalidInput},
		} {
			if err := l.send(vera, x.text, x.papers...); x.want == "" && err != nil || x.want != "" && !is(err, x.want) {
				l.t.Errorf("%s: %v", name, err)
			}
		}
	})
}

func (l *line) paper(ctx context.Context, a *db.Appointment) string {
	l.t.Helper()
	return l.Store.Document.Create().SetAppointmentID(a.ID).SetPatientID(a.PatientID).SetPractitionerID(a.PractitionerID).
		SetUploadedBy("x").SetFromPatient(true).SetName("x.pdf").SetSize(1).SetSha256("x").SetContentType("application/pdf").
		SetKind("OTHER").SetBlobKey(a.ID).SaveX(ctx).ID
}

func TestTheChatIsClosedOutsideItsTime(t *testing.T) {
	each(t, func(l *line) {
		a := l.Appointment(l.t, testkit.Vera, rules.Booked)
		l.Clock.Set(a.EndsAt.Add(72*time.Hour - 1000))
		if err := l.send(l.As(l.t, testkit.Vera), "still"); err != nil {
			l.t.Error(err)
		}
		l.Clock.Set(a.EndsAt.Add(72 * time.Hour))
		f := testkit.Refused(l.t, l.send(l.As(l.t, testkit.Vera), "too late"), fault.ChatClosed)
		if !fault.Detail[time.Time](f, "closesAt").Equal(l.Clock.Now()) {
			l.t.Errorf("closes at %v", f.Details)
		}
		testkit.Refused(l.t, l.send(l.As(l.t, testkit.Vorontsov), "too late"), fault.ChatClosed)
	})
}

func TestAMessageIsSentOnceForAKeyAndNumbersHaveNoGaps(t *testing.T) {
	each(t, func(l *line) {
		vera, vorontsov := l.As(l.t, testkit.Vera), l.As(l.t, testkit.Vorontsov)
		for _, err := range testkit.Together(24, func(i int) error {
			ctx, key := vera, "the same key"
			if i%2 == 0 {
				ctx, key = vorontsov, ident.Make("key")
			}
			_, err := l.chat.Send(ctx, key, chat.Message{VisitID: l.visit, Text: "hello"})
			return err
		}) {
			if err != nil {
				l.t.Error(err)
			}
		}
		got := l.messages(vera)
		if len(got) != 13 {
			l.t.Errorf("%d messages of 12 and 1", len(got))
		}
		for i, m := range got {
			if m.Seq != i+1 {
				l.t.Errorf("message %d has number %d", i+1, m.Seq)
			}
		}
		_, err := l.chat.Send(vera, "the same key", chat.Message{VisitID: l.visit, Text: "another"})
		testkit.Refused(l.t, err, fault.IdempotencyKeyReused)
	})
}

func TestEachSideHasReadUpToItsOwnPlace(t *testing.T) {
	each(t, func(l *line) {
		vera, vorontsov := l.As(l.t, testkit.Vera), l.As(l.t, testkit.Vorontsov)
		for range 3 {
			if err := l.send(vera, "x"); err != nil {
				l.t.Fatal(err)
			}
		}
		for _, seq := range []int{2, 1, 2} { // never back
			if err := l.chat.MarkRead(vorontsov, l.visit, seq); err != nil {
				l.t.Error(err)
			}
		}
		if err := l.chat.MarkRead(vera, l.visit, 3); err != nil {
			l.t.Error(err)
		}
		for _, seq := range []int{0, -1, 4} {
			testkit.Refused(l.t, l.chat.MarkRead(vera, l.visit, seq), fault.InvalidInput)
		}
		if v := l.Store.Visit.GetX(vera, l.visit); v.PatientReadSeq != 3 || v.PractitionerReadSeq != 2 {
			l.t.Errorf("read %d and %d", v.PatientReadSeq, v.PractitionerReadSeq)
		}
	})
}

// The two of the visit see on their lists that something is unread; the desk's
// floor has nothing of it.
func TestAMessageIsToldToTheTwoAndNotToTheDesk(t *testing.T) {
	each(t, func(l *line) {
		a := l.Appointment(l.t, testkit.Vera, rules.Booked)
		head := func(stream string) int64 {
			seq, err := outbox.Head(l.t.Context(), l.Store.Client, stream)
			return testkit.Must(l.t, seq, err)
		}
		own := []string{outbox.Messages(l.visit), outbox.Appointment(a.ID), outbox.Board(a.PractitionerID)}
		before, floor := map[string]int64{}, head(outbox.Floor)
		for _, stream := range own {
			before[stream] = head(stream)
		}
		woken := map[string]int64{}
		l.Store.Woken = func(stream string, seq int64) { woken[stream] = seq }
		if err := l.send(l.As(l.t, testkit.Vera), "Добрый день"); err != nil {
			l.t.Fatal(err)
		}
		for _, stream := range own {
			events, err := outbox.After(l.t.Context(), l.Store.Client, stream, before[stream], 10)
			if err != nil || len(events) != 1 || events[0].Kind != "MESSAGE" || woken[stream] != before[stream]+1 {
				l.t.Errorf("%s: %v, woken at %d, %v", stream, events, woken[stream], err)
			}
		}
		if head(outbox.Floor) != floor || len(woken) != len(own) {
			l.t.Errorf("woken %v", woken)
		}
	})
}
