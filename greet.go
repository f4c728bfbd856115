package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/pquerna/otp/totp"

	"televisit/ent/policy"
	"televisit/internal/notify"
	"televisit/internal/seed"
	"televisit/internal/viewer"
)

// greet says where everything is and how to sign in.
func (s *server) greet(out io.Writer) {
	fmt.Fprintf(out, "televisit is ready\n\n")
	fmt.Fprintf(out, "  app         %s\n", s.public())
	s.leaveAddress()
	switch {
	case s.IsDemo():
		s.greetDemo(out)
	case !s.isFounded():
		fmt.Fprintf(out, "\nThere is no clinic yet: stop, and make it with televisit clinic; see televisit clinic --help.\n")
	}
}

// isFounded says whether there is a clinic; what cannot be read is not complained of here.
func (s *server) isFounded() bool {
	there, err := s.store.Clinic.Query().Exist(viewer.System(context.Background(), policy.Setup))
	return there || err != nil
}

func (s *server) greetDemo(out io.Writer) {
	fmt.Fprintf(out, "  playground  %s/playground\n", s.public())
	if s.inbox != nil {
		fmt.Fprintf(out, "  SMS inbox   %s/dev/inbox   codes of patients and staff\n", s.public())
	}
	fmt.Fprintf(out, "\nSign in as a patient with a phone and the code from the inbox:\n")
	for _, p := range seed.Patients() {
		fmt.Fprintf(out, "  %s  %s%s\n", p.Phone, p.Name, note(p.Confirmed, ", confirmed"))
	}
	fmt.Fprintf(out, "\nas staff at %s/staff with the password %s and the second code from the inbox:\n", s.public(), seed.Password)
	for _, x := range seed.Logins() {
		fmt.Fprintf(out, "  %-24s %s, %s\n", x.Email, x.Name, x.Role)
	}
	fmt.Fprintf(out, "\nThe first patient has a visit that is open right now. Stop with Ctrl-C; data stays in %s.\n", s.Data)
}

func note(is bool, text string) string {
	if is {
		return text
	}
	return ""
}

// leaveAddress writes the address where other programs find it.
func (s *server) leaveAddress() {
	b, _ := json.Marshal(map[string]string{"url": s.url}) // strings never fail
	if err := os.WriteFile(filepath.Join(s.Data, "televisit.json"), b, 0o600); err != nil {
		s.log.Warn("write televisit.json", "err", err)
	}
}

// logins are the demo staff with their second factor of this moment.
func (s *server) logins() []notify.Login {
	var list []notify.Login
	for _, x := range seed.Logins() {
		code, err := totp.GenerateCode(x.Secret, s.clock.Now())
		if err == nil {
			list = append(list, notify.Login{Name: x.Name, Email: x.Email, Password: seed.Password, Code: code})
		}
	}
	return list
}
