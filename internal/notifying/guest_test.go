package notifying_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"televisit/ent/db"
	"televisit/internal/fault"
	"televisit/internal/ident"
	"televisit/internal/notify"
	"televisit/internal/outbox"
	"televisit/internal/rules"
	"televisit/internal/testkit"
	"televisit/internal/visiting"
)

// party is a visit to which somebody was invited.
type party struct {
	*desk
	visits *visiting.Service
	visit  string
	id     string
}

func invite(d *desk) *party {
	d.t.Helper()
	p := &party{desk: d, visit: d.booked(d.free(2 * day)), visits: &visiting.Service{Store: d.World.Store, Clock: d.World.Clock}}
	d.work()
	d.post.sms = nil
	id, err := p.visits.InviteGuest(d.patient, ident.Make("key"), p.visit, rules.Invitation{Role: rules.Relative, Name: "Пётр", Phone: "+79990000077", Locale: rules.RU})
	d.must(err)
	p.id = id
	return p
}

// send does the job of the link once, and says whether it wants another try.
func (p *party) send() bool {
	p.t.Helper()
	return p.SendInvitation(p.t.Context(), p.id) != nil
}

func (p *party) guest() *db.Guest {
	p.t.Helper()
	return p.World.Store.Guest.GetX(p.sys(), p.id)
}

func (p *party) wantLink(state rules.DeliveryState, messages int) {
	p.t.Helper()
	if got := p.guest().LinkState; got != state || len(p.post.sms) != messages {
		p.t.Errorf("the link is %q after %d messages, not %q after %d", got, len(p.post.sms), state, messages)
	}
}

// told counts what those who look at the visit have heard.
func (p *party) told() int64 {
	p.t.Helper()
	head, err := outbox.Head(p.t.Context(), p.World.Store.Client, outbox.Appointment(p.visit))
	p.must(err)
	return head
}

func TestALinkGoesOutOnceAndWhoInvitedSeesIt(t *testing.T) {
	each(t, func(d *desk) {
		p := invite(d)
		p.wantLink(rules.DeliveryPlanned, 0)
		before := p.told()
		testkit.Together(4, func(int) error { return p.SendInvitation(t.Context(), p.id) })
		p.send()
		if len(p.post.sms) != 1 || !strings.Contains(p.post.sms[0].Text, "/g/") || p.told() <= before {
			t.Errorf("%d messages, stream %d after %d", len(p.post.sms), p.told(), before)
		}
	})
}

func TestARefusedLinkIsShownAndGoesOutAgainThreeTimesInAll(t *testing.T) {
	each(t, func(d *desk) {
		p := invite(d)
		p.post.refuse = func() error { return notify.ErrUndeliverable }
		if p.send() {
			t.Error("a number that does not exist is tried again")
		}
		p.wantLink(rules.DeliveryFailed, 0)
		testkit.Refused(t, p.visits.ResendInvitation(p.World.As(t, testkit.Vera), p.id), fault.NotFound)
		for range rules.MaxLinks - 1 {
			p.must(p.visits.ResendInvitation(p.patient, p.id))
			p.must(p.visits.ResendInvitation(p.doctor, p.id)) // is under way already
			p.wantLink(rules.DeliveryPlanned, 0)
			p.send()
		}
		testkit.Refused(t, p.visits.ResendInvitation(p.patient, p.id), fault.Conflict)
		p.wantLink(rules.DeliveryFailed, 0)
	})
}

func TestALinkWhoseAnswerIsLostIsNotRepeatedByItself(t *testing.T) {
	each(t, func(d *desk) {
		p := invite(d)
		p.post.lose = func() error { return fmt.Errorf("timeout: %w", notify.ErrNoAnswer) }
		if p.send() {
			t.Error("it would be sent again")
		}
		p.wantLink(rules.DeliveryParked, 1)
		p.post.lose = nil
		p.must(p.visits.ResendInvitation(p.patient, p.id))
		p.send()
		p.wantLink(rules.DeliverySent, 2)
		testkit.Refused(t, p.visits.ResendInvitation(p.patient, p.id), fault.Conflict)
	})
}

// The process died while the gateway had the message.
func TestALinkThatWasUnderWayWaitsForAPerson(t *testing.T) {
	each(t, func(d *desk) {
		p := invite(d)
		p.must(p.World.Store.Guest.UpdateOneID(p.id).SetLinkState(rules.DeliverySending).Exec(p.sys()))
		p.send()
		p.wantLink(rules.DeliveryParked, 0)
	})
}

func TestALinkIsTriedAgainUntilSomebodyHasToLook(t *testing.T) {
	each(t, func(d *desk) {
		p := invite(d)
		p.post.refuse = func() error { return context.DeadlineExceeded }
		tries := 1
		for ; p.send() && tries < 50; tries++ {
			p.wantLink(rules.DeliveryPlanned, 0)
		}
		if tries != 8 {
			t.Errorf("%d tries", tries)
		}
		p.wantLink(rules.DeliveryParked, 0)
	})
}

func TestNoLinkGoesToSomebodyWhoWasRemoved(t *testing.T) {
	each(t, func(d *desk) {
		p := invite(d)
		p.must(p.visits.StepGuest(p.patient, p.id, rules.GuestGoes))
		p.send()
		p.wantLink(rules.DeliverySkipped, 0)
	})
}
