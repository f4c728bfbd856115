package signing

import (
	"context"
	"fmt"
	"time"

	"televisit/ent"
	"televisit/ent/db"
	"televisit/ent/db/appointment"
	"televisit/ent/db/chatmessage"
	"televisit/ent/db/conclusion"
	"televisit/ent/db/consent"
	"televisit/ent/db/consentwithdrawal"
	"televisit/ent/db/document"
	"televisit/ent/db/patient"
	"televisit/ent/db/payment"
	"televisit/ent/policy"
	"televisit/internal/auth"
	"televisit/internal/fault"
	"televisit/internal/outbox"
	"televisit/internal/rules"
	"televisit/internal/viewer"

	entsql "entgo.io/ent/dialect/sql"
)

// Visits are the visits of somebody who withdraws the consent to data processing.
type Visits interface {
	// Withdraw calls off what the patient has held or booked, each visit in a
	// transaction of its own; what has begun stays.
	Withdraw(ctx context.Context, patientID string) error
}

func system(ctx context.Context) context.Context { return viewer.System(ctx, policy.Signing) }

// RequestWithdrawal sends the viewing patient a code to withdraw the consent with.
// Faults: TOO_MANY_ATTEMPTS.
func (s *Service) RequestWithdrawal(ctx context.Context) (*auth.Challenge, error) {
	p, err := s.self(ctx)
	if err != nil {
		return nil, err
	}
	return s.Codes.RequestSignature(ctx, p.Phone, auth.Withdrawal)
}

// Withdraw ends the viewing patient's consent to data processing, and with it
// every session of the account; it returns the withdrawal's id.
// Faults: CODE_INVALID, CODE_EXPIRED, TOO_MANY_ATTEMPTS; CONFLICT when it is
// withdrawn already.
func (s *Service) Withdraw(ctx context.Context, code string) (string, error) {
	p, err := s.self(ctx)
	if err != nil {
		return "", err
	}
	challengeID, err := s.Codes.CheckSignature(ctx, p.Phone, auth.Withdrawal, code)
	if err != nil {
		return "", err
	}
	now := s.Clock.Now()
	var w *db.ConsentWithdrawal
	var sessions []string
	err = s.Store.InTx(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		w, sessions, err = s.close(ctx, tx, p.ID, now, func(c *db.ConsentWithdrawalCreate) { c.SetChannel(rules.SMS).SetChallengeID(challengeID) })
		return err
	})
	if err != nil {
		return "", conflict(err)
	}
	s.revoked(sessions)
	return w.ID, nil
}

// Record writes down a withdrawal that has reached the desk on paper at an
// instant; it returns the withdrawal's id.
// Faults: NOT_FOUND, INVALID_INPUT, CONFLICT, IDEMPOTENCY_KEY_REUSED.
func (s *Service) Record(ctx context.Context, key, patientID string, receivedAt time.Time) (string, error) {
	var sessions []string
	request := []string{patientID, receivedAt.UTC().Format(time.RFC3339Nano)}
	ids, err := outbox.Once(ctx, s.Store, key, request, s.Clock.Now(), func(ctx context.Context, tx *db.Tx) ([]string, error) {
		by, err := tx.Account.Get(ctx, viewer.From(ctx).AccountID)
		if err != nil {
			return nil, fmt.Errorf("read the registrar: %w", err)
		}
		w, ended, err := s.close(ctx, tx, patientID, receivedAt, func(c *db.ConsentWithdrawalCreate) {
			c.SetChannel(rules.Paper).SetRecordedBy(by.ID).SetRecordedByName(by.Name)
		})
		if err != nil {
			return nil, err
		}
		sessions = ended
		return []string{w.ID}, nil
	})
	if err != nil {
		return "", conflict(err)
	}
	s.revoked(sessions)
	return ids[0], nil
}

func conflict(err error) error {
	if ent.IsConflict(err) {
		return fault.New(fault.Conflict, "the consent is withdrawn already")
	}
	return err
}

func (s *Service) revoked(sessions []string) {
	for _, id := range sessions {
		s.Codes.Revoked(id, rules.EndedByWithdrawal)
	}
}

