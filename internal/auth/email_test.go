package auth_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"televisit/internal/auth"
	"televisit/internal/fault"
	"televisit/internal/notify"
	"televisit/internal/testkit"
	"televisit/internal/viewer"
)

// mailbox keeps what was sent.
type mailbox struct{ sent []notify.Mail }

func (m *mailbox) SendMail(_ context.Context, mail notify.Mail) error {
	m.sent = append(m.sent, mail)
	return nil
}

// nina is signed in, with an address that nobody has confirmed.
func (d *door) nina(email string) (ctx context.Context, id string) {
	d.t.Helper()
	ctx = d.As(d.t, testkit.Nina)
	id = viewer.From(ctx).PatientID
	testkit.Must(d.t, 0, d.Store.Patient.UpdateOneID(id).SetEmail(email).ClearEmailConfirmedAt().Exec(ctx))
	return ctx, id
}

func (d *door) isConfirmed(id string) bool {
	return d.Store.Patient.GetX(d.sys(), id).EmailConfirmedAt != nil
}

func TestAnAddressIsConfirmedByTheCodeThatWentThere(t *testing.T) {
	each(t, func(d *door) {
		ctx, id := d.nina("nina@example.org")
		c, err := d.Auth.RequestEmailCode(ctx, "nina@example.org")
		testkit.Must(d.t, c, err)
		box, phones := &mailbox{}, &phoneNetwork{}
		testkit.Must(d.t, 0, d.Auth.SendCode(d.t.Context(), auth.Post{SMS: phones, Mail: box}, c.ID))
		if len(phones.sent) != 0 || len(box.sent) != 1 || box.sent[0].To != "nina@example.org" || !strings.HasPrefix(box.sent[0].Text, d.Auth.Code(c.ID)) {
			d.t.Fatalf("sent %v and %v", phones.sent, box.sent)
		}
		testkit.Refused(d.t, d.Auth.ConfirmEmail(ctx, c.ID, d.wrong(c.ID, 0)), fault.CodeInvalid)
		if d.isConfirmed(id) {
			d.t.Error("a wrong code has confirmed the address")
		}
		testkit.Must(d.t, 0, d.Auth.ConfirmEmail(ctx, c.ID, d.Auth.Code(c.ID)))
		if !d.isConfirmed(id) {
			d.t.Error("the address is not confirmed")
		}
		testkit.Refused(d.t, d.Auth.ConfirmEmail(ctx, c.ID, d.Auth.Code(c.ID)), fault.CodeExpired)
		_, err = d.Auth.RequestEmailCode(ctx, "nina@example.org")
		testkit.Refused(d.t, err, fault.Conflict)
	})
}

func TestACodeConfirmsOnlyTheAddressItWentTo(t *testing.T) {
	each(t, func(d *door) {
		ctx, id := d.nina("nina@example.org")
		c, err := d.Auth.RequestEmailCode(ctx, "nina@example.org")
		testkit.Must(d.t, c, err)
		d.nina("other@example.org")
		testkit.Refused(d.t, d.Auth.ConfirmEmail(ctx, c.ID, d.Auth.Code(c.ID)), fault.CodeExpired)
		petr := d.As(d.t, testkit.Petr)
		testkit.Must(d.t, 0, d.Store.Patient.UpdateOneID(viewer.From(petr).PatientID).SetEmail("nina@example.org").Exec(petr))
		testkit.Refused(d.t, d.Auth.ConfirmEmail(petr, c.ID, d.Auth.Code(c.ID)), fault.CodeExpired)
		if d.isConfirmed(id) || d.isConfirmed(viewer.From(petr).PatientID) {
			d.t.Error("an address is confirmed that the code did not go to")
		}
	})
}

func TestACodeOfAMailSignsNobodyIn(t *testing.T) {
	each(t, func(d *door) {
		ctx, _ := d.nina("nina@example.org")
		c, err := d.Auth.RequestEmailCode(ctx, "nina@example.org")
		testkit.Must(d.t, c, err)
		_, err = d.confirm(c)
		testkit.Refused(d.t, err, fault.CodeExpired)
		d.Clock.Advance(time.Minute)
		in := d.code(testkit.Nina)
		testkit.Refused(d.t, d.Auth.ConfirmEmail(ctx, in.ID, d.Auth.Code(in.ID)), fault.CodeExpired)
	})
}

func TestPatientsCannotConfirmAnAddressThemselves(t *testing.T) {
	each(t, func(d *door) {
		ctx, id := d.nina("nina@example.org")
		if err := d.Store.Patient.UpdateOneID(id).SetEmailConfirmedAt(testkit.Noon).Exec(ctx); err == nil {
			d.t.Error("a patient has written the confirmation")
		}
	})
}
