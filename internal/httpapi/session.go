// Package httpapi is what the server answers over plain HTTP beside GraphQL:
// sessions, files, webhooks and health.
package httpapi

import (
	"context"
	"encoding/json"
	"net"
	"net/http"
	"strings"
	"time"

	"televisit/internal/auth"
	"televisit/internal/clock"
	"televisit/internal/fault"
	"televisit/internal/request"
	"televisit/internal/rules"
	"televisit/internal/viewer"
)

// cookieName holds the session of web clients.
const cookieName = "televisit_session"

// Sessions finds out who asks, by bearer token or cookie.
type Sessions struct {
	Auth *auth.Service
	// Secure says that people reach the server by https only.
	Secure bool
}

// Wrap puts viewer, address, language and cookies into the request's context. A
// token that is no session makes an anonymous request: the fields decide.
func (s Sessions) Wrap(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ctx := request.WithAddress(r.Context(), address(r))
		ctx = request.WithLocale(ctx, locale(r.Header.Get("Accept-Language")))
		ctx = request.WithHeader(request.WithCookies(ctx, &jar{w, s.Secure, s.Auth.Clock}), w.Header())
		if isBrowser(r) {
			ctx = request.WithBrowser(ctx)
		}
		v, err := s.viewer(ctx, token(r))
		if err != nil {
			http.Error(w, `{"errors":[{"message":"try again later","extensions":{"code":"UNAVAILABLE"}}]}`, http.StatusServiceUnavailable)
			return
		}
		next.ServeHTTP(w, r.WithContext(viewer.With(ctx, v)))
	})
}

func (s Sessions) viewer(ctx context.Context, token string) (viewer.Viewer, error) {
	if token == "" {
		return viewer.Viewer{}, nil
	}
	v, err := s.Auth.Authenticate(ctx, token)
	if _, expected := fault.As(err); expected {
		return viewer.Viewer{}, nil
	}
	return v, err
}

func token(r *http.Request) string {
	if t, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer "); ok {
		return t
	}
	if c, err := r.Cookie(cookieName); err == nil {
		return c.Value
	}
	return ""
}

// isBrowser knows pages by what they cannot leave out: a session's cookie, and
// headers that scripts cannot change (Fetch Standard, forbidden request-headers).
func isBrowser(r *http.Request) bool {
	_, err := r.Cookie(cookieName)
	for _, name := range []string{"Origin", "Sec-Fetch-Site", "Sec-Fetch-Mode", "Sec-Fetch-Dest"} {
		if r.Header.Get(name) != "" {
			return true
		}
	}
	return err == nil
}

// Init authenticates a socket: by the cookie of its upgrade, or by a token in
// connection_init. A token that is no session is refused.
func (s Sessions) Init(ctx context.Context, payload json.RawMessage) (context.Context, error) {
	// A socket answers nothing that could carry a cookie, and its operations run
	// side by side: the headers of the upgrade are not theirs to write to.
	ctx = request.WithHeader(request.WithCookies(ctx, nil), nil)
	var init struct{ Authorization, Locale string }
	if len(payload) > 0 && json.Unmarshal(payload, &init) != nil {
		return ctx, fault.New(fault.BadRequest, "authorization and locale are strings")
	}
	if init.Locale != "" {
		ctx = request.WithLocale(ctx, locale(init.Locale))
	}
	t, given := strings.CutPrefix(init.Authorization, "Bearer ")
	if !given {
		return ctx, nil
	}
	v, err := s.Auth.Authenticate(ctx, t)
	if err != nil {
		return ctx, err
	}
	return viewer.With(ctx, v), nil
}

func locale(header string) rules.Locale {
	if strings.HasPrefix(strings.ToLower(strings.TrimSpace(header)), "en") {
		return rules.EN
	}
	return rules.RU
}

// address is the network that budgets count by: the whole address for IPv4, the
// /64 for IPv6.
func address(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	if ip := net.ParseIP(host); ip != nil && ip.To4() == nil {
		return ip.Mask(net.CIDRMask(64, 128)).String()
	}
	return host
}

// jar sets the session cookie.
type jar struct {
	w      http.ResponseWriter
	secure bool
	clock  clock.Clock
}

// SetSession implements request.Jar.
func (j *jar) SetSession(token string, expires time.Time) {
	http.SetCookie(j.w, j.cookie(token, int(expires.Sub(j.clock.Now()).Seconds())))
}

// ClearSession implements request.Jar.
func (j *jar) ClearSession() { http.SetCookie(j.w, j.cookie("", -1)) }

func (j *jar) cookie(value string, maxAge int) *http.Cookie {
	return &http.Cookie{
		Name: cookieName, Value: value, Path: "/", MaxAge: maxAge,
		HttpOnly: true, Secure: j.secure, SameSite: http.SameSiteLaxMode,
	}
}
