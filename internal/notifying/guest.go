package notifying

import (
	"context"
	"errors"
	"fmt"

	"televisit/internal/notify"
	"televisit/internal/rules"
)

// GuestPath is where the links of guests lead, as ShortPath for visits.
const GuestPath = "/g/"

// GuestLink is a guest's link. It opens nothing without a code to the guest's phone.
func (s *Service) GuestLink(guestID string) string { return s.BaseURL + GuestPath + shorten(guestID) }

// SendInvitation sends a guest the link; a job calls it. Who was removed
// meanwhile, or whose visit does not take place, gets nothing. A message that may
// have been sent is not sent again: the link can be passed on by hand.
func (s *Service) SendInvitation(ctx context.Context, guestID string) error {
	sys := system(ctx)
	g, err := s.Store.Guest.Get(sys, guestID)
	if err != nil {
		return fmt.Errorf("read the guest: %w", err)
	}
	f, err := s.facts(sys, s.Store.Client, g.AppointmentID)
	if err != nil {
		return err
	}
	if !g.Status.MayEnter() || f.Status != rules.Booked && f.Status != rules.InProgress {
		return nil
	}
	t := speak(g.Locale)
	at := f.StartsAt.In(f.zone())
	when := moment{tongue: t, clinic: at, own: at, short: true}.when()
	text := t.say("guest.sms", map[string]string{"When": when, "Clinic": f.clinic.Name.In(g.Locale)})
	err = s.SMS.Send(ctx, notify.SMS{To: g.Phone, Text: text + " " + s.GuestLink(g.ID), At: s.Clock.Now()})
	if errors.Is(err, notify.ErrUndeliverable) || errors.Is(err, notify.ErrNoAnswer) {
		return nil
	}
	return err
}
