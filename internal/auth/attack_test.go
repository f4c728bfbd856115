package auth_test

import (
	"errors"
	"testing"

	"televisit/ent/db/account"
	"televisit/ent/policy"
	"televisit/internal/fault"
	"televisit/internal/testkit"
)

// A code by SMS never opens a session of staff, whose accounts need a password
// and a second factor, also when the account has a phone.
func TestStaffCannotSignInWithACodeBySMS(t *testing.T) {
	w := testkit.New(t)
	const phone = "+79161234567"
	sys := testkit.System(t, policy.Auth)
	if err := w.Store.Account.Update().Where(account.Email(testkit.Admin)).SetPhone(phone).Exec(sys); err != nil {
		t.Fatal(err)
	}
	c, err := w.Auth.RequestCode(t.Context(), phone)
	if err != nil {
		t.Fatal(err)
	}
	in, err := w.Auth.Confirm(t.Context(), c.ID, w.Auth.Code(c.ID), "")
	if !errors.Is(err, fault.CodeExpired) {
		t.Errorf("got %+v, %v; want CODE_EXPIRED", in, err)
	}
}
