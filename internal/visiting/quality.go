package visiting

import (
	"context"
	"fmt"

	"televisit/ent/db"
	"televisit/ent/db/visit"
	"televisit/internal/rules"
	"televisit/internal/signaling"
)

// Quality keeps how media went for people in running visits, all in one
// transaction. A visit that is unknown is left out.
func (s *Service) Quality(ctx context.Context, samples []signaling.Quality) {
	if err := s.Store.InTx(system(ctx), func(ctx context.Context, tx *db.Tx) error {
		return keep(ctx, tx, samples)
	}); err != nil {
		s.Log.Error("keep the quality of calls", "err", err)
	}
}

func keep(ctx context.Context, tx *db.Tx, samples []signaling.Quality) error {
	visits, err := visitsOf(ctx, tx, samples)
	if err != nil {
		return err
	}
	var rows []*db.VisitQualityCreate
	for _, q := range samples {
		if v := visits[q.AppointmentID]; v != nil && isSide(q.Role) {
			rows = append(rows, tx.VisitQuality.Create().SetVisitID(v.ID).SetPatientID(v.PatientID).SetPractitionerID(v.PractitionerID).
				SetRole(q.Role).SetLink(q.Link).SetLossUp(q.LossUp).SetLossDown(q.LossDown).SetRttMs(int(q.RTT.Milliseconds())).
				SetUpKbps(q.UpKbps).SetDownKbps(q.DownKbps).SetFreezes(q.Freezes).SetWay(q.Way))
		}
	}
	if err := tx.VisitQuality.CreateBulk(rows...).Exec(ctx); err != nil {
		return fmt.Errorf("write the quality: %w", err)
	}
	return nil
}

func isSide(r rules.Role) bool { return r == rules.Patient || r == rules.Practitioner }

func visitsOf(ctx context.Context, tx *db.Tx, samples []signaling.Quality) (map[string]*db.Visit, error) {
	var ids []string
	for _, q := range samples {
		ids = append(ids, q.AppointmentID)
	}
	found, err := tx.Visit.Query().Where(visit.AppointmentIDIn(ids...)).All(ctx)
	if err != nil {
		return nil, fmt.Errorf("read the visits: %w", err)
	}
	byAppointment := map[string]*db.Visit{}
	for _, v := range found {
		byAppointment[v.AppointmentID] = v
	}
	return byAppointment, nil
}
