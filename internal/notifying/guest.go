package notifying

import (
	"context"
	"fmt"

	"televisit/ent/db"
	"televisit/ent/db/guest"
	"televisit/internal/notify"
	"televisit/internal/outbox"
	"televisit/internal/rules"
)

// GuestPath is where the links of guests lead, as ShortPath for visits.
const GuestPath = "/g/"

// GuestLink is a guest's link. It opens nothing without a code to the guest's phone.
func (s *Service) GuestLink(guestID string) string { return s.BaseURL + GuestPath + shorten(guestID) }

// SendInvitation sends a guest the link; a job calls it. Who was removed
// meanwhile, or whose visit does not take place, gets nothing. A message that may
// have been sent is not sent again by itself.
func (s *Service) SendInvitation(ctx context.Context, guestID string) error {
	ctx = system(ctx)
	g, f, err := s.takeLink(ctx, guestID)
	if err != nil || g == nil {
		return err
	}
	t := speak(g.Locale)
	at := f.StartsAt.In(f.zone())
	when := moment{tongue: t, clinic: at, own: at, short: true}.when()
	text := t.say("guest.sms", map[string]string{"When": when, "Clinic": f.clinic.Name.In(g.Locale)})
	sent := s.SMS.Send(ctx, notify.SMS{To: g.Phone, Text: text + " " + s.GuestLink(g.ID), At: s.Clock.Now()})
	to, _ := ended(sent, rules.ChannelSMS, g.LinkTries)
	// A try that took too long has an end as well.
	if err := s.settleLink(context.WithoutCancel(ctx), g, to); err != nil || to != rules.DeliveryPlanned {
		return err
	}
	return fmt.Errorf("send an invitation: %w", sent)
}

// takeLink claims the message for one try. It is nil when there is nothing to send.
func (s *Service) takeLink(ctx context.Context, guestID string) (g *db.Guest, f facts, err error) {
	err = s.Store.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if g, err = tx.Guest.Get(ctx, guestID); err != nil {
			return fmt.Errorf("read the guest: %w", err)
		}
		if f, err = s.facts(ctx, tx.Client(), g.AppointmentID); err != nil {
			return err
		}
		to := nextOfLink(g, f.Status)
		if to == "" {
			g = nil
			return nil
		}
		g.LinkTries++
		taken, err := moveLink(ctx, tx, g, to)
		if !taken || to != rules.DeliverySending {
			g = nil
		} else {
			g.LinkState = to
		}
		return err
	})
	return g, f, err
}

// nextOfLink is the state that the message goes to when its job fires; "" leaves it.
func nextOfLink(g *db.Guest, visit rules.AppointmentStatus) rules.DeliveryState {
	switch {
	case g.LinkState == rules.DeliverySending:
		return rules.DeliveryParked // the process died while it waited for an answer
	case g.LinkState != rules.DeliveryPlanned:
		return ""
	case !g.Status.MayEnter() || visit != rules.Booked && visit != rules.InProgress:
		return rules.DeliverySkipped
	}
	return rules.DeliverySending
}

func (s *Service) settleLink(ctx context.Context, g *db.Guest, to rules.DeliveryState) error {
	return s.Store.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		_, err := moveLink(ctx, tx, g, to)
		return err
	})
}

// moveLink guards a step of the message, and tells who looks at the guests how it
// ended: a message that waits and one that is handed over look alike.
func moveLink(ctx context.Context, tx *db.Tx, g *db.Guest, to rules.DeliveryState) (bool, error) {
	n, err := tx.Guest.Update().Where(guest.ID(g.ID), guest.LinkStateEQ(g.LinkState)).SetLinkState(to).SetLinkTries(g.LinkTries).Save(ctx)
	if err != nil {
		return false, fmt.Errorf("link to %s: %w", to, err)
	}
	if n == 0 || to == rules.DeliverySending || to == rules.DeliveryPlanned {
		return n == 1, nil
	}
	_, err = outbox.Emit(ctx, tx, outbox.Appointment(g.AppointmentID), outbox.Event{Kind: outbox.GuestLink, Subject: g.AppointmentID})
	return true, err
}
