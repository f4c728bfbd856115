package httpapi

import (
	"context"
	"encoding/json"

	"televisit/internal/budget"
	"televisit/internal/fault"
	"televisit/internal/request"
	"televisit/internal/viewer"
)

// Sockets bounds how many sockets one address and one account have open.
type Sockets struct {
	// Limits bounds; nil counts nothing.
	Limits *budget.Limits
	seats  budget.Seats[budget.Asker]
}

// Admit counts a socket for its address; see transport.WebSocketConfig.
func (s *Sockets) Admit(ctx context.Context) (leave func(), err error) {
	return s.take(budget.Asker{Kind: budget.Address, ID: request.Address(ctx)})
}

func (s *Sockets) take(a budget.Asker) (leave func(), err error) {
	if s.Limits == nil {
		return func() {}, nil
	}
	leave, ok := s.seats.Take(a, s.Limits.Of[a.Kind].Sockets)
	if !ok {
		return nil, fault.New(fault.RateLimited, "too many sockets are open")
	}
	return leave, nil
}

// Init counts a socket for the account that init finds, too.
func (s *Sockets) Init(init func(context.Context, json.RawMessage) (context.Context, error)) func(context.Context, json.RawMessage) (context.Context, error) {
	return func(ctx context.Context, payload json.RawMessage) (context.Context, error) {
		session, err := init(ctx, payload)
		if err != nil || !viewer.From(session).SignedIn() {
			return session, err
		}
		leave, err := s.take(budget.Who(session))
		if err == nil {
			context.AfterFunc(ctx, leave) // it ends with the socket
		}
		return session, err
	}
}
