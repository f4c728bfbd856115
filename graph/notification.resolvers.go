package graph

import (
	"context"
	"televisit/ent/db"
	"televisit/ent/db/notification"
	"televisit/graph/generated"
	"televisit/graph/model"
	"televisit/internal/notifying"
	"televisit/internal/viewer"
)

// CalendarURL is the resolver for the calendarUrl field.
func (r *appointmentResolver) CalendarURL(ctx context.Context, obj *db.Appointment) (*string, error) {
	return r.calendarURL(ctx, obj)
}

// UpdateNotificationSettings is the resolver for the updateNotificationSettings field.
func (r *mutationResolver) UpdateNotificationSettings(ctx context.Context, input model.UpdateNotificationSettingsInput) (model.UpdateNotificationSettingsResult, error) {
	switches, err := switchesOf(input.Switches)
	if err == nil {
		err = r.Notices.Update(ctx, switches)
	}
	if err != nil {
		return answer[model.UpdateNotificationSettingsResult](nil, err)
	}
	settings, err := r.notificationSettings(ctx)
	return answer[model.UpdateNotificationSettingsResult](&model.UpdateNotificationSettingsSuccess{Settings: settings}, err)
}

// UpdateViewer is the resolver for the updateViewer field.
func (r *mutationResolver) UpdateViewer(ctx context.Context, input model.UpdateViewerInput) (model.UpdateViewerResult, error) {
	err := r.Notices.UpdatePerson(ctx, notifying.Person{Locale: input.Locale, TimeZone: input.TimeZone, Email: input.Email})
	if err != nil {
		return answer[model.UpdateViewerResult](nil, err)
	}
	v, err := r.viewerModel(ctx, viewer.From(ctx).AccountID)
	return answer[model.UpdateViewerResult](&model.UpdateViewerSuccess{Viewer: v}, err)
}

// RequestEmailCode is the resolver for the requestEmailCode field.
func (r *mutationResolver) RequestEmailCode(ctx context.Context, input model.RequestEmailCodeInput) (model.RequestEmailCodeResult, error) {
	c, err := r.Auth.RequestEmailCode(ctx, input.Email)
	if err != nil {
		return answer[model.RequestEmailCodeResult](nil, err)
	}
	return &model.EmailCodeSent{Challenge: challenge(c)}, nil
}

// ConfirmEmail is the resolver for the confirmEmail field.
func (r *mutationResolver) ConfirmEmail(ctx context.Context, input model.ConfirmEmailInput) (model.ConfirmEmailResult, error) {
	if err := oneGuess(ctx); err != nil {
		return nil, err
	}
	if err := r.Auth.ConfirmEmail(ctx, input.ChallengeID, input.Code); err != nil {
		return answer[model.ConfirmEmailResult](nil, err)
	}
	v, err := r.viewerModel(ctx, viewer.From(ctx).AccountID)
	return answer[model.ConfirmEmailResult](&model.ConfirmEmailSuccess{Viewer: v}, err)
}

// SubscribeToPush is the resolver for the subscribeToPush field.
func (r *mutationResolver) SubscribeToPush(ctx context.Context, input model.SubscribeToPushInput) (model.SubscribeToPushResult, error) {
	if err := r.Notices.Subscribe(ctx, input.Endpoint, input.P256dh, input.Auth); err != nil {
		return answer[model.SubscribeToPushResult](nil, err)
	}
	settings, err := r.notificationSettings(ctx)
	return answer[model.SubscribeToPushResult](&model.SubscribeToPushSuccess{Settings: settings}, err)
}

// UnsubscribeFromPush is the resolver for the unsubscribeFromPush field.
func (r *mutationResolver) UnsubscribeFromPush(ctx context.Context, input model.UnsubscribeFromPushInput) (model.UnsubscribeFromPushResult, error) {
	if err := r.Notices.Unsubscribe(ctx, input.Endpoint); err != nil {
		return nil, err
	}
	settings, err := r.notificationSettings(ctx)
	return answer[model.UnsubscribeFromPushResult](&model.UnsubscribeFromPushSuccess{Settings: settings}, err)
}

// RotateCalendarFeed is the resolver for the rotateCalendarFeed field.
func (r *mutationResolver) RotateCalendarFeed(ctx context.Context) (*model.RotateCalendarFeedSuccess, error) {
	url, err := r.Notices.Rotate(ctx)
	if err != nil {
		return nil, err
	}
	return &model.RotateCalendarFeedSuccess{CalendarFeedURL: url}, nil
}

// RetryNotification is the resolver for the retryNotification field.
func (r *mutationResolver) RetryNotification(ctx context.Context, input model.RetryNotificationInput) (model.RetryNotificationResult, error) {
	if err := r.Notices.Retry(ctx, input.NotificationID); err != nil {
		return answer[model.RetryNotificationResult](nil, err)
	}
	n, err := r.Store.Notification.Get(ctx, input.NotificationID)
	return answer[model.RetryNotificationResult](&model.RetryNotificationSuccess{Notification: n}, err)
}

// Problem is the resolver for the problem field.
func (r *notificationResolver) Problem(ctx context.Context, obj *db.Notification) (*string, error) {
	return orNil(obj.LastError), nil
}

// Appointment is the resolver for the appointment field.
func (r *notificationResolver) Appointment(ctx context.Context, obj *db.Notification) (*db.Appointment, error) {
	return orNone(r.Store.Appointment.Get(ctx, obj.AppointmentID))
}

// IsEmailConfirmed is the resolver for the isEmailConfirmed field.
func (r *patientResolver) IsEmailConfirmed(ctx context.Context, obj *db.Patient) (bool, error) {
	return obj.EmailConfirmedAt != nil && seesContacts(ctx, obj), nil
}

// Notifications is the resolver for the notifications field.
func (r *patientResolver) Notifications(ctx context.Context, obj *db.Patient, first int, after *string) (*model.NotificationConnection, error) {
	if !seesContacts(ctx, obj) {
		return nil, nil
	}
	return r.notifications(ctx, notification.PatientID(obj.ID), first, after)
}

// NotificationSettings is the resolver for the notificationSettings field.
func (r *viewerResolver) NotificationSettings(ctx context.Context, obj *model.Viewer) (*model.NotificationSettings, error) {
	return r.notificationSettings(ctx)
}

// CalendarFeedURL is the resolver for the calendarFeedUrl field.
func (r *viewerResolver) CalendarFeedURL(ctx context.Context, obj *model.Viewer) (*string, error) {
	p, err := orNone(r.Store.Patient.Get(ctx, viewer.From(ctx).PatientID))
	if err != nil || p == nil {
		return nil, err
	}
	return orNil(r.Notices.FeedURL(p)), nil
}

// Notifications is the resolver for the notifications field.
func (r *viewerResolver) Notifications(ctx context.Context, obj *model.Viewer, first int, after *string) (*model.NotificationConnection, error) {
	return r.notifications(ctx, notification.AccountID(obj.ID), first, after)
}

func (r *Resolver) Notification() generated.NotificationResolver { return &notificationResolver{r} }

type notificationResolver struct{ *Resolver }
