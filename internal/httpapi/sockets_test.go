package httpapi_test

import (
	"context"
	"encoding/json"
	"testing"

	"televisit/internal/budget"
	"televisit/internal/fault"
	"televisit/internal/httpapi"
	"televisit/internal/request"
	"televisit/internal/testkit"
	"televisit/internal/viewer"
)

func TestSocketsOfAnAddressAndOfAnAccountAreCounted(t *testing.T) {
	s := &httpapi.Sockets{Limits: &budget.Limits{Of: map[budget.Kind]budget.Caps{budget.Address: {Sockets: 2}, budget.Account: {Sockets: 1}}}}
	here := request.WithAddress(t.Context(), "203.0.113.7")
	first, err := s.Admit(here)
	testkit.Must(t, first, err)
	_, err = s.Admit(here)
	testkit.Must(t, s, err)
	_, err = s.Admit(here)
	testkit.Refused(t, err, fault.RateLimited)
	_, err = s.Admit(request.WithAddress(t.Context(), "203.0.113.8"))
	testkit.Must(t, s, err)
	first()
	_, err = s.Admit(here)
	testkit.Must(t, s, err)

	init := s.Init(func(ctx context.Context, who json.RawMessage) (context.Context, error) {
		return viewer.With(ctx, viewer.Viewer{AccountID: string(who)}), nil
	})
	socket, end := context.WithCancel(here)
	session, err := init(socket, json.RawMessage("nina"))
	testkit.Must(t, session, err)
	_, err = init(here, json.RawMessage("nina"))
	testkit.Refused(t, err, fault.RateLimited)
	for _, who := range []string{"vera", "", ""} { // strangers are counted by the address only
		_, err = init(here, json.RawMessage(who))
		testkit.Must(t, s, err)
	}
	end()
	for err = fault.RateLimited; err != nil; { // it is left beside
		_, err = init(here, json.RawMessage("nina"))
	}
}

func TestWithoutLimitsNothingIsCounted(t *testing.T) {
	s := &httpapi.Sockets{}
	for range 1000 {
		leave, err := s.Admit(t.Context())
		testkit.Must(t, s, err)
		leave()
	}
}
