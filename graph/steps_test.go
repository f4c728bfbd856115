package graph_test

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/pquerna/otp/totp"

	"televisit/ent/db"
	"televisit/ent/db/healthcareservice"
	"televisit/ent/db/job"
	"televisit/ent/db/paymentattempt"
	"televisit/ent/db/receipt"
	"televisit/ent/db/scheduleexception"
	"televisit/ent/db/specialty"
	"televisit/ent/db/visit"
	"televisit/ent/policy"
	"televisit/internal/auth"
	"televisit/internal/booking"
	"televisit/internal/catalogue"
	"televisit/internal/chat"
	"televisit/internal/fault"
	"televisit/internal/notifying"
	"televisit/internal/outbox"
	"televisit/internal/pay"
	"televisit/internal/rules"
	"televisit/internal/schedule"
	"televisit/internal/seed"
	"televisit/internal/signaling"
	"televisit/internal/testkit"
	"televisit/internal/viewer"
	"televisit/media"
)

// stage is a world with names for its ids: <patient-vera.visit> in a document
// is the id of Vera's visit of today.
type stage struct {
	w     *world
	names map[string]string
}

func newStage(w *world) *stage {
	w.t.Helper()
	s := &stage{w, map[string]string{
		"key": "0f8fad5b-d9cb-469f-a165-70867728950e", "other-key": "7c9e6679-7425-40de-944b-e07fc1f90ae7",
	}}
	sys := w.system(policy.Seed)
	names := s.nameAccounts(sys)
	practitioners, err := w.Store.Practitioner.Query().All(sys)
	w.must(err)
	for _, p := range practitioners {
		s.names[names[*p.AccountID]] = p.ID
	}
	patients, err := w.Store.Patient.Query().WithAppointments(func(q *db.AppointmentQuery) { q.WithVisit() }).All(sys)
	w.must(err)
	for _, p := range patients {
		who := names[*p.AccountID]
		s.names[who] = p.ID
		for _, one := range p.Edges.Appointments {
			kind := map[bool]string{true: ".past", false: ".visit"}[one.Status == rules.Fulfilled]
			s.names[who+kind], s.names[who+kind+"-room"] = one.ID, one.Edges.Visit.ID
		}
	}
	payments, err := w.Store.Payment.Query().WithAppointment(func(q *db.AppointmentQuery) { q.WithPatient() }).All(sys)
	w.must(err)
	for _, p := range payments {
		if a := p.Edges.Appointment; a.Status == rules.Booked {
			s.names[names[*a.Edges.Patient.AccountID]+".payment"] = p.ID
		}
	}
	texts, err := w.Store.ConsentDocument.Query().All(sys)
	w.must(err)
	for _, d := range texts {
		s.names["text."+string(d.Kind)] = d.ID
	}
	services, err := w.Store.HealthcareService.Query().Order(healthcareservice.ByID()).All(sys)
	w.must(err)
	for i, short := range []string{"advice", "followup", "prepaid", "covered", "oncall"} {
		s.names["service."+short] = services[i].ID
	}
	s.names["specialty"], err = w.Store.Specialty.Query().Order(specialty.ByID()).FirstID(sys)
	w.must(err)
	return s
}

// nameAccounts returns people by the ids of their accounts.
func (s *stage) nameAccounts(sys context.Context) map[string]string {
	s.w.t.Helper()
	accounts, err := s.w.Store.Account.Query().All(sys)
	s.w.must(err)
	names := map[string]string{}
	for _, a := range accounts {
		for who, login := range people {
			if a.Phone != nil && *a.Phone == login || a.Email != nil && *a.Email == login {
				names[a.ID], s.names["account-"+who] = who, a.ID
			}
		}
	}
	return names
}

var reference = regexp.MustCompile(`<([A-Za-z_.:-]+)>`)

