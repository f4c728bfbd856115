package graph

import (
	"context"
	"televisit/ent/db"
	"televisit/ent/db/healthcareservice"
	"televisit/ent/db/practitioner"
	"televisit/graph/generated"
	"televisit/graph/model"
	"televisit/internal/catalogue"
	"televisit/internal/request"
	"televisit/internal/rules"
	"time"
)

// Name is the resolver for the name field.
func (r *clinicResolver) Name(ctx context.Context, obj *db.Clinic) (string, error) {
	return obj.Name.In(request.Locale(ctx)), nil
}

// Address is the resolver for the address field.
func (r *clinicResolver) Address(ctx context.Context, obj *db.Clinic) (string, error) {
	return obj.Address.In(request.Locale(ctx)), nil
}

// HoldSeconds is the resolver for the holdSeconds field.
func (r *clinicResolver) HoldSeconds(ctx context.Context, obj *db.Clinic) (int, error) {
	return int(obj.Settings.Hold.Seconds()), nil
}

// MaxFileBytes is the resolver for the maxFileBytes field.
func (r *clinicResolver) MaxFileBytes(ctx context.Context, obj *db.Clinic) (int, error) {
	return int(obj.Settings.MaxFileBytes), nil
}

// Name is the resolver for the name field.
func (r *healthcareServiceResolver) Name(ctx context.Context, obj *db.HealthcareService) (string, error) {
	return obj.Name.In(request.Locale(ctx)), nil
}

// Price is the resolver for the price field.
func (r *healthcareServiceResolver) Price(ctx context.Context, obj *db.HealthcareService) (*rules.Money, error) {
	return &rules.Money{AmountMinor: obj.PriceMinor, Currency: obj.Currency}, nil
}

func (r *healthcareServiceResolver) Practitioners(ctx context.Context, obj *db.HealthcareService) ([]*db.Practitioner, error) {
	return obj.QueryPractitioners().Order(practitioner.ByFamilyName(), practitioner.ByID()).All(ctx)
}

func (r *mutationResolver) UpdateService(ctx context.Context, input model.UpdateServiceInput) (model.UpdateServiceResult, error) {
	err := r.Catalogue.Update(ctx, input.ServiceID, catalogue.Change{
		PriceMinor: input.PriceMinor, Minutes: input.DurationMinutes, Funding: input.Funding, Policy: input.PaymentPolicy,
		Practitioners: input.PractitionerIds,
	})
	if err != nil {
		return answer[model.UpdateServiceResult](nil, err)
	}
	s, err := r.Store.HealthcareService.Get(ctx, input.ServiceID)
	return answer[model.UpdateServiceResult](&model.UpdateServiceSuccess{Service: s}, err)
}

// Specialties is the resolver for the specialties field.
func (r *practitionerResolver) Specialties(ctx context.Context, obj *db.Practitioner) ([]*db.Specialty, error) {
	return obj.QuerySpecialties().All(ctx)
}

// ExperienceYears is the resolver for the experienceYears field.
func (r *practitionerResolver) ExperienceYears(ctx context.Context, obj *db.Practitioner) (int, error) {
	return years(obj.PractisesSince, r.now()), nil
}

// Qualification is the resolver for the qualification field.
func (r *practitionerResolver) Qualification(ctx context.Context, obj *db.Practitioner) (string, error) {
	return obj.Qualification.In(request.Locale(ctx)), nil
}

// Services is the resolver for the services field.
func (r *practitionerResolver) Services(ctx context.Context, obj *db.Practitioner) ([]*db.HealthcareService, error) {
	return obj.QueryServices().Order(healthcareservice.ByID()).All(ctx)
}

// NextFreeAt is the resolver for the nextFreeAt field.
func (r *practitionerResolver) NextFreeAt(ctx context.Context, obj *db.Practitioner) (*time.Time, error) {
	return r.nextFree(ctx, obj.ID)
}

// ServiceChanges is the resolver for the serviceChanges field.
func (r *queryResolver) ServiceChanges(ctx context.Context, serviceID *string, first int, after *string) (*model.ServiceChangeConnection, error) {
	return r.serviceChanges(ctx, serviceID, first, after)
}

func (r *queryResolver) Services(ctx context.Context) ([]*db.HealthcareService, error) {
	return r.services(ctx)
}

// Clinic is the resolver for the clinic field.
func (r *queryResolver) Clinic(ctx context.Context) (*db.Clinic, error) {
	return r.clinic(ctx)
}

// Specialties is the resolver for the specialties field.
func (r *queryResolver) Specialties(ctx context.Context) ([]*db.Specialty, error) {
	return r.specialties(ctx)
}

// Practitioners is the resolver for the practitioners field.
func (r *queryResolver) Practitioners(ctx context.Context, specialtyID *string, first int, after *string) (*model.PractitionerConnection, error) {
	return r.practitioners(ctx, specialtyID, first, after)
}

// Service is the resolver for the service field.
func (r *serviceChangeResolver) Service(ctx context.Context, obj *db.ServiceChange) (*db.HealthcareService, error) {
	return r.Store.HealthcareService.Get(ctx, obj.ServiceID)
}

// Name is the resolver for the name field.
func (r *specialtyResolver) Name(ctx context.Context, obj *db.Specialty) (string, error) {
	return obj.Name.In(request.Locale(ctx)), nil
}

// Summary is the resolver for the summary field.
func (r *specialtyResolver) Summary(ctx context.Context, obj *db.Specialty) (string, error) {
	return obj.Summary.In(request.Locale(ctx)), nil
}

// PractitionerCount is the resolver for the practitionerCount field.
func (r *specialtyResolver) PractitionerCount(ctx context.Context, obj *db.Specialty) (int, error) {
	ids, err := practitionersOf(ctx, obj)
	return len(ids), err
}

func (r *specialtyResolver) NextFreeAt(ctx context.Context, obj *db.Specialty) (*time.Time, error) {
	ids, err := practitionersOf(ctx, obj)
	if err != nil {
		return nil, err
	}
	return r.nextFree(ctx, ids...)
}

func (r *Resolver) Clinic() generated.ClinicResolver { return &clinicResolver{r} }

func (r *Resolver) HealthcareService() generated.HealthcareServiceResolver {
	return &healthcareServiceResolver{r}
}

func (r *Resolver) Practitioner() generated.PractitionerResolver { return &practitionerResolver{r} }

func (r *Resolver) ServiceChange() generated.ServiceChangeResolver { return &serviceChangeResolver{r} }

func (r *Resolver) Specialty() generated.SpecialtyResolver { return &specialtyResolver{r} }

type (
	clinicResolver            struct{ *Resolver }
	healthcareServiceResolver struct{ *Resolver }
	practitionerResolver      struct{ *Resolver }
	serviceChangeResolver     struct{ *Resolver }
	specialtyResolver         struct{ *Resolver }
)
