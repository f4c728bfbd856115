package drive

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"time"

	"github.com/pquerna/otp/totp"

	"televisit/internal/seed"
)

// codeTime is how long the code of an SMS may take while servers come and go: a
// job in the hands of a killed one comes back after half a minute.
const codeTime = 75 * time.Second

// SignUp registers a patient with a phone and signs in. The client is signed in
// afterwards; the id is the patient's.
func (c *Client) SignUp(ctx context.Context, phone string) (patient string, err error) {
	var text struct{ ConsentDocument struct{ ID string } }
	if err := c.Ask(ctx, `{ consentDocument(kind: PERSONAL_DATA) { id } }`, nil, &text); err != nil {
		return "", err
	}
	var sent struct {
		SignUp struct{ Challenge struct{ ID string } }
	}
	err = c.Ask(ctx, `mutation($phone: String!, $text: ID!) { signUp(input: {phone: $phone, familyName: "Сидоров", givenName: "Иван",
		birthDate: "1960-05-05", sex: MALE, consentDocumentId: $text}) { ... on SignUpSuccess { challenge { id } } ... on Problem { code message } } }`,
		map[string]any{"phone": phone, "text": text.ConsentDocument.ID}, &sent)
	if err != nil {
		return "", err
	}
	code, err := c.code(ctx, phone)
	if err != nil {
		return "", err
	}
	var in struct {
		ConfirmCode struct {
			Token  string
			Viewer struct{ Patient struct{ ID string } }
		}
	}
	err = c.Ask(ctx, `mutation($id: ID!, $code: String!) { confirmCode(input: {challengeId: $id, code: $code}) {
		... on SignInSuccess { token viewer { patient { id } } } ... on Problem { code message } } }`,
		map[string]any{"id": sent.SignUp.Challenge.ID, "code": code}, &in)
	c.Token = in.ConfirmCode.Token
	return in.ConfirmCode.Viewer.Patient.ID, err
}

// ErrNoCode is an SMS that has not come.
var ErrNoCode = fmt.Errorf("the SMS does not come")

// code reads the newest code to a phone in the inboxes of all nodes.
func (c *Client) code(ctx context.Context, phone string) (string, error) {
	for end := time.Now().Add(codeTime); time.Now().Before(end); {
		for _, n := range c.nodes {
			var inbox []struct{ Code string }
			b, err := c.request(ctx, "GET", n.URL(), "/dev/inbox?phone="+url.QueryEscape(phone), nil)
			if err != nil {
				return "", err
			}
			answer, err := c.http.Do(b)
			if err != nil {
				continue
			}
			body, err := read(answer)
			if err != nil || json.Unmarshal(body, &inbox) != nil {
				continue
			}
			for _, sms := range inbox { // others bring news
				if sms.Code != "" {
					return sms.Code, nil
				}
			}
		}
		if err := wait(ctx, 30*time.Millisecond); err != nil {
			return "", err
		}
	}
	return "", ErrNoCode
}

// SignInStaff signs in as the first of the demo clinic's staff with a role.
func (c *Client) SignInStaff(ctx context.Context, role string) error {
	for _, x := range seed.Logins() {
		if string(x.Role) != role {
			continue
		}
		code, err := totp.GenerateCode(x.Secret, time.Now())
		if err != nil {
			return err
		}
		var in struct{ SignInStaff struct{ Token string } }
		err = c.Ask(ctx, `mutation($email: String!, $password: String!, $code: String!) {
			signInStaff(input: {email: $email, password: $password, code: $code}) { ... on SignInSuccess { token } ... on Problem { code message } } }`,
			map[string]any{"email": x.Email, "password": seed.Password, "code": code}, &in)
		c.Token = in.SignInStaff.Token
		return err
	}
	return fmt.Errorf("nobody is %s", role)
}
