package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"time"

	"televisit/bench/clinic"
	"televisit/ent"
	"televisit/ent/db"
	"televisit/ent/policy"
	"televisit/internal/clock"
	"televisit/internal/drive"
	"televisit/internal/rules"
	"televisit/internal/viewer"
)

// room is a visit of a patient and a practitioner who take part in no other.
type room struct {
	*drive.Client
	visit   string
	tokens  [2]string
	sockets [2]*socket
}

// fill writes the rooms into the server's database: signing so many people in by
// SMS would take longer than the measurement.
func fill(ctx context.Context, c *clinic.Clinic) ([]*room, error) {
	store, err := ent.Open(ctx, c.Database, clock.System{})
	if err != nil {
		return nil, err
	}
	defer store.Close()
	all := make([]*room, *rooms)
	err = store.InTx(viewer.System(ctx, policy.Seed), func(ctx context.Context, tx *db.Tx) error {
		service, err := tx.HealthcareService.Query().First(ctx)
		for i := range all {
			if err == nil {
				all[i], err = open(ctx, tx, service, i)
			}
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("fill the rooms: %w", err)
	}
	for _, r := range all {
		r.Client = drive.NewClient(c.Node)
		r.Token = r.tokens[0]
	}
	return all, nil
}

func open(ctx context.Context, tx *db.Tx, service *db.HealthcareService, n int) (*room, error) {
	r := &room{tokens: [2]string{fmt.Sprint("patient ", n), fmt.Sprint("practitioner ", n)}}
	mine, err := account(ctx, tx, rules.Patient, r.tokens[0])
	if err != nil {
		return nil, err
	}
	theirs, err := account(ctx, tx, rules.Practitioner, r.tokens[1])
	if err != nil {
		return nil, err
	}
	patient, err := tx.Patient.Create().SetAccountID(mine).SetFamilyName("Орлова").SetGivenName("Вера").SetBirthDate("1958-05-04").
		SetSex(rules.Female).SetPhone(fmt.Sprintf("+7977%07d", n)).SetSearch("орлова").Save(ctx)
	if err != nil {
		return nil, err
	}
	doctor, err := tx.Practitioner.Create().SetAccountID(theirs).SetFamilyName("Воронцов").SetGivenName("Илья").
		SetPractisesSince(time.Now()).SetQualification(rules.Text{}).SetLanguages([]string{"ru"}).Save(ctx)
	if err != nil {
		return nil, err
	}
	starts := time.Now().Add(time.Hour)
	a, err := tx.Appointment.Create().SetPatientID(patient.ID).SetPractitionerID(doctor.ID).SetServiceID(service.ID).
		SetStatus(rules.Booked).SetStartsAt(starts).SetEndsAt(starts.Add(time.Hour)).SetTimeZone("Europe/Moscow").
		SetFunding(rules.Covered).SetPaymentPolicy(rules.AtVisit).SetPriceMinor(0).SetCurrency(rules.RUB).Save(ctx)
	if err != nil {
		return nil, err
	}
	v, err := tx.Visit.Create().SetAppointmentID(a.ID).SetPatientID(patient.ID).SetPractitionerID(doctor.ID).
		SetStatus(rules.VisitScheduled).SetStatusSince(time.Now()).Save(ctx)
	if err != nil {
		return nil, err
	}
	r.visit = v.ID
	return r, nil
}

// account is somebody who is signed in with a token.
func account(ctx context.Context, tx *db.Tx, role rules.Role, token string) (id string, err error) {
	a, err := tx.Account.Create().SetRole(role).SetName(token).SetTimeZone("Europe/Moscow").Save(ctx)
	if err != nil {
		return "", err
	}
	sum, now := sha256.Sum256([]byte(token)), time.Now()
	return a.ID, tx.Session.Create().SetAccountID(a.ID).SetTokenHash(hex.EncodeToString(sum[:])).
		SetExpiresAt(now.Add(time.Hour)).SetSeenAt(now).SetIdleFor(time.Hour).Exec(viewer.System(ctx, policy.Auth))
}

func (r *room) say(ctx context.Context, n int) error {
	return r.Ask(ctx, `mutation($visit: ID!, $text: String!, $key: UUID!) { sendMessage(input: {visitId: $visit, text: $text, idempotencyKey: $key}) {
		... on SendMessageSuccess { chatMessage { id } } ... on Problem { code message } } }`,
		map[string]any{"visit": r.visit, "text": fmt.Sprintf("Добрый день! %d", n), "key": fmt.Sprintf("00000000-0000-4000-8000-%012d", n+1)}, &struct{}{})
}
