package notifying

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"errors"

	"televisit/ent/db"
	"televisit/ent/db/pushsubscription"
	"televisit/internal/notify"
)

// pushAll sends a message to every browser of the person; browsers that have
// unsubscribed are forgotten. One that takes it is enough.
func (s *Service) pushAll(ctx context.Context, row *db.Notification, l letter) error {
	browsers, err := s.Store.PushSubscription.Query().Where(pushsubscription.AccountID(row.AccountID)).All(ctx)
	if err != nil {
		return err
	}
	result, taken := notify.ErrGone, false
	for _, b := range browsers {
		err := s.Push.SendPush(ctx, s.push(row, l, b))
		switch {
		case err == nil:
			taken = true
		case errors.Is(err, notify.ErrGone):
			if err := s.Store.PushSubscription.DeleteOne(b).Exec(ctx); err != nil && !db.IsNotFound(err) {
				return err
			}
		default:
			result = err
		}
	}
	if taken {
		return nil
	}
	return result
}

func (s *Service) push(row *db.Notification, l letter, b *db.PushSubscription) notify.Push {
	topic := sha256.Sum256([]byte(row.ID))
	now := s.Clock.Now()
	return notify.Push{
		Endpoint: b.Endpoint, P256dh: b.P256dh, Auth: b.Auth,
		Topic: base64.RawURLEncoding.EncodeToString(topic[:24]),
		Title: l.title(), Text: l.text(), URL: l.link,
		At: now, Until: now.Add(row.Notice.Life()), Urgent: row.Notice.IsUrgent(),
	}
}
