package notifying

import (
	"context"
	"errors"
	"fmt"
	"net/mail"
	"slices"
	"strings"
	"unicode/utf8"

	"televisit/ent/db"
	"televisit/ent/db/notification"
	"televisit/ent/db/pushsubscription"
	"televisit/internal/fault"
	"televisit/internal/outbox"
	"televisit/internal/rules"
	"televisit/internal/viewer"
)

// Switch is one setting that somebody changes.
type Switch struct {
	Group   rules.NoticeGroup
	Channel rules.Channel
	On      bool
}

// Update changes what the viewer is told. Fault: INVALID_INPUT for a group that
// is not the viewer's, or one that is locked.
func (s *Service) Update(ctx context.Context, switches []Switch) error {
	v := viewer.From(ctx)
	return s.Store.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		a, err := tx.Account.Get(ctx, v.AccountID)
		if err != nil {
			return fmt.Errorf("read the account: %w", err)
		}
		off := a.NoticesOff
		for _, w := range switches {
			if !slices.Contains(rules.GroupsOf(rules.Role(v.Role)), w.Group) || !slices.Contains(w.Group.ChannelsOf(), w.Channel) ||
				!w.On && w.Group.IsLocked(w.Channel) {
				return fault.New(fault.InvalidInput, "%s by %s cannot be switched", w.Group, w.Channel).With("fields", []string{"switches"})
			}
			off = off.With(w.Group, w.Channel, w.On)
		}
		return tx.Account.UpdateOne(a).SetNoticesOff(off).Exec(ctx)
	})
}

// Person is what the viewer changes about themselves; nil stays as it is.
type Person struct {
	Locale   *rules.Locale
	TimeZone *string
	// Email is of patients; empty takes it out.
	Email *string
}

// UpdatePerson changes how and where the viewer is spoken to.
// Fault: INVALID_INPUT with fields.
func (s *Service) UpdatePerson(ctx context.Context, p Person) error {
	v := viewer.From(ctx)
	if bad := p.wrong(v); bad != nil {
		return fault.New(fault.InvalidInput, "not a usable %s", strings.Join(bad, " and ")).With("fields", bad)
	}
	return s.Store.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		account := tx.Account.UpdateOneID(v.AccountID)
		if p.Locale != nil {
			account.SetLocale(*p.Locale)
		}
		if p.TimeZone != nil {
			account.SetTimeZone(*p.TimeZone)
		}
		if err := account.Exec(ctx); err != nil {
			return fmt.Errorf("change the account: %w", err)
		}
		if p.Email == nil {
			return nil
		}
		return changeEmail(ctx, tx, v.PatientID, strings.TrimSpace(*p.Email))
	})
}

// changeEmail writes another address, which is unconfirmed; the same one stays as
// it is, and an empty one takes it out.
func changeEmail(ctx context.Context, tx *db.Tx, patientID, email string) error {
	known, err := tx.Patient.Get(ctx, patientID)
	if err != nil {
		return fmt.Errorf("read the patient: %w", err)
	}
	update := tx.Patient.UpdateOneID(patientID)
	switch {
	case known.Email != nil && *known.Email == email:
		return nil
	case email == "":
		update.ClearEmail()
	default:
		update.SetEmail(email)
	}
	return update.ClearEmailConfirmedAt().Exec(ctx)
}

func (p Person) wrong(v viewer.Viewer) (fields []string) {
	if p.TimeZone != nil {
		if _, ok := rules.Zone(*p.TimeZone); !ok {
			fields = append(fields, "timeZone")
		}
	}
	if p.Email != nil && (v.PatientID == "" || !isEmail(strings.TrimSpace(*p.Email))) {
		fields = append(fields, "email")
	}
	return fields
}

// isEmail takes one plain address, or nothing.
func isEmail(s string) bool {
	if s == "" {
		return true
	}
	a, err := mail.ParseAddress(s)
	return err == nil && a.Name == "" && a.Address == s && utf8.RuneCountInString(s) <= 254
}

// maxBrowsers is how many browsers of one person take push messages.
const maxBrowsers = 10

// Subscribe lets a browser take push messages for the viewer; whoever used it
// before does not get theirs there any more. Fault: INVALID_INPUT.
func (s *Service) Subscribe(ctx context.Context, endpoint, p256dh, auth string) error {
	if err := rules.PushSubscription(endpoint, p256dh, auth); err != nil {
		return err
	}
	if s.Push == nil {
		return fault.New(fault.InvalidInput, "the clinic sends no push messages").With("fields", []string{"endpoint"})
	}
	account := viewer.From(ctx).AccountID
	return s.Store.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		sys := system(ctx)
		if _, err := tx.PushSubscription.Delete().Where(pushsubscription.Endpoint(endpoint)).Exec(sys); err != nil {
			return fmt.Errorf("forget the browser's last user: %w", err)
		}
		old, err := tx.PushSubscription.Query().Where(pushsubscription.AccountID(account)).
			Order(db.Desc(pushsubscription.FieldCreatedAt, pushsubscription.FieldID)).Offset(maxBrowsers - 1).Limit(maxBrowsers).IDs(sys)
		if err != nil {
			return fmt.Errorf("count browsers: %w", err)
		}
		if _, err := tx.PushSubscription.Delete().Where(pushsubscription.IDIn(old...)).Exec(sys); err != nil {
			return fmt.Errorf("forget old browsers: %w", err)
		}
		return tx.PushSubscription.Create().SetAccountID(account).SetEndpoint(endpoint).SetP256dh(p256dh).SetAuth(auth).Exec(ctx)
	})
}

// Unsubscribe takes one of the viewer's browsers out.
func (s *Service) Unsubscribe(ctx context.Context, endpoint string) error {
	_, err := s.Store.PushSubscription.Delete().Where(pushsubscription.Endpoint(endpoint)).Exec(ctx)
	return err
}

// Reachable are the channels that reach the viewer now.
func (s *Service) Reachable(ctx context.Context) ([]rules.Channel, error) {
	v := viewer.From(ctx)
	reached := []rules.Channel{}
	if v.PatientID != "" {
		p, err := s.Store.Patient.Get(ctx, v.PatientID)
		if err != nil {
			return nil, fmt.Errorf("read the patient: %w", err)
		}
		if s.SMS != nil {
			reached = append(reached, rules.ChannelSMS)
		}
		if s.Mail != nil && p.Email != nil && p.EmailConfirmedAt != nil {
			reached = append(reached, rules.ChannelEmail)
		}
	}
	has, err := s.Store.PushSubscription.Query().Exist(ctx)
	if s.Push != nil && has {
		reached = append(reached, rules.ChannelPush)
	}
	return reached, err
}

// Retry sends a message again that was refused, or whose answer was lost.
// Faults: NOT_FOUND, CONFLICT when it is in another state.
func (s *Service) Retry(ctx context.Context, id string) error {
	return s.Store.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		n, err := tx.Notification.Update().
			Where(notification.ID(id), notification.StateIn(rules.DeliveryFailed, rules.DeliveryParked)).
			SetState(rules.DeliveryPlanned).SetAttempt(0).SetLastError("").Save(ctx)
		if err != nil {
			return fmt.Errorf("plan it again: %w", err)
		}
		if n == 1 {
			return outbox.Enqueue(ctx, tx, outbox.Deliver, id, s.Clock.Now())
		}
		_, err = tx.Notification.Get(ctx, id)
		if db.IsNotFound(err) {
			return fault.New(fault.NotFound, "no such notification")
		}
		return errors.Join(err, fault.New(fault.Conflict, "the message does not wait for anybody"))
	})
}
