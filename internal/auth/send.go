package auth

import (
	"context"
	"fmt"
	"strings"

	"televisit/ent/db"
	"televisit/ent/db/account"
	"televisit/internal/notify"
	"televisit/internal/rules"
)

// Post hands codes over. Without a Mail nobody confirms an e-mail address.
type Post struct {
	SMS  notify.Sender
	Mail notify.Mailer
}

// SendCode sends the code of a challenge; a job calls it. A challenge that is
// used or too old is let go.
func (s *Service) SendCode(ctx context.Context, post Post, challengeID string) error {
	sys, now := system(ctx), s.Clock.Now()
	c, err := s.Store.Challenge.Get(sys, challengeID)
	if err != nil {
		return fmt.Errorf("read the challenge: %w", err)
	}
	if c.UsedAt != nil || !now.Before(c.ExpiresAt) {
		return nil
	}
	clinic, err := s.Store.Clinic.Query().Only(sys)
	if err != nil {
		return fmt.Errorf("read the clinic: %w", err)
	}
	l, err := s.localeOf(sys, c)
	if err != nil {
		return err
	}
	language, name := strings.ToLower(string(l)), clinic.Name.In(l)
	forClient, err := s.nameOfClient(sys, c)
	if err != nil {
		return err
	}
	address := addressOf(c)
	switch {
	case forClient != "":
		return post.SMS.Send(ctx, notify.SMS{To: c.Phone, Text: notify.LinkText(language, s.Code(c.ID), name, forClient), At: now})
	case address == "":
		return post.SMS.Send(ctx, notify.SMS{To: c.Phone, Text: notify.CodeText(language, s.Code(c.ID), name), At: now})
	case post.Mail == nil:
		return nil
	}
	mail := notify.CodeMail(language, s.Code(c.ID), name)
	mail.ID, mail.To, mail.At = c.ID, address, now
	return post.Mail.SendMail(ctx, mail)
}

func (s *Service) localeOf(ctx context.Context, c *db.Challenge) (rules.Locale, error) {
	if l := rules.Locale(c.SignUp["locale"]); l != "" {
		return l, nil
	}
	a, err := s.Store.Account.Query().Where(account.Phone(c.Phone)).Only(ctx)
	if db.IsNotFound(err) {
		return rules.RU, nil
	}
	if err != nil {
		return "", fmt.Errorf("read the account: %w", err)
	}
	return a.Locale, nil
}
