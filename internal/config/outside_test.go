package config

import (
	"strings"
	"testing"

	"github.com/alecthomas/kong"
)

// parse reads settings as the command line does.
func parse(t *testing.T, args ...string) *Config {
	t.Helper()
	var c Config
	parser, err := kong.New(&c)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := parser.Parse(args); err != nil {
		t.Fatal(err)
	}
	return &c
}

func TestProductionNeedsRealPaymentsAndSMS(t *testing.T) {
	production := "--env=production --public-url=https://clinic.example "
	demoReceipts := production + "--payments=stripe --sms=smsru --smsru-api-id=i --stripe-secret-key=k --stripe-webhook-secret=w"
	production += "--fiscal=none "
	real := production + "--payments=stripe --sms=smsru "
	stripe := "--stripe-secret-key=k --stripe-webhook-secret=w "
	cases := map[string]struct{ args, want string }{
		"a demo":                      {"", ""},
		"production without anything": {production, "--payments=stripe or yookassa"},
		"production, demo payments":   {production + "--sms=smsru --smsru-api-id=i", "--payments=stripe or yookassa"},
		"production, inbox":           {production + stripe + "--payments=stripe", "--sms=smsru or smsc"},
		"no demo, no choice":          {"--no-demo", "--payments=stripe or yookassa"},
		"production, demo receipts":   {demoReceipts, "--fiscal=none"},
		"no keys":                     {real, "--payments=stripe needs STRIPE_SECRET_KEY and STRIPE_WEBHOOK_SECRET"},
		"no key for SMS":              {real + stripe, "--sms=smsru needs SMSRU_API_ID"},
		"no address":                  {strings.ReplaceAll(real, "--public-url=https://clinic.example ", "") + stripe + "--smsru-api-id=i", "--public-url"},
		"all of Stripe and sms.ru":    {real + stripe + "--smsru-api-id=i", ""},
		"a stand-in for Stripe":       {real + stripe + "--smsru-api-id=i --stripe-url=http://127.0.0.1:1", "leave out --stripe-url"},
		"a demo with a stand-in":      {"--payments=stripe --stripe-url=http://127.0.0.1:1 " + stripe, ""},
		"half of YooKassa's keys":     {production + "--payments=yookassa --yookassa-shop-id=1 --sms=smsc --smsc-api-key=k", "YOOKASSA_SECRET_KEY"},
		"all of YooKassa and smsc":    {production + "--payments=yookassa --yookassa-shop-id=1 --yookassa-secret-key=s --sms=smsc --smsc-login=l --smsc-password=p", ""},
		"half of smsc's password":     {production + "--payments=yookassa --yookassa-shop-id=1 --yookassa-secret-key=s --sms=smsc --smsc-login=l", "SMSC_PASSWORD"},
		"a demo with real payments":   {"--payments=stripe " + stripe, ""},
		"a mail server, no sender":    {"--smtp-url=smtp://mail.example", "--smtp-url needs MAIL_FROM"},
		"a mail server and a sender":  {"--smtp-url=smtp://mail.example --mail-from=a@b.example", ""},
		"a demo, keys forgotten":      {"--payments=yookassa", "YOOKASSA_SHOP_ID"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			err := parse(t, strings.Fields(c.args)...).CheckOutside()
			if c.want == "" && err != nil || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), "\n")) {
				t.Fatalf("got %v, want %q", err, c.want)
			}
		})
	}
}

func TestOnlyKnownChoices(t *testing.T) {
	var c Config
	parser, err := kong.New(&c)
	if err != nil {
		t.Fatal(err)
	}
	for _, arg := range []string{"--payments=cash", "--sms=pigeon"} {
		if _, err := parser.Parse([]string{arg}); err == nil {
			t.Errorf("%s is taken", arg)
		}
	}
}
