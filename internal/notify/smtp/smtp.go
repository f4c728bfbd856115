// Package smtp sends e-mail through a mail server (RFC 5321, 6409), with TLS.
package smtp

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net/mail"
	"net/url"
	"strconv"
	"time"

	gomail "github.com/wneessen/go-mail"

	"televisit/internal/notify"
)

// timeout bounds one mail; it is less than a worker's try.
const timeout = 15 * time.Second

// Options configure the mailer. URL and From are required.
type Options struct {
	// URL is the server: smtps://user:password@host:465 speaks TLS from the first
	// byte, smtp://user:password@host:587 begins it with STARTTLS and goes no
	// further without; smtp://host:25?tls=off is for a relay on the same machine.
	URL string
	// From is the sender, such as Clinic <visits@clinic.example>.
	From string
	// TLS is another trust than the machine's; for tests.
	TLS *tls.Config
}

// Mailer implements notify.Mailer.
type Mailer struct {
	client *gomail.Client
	from   *mail.Address
}

var _ notify.Mailer = (*Mailer)(nil)

// New makes the mailer. It asks the server nothing yet.
func New(o Options) (*Mailer, error) {
	from, err := mail.ParseAddress(o.From)
	if err != nil {
		return nil, errors.New("e-mail needs a sender, such as Clinic <visits@clinic.example>")
	}
	u, err := url.Parse(o.URL)
	if err != nil || u.Hostname() == "" || u.Scheme != "smtp" && u.Scheme != "smtps" {
		return nil, errors.New("the mail server must be an address such as smtp://user:password@mail.example:587") // it may hold a password
	}
	client, err := gomail.NewClient(u.Hostname(), settings(u, o.TLS)...)
	if err != nil {
		return nil, fmt.Errorf("the mail server's settings: %w", err)
	}
	return &Mailer{client, from}, nil
}

func settings(u *url.URL, trust *tls.Config) []gomail.Option {
	set := []gomail.Option{gomail.WithTimeout(timeout), gomail.WithTLSPolicy(gomail.TLSMandatory)}
	port := 587
	switch {
	case u.Scheme == "smtps":
		port = 465
		set = append(set, gomail.WithSSL())
	case u.Query().Get("tls") == "off":
		port = 25
		set = append(set, gomail.WithTLSPolicy(gomail.NoTLS))
	}
	if given, err := strconv.Atoi(u.Port()); err == nil {
		port = given
	}
	set = append(set, gomail.WithPort(port))
	if trust != nil {
		set = append(set, gomail.WithTLSConfig(trust))
	}
	if password, has := u.User.Password(); has {
		set = append(set, gomail.WithSMTPAuth(gomail.SMTPAuthAutoDiscover), gomail.WithUsername(u.User.Username()), gomail.WithPassword(password))
	}
	return set
}

// SendMail implements notify.Mailer.
func (m *Mailer) SendMail(ctx context.Context, letter notify.Mail) error {
	message, err := m.message(letter)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	server, err := m.client.DialToSMTPClientWithContext(ctx)
	if err != nil {
		return errors.New("no way to the mail server") // its words may hold more than we should keep
	}
	defer func() { _ = m.client.CloseWithSMTPClient(server) }() // what was taken is taken
	return verdict(m.client.SendWithSMTPClient(server, message))
}

func (m *Mailer) message(letter notify.Mail) (*gomail.Msg, error) {
	message := gomail.NewMsg(gomail.WithNoDefaultUserAgent())
	if err := message.To(letter.To); err != nil {
		return nil, fmt.Errorf("%w: no such address", notify.ErrUndeliverable)
	}
	message.FromMailAddress(m.from)
	message.Subject(letter.Subject)
	message.SetDateWithValue(letter.At)
	message.SetMessageIDWithValue(letter.ID + "@" + domain(m.from.Address))
	message.SetGenHeader("Auto-Submitted", "auto-generated") // RFC 3834: no holiday replies
	message.SetBodyString(gomail.TypeTextPlain, letter.Text)
	message.AddAlternativeString(gomail.TypeTextHTML, letter.HTML)
	if letter.Calendar != nil {
		kind := gomail.ContentType("text/calendar; method=" + letter.Method)
		message.AddAlternativeString(kind, string(letter.Calendar)) // what calendars act on
	}
	return message, nil
}

func domain(address string) string {
	for i := len(address) - 1; i >= 0; i-- {
		if address[i] == '@' {
			return address[i+1:]
		}
	}
	return "televisit"
}

// verdict says what the server's answer means, without its words: they repeat
// addresses. Only a recipient or a text that is refused for good is final; a
// refused sender or sign-in can be put right.
func verdict(err error) error {
	var failed *gomail.SendError
	switch {
	case err == nil:
		return nil
	case !errors.As(err, &failed):
		return errors.New("the mail server was lost")
	case failed.ErrorCode() >= 500 && failed.Reason != gomail.ErrSMTPMailFrom:
		return fmt.Errorf("%w: the mail server answers %d", notify.ErrUndeliverable, failed.ErrorCode())
	case failed.ErrorCode() == 0 && failed.Reason == gomail.ErrSMTPDataClose:
		return fmt.Errorf("%w: the mail server was lost", notify.ErrNoAnswer)
	}
	return fmt.Errorf("the mail server answers %d", failed.ErrorCode())
}
