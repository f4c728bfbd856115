package booking_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"televisit/ent/db"
	"televisit/ent/policy"
	"televisit/internal/booking"
	"televisit/internal/rules"
	"televisit/internal/testkit"
	"televisit/internal/viewer"
)

// BenchmarkAvailability measures free times of a month of 50 practitioners with
// 12 visits a working day each, on both databases: one question a practitioner,
// and the nearest times of all in one.
func BenchmarkAvailability(b *testing.B) {
	testkit.EachBenchmark(b, func(b *testing.B, w *testkit.World) {
		s := &booking.Service{Store: w.Store, Clock: w.Clock}
		ids, service := crowd(b, w)
		month := rules.Interval{Start: testkit.Noon, End: testkit.Noon.AddDate(0, 0, 30)}
		b.Run("month of 50", func(b *testing.B) {
			for b.Loop() {
				for _, id := range ids {
					if _, err := s.Free(b.Context(), id, service, "", month); err != nil {
						b.Fatal(err)
					}
				}
			}
		})
		b.Run("nearest of 50", func(b *testing.B) {
			for b.Loop() {
				if next, err := s.NextFree(b.Context(), ids); err != nil || len(next) != len(ids) {
					b.Fatal(len(next), err)
				}
			}
		})
	})
}

func crowd(b *testing.B, w *testkit.World) (ids []string, service string) {
	b.Helper()
	week := rules.Template{Grid: 20, Horizon: 40}
	for day := 1; day <= 5; day++ {
		week.Week[day] = []rules.Hours{{From: 9 * 60, To: 13 * 60}, {From: 14 * 60, To: 18 * 60}}
	}
	make := func(ctx context.Context, tx *db.Tx) error {
		ids = nil
		one, err := tx.HealthcareService.Query().First(ctx)
		if err != nil {
			return err
		}
		service = one.ID
		for i := range 50 {
			p, err := tx.Practitioner.Create().SetFamilyName(fmt.Sprint("Doctor ", i)).SetGivenName("x").SetPractisesSince(testkit.Noon).
				SetQualification(rules.Text{}).SetLanguages([]string{"ru"}).AddServices(one).Save(ctx)
			if err != nil {
				return err
			}
			ids = append(ids, p.ID)
			if err := tx.Schedule.Create().SetPractitionerID(p.ID).SetNumber(1).SetValidFrom("2000-01-01").SetTimeZone("Europe/Moscow").
				SetTemplate(week).SetPublishedBy("x").Exec(ctx); err != nil {
				return err
			}
			if err := fillMonth(ctx, tx, p.ID); err != nil {
				return err
			}
		}
		return nil
	}
	if err := w.Store.InTx(viewer.System(b.Context(), policy.Seed), make); err != nil {
		b.Fatal(err)
	}
	return ids, service
}

func fillMonth(ctx context.Context, tx *db.Tx, practitioner string) error {
	var claims []*db.SlotClaimCreate
	for day := range 30 {
		for visit := range 12 {
			at := testkit.Noon.AddDate(0, 0, day).Truncate(24 * time.Hour).Add(time.Duration(6*60+visit*40) * time.Minute)
			claims = append(claims, tx.SlotClaim.Create().SetPractitionerID(practitioner).SetState(rules.ClaimBooked).
				SetStartsAt(at).SetEndsAt(at.Add(20*time.Minute)))
		}
	}
	return tx.SlotClaim.CreateBulk(claims...).Exec(ctx)
}
