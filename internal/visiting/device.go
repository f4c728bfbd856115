package visiting

import (
	"context"
	"fmt"

	"televisit/ent/db"
	"televisit/ent/db/appointment"
	"televisit/internal/fault"
	"televisit/internal/outbox"
	"televisit/internal/rules"
	"televisit/internal/viewer"
)

// SaveDeviceCheck keeps the patient's check with the appointment. A practitioner
// may check too; the board shows the patient's light, so that is not kept.
// Faults: NOT_FOUND, CONFLICT, INVALID_INPUT.
func (s *Service) SaveDeviceCheck(ctx context.Context, appointmentID string, check rules.DeviceCheck) error {
	if err := check.Link.Check(); err != nil {
		return err
	}
	return s.Store.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		a, err := tx.Appointment.Query().Where(appointment.ID(appointmentID)).Only(ctx)
		if db.IsNotFound(err) {
			return fault.New(fault.NotFound, "no such appointment")
		}
		if err != nil {
			return fmt.Errorf("read the appointment: %w", err)
		}
		if err := rules.MayCheckDevice(a.Status); err != nil {
			return err
		}
		if viewer.From(ctx).Role != viewer.Patient {
			return nil
		}
		if err := tx.Appointment.Update().Where(appointment.ID(a.ID)).SetDeviceCheck(&check).Exec(ctx); err != nil {
			return fmt.Errorf("keep the device check: %w", err)
		}
		return outbox.Note(ctx, tx, a, "DEVICE_CHECKED")
	})
}