// fill puts ids in the place of names. <foreign:x> is the same id as <x>, said
// to be somebody else's; <absent:x> is one that does not exist.
func (s *stage) fill(document string) string {
	s.w.t.Helper()
	return reference.ReplaceAllStringFunc(document, func(found string) string {
		kind, name, marked := strings.Cut(strings.Trim(found, "<>"), ":")
		if !marked {
			name = kind
		}
		id := s.names[name]
		if name == "totp" {
			id = s.totp()
		}
		if id == "" {
			s.w.t.Fatalf("nobody knows %s", found)
		}
		if marked && kind == "absent" {
			prefix, _, _ := strings.Cut(id, "_")
			return prefix + "_" + strings.Repeat("0", 32)
		}
		return id
	})
}

// totp is the code that Vorontsov's authenticator shows.
func (s *stage) totp() string {
	s.w.t.Helper()
	code, err := totp.GenerateCode(seed.Logins()[0].Secret, s.w.Clock.Now())
	s.w.must(err)
	return code
}

// do takes one step, such as "hold patient-nina practitioner-grinev prepaid 15:00".
func (s *stage) do(step string) {
	s.w.t.Helper()
	name, rest, _ := strings.Cut(step, " ")
	args := strings.Fields(rest)
	if steps[name] == nil {
		s.w.t.Fatalf("no step %q", step)
	}
	steps[name](s, args)
}

