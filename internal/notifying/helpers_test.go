package notifying_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"televisit/ent/db"
	"televisit/ent/db/account"
	"televisit/ent/db/job"
	"televisit/ent/db/notification"
	"televisit/ent/policy"
	"televisit/internal/booking"
	"televisit/internal/ident"
	"televisit/internal/notify"
	"televisit/internal/notifying"
	"televisit/internal/outbox"
	"televisit/internal/rules"
	"televisit/internal/testkit"
	"televisit/internal/viewer"
)

// post is the outside world: gateway, mail server and push service. It keeps
// what it takes, and may refuse or lose its answers.
type post struct {
	mu     sync.Mutex
	sms    []notify.SMS
	mails  []notify.Mail
	pushes []notify.Push
	// refuse is asked before anything is taken; lose, after.
	refuse, lose func() error
	gone         string // the endpoint of a browser that has unsubscribed
}

func (p *post) Send(_ context.Context, m notify.SMS) error {
	return p.take(func() { p.sms = append(p.sms, m) })
}

func (p *post) SendMail(_ context.Context, m notify.Mail) error {
	return p.take(func() { p.mails = append(p.mails, m) })
}

func (p *post) SendPush(_ context.Context, m notify.Push) error {
	if m.Endpoint == p.gone {
		return notify.ErrGone
	}
	return p.take(func() { p.pushes = append(p.pushes, m) })
}

func (p *post) take(keep func()) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.refuse != nil {
		if err := p.refuse(); err != nil {
			return err
		}
	}
	keep()
	if p.lose != nil {
		return p.lose()
	}
	return nil
}

// money is paid by nobody in these tests, unless back says what returns.
type money struct{}

func (money) Paid(_ context.Context, _ *db.Tx, a *db.Appointment) (rules.Money, error) {
	return rules.Money{Currency: a.Currency}, nil
}
func (money) CallOff(context.Context, *db.Tx, *db.Appointment, rules.Money, string) error { return nil }

// desk is a seeded clinic with the service under test.
type desk struct {
	*testkit.World
	*notifying.Service
	t        *testing.T
	post     *post
	bookings *booking.Service
	patient  context.Context
	doctor   context.Context
	pays     rules.PaymentPolicy
}

// each runs a test on both databases. The patient is Nina, with a mailbox.
func each(t *testing.T, run func(d *desk)) {
	t.Helper()
	testkit.Each(t, func(t *testing.T, w *testkit.World) { run(open(t, w)) })
}

func open(t *testing.T, w *testkit.World) *desk {
	t.Helper()
	p := &post{}
	d := &desk{World: w, t: t, post: p, pays: rules.AtVisit, bookings: &booking.Service{Store: w.Store, Clock: w.Clock, Money: money{}}}
	d.Service = &notifying.Service{
		Store: w.Store, Clock: w.Clock, SMS: p, Mail: p, Push: p, PushKey: "key",
		BaseURL: "https://clinic.example", Organizer: "visits@clinic.example", Key: []byte("a key of tests"),
	}
	d.patient, d.doctor = w.As(t, testkit.Nina), w.As(t, testkit.Vorontsov)
	d.must(w.Store.Patient.UpdateOneID(viewer.From(d.patient).PatientID).SetEmail("nina@example.org").Exec(d.patient))
	d.must(w.Store.Patient.UpdateOneID(viewer.From(d.patient).PatientID).SetEmailConfirmedAt(testkit.Noon).Exec(testkit.System(t, policy.Auth)))
	return d
}

func (d *desk) must(err error) {
	d.t.Helper()
	if err != nil {
		d.t.Fatal(err)
	}
}

func (d *desk) sys() context.Context { return testkit.System(d.t, policy.Notices) }

// prepaid goes to a doctor whose visits are paid at once.
func (d *desk) prepaid() {
	d.pays, d.doctor = rules.Prepay, d.World.As(d.t, testkit.Grinev)
}

// free is the doctor's first free time that begins at least so long from now.
func (d *desk) free(in time.Duration) time.Time {
	d.t.Helper()
	from := d.World.Clock.Now().Add(in)
	a, err := d.bookings.Free(d.patient, viewer.From(d.doctor).PractitionerID, d.advice().ID, "", rules.Interval{Start: from, End: from.AddDate(0, 0, 14)})
	d.must(err)
	if len(a.Slots) == 0 {
		d.t.Fatal("no free time")
	}
	return a.Slots[0].Start
}

func (d *desk) advice() *db.HealthcareService {
	return d.World.Service(d.t, 30, rules.SelfPay, d.pays)
}

