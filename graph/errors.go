package graph

import (
	"context"
	"crypto/rand"
	"errors"
	"log/slog"
	"maps"
	"slices"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/99designs/gqlgen/graphql/errcode"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"televisit/ent/db"
	"televisit/graph/model"
	"televisit/internal/fault"
	"televisit/internal/rules"
)

// answer turns an expected refusal into the problem type of the mutation's
// union. What the union does not list stays an error of the top level.
func answer[T any](ok T, err error) (T, error) {
	var none T
	if err == nil {
		return ok, nil
	}
	f, expected := fault.As(err)
	if !expected {
		return none, err
	}
	for _, p := range problems(f) {
		if member, is := any(p).(T); is {
			return member, nil
		}
	}
	return none, err
}

// topLevel are codes that are never a problem's: the public enum lacks them.
var topLevel = []fault.Code{
	fault.Unauthenticated, fault.Forbidden, fault.NotFound, fault.RateLimited, fault.BadRequest,
	fault.TooComplex, fault.NoSuchDocument, fault.Unavailable, fault.Internal,
}

// problems are the types that can carry a fault, the most telling first.
func problems(f *fault.Error) []model.Problem {
	if slices.Contains(topLevel, f.Code) {
		return nil
	}
	general := &model.Conflict{Code: f.Code, Message: f.Message}
	if special := special(f); special != nil {
		return []model.Problem{special, general}
	}
	return []model.Problem{general}
}

func special(f *fault.Error) model.Problem {
	c, m := f.Code, f.Message
	switch c {
	case fault.InvalidInput:
		return &model.InvalidInput{Code: c, Message: m, Fields: fault.Detail[[]string](f, "fields")}
	case fault.CodeInvalid:
		return &model.CodeInvalid{Code: c, Message: m, Retryable: true, AttemptsLeft: fault.Detail[int](f, "attemptsLeft")}
	case fault.CodeExpired:
		return &model.CodeExpired{Code: c, Message: m}
	case fault.TooManyAttempts:
		return &model.TooManyAttempts{Code: c, Message: m, Retryable: true, RetryAt: fault.Detail[time.Time](f, "retryAt")}
	case fault.SignInRefused:
		return &model.SignInRefused{Code: c, Message: m, Retryable: true}
	case fault.PatientExists:
		return &model.PatientExists{Code: c, Message: m, Patient: fault.Detail[*db.Patient](f, "shown")}
	case fault.SlotTaken:
		return &model.SlotTaken{Code: c, Message: m, Alternatives: alternatives(f)}
	case fault.TooLateToMove:
		return &model.TooLateToMove{Code: c, Message: m, Deadline: fault.Detail[time.Time](f, "deadline")}
	case fault.ScheduleBreaksVisits:
		return &model.ScheduleBreaksVisits{Code: c, Message: m, Breaks: fault.Detail[*model.ScheduleBreaks](f, "shown")}
	case fault.HoldExpired:
		return &model.HoldExpired{Code: c, Message: m}
	case fault.PaymentNotNeeded:
		return &model.PaymentNotNeeded{Code: c, Message: m}
	case fault.PaymentProvider:
		return &model.PaymentProviderUnavailable{Code: c, Message: m, Retryable: true}
	case fault.FileTooLarge, fault.FileTypeRefused:
		return &model.FileRefused{Code: c, Message: m, Name: fault.Detail[string](f, "name")}
	case fault.ConclusionFinal:
		return &model.ConclusionFinal{Code: c, Message: m}
	case fault.ChatClosed:
		return &model.ChatClosed{
			Code: c, Message: m, Retryable: fault.Detail[bool](f, "tooEarly"),
			OpensAt: fault.Detail[time.Time](f, "opensAt"), ClosesAt: fault.Detail[time.Time](f, "closesAt"),
		}
	}
	return visitProblem(f)
}

