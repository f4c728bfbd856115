package notifying_test

import (
	"crypto/ecdh"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"testing"
	"time"

	"televisit/ent/db/pushsubscription"
	"televisit/internal/fault"
	"televisit/internal/notify"
	"televisit/internal/notifying"
	"televisit/internal/rules"
	"televisit/internal/testkit"
	"televisit/internal/viewer"
)

// browser is the subscription of a new browser.
func (d *desk) browser(n int) (endpoint, point, secret string) {
	d.t.Helper()
	key, err := ecdh.P256().GenerateKey(rand.Reader)
	d.must(err)
	encode := base64.RawURLEncoding.EncodeToString
	return fmt.Sprintf("https://push.example.net/%d", n), encode(key.PublicKey().Bytes()), encode(make([]byte, 16))
}

func (d *desk) subscribed(n int) {
	d.t.Helper()
	endpoint, point, secret := d.browser(n)
	d.must(d.Subscribe(d.patient, endpoint, point, secret))
}

func (d *desk) browsers(who string) int {
	d.t.Helper()
	v := viewer.From(d.World.As(d.t, who))
	return d.World.Store.PushSubscription.Query().Where(pushsubscription.AccountID(v.AccountID)).CountX(d.sys())
}

func TestABrowserTakesPushMessagesUntilItIsGone(t *testing.T) {
	each(t, func(d *desk) {
		d.subscribed(1)
		d.subscribed(2)
		d.post.refuse = nil
		id := d.booked(d.free(2 * day))
		d.work()
		if len(d.post.pushes) != 2 || d.post.pushes[0].Topic != d.post.pushes[1].Topic || d.post.pushes[0].URL == "" {
			t.Fatalf("pushes %+v", d.post.pushes)
		}
		d.post.gone = "https://push.example.net/1"
		d.move(id, d.free(4*day))
		d.work()
		if len(d.post.pushes) != 3 || d.browsers(testkit.Nina) != 1 {
			t.Errorf("%d pushes, %d browsers are left", len(d.post.pushes), d.browsers(testkit.Nina))
		}
		d.wantSent(rules.ChannelPush, "BOOKED/0", "MOVED/1")
	})
}

func TestABrowserBelongsToWhoUsedItLast(t *testing.T) {
	each(t, func(d *desk) {
		endpoint, point, secret := d.browser(1)
		d.must(d.Subscribe(d.patient, endpoint, point, secret))
		d.must(d.Subscribe(d.patient, endpoint, point, secret))
		d.must(d.Subscribe(d.World.As(t, testkit.Vera), endpoint, point, secret))
		if nina, vera := d.browsers(testkit.Nina), d.browsers(testkit.Vera); nina != 0 || vera != 1 {
			t.Errorf("Nina has %d, Vera %d", nina, vera)
		}
		d.must(d.Unsubscribe(d.patient, endpoint))
		if d.browsers(testkit.Vera) != 1 {
			t.Error("somebody else has taken Vera's browser out")
		}
		d.must(d.Unsubscribe(d.World.As(t, testkit.Vera), endpoint))
		if d.browsers(testkit.Vera) != 0 {
			t.Error("Vera's browser is still there")
		}
	})
}

func TestOnePersonHasTenBrowsersAtMost(t *testing.T) {
	each(t, func(d *desk) {
		for n := range 13 {
			d.World.Clock.Advance(1000)
			d.subscribed(n)
		}
		kept := d.World.Store.PushSubscription.Query().Where(pushsubscription.Endpoint("https://push.example.net/12")).ExistX(d.sys())
		if n := d.browsers(testkit.Nina); n != 10 || !kept {
			t.Errorf("%d browsers, the newest kept: %v", n, kept)
		}
	})
}

func TestTheDoctorIsToldByPushOnlyOfToday(t *testing.T) {
	each(t, func(d *desk) {
		endpoint, point, secret := d.browser(1)
		d.must(d.Subscribe(d.doctor, endpoint, point, secret))
		d.cancel(d.patient, d.booked(d.free(time.Minute)), rules.PlansChanged)
		d.booked(d.free(3 * day))
		d.work()
		if len(d.post.pushes) != 1 || d.post.pushes[0].Endpoint != endpoint { // the booking was off again before it was told
			t.Errorf("pushes %+v", d.post.pushes)
		}
		d.wantSent(rules.ChannelPush, "FREE_TODAY/1")
	})
}

func TestTheDeskSendsAgainWhatIsParked(t *testing.T) {
	each(t, func(d *desk) {
		d.Service.Mail = nil
		d.post.lose = func() error { return notify.ErrNoAnswer }
		d.booked(d.free(2 * day))
		d.work()
		d.wantLog("BOOKED SMS PARKED NO_ANSWER")
		d.post.lose = nil
		id := d.World.Store.Notification.Query().OnlyIDX(d.sys())
		testkit.Refused(t, d.Retry(d.World.As(t, testkit.Vera), id), fault.NotFound)
		desk := d.World.As(t, testkit.Desk)
		d.must(d.Retry(desk, id))
		testkit.Refused(t, d.Retry(desk, id), fault.Conflict)
		d.work()
		d.wantLog("BOOKED SMS SENT")
		testkit.Refused(t, d.Retry(desk, id), fault.Conflict)
		testkit.Refused(t, d.Retry(desk, "ntf_none"), fault.NotFound)
	})
}

func TestAnAddressIsOneThatMailCanBeSentTo(t *testing.T) {
	d := open(t, testkit.New(t))
	for email, ok := range map[string]bool{
		"a@b.example": true, "": true, " a@b.example ": true, "a": false, "A <a@b.example>": false, "a@b.example, c@d.example": false,
		"a@b.example\r\nBcc: x@y.example": false,
	} {
		err := d.UpdatePerson(d.patient, notifying.Person{Email: &email})
		if ok != (err == nil) || err != nil && !errors.Is(err, fault.InvalidInput) {
			t.Errorf("%q: %v", email, err)
		}
	}
	if p := d.nina(); p.Email != nil && *p.Email != "a@b.example" {
		t.Errorf("kept %q", *p.Email)
	}
	for zone, ok := range map[string]bool{"Asia/Omsk": true, "UTC": true, "": false, "Local": false, "../../etc/passwd": false, "Moon": false} {
		if err := d.UpdatePerson(d.patient, notifying.Person{TimeZone: &zone}); ok != (err == nil) {
			t.Errorf("%q: %v", zone, err)
		}
	}
}
