package graph

import (
	"context"
	"televisit/ent/db"
	"televisit/ent/db/appointment"
	"televisit/graph/model"
	"televisit/internal/outbox"
	"televisit/internal/rules"
	"televisit/internal/viewer"
)

// ConfirmPatient is the resolver for the confirmPatient field.
func (r *mutationResolver) ConfirmPatient(ctx context.Context, input model.ConfirmPatientInput) (model.ConfirmPatientResult, error) {
	if err := r.confirmPatient(ctx, input.PatientID, input.Paper, input.SeenAt); err != nil {
		return answer[model.ConfirmPatientResult](nil, err)
	}
	p, err := r.Store.Patient.Get(ctx, input.PatientID)
	return answer[model.ConfirmPatientResult](&model.ConfirmPatientSuccess{Patient: p}, err)
}

// CreatePatient is the resolver for the createPatient field.
func (r *mutationResolver) CreatePatient(ctx context.Context, input model.CreatePatientInput) (model.CreatePatientResult, error) {
	id, err := r.Auth.AddPatient(ctx, input.IdempotencyKey, callerOf(input), input.ConsentChannel)
	if err != nil {
		return answer[model.CreatePatientResult](nil, r.known(ctx, r.outdated(ctx, err)))
	}
	p, err := r.Store.Patient.Get(ctx, id)
	return answer[model.CreatePatientResult](&model.CreatePatientSuccess{Patient: p}, err)
}

// Appointments is the resolver for the appointments field.
func (r *patientResolver) Appointments(ctx context.Context, obj *db.Patient, filter model.AppointmentFilter, first int, after *string) (*model.AppointmentConnection, error) {
	return r.appointments(ctx, appointment.PatientID(obj.ID), filter, first, after)
}

// PractitionerBoard is the resolver for the practitionerBoard field.
func (r *queryResolver) PractitionerBoard(ctx context.Context, date rules.Date) (*model.Board, error) {
	return r.board(ctx, outbox.Board(viewer.From(ctx).PractitionerID), date)
}

// UnsignedVisits is the resolver for the unsignedVisits field.
func (r *queryResolver) UnsignedVisits(ctx context.Context) ([]*db.Appointment, error) {
	return r.unsigned(ctx)
}

// DeskFloor is the resolver for the deskFloor field.
func (r *queryResolver) DeskFloor(ctx context.Context, date *rules.Date) (*model.Board, error) {
	today, err := r.today(ctx, date)
	if err != nil {
		return nil, err
	}
	return r.board(ctx, outbox.Floor, today)
}

// Patients is the resolver for the patients field.
func (r *queryResolver) Patients(ctx context.Context, search string, first int, after *string) (*model.PatientConnection, error) {
	return r.patients(ctx, search, first, after)
}

// PractitionerBoard is the resolver for the practitionerBoard field.
func (r *subscriptionResolver) PractitionerBoard(ctx context.Context, date rules.Date, after *string) (<-chan model.BoardEvent, error) {
	return r.follow(ctx, outbox.Board(viewer.From(ctx).PractitionerID), date, after)
}

// DeskFloor is the resolver for the deskFloor field.
func (r *subscriptionResolver) DeskFloor(ctx context.Context, date *rules.Date, after *string) (<-chan model.BoardEvent, error) {
	today, err := r.today(ctx, date)
	if err != nil {
		return nil, err
	}
	return r.follow(ctx, outbox.Floor, today, after)
}