// steps are what may happen before an operation. The times of a day are UTC.
var steps = map[string]func(s *stage, args []string){
	// link WHO VISIT keeps half a minute of a connection that loses much.
	"link": func(s *stage, args []string) {
		role := rules.Role(strings.ToUpper(strings.Split(args[0], "-")[0]))
		sample := rules.LinkSample{LossUp: 0.1234, RTT: 80 * time.Millisecond, UpKbps: 900, DownKbps: 1200, Freezes: 3, Way: "udp"}
		s.w.resolver.Visiting.Quality(s.w.t.Context(), []signaling.Quality{
			{AppointmentID: s.names[args[1]+".visit"], Role: role, Link: sample.Quality(), LinkSample: sample},
			{AppointmentID: "apt_absent", Role: role, Link: rules.LinkGood},
		})
	},
	// let-in calls the id of the API client "scheduler"; revoke ends it.
	"let-in": func(s *stage, _ []string) { s.names[scheduler] = viewer.From(s.w.as(scheduler)).ClientID },
	"revoke": func(s *stage, _ []string) {
		s.w.must(s.w.resolver.Auth.RevokeClient(s.w.as("admin"), viewer.From(s.w.as(scheduler)).ClientID))
	},
	// trust WHO lets the scheduler book for somebody, and calls the link "WHO.trust"; distrust takes it back.
	"trust": func(s *stage, args []string) {
		s.w.Link(s.w.t, s.w.as(scheduler), people[args[0]])
		id, err := s.w.Store.PatientLink.Query().OnlyID(s.w.as(args[0]))
		s.w.must(err)
		s.names[args[0]+".trust"] = id
	},
	"distrust": func(s *stage, args []string) {
		s.w.must(s.w.Auth.EndLink(s.w.as(args[0]), s.names[args[0]+".trust"]))
	},
	// ask-for PHONE lets the scheduler ask for a code of somebody; guess-for enters wrong ones.
	"ask-for": func(s *stage, args []string) {
		c, err := s.w.Auth.RegisterPatient(s.w.as(scheduler), s.w.LinkForm(s.w.t, args[0]))
		s.w.must(err)
		s.nameCode(c.ID)
	},
	"guess-for": func(s *stage, args []string) {
		for range len(args[0]) {
			if _, err := s.w.Auth.LinkPatient(s.w.as(scheduler), s.names["challenge"], s.names["wrong-code"]); err == nil {
				s.w.t.Fatal("a wrong code was taken")
			}
		}
	},
	// hold-for PATIENT DOCTOR SERVICE TIME is hold by the scheduler; book-for books it.
	"hold-for": func(s *stage, args []string) {
		id, err := s.w.resolver.Booking.Hold(s.w.as(scheduler), newKey(), booking.HoldRequest{
			PatientID: s.names[args[0]], PractitionerID: s.names[args[1]], ServiceID: s.names["service."+args[2]], StartsAt: s.instant(args[3]),
		})
		s.w.must(err)
		s.names["held"] = id
	},
	"book-for": func(s *stage, _ []string) {
		s.w.must(s.w.resolver.Booking.Book(s.w.as(scheduler), newKey(), s.names["held"], ""))
	},
	"at": func(s *stage, args []string) { s.w.Clock.Set(s.instant(args[0])) },
	// hold WHO DOCTOR SERVICE TIME takes a time and calls it "held".
	"hold": func(s *stage, args []string) {
		id, err := s.w.resolver.Booking.Hold(s.w.as(args[0]), newKey(), booking.HoldRequest{
			PatientID: s.names[args[0]], PractitionerID: s.names[args[1]], ServiceID: s.names["service."+args[2]], StartsAt: s.instant(args[3]),
		})
		s.w.must(err)
		s.names["held"] = id
	},
	// extend WHO extends it.
	"extend": func(s *stage, args []string) {
		s.w.must(s.w.resolver.Booking.Extend(s.w.as(args[0]), s.names["held"]))
	},
	// off WHO DOCTOR DATE enters leave, whatever it breaks, and calls it "leave".
	"off": func(s *stage, args []string) {
		ctx, doctor := s.w.as(args[0]), s.names[args[1]]
		day := rules.Date(args[2])
		leave := schedule.Exception{PractitionerID: doctor, Exception: rules.Exception{Kind: rules.Leave, From: day, To: day}}
		breaks, err := s.w.resolver.Schedules.Preview(ctx, leave)
		s.w.must(err)
		_, err = s.w.resolver.Schedules.Make(ctx, newKey(), leave, breaks.Token)
		s.w.must(err)
		made, err := s.w.Store.ScheduleException.Query().Where(scheduleexception.PractitionerID(doctor)).Only(ctx)
		s.w.must(err)
		s.names["leave"], s.names["acknowledge"] = made.ID, breaks.Token
	},
	// extra WHO DOCTOR DATE leaves a date with extra hours only, called "extra".
	"extra": func(s *stage, args []string) {
		ctx, doctor, day := s.w.as(args[0]), s.names[args[1]], rules.Date(args[2])
		for _, change := range []schedule.Change{
			schedule.Publication{PractitionerID: doctor, From: day, To: &day, Zone: "Europe/Moscow", Template: rules.Template{Grid: 10, Horizon: 30}},
			schedule.Exception{PractitionerID: doctor, Exception: rules.Exception{Kind: rules.Extra, From: day, To: day, Hours: []rules.Hours{{From: 540, To: 1080}}}},
		} {
			_, err := s.w.resolver.Schedules.Make(ctx, newKey(), change, "")
			s.w.must(err)
		}
		made, err := s.w.Store.ScheduleException.Query().Where(scheduleexception.PractitionerID(doctor)).Only(ctx)
		s.w.must(err)
		s.names["extra"] = made.ID
	},
	// preview WHO DOCTOR DATE only looks at what it would break: "acknowledge".
	"preview": func(s *stage, args []string) {
		day := rules.Date(args[2])
		breaks, err := s.w.resolver.Schedules.Preview(s.w.as(args[0]), schedule.Exception{
			PractitionerID: s.names[args[1]], Exception: rules.Exception{Kind: rules.Leave, From: day, To: day}})
		s.w.must(err)
		s.names["acknowledge"] = breaks.Token
	},
	// release WHO lets it go.
	"release": func(s *stage, args []string) {
		s.w.must(s.w.resolver.Booking.Release(s.w.as(args[0]), s.names["held"]))
	},
	// use-key WHO spends <key> on another request.
	"use-key": func(s *stage, args []string) {
		_, err := outbox.Once(s.w.as(args[0]), s.w.Store, s.names["key"], "another request", s.w.Clock.Now(),
			func(context.Context, *db.Tx) ([]string, error) { return []string{"nothing"}, nil })
		s.w.must(err)
	},
	// read WHO SEQ marks messages of Vera's visit as seen.
	"read": func(s *stage, args []string) {
		seq, err := strconv.Atoi(args[1])
		s.w.must(err)
		s.w.must(s.w.resolver.Chat.MarkRead(s.w.as(args[0]), s.names[vera+".visit-room"], seq))
	},
	// book WHO books what is held.
	"book": func(s *stage, args []string) {
		s.w.must(s.w.resolver.Booking.Book(s.w.as(args[0]), newKey(), s.names["held"], "нужен совет"))
	},
	// name-room calls the room of what was held and booked "held-room".
	"name-room": func(s *stage, _ []string) {
		v, err := s.w.Store.Visit.Query().Where(visit.AppointmentID(s.names["held"])).Only(s.w.system(policy.Presence))
		s.w.must(err)
		s.names["held-room"] = v.ID
	},
	// status WHO STATUS writes the state of the visit of today, whatever the rules say.
	"status": func(s *stage, args []string) { s.w.setStatus(s.names[args[0]+".visit"], args[1]) },
	// visit WHO STATUS does so with the state of the visit itself.
	"visit": func(s *stage, args []string) { s.w.setVisit(s.names[args[0]+".visit"], args[1]) },
	// payment WHO STATUS does so with the payment.
	"payment": func(s *stage, args []string) { s.w.setPayment(s.names[args[0]+".visit"], args[1]) },
	// sign WHO signs the IDS with a code.
	"sign": func(s *stage, args []string) {
		id, as := s.names[args[0]+".visit"], s.w.as(args[0])
		c, err := s.w.resolver.Signing.RequestCode(as, id)
		s.w.must(err)
		_, err = s.w.resolver.Signing.Sign(as, id, s.names["text.IDS"], s.w.Auth.Code(c.ID), rules.RU)
		s.w.must(err)
	},
	// withdrawal-code WHO asks for a code to withdraw the consent to data processing.
	"withdrawal-code": func(s *stage, args []string) {
		c, err := s.w.resolver.Signing.RequestWithdrawal(s.w.as(args[0]))
		s.w.must(err)
		s.nameCode(c.ID)
	},
	"guess-withdrawal": func(s *stage, args []string) {
		for range len(args[1]) {
			if _, err := s.w.resolver.Signing.Withdraw(s.w.as(args[0]), s.names["wrong-code"]); err == nil {
				s.w.t.Fatal("a wrong code was taken")
			}
		}
	},
	// withdraw WHO has the desk write a withdrawal down, and calls it "withdrawal".
	"withdraw": func(s *stage, args []string) {
		id, err := s.w.resolver.Signing.Record(s.w.as(registrar), newKey(), s.names[args[0]], s.w.Clock.Now())
		s.w.must(err)
		s.w.must(s.w.resolver.Signing.CallOff(s.w.t.Context(), id))
		s.names["withdrawal"] = id
	},
	// give-again WHO has the desk write down that the consent is given again.
	"give-again": func(s *stage, args []string) {
		s.w.must(s.w.Auth.RestoreConsent(s.w.as(registrar), newKey(), s.names[args[0]], s.names["text.PERSONAL_DATA"], rules.Spoken))
	},
	"finish-withdrawal": func(s *stage, _ []string) {
		s.w.must(s.w.resolver.Signing.Finish(s.w.as(registrar), s.names["withdrawal"]))
	},
	// ask-in-vain enters the right code without giving the consent again.
	"ask-in-vain": func(s *stage, _ []string) {
		if _, err := s.w.Auth.Confirm(s.w.as(nobody), s.names["challenge"], s.names["code"], ""); !errors.Is(err, fault.ConsentWithdrawn) {
			s.w.t.Fatalf("signed in with %v", err)
		}
	},
	// newcomer registers somebody without a visit.
	"newcomer": func(s *stage, _ []string) {
		id, err := s.w.Auth.AddPatient(s.w.as(registrar), newKey(), auth.Form{
			Phone: "+79265550011", FamilyName: "Ким", GivenName: "Анна", Email: "kim@example.org", BirthDate: "1961-04-12", Sex: rules.Female,
			ConsentDocumentID: s.names["text.PERSONAL_DATA"], Locale: rules.RU,
		}, rules.Spoken)
		s.w.must(err)
		s.names["newcomer"] = id
	},
	"unsign": func(s *stage, args []string) { s.w.unsign(s.names[args[0]+".visit"]) },
	// new-text KIND publishes a new version of a text to consent to.
	"new-text": func(s *stage, args []string) {
		kind := rules.ConsentKind(args[0])
		text := rules.Text{RU: "Новая редакция", EN: "New version"}
		s.w.must(s.w.Store.ConsentDocument.Create().SetKind(kind).SetVersion(2).SetTitle(text).SetText(text).Exec(s.w.system(policy.Seed)))
	},
	// join WHO PATIENT enters the patient's visit and calls the session "session.WHO".
	"join": func(s *stage, args []string) {
		session := s.w.join(args[0], s.names[args[1]+".visit"])
		s.names["session."+args[0]] = session.id
		s.w.calls.Told(s.w.t.Context())
	},
	// wave PATIENT changes nothing of the patient's visit, and tells everybody who watches it.
	"wave": func(s *stage, args []string) {
		a := s.w.visitOf(args[0])
		s.w.must(s.w.Store.InTx(s.w.system(policy.Booking), func(ctx context.Context, tx *db.Tx) error {
			return outbox.Note(ctx, tx, a, "WAVED")
		}))
	},
	// check WHO begins to measure the way to the media server.
	"check": func(s *stage, args []string) {
		check, err := s.w.resolver.Checks.Start(s.w.account(args[0]).ID)
		s.w.must(err)
		s.names["check."+args[0]] = check.ID
	},
	// late WHO PATIENT MINUTES announces that the patient's visit begins late.
	"late": func(s *stage, args []string) {
		minutes, err := strconv.Atoi(args[2])
		s.w.must(err)
		s.w.must(s.w.resolver.Visiting.AnnounceDelay(s.w.as(args[0]), newKey(), s.names[args[1]+".visit"], minutes))
	},
	// media PATIENT is a patient behind a relay who switches the camera off and then hears too little for a picture.
	"media": func(s *stage, args []string) {
		fact := signaling.MediaFact{AppointmentID: s.names[args[0]+".visit"], Role: rules.Patient}
		for _, change := range []func(){
			func() { fact.Kind, fact.Route = signaling.Routed, media.Route{Kind: media.RouteRelay, Protocol: "udp"} },
			func() { fact.Kind, fact.State = signaling.Switched, media.State{Audio: true} },
			func() { fact.Kind, fact.Mode, fact.Because = signaling.Receives, media.ModeAudio, media.CauseLoss },
			func() { fact.Kind, fact.Of = signaling.Viewed, rules.Practitioner },
		} {
			change()
			s.w.resolver.Visiting.Media(s.w.t.Context(), fact)
		}
	},
	// leave WHO leaves again.
	"leave": func(s *stage, args []string) {
		s.w.calls.Leave(s.w.account(args[0]).ID, s.names["session."+args[0]])
		s.w.calls.Told(s.w.t.Context())
	},
	// keep-sessions lets sessions outlive their pass.
	"keep-sessions": func(s *stage, _ []string) { s.w.keepSessions() },
	// crowd PATIENT fills the room.
	"crowd": func(s *stage, args []string) {
		pass, err := rules.Admit(rules.Facts{
			AppointmentID: s.names[args[0]+".visit"], Role: rules.Practitioner, Status: rules.Booked,
			StartsAt: s.w.Clock.Now(), EndsAt: s.w.Clock.Now().Add(time.Hour),
		}, rules.Window{}, s.w.Clock.Now())
		s.w.must(err)
		for i := range media.MaxPeers {
			_, err := s.w.calls.Join(s.w.t.Context(), pass, signaling.Participant{AccountID: fmt.Sprint("guest", i)})
			s.w.must(err)
		}
	},
	// message WHO ROOM writes "здравствуйте".
	"message": func(s *stage, args []string) {
		_, err := s.w.resolver.Chat.Send(s.w.as(args[0]), newKey(), chat.Message{VisitID: s.names[args[1]], Text: "здравствуйте"})
		s.w.must(err)
	},
	// tell PATIENT STATE writes an SMS about the patient's visit and calls it "PATIENT.message".
	"tell": func(s *stage, args []string) {
		n, err := s.w.Store.Notification.Create().SetAccountID(s.w.account(args[0]).ID).SetPatientID(s.names[args[0]]).
			SetAppointmentID(s.names[args[0]+".visit"]).SetNotice(rules.NoticeMoved).SetChannel(rules.ChannelSMS).SetSequence(1).
			SetState(rules.DeliveryState(args[1])).SetAttempt(1).SetLastError("NO_ANSWER").SetKey(args[0]).Save(s.w.system(policy.Notices))
		s.w.must(err)
		s.names[args[0]+".message"] = n.ID
	},
	// draft PATIENT keeps a draft of Vorontsov's; conclude signs it.
	"draft":    func(s *stage, args []string) { s.draft(args[0]) },
	"conclude": func(s *stage, args []string) { s.draft(args[0]); s.conclude(args[0]) },
	// code WHO asks for a code to sign in: "challenge", "code" and "wrong-code".
	"code": func(s *stage, args []string) {
		c, err := s.w.Auth.RequestCode(s.w.as(nobody), people[args[0]])
		s.w.must(err)
		s.nameCode(c.ID)
	},
	// consent-code WHO asks for one to sign the IDS of today's visit.
	"consent-code": func(s *stage, args []string) {
		c, err := s.w.resolver.Signing.RequestCode(s.w.as(args[0]), s.names[args[0]+".visit"])
		s.w.must(err)
		s.nameCode(c.ID)
	},
	// confirm enters the code; guess enters wrong ones.
	"confirm": func(s *stage, _ []string) {
		_, err := s.w.Auth.Confirm(s.w.as(nobody), s.names["challenge"], s.names["code"], "")
		s.w.must(err)
	},
	"guess": func(s *stage, args []string) {
		for range len(args[0]) {
			if _, err := s.w.Auth.Confirm(s.w.as(nobody), s.names["challenge"], s.names["wrong-code"], ""); err == nil {
				s.w.t.Fatal("a wrong code was taken")
			}
		}
	},
	"guess-consent": func(s *stage, args []string) {
		id, as := s.names[args[0]+".visit"], s.w.as(args[0])
		for range len(args[1]) {
			if _, err := s.w.resolver.Signing.Sign(as, id, s.names["text.IDS"], s.names["wrong-code"], rules.RU); err == nil {
				s.w.t.Fatal("a wrong code was taken")
			}
		}
	},
	// misremember DOCTOR enters a wrong password five times.
	"misremember": func(s *stage, args []string) {
		for range 5 {
			if _, err := s.w.Auth.SignInStaff(s.w.as(nobody), people[args[0]], "wrong", s.totp()); err == nil {
				s.w.t.Fatal("a wrong password was taken")
			}
		}
	},
	// employ makes an account for a registrar: "member", and "invitation" with "invitation-code" of the authenticator.
	"employ": func(s *stage, _ []string) {
		id, err := s.w.Auth.InviteStaff(s.w.as("admin"), newKey(), auth.Colleague{
			Email: "late@lipa.example", Role: rules.Registrar, FamilyName: "Юрьева", GivenName: "Яна", Locale: rules.RU,
		})
		s.w.must(err)
		a, err := s.w.Store.Account.Get(s.w.as("admin"), id)
		s.w.must(err)
		s.names["member"], s.names["invitation"] = id, s.w.Auth.LinkOf(a).Token
		s.names["invitation-code"], err = totp.GenerateCode(a.TotpSecret, s.w.Clock.Now())
		s.w.must(err)
	},
	// specialty NAME makes one in which nobody receives.
	"specialty": func(s *stage, args []string) {
		_, err := s.w.resolver.Catalogue.CreateSpecialty(s.w.as("admin"), newKey(), catalogue.Specialty{Name: rules.Text{RU: args[0]}})
		s.w.must(err)
	},
	// park gives up on a job and calls it "job.KIND"; unpark takes it up again.
	"park": func(s *stage, args []string) {
		j, err := s.w.Store.Job.Create().SetKind(args[0]).SetSubject(args[1]).SetState("PARKED").SetRunAt(s.w.Clock.Now()).SetAttempt(12).
			SetLastError("the provider does not answer").SetClosedAt(s.w.Clock.Now()).Save(s.w.system(policy.Plumbing))
		s.w.must(err)
		s.names["job."+args[0]] = j.ID
	},
	"unpark": func(s *stage, args []string) {
		s.w.must(s.w.Store.Job.UpdateOneID(s.names["job."+args[0]]).SetState("READY").ClearClosedAt().Exec(s.w.system(policy.Plumbing)))
	},
	// refund PATIENT MINOR gives money back by hand and calls it "refund".
	"refund": func(s *stage, args []string) {
		minor, err := strconv.Atoi(args[1])
		s.w.must(err)
		s.names["refund"], err = s.w.resolver.Pay.RefundByHand(s.w.as(registrar), newKey(), pay.RefundRequest{
			PaymentID: s.names[args[0]+".payment"], AmountMinor: minor, Note: "врач опоздал",
		})
		s.w.must(err)
	},
	// park-refund is what the worker does after many tries.
	"park-refund": func(s *stage, _ []string) {
		s.w.must(s.w.Store.Job.Update().Where(job.Subject(s.names["refund"])).SetState("PARKED").SetClosedAt(s.w.Clock.Now()).
			Exec(s.w.system(policy.Plumbing)))
	},
	// ask-refund lets the job ask; the seeded checkout is one that the bank has never seen.
	"ask-refund": func(s *stage, _ []string) {
		s.w.must(s.w.resolver.Pay.AskRefund(s.w.t.Context(), s.names["refund"]))
	},
	// refunded lets the money arrive.
	"refunded": func(s *stage, _ []string) {
		sys := s.w.system(policy.Settle)
		r, err := s.w.Store.Refund.Get(sys, s.names["refund"])
		s.w.must(err)
		s.w.must(s.w.resolver.Pay.Settle(s.w.t.Context(), pay.Event{
			ID: "back", OrderID: r.AttemptID, Status: pay.Refunded, AmountMinor: int64(r.AmountMinor), Currency: "RUB", RefundKey: r.ID,
		}))
	},
	// print prints all receipts.
	"print": func(s *stage, _ []string) {
		ids, err := s.w.Store.Receipt.Query().IDs(s.w.system(policy.Settle))
		s.w.must(err)
		for _, id := range ids {
			s.w.must(s.w.resolver.Pay.IssueReceipt(s.w.t.Context(), id))
		}
	},
	// stray hears of money that nobody knows, and calls it "stray".
	"stray": func(s *stage, _ []string) {
		s.w.must(s.w.resolver.Pay.Settle(s.w.t.Context(), pay.Event{
			ID: newKey(), Ref: "demo_stray", OrderID: "pta_unknown", Status: pay.Succeeded, AmountMinor: 1234, Currency: "USD",
		}))
		id, err := s.w.Store.PaymentEvent.Query().OnlyID(s.w.system(policy.Settle))
		s.w.must(err)
		s.names["stray"] = id
	},
	// look-after-stray notes what was done about it.
	"look-after-stray": func(s *stage, _ []string) {
		s.w.must(s.w.resolver.Pay.NoteUnmatched(s.w.as(registrar), s.names["stray"], "вернули в кабинете банка"))
	},
	// dispute PATIENT lets the payer's bank take the money of a paid visit back.
	"dispute": func(s *stage, args []string) {
		sys, charge := s.w.system(policy.Settle), "pi_"+args[0]
		try, err := s.w.Store.PaymentAttempt.Query().Where(paymentattempt.PaymentID(s.names[args[0]+".payment"])).First(sys)
		s.w.must(err)
		s.w.must(s.w.Store.PaymentAttempt.UpdateOne(try).SetChargeRef(charge).Exec(sys))
		p, err := s.w.Store.Payment.Get(sys, try.PaymentID)
		s.w.must(err)
		s.w.must(s.w.resolver.Pay.Settle(s.w.t.Context(), pay.Event{
			ID: "du_1.taken", Status: pay.DisputeTaken, AmountMinor: int64(p.AmountMinor), Currency: "RUB", ChargeRef: charge,
			Dispute: &pay.DisputeWord{Ref: "du_1", Reason: "fraudulent", EvidenceDueAt: testkit.Noon.AddDate(0, 0, 7)},
		}))
	},
	// refuse-receipt PATIENT is a cash register that refuses the first receipt, called "receipt".
	"refuse-receipt": func(s *stage, args []string) {
		sys := s.w.system(policy.Settle)
		r, err := s.w.Store.Receipt.Query().Where(receipt.PaymentID(s.names[args[0]+".payment"])).First(sys)
		s.w.must(err)
		s.w.must(s.w.Store.Receipt.UpdateOne(r).SetStatus(rules.ReceiptRefused).Exec(sys))
		s.names["receipt"] = r.ID
	},
	// price WHO SERVICE MINOR changes what a service costs.
	"price": func(s *stage, args []string) {
		minor, err := strconv.Atoi(args[2])
		s.w.must(err)
		s.w.must(s.w.resolver.Catalogue.Update(s.w.as(args[0]), s.names["service."+args[1]], catalogue.Change{PriceMinor: &minor}))
	},
	// email WHO ADDRESS writes an address that is unconfirmed; email-code asks for its code.
	"email": func(s *stage, args []string) {
		s.w.must(s.w.resolver.Notices.UpdatePerson(s.w.as(args[0]), notifying.Person{Email: &args[1]}))
	},
	"email-code": func(s *stage, args []string) {
		c, err := s.w.Auth.RequestEmailCode(s.w.as(args[0]), "vera@example.org")
		s.w.must(err)
		s.nameCode(c.ID)
	},
	"confirm-email": func(s *stage, args []string) {
		s.w.must(s.w.Auth.ConfirmEmail(s.w.as(args[0]), s.names["challenge"], s.names["code"]))
	},
	"guess-email": func(s *stage, args []string) {
		for range len(args[1]) {
			if err := s.w.Auth.ConfirmEmail(s.w.as(args[0]), s.names["challenge"], s.names["wrong-code"]); err == nil {
				s.w.t.Fatal("a wrong code was taken")
			}
		}
	},
	"bank-is-down": func(s *stage, _ []string) { s.w.resolver.Pay.Provider = downBank{s.w.resolver.Pay.Provider} },
}

func (s *stage) nameCode(challenge string) {
	code := s.w.Auth.Code(challenge)
	wrong := "000000"
	if code == wrong {
		wrong = "000001"
	}
	s.names["challenge"], s.names["code"], s.names["wrong-code"] = challenge, code, wrong
}

// instant is a time of the world's day.
func (s *stage) instant(text string) time.Time {
	s.w.t.Helper()
	if at, err := time.Parse(time.RFC3339Nano, text); err == nil {
		return at
	}
	at, err := time.Parse("2006-01-02 15:04:05", "2026-03-02 "+text+":00")
	s.w.must(err)
	return at
}

func (s *stage) draft(who string) {
	id, err := s.w.resolver.Charting.Save(s.w.as(vorontsov), s.names[who+".visit"], rules.ConclusionContent{
		Complaints: "Жалоб нет.", Assessment: "Анализы в норме.", Plan: "Повторить через год.",
	})
	s.w.must(err)
	s.names["conclusion"] = id
}

func (s *stage) conclude(who string) {
	_, err := s.w.resolver.Charting.Sign(s.w.as(vorontsov), s.names[who+".visit"])
	s.w.must(err)
}

// downBank is a bank that cannot be reached.
type downBank struct{ pay.Provider }
