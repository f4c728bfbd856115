// Package graph answers the public schema: decode, admit, call, shape. It knows
// no media library, payment SDK, SQL or HTTP route.
package graph

import (
	"log/slog"
	"time"

	"televisit/ent"
	"televisit/internal/auth"
	"televisit/internal/booking"
	"televisit/internal/budget"
	"televisit/internal/bus"
	"televisit/internal/catalogue"
	"televisit/internal/charting"
	"televisit/internal/chat"
	"televisit/internal/clock"
	"televisit/internal/notifying"
	"televisit/internal/outbox"
	"televisit/internal/pay"
	"televisit/internal/schedule"
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
	Checks   *signaling.Checks
	Notices  *notifying.Service

	Schedules *schedule.Service
	Catalogue *catalogue.Service

	// Trusted are the documents that have ids.
	Trusted Trusted
	// Budgets bounds what askers may have; nil bounds nothing.
	Budgets *budget.Budgets
	// Inside says who is in the room of an appointment.
	Inside func(appointmentID string) []signaling.Attendee

	tails *outbox.Tails // of the streams that subscriptions follow
}

func (r *Resolver) now() time.Time { return r.Clock.Now() }
