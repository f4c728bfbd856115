package notifying

import (
	"context"
	"fmt"
	"slices"

	entsql "entgo.io/ent/dialect/sql"

	"televisit/ent/db"
	"televisit/ent/db/notification"
	"televisit/ent/db/pushsubscription"
	"televisit/internal/outbox"
	"televisit/internal/rules"
)

// Announce does the job of a planned notice: it looks again, and writes one
// message for each channel that reaches the person and is not switched off.
func (s *Service) Announce(ctx context.Context, subject string) error {
	n, err := outbox.ParseNotice(subject)
	if err != nil {
		return err
	}
	return s.Store.InTx(system(ctx), func(ctx context.Context, tx *db.Tx) error {
		if n.Notice == rules.NoticeDelayed { // two events of one delay must not both be told
			if err := s.Store.LockName(ctx, tx, "delay:"+n.AppointmentID); err != nil {
				return fmt.Errorf("wait for other messages: %w", err)
			}
		}
		f, err := s.facts(ctx, tx.Client(), n.AppointmentID)
		if err != nil || rules.NoticeLapsed(n.Notice, n.Sequence, f.NoticeFacts, s.Clock.Now()) != "" {
			return err
		}
		if say, err := s.delayed(ctx, tx, n, f); err != nil || !say {
			return err
		}
		who := f.reader(n.Notice)
		for _, channel := range rules.Channels() {
			reached, err := s.reaches(ctx, tx.Client(), who, n.Notice, channel)
			if err != nil {
				return err
			}
			if !reached {
				continue
			}
			if err := s.write(ctx, tx, n, f, who, channel); err != nil {
				return err
			}
		}
		return nil
	})
}

// reaches says whether the person can be, and wants to be, told so.
func (s *Service) reaches(ctx context.Context, c *db.Client, who person, n rules.Notice, channel rules.Channel) (bool, error) {
	if !slices.Contains(n.Group().ChannelsOf(), channel) || !who.off.Wants(n.Group(), channel) {
		return false, nil
	}
	switch channel {
	case rules.ChannelSMS:
		return s.SMS != nil && who.phone != "", nil
	case rules.ChannelEmail:
		return s.Mail != nil && who.email != "", nil
	}
	if s.Push == nil || who.accountID == "" {
		return false, nil
	}
	return c.PushSubscription.Query().Where(pushsubscription.AccountID(who.accountID)).Exist(ctx)
}

// delayed says whether a notice is to be written now. One about a delay may have
// to wait until the last message is old enough; then it looks again.
func (s *Service) delayed(ctx context.Context, tx *db.Tx, n outbox.Notice, f facts) (say bool, err error) {
	if n.Notice != rules.NoticeDelayed {
		return true, nil
	}
	last, err := tx.Notification.Query().Where(notification.AppointmentID(n.AppointmentID), notification.NoticeEQ(rules.NoticeDelayed),
		notification.Sequence(n.Sequence), notification.StateNEQ(rules.DeliverySkipped), notification.ExpectedAtNotNil()).
		Order(notification.ByCreatedAt(entsql.OrderDesc()), notification.ByID(entsql.OrderDesc())).First(ctx)
	if err != nil && !db.IsNotFound(err) {
		return false, fmt.Errorf("read what was told: %w", err)
	}
	var told *rules.Told
	if last != nil {
		told = &rules.Told{ExpectedAt: *last.ExpectedAt, At: last.CreatedAt}
	}
	now := s.Clock.Now()
	at, ok := rules.TellDelay(told, f.NoticeFacts, now)
	if ok && at.After(now) {
		return false, outbox.Enqueue(ctx, tx, outbox.Announce, n.String(), at)
	}
	return ok, nil
}

// write keeps one message, once: its key is unique in the database.
func (s *Service) write(ctx context.Context, tx *db.Tx, n outbox.Notice, f facts, who person, channel rules.Channel) error {
	key := n.String() + ":" + string(channel)
	known, err := tx.Notification.Query().Where(notification.Key(key)).Exist(ctx)
	if err != nil || known {
		return err
	}
	create := tx.Notification.Create().SetAccountID(who.accountID).SetPatientID(who.patientID).
		SetAppointmentID(n.AppointmentID).SetNotice(n.Notice).SetChannel(channel).SetSequence(n.Sequence).SetKey(key)
	if n.Notice == rules.NoticeDelayed {
		create.SetExpectedAt(f.Begins(s.Clock.Now()))
	}
	row, err := create.Save(ctx)
	if err != nil {
		return fmt.Errorf("keep a notification: %w", err)
	}
	return outbox.Enqueue(ctx, tx, outbox.Deliver, row.ID, s.Clock.Now())
}
