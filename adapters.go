package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"path/filepath"
	"strings"

	"televisit/internal/auth"
	register "televisit/internal/fiscal/demo"
	"televisit/internal/httpapi"
	"televisit/internal/notify"
	"televisit/internal/notify/smsc"
	"televisit/internal/notify/smsru"
	"televisit/internal/notify/smtp"
	"televisit/internal/notify/webpush"
	"televisit/internal/pay"
	"televisit/internal/pay/demo"
	"televisit/internal/pay/stripe"
	"televisit/internal/pay/yookassa"
)

func (s *server) openSMS(ctx context.Context) (err error) {
	switch s.SMS {
	case "smsru":
		s.sms, err = smsru.New(smsru.Options{APIID: s.SMSRuAPIID, From: s.SMSFrom})
	case "smsc":
		s.sms, err = smsc.New(smsc.Options{APIKey: s.SMSCAPIKey, Login: s.SMSCLogin, Password: s.SMSCPassword, From: s.SMSFrom})
	default:
		err = s.openInbox(ctx)
	}
	return err
}

func (s *server) openInbox(context.Context) (err error) {
	if s.inbox, err = notify.OpenInbox(filepath.Join(s.Data, "inbox.jsonl")); err != nil {
		return fmt.Errorf("open the inbox: %w", err)
	}
	s.inbox.Panel = s.logins
	s.sms = s.inbox
	s.onClose(func() { _ = s.inbox.Close() })
	return nil
}

// openMail comes after openSMS: in the demo the inbox takes e-mail as well.
func (s *server) openMail(context.Context) (err error) {
	switch {
	case s.SMTPURL != "":
		s.mail, err = smtp.New(smtp.Options{URL: s.SMTPURL, From: s.MailFrom})
	case s.inbox != nil:
		s.mail = s.inbox
	}
	return err
}

// openPush needs no setting: the key pair comes from the server's secret. Push
// services write to the contact when the clinic does something wrong.
func (s *server) openPush(context.Context) error {
	key, err := s.Key("web-push", auth.NewKey)
	if err != nil {
		return err
	}
	contact := s.public()
	if !strings.HasPrefix(contact, "https:") {
		contact = "visits@localhost"
	}
	s.push = webpush.New(webpush.Options{Secret: key, Contact: contact})
	return nil
}

func (s *server) openPayments(ctx context.Context) (err error) {
	returns := pay.Returns{Base: s.public(), Origins: []string{s.url}}
	switch s.Payments {
	case "stripe":
		s.payments, err = stripe.New(stripe.Options{
			SecretKey: s.StripeSecretKey, WebhookSecret: s.StripeWebhookSecret, Returns: returns, BaseURL: s.StripeURL,
		})
	case "yookassa":
		s.payments, err = yookassa.New(yookassa.Options{ShopID: s.YooKassaShopID, SecretKey: s.YooKassaSecretKey, Returns: returns})
	default:
		err = s.openBank(ctx)
	}
	return err
}

func (s *server) openBank(context.Context) error {
	key, err := s.Key("demo-bank", auth.NewKey)
	if err != nil {
		return err
	}
	s.bank, err = demo.Open(demo.Options{
		Folder: filepath.Join(s.Data, "demo-bank"), Secret: key, BaseURL: s.public(), ReturnOrigins: []string{s.url},
		Merchant: "Клиника «Липа»", OpenJournal: true, Clock: s.clock,
	})
	s.payments = s.bank
	return err
}

// openRegister opens the cash register of the demo, if that is the one.
func (s *server) openRegister(context.Context) error {
	if s.Fiscal != "demo" {
		return nil
	}
	s.register = &register.Register{
		Folder: filepath.Join(s.Data, "demo-receipts"), BaseURL: s.public(), Merchant: "Клиника «Липа»", Zone: s.zone, Clock: s.clock,
	}
	s.fiscal = s.register
	return s.register.Open()
}

// webhook is the provider's way in.
func (s *server) webhook() http.Handler {
	webhook := http.Handler(httpapi.Webhook(s.resolver.Pay, s.log))
	if s.Payments == "yookassa" && s.YooKassaAddresses {
		return yookassa.OnlyFromYooKassa(webhook)
	}
	return webhook
}

// sendCode does not ask a gateway again that has refused the message for good;
// the patient asks for another code.
func (s *server) sendCode(ctx context.Context, id string) error {
	err := s.resolver.Auth.SendCode(ctx, auth.Post{SMS: s.sms, Mail: s.mail}, id)
	if errors.Is(err, notify.ErrUndeliverable) {
		s.log.Warn("send a code", "challenge", id, "err", err)
		return nil
	}
	return err
}
