package config

import (
	"cmp"
	"errors"
	"fmt"
)

// Outside chooses who moves the money and who brings SMS, with their keys. Keys
// are better given by the environment: a flag shows in the list of processes.
type Outside struct {
	Payments            string `help:"Who takes payments: demo, stripe or yookassa." env:"PAYMENTS" default:"demo" enum:"demo,stripe,yookassa"`
	StripeSecretKey     string `help:"Stripe's secret or restricted key." env:"STRIPE_SECRET_KEY"`
	StripeWebhookSecret string `help:"Secret of the webhook endpoint at Stripe." env:"STRIPE_WEBHOOK_SECRET"`
	StripeURL           string `name:"stripe-url" help:"Stripe's API at another address: a stand-in for tests, in the demo only." env:"STRIPE_URL"`
	YooKassaShopID      string `name:"yookassa-shop-id" help:"Id of the shop at YooKassa." env:"YOOKASSA_SHOP_ID"`
	YooKassaSecretKey   string `name:"yookassa-secret-key" help:"Secret key of the shop at YooKassa." env:"YOOKASSA_SECRET_KEY"`
	YooKassaAddresses   bool   `name:"yookassa-addresses" help:"Take notifications from YooKassa's addresses only; behind a proxy with --trusted-proxies." env:"YOOKASSA_ADDRESSES"`

	Fiscal string `help:"Who prints fiscal receipts: demo, or none when the payment provider or somebody else does." env:"FISCAL" default:"demo" enum:"demo,none"`

	SMS          string `name:"sms" help:"Who brings SMS: inbox (a page for developers), smsru or smsc." env:"SMS" default:"inbox" enum:"inbox,smsru,smsc"`
	SMSFrom      string `name:"sms-from" help:"Sender's name that the SMS gateway has agreed to." env:"SMS_FROM"`
	SMSRuAPIID   string `name:"smsru-api-id" help:"Key at sms.ru." env:"SMSRU_API_ID"`
	SMSCAPIKey   string `name:"smsc-api-key" help:"Key at smsc.ru; or login and password." env:"SMSC_API_KEY"`
	SMSCLogin    string `name:"smsc-login" help:"Login at smsc.ru." env:"SMSC_LOGIN"`
	SMSCPassword string `name:"smsc-password" help:"Password at smsc.ru." env:"SMSC_PASSWORD"`

	SMTPURL  string `name:"smtp-url" help:"Mail server: smtp://user:password@host:587 (STARTTLS) or smtps://…:465; without it the demo's inbox takes e-mail, and production sends none." env:"SMTP_URL"`
	MailFrom string `help:"Sender of e-mail, such as Clinic <visits@clinic.example>." env:"MAIL_FROM"`
}

// CheckOutside refuses to serve with what moves no money and brings no SMS,
// unless it is a demo, and with keys that are missing.
func (c *Config) CheckOutside() error {
	switch {
	case !c.IsDemo() && (c.Payments == "demo" || c.SMS == "inbox"):
		return errors.New("without the demo real payments and SMS are needed: give --payments=stripe or yookassa, and --sms=smsru or smsc")
	case !c.IsDemo() && c.StripeURL != "":
		return errors.New("without the demo payments go to Stripe itself: leave out --stripe-url")
	case !c.IsDemo() && c.Fiscal == "demo":
		return errors.New("without the demo no demo receipts: give --fiscal=none, and have them printed by the payment provider")
	case !c.IsDemo() && c.PublicURL == "":
		return errors.New("real payments need --public-url, where payers come back to")
	}
	return cmp.Or(missing("--payments="+c.Payments, c.keysOfPayments()), missing("--sms="+c.SMS, c.keysOfSMS()),
		missing("--smtp-url", c.keysOfMail()))
}

func (o Outside) keysOfMail() string {
	if o.SMTPURL != "" && o.MailFrom == "" {
		return "MAIL_FROM"
	}
	return ""
}

func missing(choice, keys string) error {
	if keys == "" {
		return nil
	}
	return fmt.Errorf("%s needs %s", choice, keys)
}

// keysOfPayments names what lacks; empty when nothing does.
func (o Outside) keysOfPayments() string {
	switch {
	case o.Payments == "stripe" && (o.StripeSecretKey == "" || o.StripeWebhookSecret == ""):
		return "STRIPE_SECRET_KEY and STRIPE_WEBHOOK_SECRET"
	case o.Payments == "yookassa" && (o.YooKassaShopID == "" || o.YooKassaSecretKey == ""):
		return "YOOKASSA_SHOP_ID and YOOKASSA_SECRET_KEY"
	}
	return ""
}

func (o Outside) keysOfSMS() string {
	switch {
	case o.SMS == "smsru" && o.SMSRuAPIID == "":
		return "SMSRU_API_ID"
	case o.SMS == "smsc" && o.SMSCAPIKey == "" && (o.SMSCLogin == "" || o.SMSCPassword == ""):
		return "SMSC_API_KEY, or SMSC_LOGIN and SMSC_PASSWORD"
	}
	return ""
}
