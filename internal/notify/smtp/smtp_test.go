package smtp

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net"
	"net/http/httptest"
	"net/mail"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-sasl"
	server "github.com/emersion/go-smtp"

	"televisit/internal/notify"
)

// office is a mail server in the process: it keeps what it takes.
type office struct {
	address string
	trust   *tls.Config

	mu       sync.Mutex
	taken    []string // whole mails
	to       []string
	isTLS    []bool
	refuse   map[string]*server.SMTPError // by command
	vanishes bool                         // once it has the text
}

// open serves in one of the modes: starttls, tls (from the first byte) or plain.
func open(t *testing.T, mode string) *office {
	t.Helper()
	certified := httptest.NewUnstartedServer(nil) // has a certificate for 127.0.0.1
	certified.StartTLS()
	defer certified.Close()
	roots := x509.NewCertPool()
	roots.AddCert(certified.Certificate())
	own := &tls.Config{Certificates: certified.TLS.Certificates}
	o := &office{refuse: map[string]*server.SMTPError{}, trust: &tls.Config{RootCAs: roots, ServerName: "127.0.0.1"}}
	s := server.NewServer(server.BackendFunc(func(c *server.Conn) (server.Session, error) { return &session{o, c}, nil }))
	s.Domain, s.ErrorLog, s.AllowInsecureAuth = "office.example", quiet{}, mode == "plain"
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	switch mode {
	case "tls":
		listener = tls.NewListener(listener, own)
	case "starttls":
		s.TLSConfig = own
	}
	o.address = listener.Addr().String()
	go func() { _ = s.Serve(listener) }()
	t.Cleanup(func() { _ = s.Close() })
	return o
}

type quiet struct{}

func (quiet) Printf(string, ...any) {}
func (quiet) Println(...any)        {}

type session struct {
	*office
	conn *server.Conn
}

func (s *session) AuthMechanisms() []string { return []string{sasl.Plain} }

func (s *session) Auth(string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(_, user, password string) error {
		if user != "clinic" || password != "p@ss" {
			return server.ErrAuthFailed
		}
		return nil
	}), nil
}

func (s *session) answer(command string) error {
	if e := s.refuse[command]; e != nil {
		return e
	}
	return nil
}

func (s *session) Mail(string, *server.MailOptions) error { return s.answer("MAIL") }

func (s *session) Rcpt(to string, _ *server.RcptOptions) error {
	s.to = append(s.to, to)
	return s.answer("RCPT")
}

func (s *session) Data(r io.Reader) error {
	text, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.refuse["DATA"] == nil {
		_, isTLS := s.conn.TLSConnectionState()
		s.taken, s.isTLS = append(s.taken, string(text)), append(s.isTLS, isTLS)
	}
	if s.vanishes {
		_ = s.conn.Close()
	}
	return s.answer("DATA")
}

func (s *session) Reset()        {}
func (s *session) Logout() error { return nil }

func (o *office) mailer(t *testing.T, url string) *Mailer {
	t.Helper()
	m, err := New(Options{URL: strings.Replace(url, "HOST", o.address, 1), From: "Клиника «Липа» <visits@clinic.example>", TLS: o.trust})
	if err != nil {
		t.Fatal(err)
	}
	return m
}

var letter = notify.Mail{
	ID: "ntf_1", To: "nina@example.org", Subject: "Вы записаны на онлайн-приём", Text: "Текст письма", HTML: "<p>Текст письма</p>",
	Calendar: []byte("BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nEND:VCALENDAR\r\n"), Method: "REQUEST",
	At: time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC),
}

func TestAMailGoesOutInEachTLSMode(t *testing.T) {
	for mode, url := range map[string]string{
		"starttls": "smtp://clinic:p%40ss@HOST", "tls": "smtps://clinic:p%40ss@HOST", "plain": "smtp://HOST?tls=off",
	} {
		t.Run(mode, func(t *testing.T) {
			o := open(t, mode)
			if err := o.mailer(t, url).SendMail(t.Context(), letter); err != nil {
				t.Fatal(err)
			}
			if len(o.taken) != 1 || o.to[0] != letter.To || mode == "starttls" && !o.isTLS[0] {
				t.Fatalf("taken %d, to %v, TLS %v", len(o.taken), o.to, o.isTLS)
			}
			read(t, o.taken[0])
		})
	}
}

// read checks a mail as a mailbox would read it.
func read(t *testing.T, source string) {
	t.Helper()
	m, err := mail.ReadMessage(strings.NewReader(source))
	if err != nil {
		t.Fatal(err)
	}
	words := new(mime.WordDecoder)
	subject, _ := words.DecodeHeader(m.Header.Get("Subject"))
	from, _ := m.Header.AddressList("From")
	if subject != letter.Subject || m.Header.Get("Message-ID") != "<ntf_1@clinic.example>" || len(from) != 1 || from[0].Name != "Клиника «Липа»" {
		t.Errorf("subject %q, id %q, from %v", subject, m.Header.Get("Message-ID"), from)
	}
	if m.Header.Get("Auto-Submitted") != "auto-generated" || m.Header.Get("Date") == "" {
		t.Errorf("headers %v", m.Header)
	}
	want := map[string]string{
		"text/plain; charset=UTF-8": letter.Text, "text/html; charset=UTF-8": letter.HTML,
		"text/calendar; method=REQUEST; charset=UTF-8": string(letter.Calendar),
	}
	for kind, text := range parts(t, m) {
		if strings.TrimSpace(text) != strings.TrimSpace(want[kind]) {
			t.Errorf("%s is %q", kind, text)
		}
		delete(want, kind)
	}
	if len(want) != 0 {
		t.Errorf("the mail lacks %v", want)
	}
}

