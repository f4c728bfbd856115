package seed

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"time"

	"televisit/ent/db"
	"televisit/internal/ledger"
	"televisit/internal/outbox"
	"televisit/internal/pay"
	"televisit/internal/rules"
)

// consent signs personal-data processing, or the IDS when a is given.
func (s *Seeder) consent(ctx context.Context, tx *db.Tx, w *world, p *db.Patient, a *db.Appointment, at time.Time) error {
	kind, channel := rules.PersonalData, rules.SignUpSMS
	if a != nil {
		kind, channel = rules.IDS, rules.SMS
	}
	text := w.texts[kind]
	create := tx.Consent.Create().SetPatientID(p.ID).SetDocumentID(text.ID).SetKind(kind).SetLocale(rules.RU).
		SetTextSha256(rules.TextHash(text.Title, text.Text, rules.RU)).SetChannel(channel).
		SetChallengeID("seed").SetPhone(p.Phone).SetSignedAt(at)
	if a != nil {
		create.SetAppointmentID(a.ID).SetPractitionerID(a.PractitionerID)
	}
	return create.Exec(ctx)
}

// visit is a demo appointment.
type visit struct {
	patient      *db.Patient
	practitioner *db.Practitioner
	service      *db.HealthcareService
	at           time.Time
	reason       string
	signed, paid bool
	status       rules.AppointmentStatus
	checked      bool
}

// insert makes an appointment with its claim, visit, payment and consent.
func (s *Seeder) insert(ctx context.Context, tx *db.Tx, w *world, v visit) (*db.Appointment, *db.Visit, error) {
	ends := v.at.Add(time.Duration(v.service.DurationMinutes) * time.Minute)
	create := tx.Appointment.Create().SetPatient(v.patient).SetPractitioner(v.practitioner).SetService(v.service).
		SetStatus(v.status).SetStartsAt(v.at).SetEndsAt(ends).SetTimeZone(s.Zone.String()).SetReason(v.reason).
		SetFunding(v.service.Funding).SetPaymentPolicy(v.service.PaymentPolicy).
		SetPriceMinor(v.service.PriceMinor).SetCurrency(v.service.Currency)
	if v.checked {
		yes := true
		create.SetDeviceCheck(&rules.DeviceCheck{CheckedAt: s.Clock.Now(), Camera: true, Microphone: true, Speaker: &yes})
	}
	a, err := create.Save(ctx)
	if err != nil {
		return nil, nil, err
	}
	err = tx.SlotClaim.Create().SetPractitioner(v.practitioner).SetPatientID(v.patient.ID).SetAppointmentID(a.ID).
		SetState(rules.ClaimBooked).SetStartsAt(v.at).SetEndsAt(ends).Exec(ctx)
	if err != nil {
		return nil, nil, err
	}
	if err := s.money(ctx, tx, a, v.paid); err != nil {
		return nil, nil, err
	}
	if v.signed {
		if err := s.consent(ctx, tx, w, v.patient, a, v.at.Add(-time.Hour)); err != nil {
			return nil, nil, err
		}
	}
	if err := outbox.SetTimers(ctx, tx, a, rules.DefaultSettings()); err != nil {
		return nil, nil, err
	}
	made, err := tx.Visit.Create().SetAppointmentID(a.ID).SetPatientID(v.patient.ID).SetPractitionerID(v.practitioner.ID).
		SetStatus(rules.VisitScheduled).SetStatusSince(s.Clock.Now()).Save(ctx)
	return a, made, err
}

func (s *Seeder) money(ctx context.Context, tx *db.Tx, a *db.Appointment, paid bool) error {
	if a.Funding != rules.SelfPay {
		return nil
	}
	create := tx.Payment.Create().SetAppointmentID(a.ID).SetPatientID(a.PatientID).SetPractitionerID(a.PractitionerID).
		SetAmountMinor(a.PriceMinor).SetCurrency(a.Currency).SetStatus(rules.PaymentDue)
	if !paid {
		return create.Exec(ctx)
	}
	at := a.StartsAt.Add(-2 * time.Hour)
	status := rules.PaymentPaid
	if a.Status == rules.Fulfilled {
		status = rules.PaymentSettled
	}
	p, err := create.SetStatus(status).SetMethod(rules.Card).SetPaidAt(at).Save(ctx)
	if err != nil {
		return err
	}
	if err := s.checkout(ctx, tx, p, at); err != nil {
		return err
	}
	books := ledger.Books{Clock: s.Clock, Receipts: true}
	if err := books.Write(ctx, tx, p, rules.MoneyPaid, p.AmountMinor, ""); err != nil || status == rules.PaymentPaid {
		return err
	}
	return books.Write(ctx, tx, p, rules.MoneyEarned, p.AmountMinor, "")
}

