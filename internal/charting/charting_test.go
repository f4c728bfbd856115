package charting_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"televisit/ent/db"
	"televisit/ent/db/conclusion"
	"televisit/ent/db/document"
	"televisit/ent/policy"
	"televisit/internal/charting"
	"televisit/internal/fault"
	"televisit/internal/files"
	"televisit/internal/ident"
	"televisit/internal/rules"
	"televisit/internal/testkit"
)

// chart is that of Petr's visit with Vorontsov, a follow-up.
type chart struct {
	*testkit.World
	t     *testing.T
	write *charting.Service
	blobs *files.Store
	id    string // the appointment
}

func each(t *testing.T, run func(c *chart)) {
	t.Helper()
	testkit.Each(t, func(t *testing.T, w *testkit.World) {
		blobs, err := files.Open(t.Context(), t.TempDir())
		testkit.Must(t, blobs, err)
		t.Cleanup(func() { blobs.Close() })
		run(&chart{w, t, &charting.Service{Store: w.Store, Clock: w.Clock}, blobs, w.Appointment(t, testkit.Petr, rules.Booked).ID})
	})
}

// talk makes the visit one that has taken place.
func (c *chart) talk() {
	c.t.Helper()
	c.Store.Appointment.UpdateOneID(c.id).SetStatus(rules.InProgress).ExecX(testkit.System(c.t, policy.Presence))
}

func (c *chart) doctor() context.Context { return c.As(c.t, testkit.Vorontsov) }

var full = rules.ConclusionContent{Complaints: "c", Diagnosis: "I11.9", Assessment: "a", Plan: "p"}