func parts(t *testing.T, m *mail.Message) map[string]string {
	t.Helper()
	kind, set, err := mime.ParseMediaType(m.Header.Get("Content-Type"))
	if err != nil || kind != "multipart/alternative" {
		t.Fatalf("the mail is %s, %v", kind, err)
	}
	found := map[string]string{}
	reader := multipart.NewReader(m.Body, set["boundary"])
	for {
		part, err := reader.NextPart() // decodes quoted-printable
		if errors.Is(err, io.EOF) {
			return found
		}
		if err != nil {
			t.Fatal(err)
		}
		var text bytes.Buffer
		_, _ = text.ReadFrom(part)
		found[part.Header.Get("Content-Type")] = text.String()
	}
}

func TestAnswersOfTheServerAreUnderstood(t *testing.T) {
	reply := func(code int) *server.SMTPError {
		return &server.SMTPError{Code: code, Message: "no nina@example.org here", EnhancedCode: server.NoEnhancedCode}
	}
	for name, c := range map[string]struct {
		refuse      map[string]*server.SMTPError
		vanish      bool
		final, lost bool
	}{
		"greylisted":         {refuse: map[string]*server.SMTPError{"RCPT": reply(451)}},
		"mailbox full":       {refuse: map[string]*server.SMTPError{"DATA": reply(452)}},
		"no such mailbox":    {refuse: map[string]*server.SMTPError{"RCPT": reply(550)}, final: true},
		"refused as spam":    {refuse: map[string]*server.SMTPError{"DATA": reply(554)}, final: true},
		"our sender refused": {refuse: map[string]*server.SMTPError{"MAIL": reply(550)}},
		"answer lost":        {vanish: true, lost: true},
	} {
		t.Run(name, func(t *testing.T) {
			o := open(t, "starttls")
			o.vanishes = c.vanish
			for command, answer := range c.refuse {
				o.refuse[command] = answer
			}
			err := o.mailer(t, "smtp://HOST").SendMail(t.Context(), letter)
			if err == nil || errors.Is(err, notify.ErrUndeliverable) != c.final || errors.Is(err, notify.ErrNoAnswer) != c.lost {
				t.Fatalf("got %v", err)
			}
			if strings.Contains(err.Error(), "nina") {
				t.Errorf("the error names the person: %v", err)
			}
		})
	}
}

// With TLS asked for, nothing is said to a server without it, or with a
// certificate of somebody else.
func TestNothingIsSaidInTheOpen(t *testing.T) {
	o := open(t, "plain")
	err := o.mailer(t, "smtp://clinic:p%40ss@HOST").SendMail(t.Context(), letter)
	if err == nil || len(o.taken) != 0 {
		t.Errorf("without TLS: %v", err)
	}
	o = open(t, "starttls")
	o.trust = &tls.Config{ServerName: "127.0.0.1"}
	err = o.mailer(t, "smtp://clinic:p%40ss@HOST").SendMail(t.Context(), letter)
	if err == nil || len(o.taken) != 0 || strings.Contains(err.Error(), "p@ss") {
		t.Errorf("with another certificate: %v", err)
	}
}

func TestAWrongPasswordCanBePutRight(t *testing.T) {
	o := open(t, "starttls")
	err := o.mailer(t, "smtp://clinic:wrong@HOST").SendMail(t.Context(), letter)
	if err == nil || errors.Is(err, notify.ErrUndeliverable) || strings.Contains(err.Error(), "wrong") {
		t.Errorf("got %v", err)
	}
}

func TestAnAddressThatIsNoneIsFinal(t *testing.T) {
	bad := letter
	bad.To = "nina@example.org\r\nBcc: everybody@example.org"
	o := open(t, "starttls")
	if err := o.mailer(t, "smtp://HOST").SendMail(t.Context(), bad); !errors.Is(err, notify.ErrUndeliverable) || len(o.taken) != 0 {
		t.Errorf("got %v", err)
	}
}

func TestSettingsThatCannotWorkAreRefusedWithoutTheirPassword(t *testing.T) {
	for _, o := range []Options{
		{URL: "", From: "a@b.example"}, {URL: "http://secret@x", From: "a@b.example"}, {URL: "smtp://:secret@", From: "a@b.example"},
		{URL: "smtp://mail.example", From: ""}, {URL: "smtp://mail.example", From: "nobody"}, {URL: "smtp://u:secret@x:%%", From: "a@b.example"},
	} {
		if _, err := New(o); err == nil || strings.Contains(err.Error(), "secret") {
			t.Errorf("%q, %q: %v", o.URL, o.From, err)
		}
	}
}
