package conform

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"html"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"time"
)

const (
	requestCode = `mutation($phone: String!) { requestSignInCode(input: {phone: $phone}) {
  ... on SignInCodeSent { challenge { id } } ... on Problem { code message } } }`
	confirmCode = `mutation($challenge: ID!, $code: String!) { confirmCode(input: {challengeId: $challenge, code: $code}) {
  ... on SignInSuccess { token } ... on Problem { code message } } }`
	signInStaff = `mutation($email: String!, $password: String!, $code: String!) {
  signInStaff(input: {email: $email, password: $password, code: $code}) {
    ... on SignInSuccess { token } ... on Problem { code message } } }`
	nextVisits = `{ viewer { appointments(first: 20) { nodes { id status nextAction practitioner { familyName givenName } } } } }`
)

var (
	// ErrNoVisit says that the patient of the demo has no visit whose door is open.
	ErrNoVisit = errors.New("no visit of the patient is open now")
	// ErrNoDemo says that the server has no inbox to read codes from.
	ErrNoDemo = errors.New("the server has no /dev/inbox: give tokens and the id of an appointment")
)

// Demo signs in at a demo server, as people do who read its inbox, and finds the
// visit of the patient that is open now.
func Demo(ctx context.Context, server, phone string) (Visit, error) {
	patient, err := signIn(ctx, server, phone)
	if err != nil {
		return Visit{}, fmt.Errorf("sign the patient in: %w", err)
	}
	got, err := patient.ask(ctx, nextVisits, nil)
	if err != nil {
		return Visit{}, err
	}
	for _, a := range got.Appointments.Nodes {
		if a.NextAction != "JOIN" && a.Status != "IN_PROGRESS" { // after the end of a call the door is open still
			continue
		}
		doctor, err := signInDoctor(ctx, server, a.Practitioner.FamilyName)
		if err != nil {
			return Visit{}, fmt.Errorf("sign the doctor in: %w", err)
		}
		return Visit{Appointment: a.ID, Doctor: doctor, Patient: patient}, nil
	}
	return Visit{}, ErrNoVisit
}

func signIn(ctx context.Context, server, phone string) (Account, error) {
	nobody := Account{Server: server}
	old, err := codes(ctx, server, phone)
	if err != nil {
		return nobody, err
	}
	sent, err := nobody.ask(ctx, requestCode, node{"phone": phone})
	if err != nil || sent.Code != "" {
		return nobody, errors.Join(err, answered(sent))
	}
	for {
		now, err := codes(ctx, server, phone)
		if err != nil {
			return nobody, err
		}
		if len(now) > len(old) {
			return nobody.enter(ctx, confirmCode, node{"challenge": sent.Challenge.ID, "code": now[0]})
		}
		select {
		case <-time.After(100 * time.Millisecond):
		case <-ctx.Done():
			return nobody, fmt.Errorf("no SMS came: %w", ctx.Err())
		}
	}
}

// enter is the last step of a sign-in.
func (a Account) enter(ctx context.Context, operation string, variables node) (Account, error) {
	got, err := a.ask(ctx, operation, variables)
	if err != nil || got.Token == "" {
		return a, errors.Join(err, answered(got))
	}
	return Account{a.Server, got.Token}, nil
}

func answered(a answer) error {
	if a.Code == "" {
		return nil
	}
	return fmt.Errorf("%s: %s", a.Code, a.Message)
}

// codes are those that came to a phone, the newest first.
func codes(ctx context.Context, server, phone string) (found []string, err error) {
	raw, err := inbox(ctx, server+"/dev/inbox?phone="+url.QueryEscape(phone), "application/json")
	if err != nil {
		return nil, err
	}
	var messages []struct{ Code string }
	if err := json.Unmarshal(raw, &messages); err != nil {
		return nil, ErrNoDemo
	}
	for _, m := range messages {
		if m.Code != "" {
			found = append(found, m.Code)
		}
	}
	return found, nil
}

func inbox(ctx context.Context, url, accept string) ([]byte, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return nil, err
	}
	r.Header.Set("Accept", accept)
	return do(r)
}

// login is how the page of the inbox shows an account of the staff.
var login = regexp.MustCompile(`(?s)<li class="card">\s*<h3>([^<]*)</h3>.*?<dd>([^<]*@[^<]*)</dd>.*?<dd>([^<]*)</dd>.*?<b class="code">(\d+)</b>`)

// signInDoctor waits for the next code when the one of this half minute was used.
func signInDoctor(ctx context.Context, server, familyName string) (Account, error) {
	for used := ""; ; {
		email, password, code, err := loginOf(ctx, server, familyName)
		if err != nil {
			return Account{}, err
		}
		if code != used {
			nobody := Account{Server: server}
			doctor, err := nobody.enter(ctx, signInStaff, node{"email": email, "password": password, "code": code})
			if err == nil || used != "" {
				return doctor, err
			}
			used = code
		}
		select {
		case <-time.After(time.Second):
		case <-ctx.Done():
			return Account{}, ctx.Err()
		}
	}
}

func loginOf(ctx context.Context, server, familyName string) (email, password, code string, err error) {
	page, err := inbox(ctx, server+"/dev/inbox?format=html", "text/html")
	if err != nil {
		return "", "", "", err
	}
	for _, found := range login.FindAllStringSubmatch(string(page), -1) {
		if strings.HasPrefix(html.UnescapeString(found[1]), familyName+" ") {
			return html.UnescapeString(found[2]), html.UnescapeString(found[3]), found[4], nil
		}
	}
	return "", "", "", ErrNoDemo
}
