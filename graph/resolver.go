// Package graph answers the public schema: decode, admit, call, shape. It knows
// no media library, payment SDK, SQL or HTTP route.
package graph

import (
	"context"
	"log/slog"
	"time"

	"televisit/ent"
	"televisit/internal/auth"
	"televisit/internal/booking"
	"televisit/internal/bus"
	"televisit/internal/charting"
	"televisit/internal/chat"
	"televisit/internal/clock"
	"televisit/internal/pay"
	"televisit/internal/rules"
	"televisit/internal/signaling"
	"televisit/internal/signing"
	"televisit/internal/visiting"
)

// Resolver is what resolvers work with.
type Resolver struct {
	Store    *ent.Store
	Clock    clock.Clock
	Bus      *bus.Bus
	Log      *slog.Logger
	Auth     *auth.Service
	Booking  *booking.Service
	Pay      *pay.Service
	Signing  *signing.Service
	Charting *charting.Service
	Chat     *chat.Service
	Visiting *visiting.Service
	Calls    *signaling.Service
	// Inside says who is in the room of an appointment.
	Inside func(appointmentID string) []visiting.Guest
}

func (r *Resolver) now() time.Time { return r.Clock.Now() }

// Cookies sets the session cookie of a web client; it is absent on sockets.
type Cookies interface {
	SetSession(token string, expires time.Time)
	ClearSession()
}

type (
	cookiesKey struct{}
	localeKey  struct{}
)

// WithCookies lets resolvers set the session cookie.
func WithCookies(ctx context.Context, c Cookies) context.Context {
	return context.WithValue(ctx, cookiesKey{}, c)
}

func cookies(ctx context.Context) Cookies {
	if c, ok := ctx.Value(cookiesKey{}).(Cookies); ok {
		return c
	}
	return noCookies{}
}

type noCookies struct{}

func (noCookies) SetSession(string, time.Time) {}
func (noCookies) ClearSession()                {}

// WithLocale sets the language of texts in answers.
func WithLocale(ctx context.Context, l rules.Locale) context.Context {
	return context.WithValue(ctx, localeKey{}, l)
}

// LocaleOf is the language of texts in answers.
func LocaleOf(ctx context.Context) rules.Locale {
	if l, ok := ctx.Value(localeKey{}).(rules.Locale); ok {
		return l
	}
	return rules.RU
}
