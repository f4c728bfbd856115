package notifying

import (
	"context"
	"errors"
	"fmt"

	"televisit/ent/db"
	"televisit/ent/db/notification"
	"televisit/internal/notify"
	"televisit/internal/rules"
)

// tries is how often a message is handed over before somebody has to look.
const tries = 8

// Codes of what went wrong with a message.
const (
	noAnswer    = "NO_ANSWER"   // nobody said whether it was taken
	refused     = "REFUSED"     // the provider will never take it
	unavailable = "UNAVAILABLE" // the provider did not take it now
	unreachable = "UNREACHABLE" // no phone, address or browser any more, or switched off
)

// Deliver does the job of one message. An error asks for another try.
func (s *Service) Deliver(ctx context.Context, id string) error {
	ctx = system(ctx)
	row, f, err := s.take(ctx, id)
	if err != nil || row == nil {
		return err
	}
	sent := s.hand(ctx, row, f)
	return s.settle(context.WithoutCancel(ctx), row, sent) // a try that took too long has an end as well
}

// take claims a message for one try: PLANNED → SENDING, after one more look.
// It is nil when there is nothing to send.
func (s *Service) take(ctx context.Context, id string) (row *db.Notification, f facts, err error) {
	err = s.Store.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if row, err = tx.Notification.Get(ctx, id); err != nil {
			return fmt.Errorf("read the notification: %w", err)
		}
		if f, err = s.facts(ctx, tx.Client(), row.AppointmentID); err != nil {
			return err
		}
		to, why, err := s.next(ctx, tx.Client(), row, f)
		if err != nil {
			return err
		}
		if to == "" {
			row = nil
			return nil
		}
		update := tx.Notification.Update().Where(notification.ID(id), notification.StateEQ(row.State), notification.Attempt(row.Attempt)).SetState(to)
		if to == rules.DeliverySending {
			update.AddAttempt(1)
		} else {
			update.SetLastError(why)
		}
		n, err := update.Save(ctx)
		if err != nil {
			return fmt.Errorf("notification to %s: %w", to, err)
		}
		row.Attempt++
		if n == 0 || to != rules.DeliverySending { // somebody else has it, or it is over
			row = nil
		}
		return nil
	})
	return row, f, err
}

// next is the state a message goes to when its job fires, and why; "" leaves it.
func (s *Service) next(ctx context.Context, c *db.Client, row *db.Notification, f facts) (to rules.DeliveryState, why string, err error) {
	switch {
	case row.State == rules.DeliverySending && !row.Channel.Repeatable():
		return rules.DeliveryParked, noAnswer, nil // the process died while it waited for an answer
	case row.State != rules.DeliveryPlanned && row.State != rules.DeliverySending:
		return "", "", nil
	}
	if row.ExpectedAt != nil {
		f.Said = *row.ExpectedAt
	}
	if why := rules.NoticeLapsed(row.Notice, row.Sequence, f.NoticeFacts, s.Clock.Now()); why != "" {
		return rules.DeliverySkipped, why, nil
	}
	reached, err := s.reaches(ctx, c, f.reader(row.Notice), row.Notice, row.Channel)
	if err != nil || reached {
		return rules.DeliverySending, "", err
	}
	return rules.DeliverySkipped, unreachable, nil
}

// hand gives the message to whoever delivers it.
func (s *Service) hand(ctx context.Context, row *db.Notification, f facts) error {
	letter := s.letter(row, f)
	switch row.Channel {
	case rules.ChannelSMS:
		return s.SMS.Send(ctx, notify.SMS{To: letter.who.phone, Text: letter.sms(), At: s.Clock.Now()})
	case rules.ChannelEmail:
		return s.Mail.SendMail(ctx, s.mail(row, f, letter))
	}
	return s.pushAll(ctx, row, letter)
}

// settle writes how a try ended.
func (s *Service) settle(ctx context.Context, row *db.Notification, sent error) error {
	to, why := ended(sent, row.Channel, row.Attempt)
	update := s.Store.Notification.UpdateOneID(row.ID).SetState(to).SetLastError(why)
	if sent == nil {
		update.SetSentAt(s.Clock.Now()).ClearLastError()
	}
	if err := update.Exec(ctx); err != nil {
		return fmt.Errorf("settle a notification: %w", err)
	}
	if to == rules.DeliveryPlanned {
		return fmt.Errorf("send a notification: %w", sent)
	}
	return nil
}

// ended is the state of a message after a try, and why. What is planned is tried
// again.
func ended(sent error, by rules.Channel, attempt int) (to rules.DeliveryState, why string) {
	switch {
	case sent == nil:
		return rules.DeliverySent, ""
	case errors.Is(sent, notify.ErrUndeliverable) || errors.Is(sent, notify.ErrGone):
		return rules.DeliveryFailed, refused
	case errors.Is(sent, notify.ErrNoAnswer) && !by.Repeatable():
		return rules.DeliveryParked, noAnswer
	case attempt >= tries:
		return rules.DeliveryParked, unavailable
	}
	return rules.DeliveryPlanned, unavailable
}