func visitProblem(f *fault.Error) model.Problem {
	c, m := f.Code, f.Message
	switch c {
	case fault.TooEarly:
		return &model.TooEarlyToJoin{Code: c, Message: m, Retryable: true, OpensAt: fault.Detail[time.Time](f, "opensAt"), ServerTime: fault.Detail[time.Time](f, "serverTime")}
	case fault.VisitClosed:
		p := &model.VisitClosed{Code: c, Message: m, Status: fault.Detail[rules.AppointmentStatus](f, "status")}
		if at := fault.Detail[time.Time](f, "closedAt"); !at.IsZero() {
			p.ClosedAt = &at
		}
		return p
	case fault.PaymentRequired:
		return &model.PaymentRequired{Code: c, Message: m, Retryable: true, Amount: fault.Detail[*rules.Money](f, "amount")}
	case fault.ConsentRequired:
		if d := textOf(f); d != nil {
			return &model.ConsentRequired{Code: c, Message: m, Retryable: true, Document: d}
		}
	case fault.ConsentOutdated:
		if d := textOf(f); d != nil {
			return &model.ConsentOutdated{Code: c, Message: m, Current: d}
		}
	case fault.ConsentWithdrawn:
		if d := textOf(f); d != nil {
			return &model.ConsentWithdrawn{Code: c, Message: m, Retryable: true, WithdrawnAt: fault.Detail[time.Time](f, "withdrawnAt"), Document: d}
		}
	case fault.TooEarlyToMark:
		return &model.TooEarlyToMark{Code: c, Message: m, Retryable: true, From: fault.Detail[time.Time](f, "from"), ServerTime: fault.Detail[time.Time](f, "serverTime")}
	case fault.PresenceDisagrees:
		return &model.PresenceDisagrees{Code: c, Message: m, PatientCame: fault.Detail[bool](f, "patientCame"), PractitionerCame: fault.Detail[bool](f, "practitionerCame")}
	case fault.NotAdmitted:
		s := fault.Detail[rules.GuestStatus](f, "status")
		return &model.NotAdmitted{Code: c, Message: m, Retryable: !s.IsOver(), GuestStatus: s}
	case fault.RoomFull:
		return &model.RoomFull{Code: c, Message: m, Retryable: true, Most: rules.MaxPeople}
	case fault.SessionGone:
		return &model.SessionGone{Code: c, Message: m}
	case fault.SignalGap:
		return &model.SignalGap{Code: c, Message: m, Retryable: true, Expected: fault.Detail[int](f, "expected")}
	case fault.SignalRefused:
		return &model.SignalRefused{Code: c, Message: m}
	}
	return nil
}

func alternatives(f *fault.Error) []*model.Slot {
	slots := []*model.Slot{}
	for _, i := range fault.Detail[[]rules.Interval](f, "alternatives") {
		slots = append(slots, &model.Slot{StartsAt: i.Start, EndsAt: i.End})
	}
	return slots
}

// present writes an error of the top level: a fault with its code and facts,
// anything else as INTERNAL with an id that stands in the log as well.
func (r *Resolver) present(ctx context.Context, err error) *gqlerror.Error {
	out := graphql.DefaultErrorPresenter(ctx, err)
	if f, expected := fault.As(err); expected {
		out.Message = f.Message
		out.Extensions = extensions(f)
		return out
	}
	if out.Extensions["code"] != nil { // gqlgen's own: parsing, validation, limits
		return discreet(out)
	}
	if out.Rule != "" || isInput(err) {
		out.Extensions = map[string]any{"code": errcode.ValidationFailed}
		return discreet(out)
	}
	if isGone(ctx, err) {
		out.Message = "nobody waits for the answer"
		out.Extensions = map[string]any{"code": string(fault.Unavailable)}
		return out
	}
	id := rand.Text()
	r.Log.LogAttrs(ctx, slog.LevelError, "request failed", slog.String("request", id), slog.String("path", out.Path.String()), slog.Any("err", err))
	out.Message = "internal error"
	out.Extensions = map[string]any{"code": string(fault.Internal), "requestId": id}
	return out
}

// isGone says that whoever asked has gone meanwhile, which is no defect of ours.
func isGone(ctx context.Context, err error) bool {
	return ctx.Err() != nil && errors.Is(err, context.Canceled)
}

// isInput says whether gqlgen could not read a variable.
func isInput(err error) bool {
	_, ok := err.(*gqlerror.Error)
	return ok && !hasCause(err)
}

func hasCause(err error) bool {
	g, ok := err.(*gqlerror.Error)
	return ok && g.Err != nil
}

func extensions(f *fault.Error) map[string]any {
	e := map[string]any{}
	for key, value := range maps.All(f.Details) {
		switch value.(type) {
		case string, int, bool, time.Time, []string, rules.AppointmentStatus, rules.GuestStatus:
			e[key] = value
		}
	}
	e["code"] = string(f.Code)
	return e
}
