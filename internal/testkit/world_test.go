package testkit

import (
	"testing"

	"televisit/internal/rules"
)

func TestEachBeginsWithTheSeededClinic(t *testing.T) {
	Each(t, func(t *testing.T, w *World) {
		if a := w.Appointment(t, Petr, rules.Booked); !a.StartsAt.After(Noon) {
			t.Errorf("the visit begins at %s", a.StartsAt)
		}
	})
}