// checkout is how it was paid. The demo's bank learns of it, too, so that it can
// give the money back.
func (s *Seeder) checkout(ctx context.Context, tx *db.Tx, p *db.Payment, at time.Time) error {
	try, err := tx.PaymentAttempt.Create().SetPaymentID(p.ID).SetProvider("demo").SetMethod(rules.Card).
		SetStatus(rules.PaymentPaid).Save(ctx)
	if err != nil || s.Bank == nil {
		return err
	}
	ref, err := s.Bank.Remember(pay.Order{
		ID: try.ID, AmountMinor: int64(p.AmountMinor), Currency: string(p.Currency), Method: pay.Card,
		Description: "televisit " + p.ID, ReturnURL: "/", Locale: "ru",
	}, at)
	if err != nil {
		return err
	}
	return tx.PaymentAttempt.UpdateOne(try).SetRef(ref).Exec(ctx)
}

// past makes what the demo patients have behind them.
func (s *Seeder) past(ctx context.Context, tx *db.Tx, w *world) error {
	nina, vera := w.patients["nina"], w.patients["vera"]
	day := s.Clock.Now().Truncate(24 * time.Hour)
	err := s.concluded(ctx, tx, w, visit{
		patient: nina, practitioner: w.practitioners["vorontsov"], service: w.services["followup"],
		at: day.AddDate(0, 0, -42).Add(12 * time.Hour), reason: "Давление по утрам выше обычного", signed: true, paid: true,
		status: rules.Fulfilled, checked: true,
	}, rules.ConclusionContent{
		Complaints: "Головокружение по утрам около недели. Давление утром 140–150 на 85–90, вечером 130 на 80.",
		Diagnosis:  "I11.9 Гипертензивная болезнь сердца",
		Assessment: "Утренние подъёмы давления. Признаков неотложного состояния нет.",
		Plan:       "Лозартан 50 мг принимать вечером, в 21:00.\nМерить давление утром и вечером, две недели.\nПовторный онлайн-визит через шесть недель.",
	})
	if err != nil {
		return err
	}
	for _, e := range []struct {
		patient             *db.Patient
		months              int
		title, doctor, text string
	}{
		{nina, 8, "Очный приём кардиолога", "Воронцов Андрей Игоревич", "Диагноз: I11.9 Гипертензивная болезнь сердца. Назначен лозартан 50 мг утром."},
		{nina, 9, "ЭКГ", "Кабинет функциональной диагностики", "Ритм синусовый, 68 в минуту. Признаки гипертрофии левого желудочка."},
		{vera, 14, "Очный приём терапевта", "Мельникова Светлана Юрьевна", "Жалоб нет. Плановый осмотр."},
		{w.patients["petr"], 5, "Анализ крови", "Лаборатория", "Гемоглобин 138 г/л, холестерин 6,1 ммоль/л."},
	} {
		err := tx.ChartEntry.Create().SetPatientID(e.patient.ID).SetOccurredAt(day.AddDate(0, -e.months, 0).Add(9 * time.Hour)).
			SetTitle(e.title).SetPractitionerName(e.doctor).SetText(e.text).Exec(ctx)
		if err != nil {
			return err
		}
	}
	return nil
}

func (s *Seeder) concluded(ctx context.Context, tx *db.Tx, w *world, v visit, c rules.ConclusionContent) error {
	_, made, err := s.insert(ctx, tx, w, v)
	if err != nil {
		return err
	}
	end := v.at.Add(21 * time.Minute)
	err = tx.Visit.UpdateOne(made).SetStatus(rules.VisitConcluded).SetStatusSince(end).SetStartedAt(v.at).SetFinishedAt(end).Exec(ctx)
	if err != nil {
		return err
	}
	b, err := json.Marshal(c)
	if err != nil {
		return err
	}
	sum := sha256.Sum256(b)
	return tx.Conclusion.Create().SetVisitID(made.ID).SetPatientID(v.patient.ID).SetPractitionerID(v.practitioner.ID).
		SetNumber(1).SetStatus(rules.Final).SetContent(c).SetUpdatedAt(end).SetSignedAt(end).
		SetSignedBy(*v.practitioner.AccountID).SetSha256(hex.EncodeToString(sum[:])).Exec(ctx)
}

// today makes visits to come: one unpaid, one that lacks its consent, one ready.
func (s *Seeder) today(ctx context.Context, tx *db.Tx, w *world) error {
	next := s.Clock.Now().Truncate(30 * time.Minute).Add(90 * time.Minute)
	for i, v := range []visit{
		{patient: w.patients["petr"], service: w.services["followup"], reason: "Давление скачет второй день", signed: true},
		{patient: w.patients["maksim"], service: w.services["advice"], reason: "Колет слева после пробежки", checked: true},
		{patient: w.patients["vera"], service: w.services["advice"], reason: "Обсудить анализы", paid: true, signed: true, checked: true},
	} {
		v.practitioner, v.status, v.at = w.practitioners["vorontsov"], rules.Booked, next.Add(time.Duration(i)*30*time.Minute)
		if _, _, err := s.insert(ctx, tx, w, v); err != nil {
			return err
		}
	}
	return nil
}