func hash(c rules.ConclusionContent) string {
	b, _ := json.Marshal(c)
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

// latest are the versions of this visit.
func (c *chart) latest() []*db.Conclusion {
	c.t.Helper()
	a := c.Store.Appointment.GetX(c.doctor(), c.id)
	return a.QueryVisit().QueryConclusions().Order(conclusion.ByNumber()).AllX(c.doctor())
}

func TestADraftIsSavedSignedAndAmended(t *testing.T) {
	each(t, func(c *chart) {
		c.talk()
		draft, err := c.write.Save(c.doctor(), c.id, rules.ConclusionContent{Plan: "half"})
		testkit.Must(c.t, draft, err)
		again, err := c.write.Save(c.doctor(), c.id, full)
		if testkit.Must(c.t, again, err); again != draft {
			c.t.Errorf("a second draft %s", again)
		}
		signed, err := c.write.Sign(c.doctor(), c.id)
		if testkit.Must(c.t, signed, err); signed != draft {
			c.t.Errorf("%s is signed, not %s", signed, draft)
		}
		_, err = c.write.Sign(c.doctor(), c.id)
		testkit.Refused(c.t, err, fault.ConclusionFinal)
		_, err = c.write.Save(c.doctor(), c.id, full)
		testkit.Refused(c.t, err, fault.ConclusionFinal)

		better := full
		better.Plan = "another plan"
		for range 2 {
			if _, err := c.write.Amend(c.doctor(), "k", c.id, better); err != nil {
				c.t.Fatal(err)
			}
		}
		all := c.latest()
		if len(all) != 2 || all[0].Status != rules.Final || all[0].Content != full || all[0].Sha256 != hash(full) || all[0].SignedBy == "" ||
			all[1].Status != rules.Amended || all[1].Number != 2 || all[1].Content != better || all[1].Sha256 != hash(better) || all[1].SignedAt == nil {
			c.t.Errorf("the versions: %v", all)
		}
	})
}

func TestAnIncompleteConclusionIsNotSigned(t *testing.T) {
	each(t, func(c *chart) {
		c.talk()
		_, err := c.write.Sign(c.doctor(), c.id)
		testkit.Refused(c.t, err, fault.InvalidInput)
		_, err = c.write.Amend(c.doctor(), "k1", c.id, full)
		testkit.Refused(c.t, err, fault.Conflict) // nothing is signed yet
		if _, err := c.write.Save(c.doctor(), c.id, rules.ConclusionContent{Complaints: "c"}); err != nil {
			c.t.Fatal(err)
		}
		_, err = c.write.Sign(c.doctor(), c.id)
		fields := fault.Detail[[]string](testkit.Refused(c.t, err, fault.InvalidInput), "fields")
		if !slices.Equal(fields, []string{"assessment", "plan"}) {
			c.t.Errorf("fields %v", fields)
		}
		_, err = c.write.Amend(c.doctor(), "k2", c.id, full)
		testkit.Refused(c.t, err, fault.Conflict)
	})
}

func TestOnlyTheDoctorOfTheVisitWrites(t *testing.T) {
	each(t, func(c *chart) {
		c.talk()
		for _, who := range []string{testkit.Petr, testkit.Melnikova, testkit.Desk, testkit.Admin} {
			ctx := c.As(c.t, who)
			if _, err := c.write.Save(ctx, c.id, full); !is(err, fault.NotFound) {
				c.t.Errorf("%s saves: %v", who, err)
			}
			if _, err := c.write.Amend(ctx, ident.Make("key"), c.id, full); err == nil {
				c.t.Errorf("%s amends", who)
			}
		}
		if n := len(c.latest()); n != 0 {
			c.t.Errorf("%d versions", n)
		}
	})
}

func is(err error, code fault.Code) bool {
	f, ok := fault.As(err)
	return ok && f.Code == code
}

// A draft saves itself while its author signs: whatever comes first, what is
// signed is complete, and its hash is that of what is kept.
func TestWhatIsSignedIsWhatWasChecked(t *testing.T) {
	each(t, func(c *chart) {
		c.talk()
		if _, err := c.write.Save(c.doctor(), c.id, full); err != nil {
			c.t.Fatal(err)
		}
		doctor := c.doctor()
		for _, err := range testkit.Together(16, func(i int) error {
			if i == 8 {
				_, err := c.write.Sign(doctor, c.id)
				return err
			}
			text := full
			text.Plan = fmt.Sprint("plan ", i)
			if i%2 == 0 {
				text.Assessment = "" // cannot be signed
			}
			_, err := c.write.Save(doctor, c.id, text)
			return err
		}) {
			if err != nil && !is(err, fault.ConclusionFinal) && !is(err, fault.InvalidInput) {
				c.t.Errorf("%v", err)
			}
		}
		all := c.latest()
		if len(all) != 1 {
			c.t.Fatalf("%d versions", len(all))
		}
		if v := all[0]; v.Status == rules.Final && (v.Sha256 != hash(v.Content) || v.Content.Assessment == "") {
			c.t.Errorf("signed %+v with the hash of something else", v.Content)
		}
	})
}

func TestParallelFirstDraftsAreOne(t *testing.T) {
	each(t, func(c *chart) {
		c.talk()
		doctor := c.doctor()
		for _, err := range testkit.Together(8, func(int) error { _, err := c.write.Save(doctor, c.id, full); return err }) {
			if err != nil {
				c.t.Error(err)
			}
		}
		if n := len(c.latest()); n != 1 {
			c.t.Errorf("%d drafts", n)
		}
	})
}

func (c *chart) staged(ctx context.Context, name, content string) *files.Staged {
	c.t.Helper()
	f, err := c.blobs.Stage(ctx, name, strings.NewReader(content))
	return testkit.Must(c.t, f, err)
}

const paper = "%PDF-1.4\n%\xe2\xe3\xcf\xd3\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"

func TestPapersComeAllOrNoneAndOnceForAKey(t *testing.T) {
	each(t, func(c *chart) {
		petr := c.As(c.t, testkit.Petr)
		send := func(key string, names ...string) ([]string, error) {
			var staged []*files.Staged
			for _, name := range names {
				f := c.staged(petr, name, paper)
				defer f.Discard() // as the transport does, whatever comes of it
				staged = append(staged, f)
			}
			return c.write.Upload(petr, key, c.id, "ANALYSIS", staged)
		}
		ids, err := send("k", "a.pdf", "b.pdf")
		if testkit.Must(c.t, ids, err); len(ids) != 2 {
			c.t.Fatalf("documents %v", ids)
		}
		again, err := send("k", "a.pdf", "b.pdf")
		if testkit.Must(c.t, again, err); !slices.Equal(again, ids) {
			c.t.Errorf("the repetition makes %v", again)
		}
		_, err = send("k", "c.pdf")
		testkit.Refused(c.t, err, fault.IdempotencyKeyReused)
		for i, id := range ids {
			d := c.Store.Document.GetX(petr, id)
			content, size, err := c.blobs.Open(petr, d.BlobKey)
			if err != nil || size != int64(len(paper)) || d.Size != size || d.Name != []string{"a.pdf", "b.pdf"}[i] || !d.FromPatient {
				c.t.Errorf("%v, %d bytes, %v", d, size, err)
				continue
			}
			content.Close()
		}
		if n := c.Store.Document.Query().Where(document.AppointmentID(c.id)).CountX(petr); n != 2 {
			c.t.Errorf("%d documents", n)
		}
	})
}

func TestPapersAreRefusedWhereTheyDoNotBelong(t *testing.T) {
	each(t, func(c *chart) {
		petr := c.As(c.t, testkit.Petr)
		one := func(ctx context.Context) []*files.Staged { return []*files.Staged{c.staged(ctx, "a.pdf", paper)} }
		_, err := c.write.Upload(petr, "k0", c.id, "OTHER", nil)
		testkit.Refused(c.t, err, fault.InvalidInput)
		_, err = c.write.Upload(petr, "k1", c.id, "OTHER", slices.Repeat(one(petr), 21))
		testkit.Refused(c.t, err, fault.InvalidInput)
		for _, who := range []string{testkit.Nina, testkit.Melnikova, testkit.Admin, testkit.Desk} {
			ctx := c.As(c.t, who)
			if _, err := c.write.Upload(ctx, "k", c.id, "OTHER", one(ctx)); !is(err, fault.NotFound) {
				c.t.Errorf("%s: %v", who, err)
			}
		}
		doctors, err := c.write.Upload(c.doctor(), "k2", c.id, "OTHER", one(c.doctor()))
		if testkit.Must(c.t, doctors, err); c.Store.Document.GetX(petr, doctors[0]).FromPatient {
			c.t.Error("the doctor's paper is said to be the patient's")
		}
		c.Store.Appointment.UpdateOneID(c.id).SetStatus(rules.Cancelled).ExecX(testkit.System(c.t, policy.Presence))
		_, err = c.write.Upload(petr, "k3", c.id, "OTHER", one(petr))
		testkit.Refused(c.t, err, fault.Conflict)
	})
}