// booked is a new visit of the patient.
func (d *desk) booked(at time.Time) string {
	d.t.Helper()
	return d.bookedBy(d.patient, at)
}

// bookedBy is a new visit of the patient that somebody books.
func (d *desk) bookedBy(who context.Context, at time.Time) string {
	d.t.Helper()
	id, err := d.bookings.Hold(who, ident.Make("key"), booking.HoldRequest{
		PractitionerID: viewer.From(d.doctor).PractitionerID, ServiceID: d.advice().ID,
		PatientID: viewer.From(d.patient).PatientID, StartsAt: at,
	})
	d.must(err)
	d.must(d.bookings.Book(who, ident.Make("key"), id, "secret headache"))
	return id
}

// clock is an instant as the clinic's people write it.
func (d *desk) clock(at time.Time) string {
	d.t.Helper()
	moscow, err := time.LoadLocation("Europe/Moscow")
	d.must(err)
	return at.In(moscow).Format("15:04")
}

func (d *desk) move(id string, to time.Time) {
	d.t.Helper()
	d.must(d.bookings.Reschedule(d.patient, ident.Make("key"), id, to))
}

func (d *desk) cancel(as context.Context, id string, why rules.CancelReason) {
	d.t.Helper()
	_, err := d.bookings.Cancel(as, ident.Make("key"), id, why)
	d.must(err)
}

// work does what is due, as a worker would, until nothing is; a job that fails
// is due again a minute later.
func (d *desk) work() {
	d.t.Helper()
	plumbing := testkit.System(d.t, policy.Plumbing)
	for {
		due, err := d.World.Store.Job.Query().Where(job.State("READY"), job.KindIn(outbox.Announce, outbox.Deliver),
			job.RunAtLTE(d.World.Clock.Now())).Order(job.ByRunAt()).All(plumbing)
		d.must(err)
		if len(due) == 0 {
			return
		}
		for _, j := range due {
			update := d.World.Store.Job.UpdateOne(j).SetState("DONE")
			if err := d.do(j); err != nil {
				update.SetState("READY").SetRunAt(d.World.Clock.Now().Add(time.Minute))
			}
			d.must(update.Exec(plumbing))
		}
	}
}

func (d *desk) do(j *db.Job) error {
	if j.Kind == outbox.Announce {
		return d.Announce(d.t.Context(), j.Subject)
	}
	return d.Deliver(d.t.Context(), j.Subject)
}

// until works minute by minute until the clock reads at.
func (d *desk) until(at time.Time) {
	d.t.Helper()
	for d.World.Clock.Now().Before(at) {
		d.work()
		d.World.Clock.Advance(min(10*time.Minute, at.Sub(d.World.Clock.Now())))
	}
	d.work()
}

// sent are the notices that went out by a channel, with their appointment's
// sequence, in order: BOOKED/0.
func (d *desk) sent(c rules.Channel) (list []string) {
	d.t.Helper()
	rows, err := d.World.Store.Notification.Query().Where(notification.ChannelEQ(c), notification.StateEQ(rules.DeliverySent)).
		Order(notification.BySentAt()).All(d.sys())
	d.must(err)
	for _, r := range rows {
		list = append(list, fmt.Sprintf("%s/%d", r.Notice, r.Sequence))
	}
	return list
}

func (d *desk) wantSent(c rules.Channel, want ...string) {
	d.t.Helper()
	if got := d.sent(c); !slices.Equal(got, want) {
		d.t.Errorf("%s: %v, not %v", c, got, want)
	}
}

// log is each message of the patient with its state: BOOKED SMS SENT.
func (d *desk) log() []string {
	d.t.Helper()
	rows, err := d.World.Store.Notification.Query().Order(notification.ByID()).All(d.sys())
	d.must(err)
	lines := []string{}
	for _, r := range rows {
		lines = append(lines, strings.TrimSpace(fmt.Sprintf("%s %s %s %s", r.Notice, r.Channel, r.State, r.LastError)))
	}
	return lines
}

func (d *desk) wantLog(want ...string) {
	d.t.Helper()
	if got := d.log(); !slices.Equal(got, want) {
		d.t.Errorf("the log is %q, not %q", got, want)
	}
}

// live gives the patient another zone and language.
func (d *desk) live(zone string, l rules.Locale) {
	d.t.Helper()
	d.must(d.World.Store.Account.Update().Where(account.ID(viewer.From(d.patient).AccountID)).SetTimeZone(zone).SetLocale(l).Exec(d.patient))
}