func (s *Service) self(ctx context.Context) (*db.Patient, error) {
	p, err := s.Store.Patient.Get(ctx, viewer.From(ctx).PatientID)
	if err != nil {
		return nil, fmt.Errorf("read the patient: %w", err)
	}
	return p, nil
}

// close writes the withdrawal, closes the account and ends its sessions. The
// visits follow as a job: each is a transition of its own.
func (s *Service) close(ctx context.Context, tx *db.Tx, patientID string, receivedAt time.Time,
	by func(*db.ConsentWithdrawalCreate)) (*db.ConsentWithdrawal, []string, error) {
	times, err := rules.Withdraw(receivedAt, s.now())
	if err != nil {
		return nil, nil, err
	}
	p, agreed, err := s.agreed(ctx, tx, patientID)
	if err != nil {
		return nil, nil, err
	}
	sys := system(ctx)
	create := tx.ConsentWithdrawal.Create().SetPatientID(p.ID).SetAccountID(*p.AccountID).SetConsentID(agreed.ID).
		SetWithdrawnAt(receivedAt).SetFinishBy(times.FinishBy)
	by(create)
	w, err := create.Save(sys)
	if err != nil {
		return nil, nil, fmt.Errorf("write the withdrawal: %w", err)
	}
	if err := tx.Patient.UpdateOne(p).SetConsentWithdrawnAt(receivedAt).Exec(sys); err != nil {
		return nil, nil, fmt.Errorf("close the account: %w", err)
	}
	if err := s.wakeRooms(ctx, tx, p.ID); err != nil {
		return nil, nil, err
	}
	for _, job := range []struct {
		kind string
		at   time.Time
	}{{outbox.CallOffVisits, s.now()}, {outbox.EraseData, times.EraseAt}} {
		if err := outbox.Enqueue(ctx, tx, job.kind, w.ID, job.at); err != nil {
			return nil, nil, err
		}
	}
	if _, err := outbox.Emit(ctx, tx, outbox.Withdrawals, outbox.Event{Kind: outbox.Withdrawn, Subject: w.ID}); err != nil {
		return nil, nil, err
	}
	if err := s.Codes.EndLinks(ctx, tx, p.ID); err != nil {
		return nil, nil, err
	}
	sessions, err := s.Codes.EndSessions(ctx, tx, *p.AccountID, rules.EndedByWithdrawal)
	return w, sessions, err
}

// agreed reads a patient whom the viewer may see and the consent in force. The
// patient's row is locked: a time that is being held meanwhile is called off.
func (s *Service) agreed(ctx context.Context, tx *db.Tx, patientID string) (*db.Patient, *db.Consent, error) {
	if err := s.Store.LockPatient(ctx, tx, patientID); err != nil {
		return nil, nil, fmt.Errorf("lock the patient: %w", err)
	}
	p, err := tx.Patient.Query().Where(patient.ID(patientID)).Only(ctx)
	if db.IsNotFound(err) {
		return nil, nil, fault.New(fault.NotFound, "no such patient")
	}
	if err != nil {
		return nil, nil, fmt.Errorf("read the patient: %w", err)
	}
	newest, err := tx.Consent.Query().Where(consent.PatientID(p.ID), consent.Kind(rules.PersonalData)).
		Order(consent.BySignedAt(entsql.OrderDesc()), consent.ByID(entsql.OrderDesc())).First(system(ctx))
	if err != nil && !db.IsNotFound(err) {
		return nil, nil, fmt.Errorf("read the consent: %w", err)
	}
	if newest == nil || p.ConsentWithdrawnAt != nil || p.AccountID == nil {
		return nil, nil, fault.New(fault.Conflict, "there is no consent to withdraw")
	}
	return p, newest, nil
}

// wakeRooms lets every node look at the calls of the patient.
func (s *Service) wakeRooms(ctx context.Context, tx *db.Tx, patientID string) error {
	ids, err := tx.Appointment.Query().Where(appointment.PatientID(patientID), appointment.StatusIn(rules.Booked, rules.InProgress)).IDs(system(ctx))
	if err != nil {
		return fmt.Errorf("look for calls: %w", err)
	}
	for _, id := range ids {
		ent.Touched(ctx, outbox.Appointment(id), 0)
	}
	return nil
}

