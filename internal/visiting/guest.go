package visiting

import (
	"context"
	"fmt"
	"strings"

	"televisit/ent/db"
	"televisit/ent/db/guest"
	"televisit/internal/fault"
	"televisit/internal/outbox"
	"televisit/internal/rules"
	"televisit/internal/viewer"
)

// guestKind is the prefix of the kinds of events about guests.
const guestKind = "GUEST_"

// InviteGuest asks somebody into a visit of the viewer and returns the guest's
// id. The phone is E.164. Faults: NOT_FOUND, INVALID_INPUT, ROOM_FULL, CONFLICT,
// IDEMPOTENCY_KEY_REUSED.
func (s *Service) InviteGuest(ctx context.Context, key, appointmentID string, i rules.Invitation) (string, error) {
	if err := i.Check(); err != nil {
		return "", err
	}
	ids, err := outbox.Once(ctx, s.Store, key, []any{appointmentID, i}, s.Clock.Now(), func(ctx context.Context, tx *db.Tx) ([]string, error) {
		g, err := s.invite(ctx, tx, appointmentID, i)
		if err != nil {
			return nil, err
		}
		return []string{g.ID}, nil
	})
	if err != nil {
		return "", err
	}
	return ids[0], nil
}

func (s *Service) invite(ctx context.Context, tx *db.Tx, appointmentID string, i rules.Invitation) (*db.Guest, error) {
	a, err := own(ctx, tx, appointmentID)
	if err != nil {
		return nil, err
	}
	if err := s.Store.LockName(ctx, tx, guestKind+a.ID); err != nil {
		return nil, fmt.Errorf("wait for other invitations: %w", err)
	}
	known, err := statuses(ctx, tx, a.ID)
	if err != nil {
		return nil, err
	}
	by := viewer.From(ctx)
	status, err := rules.Invite(rules.Role(by.Role), a.Status, known)
	if err != nil {
		return nil, err
	}
	sys := system(ctx)
	account, err := tx.Account.Create().SetRole(rules.Guest).SetName(strings.TrimSpace(i.Name)).SetLocale(i.Locale).SetTimeZone(a.TimeZone).Save(sys)
	if err != nil {
		return nil, fmt.Errorf("make the guest's account: %w", err)
	}
	create := tx.Guest.Create().SetAppointmentID(a.ID).SetPatientID(a.PatientID).SetPractitionerID(a.PractitionerID).
		SetAccountID(account.ID).SetRole(i.Role).SetName(account.Name).SetPhone(i.Phone).SetLocale(i.Locale).
		SetStatus(status).SetInvitedBy(rules.Role(by.Role))
	if status == rules.GuestInvited {
		create.SetAgreedAt(s.Clock.Now()).SetAgreedBy(by.AccountID)
	}
	g, err := create.Save(sys)
	if err != nil {
		return nil, fmt.Errorf("invite: %w", err)
	}
	return g, s.tellGuest(ctx, tx, a, g, rules.GuestInvites)
}

func statuses(ctx context.Context, tx *db.Tx, appointmentID string) (known []rules.GuestStatus, err error) {
	guests, err := tx.Guest.Query().Where(guest.AppointmentID(appointmentID)).All(system(ctx))
	if err != nil {
		return nil, fmt.Errorf("read the invitations: %w", err)
	}
	for _, g := range guests {
		known = append(known, g.Status)
	}
	return known, nil
}

// StepGuest takes one step of an invitation that the viewer may see. A step that
// was taken already changes nothing. Faults: NOT_FOUND, FORBIDDEN, CONFLICT.
func (s *Service) StepGuest(ctx context.Context, guestID string, step rules.GuestStep) error {
	return s.retry(ctx, func(ctx context.Context, tx *db.Tx) error {
		g, err := readGuest(ctx, tx, guestID)
		if err != nil {
			return err
		}
		a, err := tx.Appointment.Get(system(ctx), g.AppointmentID)
		if err != nil {
			return fmt.Errorf("read the appointment: %w", err)
		}
		to, err := step.After(rules.Role(viewer.From(ctx).Role), g.Status, a.Status)
		if err != nil || to == g.Status {
			return err
		}
		return s.moveGuest(ctx, tx, a, g, to, step)
	})
}

func readGuest(ctx context.Context, tx *db.Tx, id string) (*db.Guest, error) {
	g, err := tx.Guest.Query().Where(guest.ID(id)).Only(ctx)
	if db.IsNotFound(err) {
		return nil, fault.New(fault.NotFound, "no such guest")
	}
	if err != nil {
		return nil, fmt.Errorf("read the guest: %w", err)
	}
	return g, nil
}

// ResendInvitation sends a guest whom the viewer may see the link again, after a
// message that was refused or may have been lost. Faults: NOT_FOUND, CONFLICT.
func (s *Service) ResendInvitation(ctx context.Context, guestID string) error {
	return s.retry(ctx, func(ctx context.Context, tx *db.Tx) error {
		g, err := readGuest(ctx, tx, guestID)
		if err != nil {
			return err
		}
		goes, err := rules.SendLinkAgain(g.Status, g.LinkState, g.LinkSends)
		if err != nil || !goes {
			return err
		}
		if err := s.sendLink(ctx, tx, g); err != nil {
			return err
		}
		_, err = outbox.Emit(ctx, tx, outbox.Appointment(g.AppointmentID), outbox.Event{Kind: outbox.GuestLink, Subject: g.AppointmentID})
		return err
	})
}

// sendLink lets the link go out to a guest who is to have it now.
func (s *Service) sendLink(ctx context.Context, tx *db.Tx, g *db.Guest) error {
	n, err := tx.Guest.Update().Where(guest.ID(g.ID), guest.Version(g.Version)).
		SetLinkState(rules.DeliveryPlanned).SetLinkSends(g.LinkSends + 1).SetLinkTries(0).AddVersion(1).Save(system(ctx))
	if err != nil {
		return fmt.Errorf("plan the link: %w", err)
	}
	if n == 0 {
		return errMoved
	}
	return outbox.Enqueue(ctx, tx, outbox.SendInvitation, g.ID, s.Clock.Now())
}

func (s *Service) moveGuest(ctx context.Context, tx *db.Tx, a *db.Appointment, g *db.Guest, to rules.GuestStatus, step rules.GuestStep) error {
	update := tx.Guest.Update().Where(guest.ID(g.ID), guest.StatusEQ(g.Status), guest.Version(g.Version)).SetStatus(to).AddVersion(1)
	if step == rules.GuestAgrees {
		update.SetAgreedAt(s.Clock.Now()).SetAgreedBy(viewer.From(ctx).AccountID)
	}
	n, err := update.Save(system(ctx))
	if err != nil {
		return fmt.Errorf("guest to %s: %w", to, err)
	}
	if n == 0 {
		return errMoved
	}
	g.Status, g.Version = to, g.Version+1
	return s.tellGuest(ctx, tx, a, g, step)
}

// tellGuest notes a step, and sends the link once the patient has agreed.
func (s *Service) tellGuest(ctx context.Context, tx *db.Tx, a *db.Appointment, g *db.Guest, step rules.GuestStep) error {
	if g.Status == rules.GuestInvited {
		if err := s.sendLink(ctx, tx, g); err != nil {
			return err
		}
	}
	return outbox.NoteFacts(ctx, tx, a, guestKind+string(step), guestFacts(g.Role, g.AccountID))
}

// guestFacts tell one guest from another, without a name.
func guestFacts(role rules.GuestRole, accountID string) outbox.Facts {
	return outbox.Facts{"role": string(rules.Guest), "guest": string(role), "who": accountID}
}