// CallOff calls off the visits of somebody who has withdrawn the consent; a job
// calls it with the withdrawal's id.
func (s *Service) CallOff(ctx context.Context, id string) error {
	w, err := s.Store.ConsentWithdrawal.Get(system(ctx), id)
	if err != nil {
		return fmt.Errorf("read the withdrawal: %w", err)
	}
	if w.Outcome == rules.GivenAgain { // what is booked now was booked since
		return nil
	}
	return s.Visits.Withdraw(ctx, w.PatientID)
}

// Finish erases what no law keeps, on the word of the viewing registrar that the
// same was done outside this system.
// Faults: NOT_FOUND, CONFLICT when it is finished already.
func (s *Service) Finish(ctx context.Context, id string) error {
	return s.Store.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		w, err := tx.ConsentWithdrawal.Get(ctx, id)
		if db.IsNotFound(err) {
			return fault.New(fault.NotFound, "no such withdrawal")
		}
		if err != nil {
			return fmt.Errorf("read the withdrawal: %w", err)
		}
		by, err := tx.Account.Get(ctx, viewer.From(ctx).AccountID)
		if err != nil {
			return fmt.Errorf("read the registrar: %w", err)
		}
		done, err := s.erase(ctx, tx, w, &by.Name)
		if err == nil && !done {
			err = fault.New(fault.Conflict, "the withdrawal is finished already")
		}
		return err
	})
}

// Erase does so when nobody has until shortly before the deadline; a job calls it.
func (s *Service) Erase(ctx context.Context, id string) error {
	return s.Store.InTx(system(ctx), func(ctx context.Context, tx *db.Tx) error {
		w, err := tx.ConsentWithdrawal.Get(ctx, id)
		if err != nil {
			return fmt.Errorf("read the withdrawal: %w", err)
		}
		_, err = s.erase(ctx, tx, w, nil)
		return err
	})
}

func (s *Service) erase(ctx context.Context, tx *db.Tx, w *db.ConsentWithdrawal, by *string) (done bool, err error) {
	kept, err := keptByLaw(system(ctx), tx, w.PatientID)
	if err != nil {
		return false, err
	}
	how := kept.Erase()
	n, err := tx.ConsentWithdrawal.Update().Where(consentwithdrawal.ID(w.ID), consentwithdrawal.FinishedAtIsNil()).
		SetFinishedAt(s.now()).SetNillableFinishedByName(by).SetOutcome(how).Save(system(ctx))
	if err != nil {
		return false, fmt.Errorf("finish the withdrawal: %w", err)
	}
	if n == 0 {
		return false, nil
	}
	if _, err := outbox.Emit(ctx, tx, outbox.Withdrawals, outbox.Event{Kind: outbox.WithdrawalEnded, Subject: w.ID}); err != nil {
		return false, err
	}
	return true, s.Codes.Forget(ctx, tx, w, how)
}

// keptByLaw looks for what stands under a patient's name.
func keptByLaw(sys context.Context, tx *db.Tx, patientID string) (kept rules.KeptByLaw, err error) {
	begun := []rules.AppointmentStatus{rules.InProgress, rules.Fulfilled, rules.NoShow, rules.Failed}
	for _, has := range []func() (bool, error){
		func() (bool, error) {
			return tx.Appointment.Query().Where(appointment.PatientID(patientID), appointment.StatusIn(begun...)).Exist(sys)
		},
		func() (bool, error) {
			return tx.Document.Query().Where(document.PatientID(patientID)).Exist(sys)
		},
		func() (bool, error) {
			return tx.ChatMessage.Query().Where(chatmessage.PatientID(patientID)).Exist(sys)
		},
		func() (bool, error) {
			return tx.Conclusion.Query().Where(conclusion.PatientID(patientID)).Exist(sys)
		},
	} {
		found, err := has()
		if err != nil {
			return kept, fmt.Errorf("look for records: %w", err)
		}
		kept.Records = kept.Records || found
	}
	kept.Money, err = tx.Payment.Query().Where(payment.PatientID(patientID), payment.StatusNotIn(rules.Unpaid()...),
		payment.StatusNEQ(rules.PaymentCancelled)).Exist(sys)
	if err != nil {
		return kept, fmt.Errorf("look for payments: %w", err)
	}
	return kept, nil
}
