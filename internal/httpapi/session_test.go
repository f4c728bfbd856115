package httpapi_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"televisit/internal/auth"
	"televisit/internal/fault"
	"televisit/internal/httpapi"
	"televisit/internal/request"
	"televisit/internal/rules"
	"televisit/internal/testkit"
	"televisit/internal/viewer"
)

// ask sends a request through the sessions and returns what a handler sees.
func ask(s httpapi.Sessions, change func(*http.Request), do func(w http.ResponseWriter, r *http.Request)) *httptest.ResponseRecorder {
	r, w := httptest.NewRequest(http.MethodPost, "/graphql", nil), httptest.NewRecorder()
	change(r)
	s.Wrap(http.HandlerFunc(do)).ServeHTTP(w, r)
	return w
}

func signIn(t *testing.T, w *testkit.World, phone string) *auth.SignedIn {
	t.Helper()
	c, err := w.Auth.RequestCode(t.Context(), phone)
	testkit.Must(t, c, err)
	in, err := w.Auth.Confirm(t.Context(), c.ID, w.Auth.Code(c.ID), "")
	return testkit.Must(t, in, err)
}

func TestASessionComesByCookieOrBearerToken(t *testing.T) {
	testkit.Each(t, func(t *testing.T, w *testkit.World) {
		nina, vera := signIn(t, w, testkit.Nina), signIn(t, w, testkit.Vera)
		cookie := func(token string) func(*http.Request) {
			return func(r *http.Request) { r.AddCookie(&http.Cookie{Name: "televisit_session", Value: token}) }
		}
		header := func(value string) func(*http.Request) {
			return func(r *http.Request) { r.Header.Set("Authorization", value) }
		}
		for name, x := range map[string]struct {
			change func(*http.Request)
			want   viewer.Viewer
		}{
			"nothing":                     {func(*http.Request) {}, viewer.Viewer{}},
			"a cookie":                    {cookie(nina.Token), nina.Viewer},
			"a bearer token":              {header("Bearer " + nina.Token), nina.Viewer},
			"both: the token counts":      {func(r *http.Request) { cookie(nina.Token)(r); header("Bearer " + vera.Token)(r) }, vera.Viewer},
			"a token that is none":        {header("Bearer x"), viewer.Viewer{}},
			"a cookie that is none":       {cookie("x"), viewer.Viewer{}},
			"an empty token":              {header("Bearer "), viewer.Viewer{}},
			"another scheme":              {header("Basic " + nina.Token), viewer.Viewer{}},
			"a token in the address":      {func(r *http.Request) { r.URL.RawQuery = "token=" + nina.Token }, viewer.Viewer{}},
			"a bad token beside a cookie": {func(r *http.Request) { cookie(nina.Token)(r); header("Bearer x")(r) }, viewer.Viewer{}},
		} {
			var got viewer.Viewer
			ask(httpapi.Sessions{Auth: w.Auth}, x.change, func(_ http.ResponseWriter, r *http.Request) { got = viewer.From(r.Context()) })
			if got != x.want {
				t.Errorf("%s: %+v", name, got)
			}
		}
	})
}

func TestARequestHasALanguageAndANetwork(t *testing.T) {
	w := testkit.New(t)
	for name, x := range map[string]struct {
		language, remote string
		locale           rules.Locale
		address          string
	}{
		"nothing said":          {"", "203.0.113.7:5000", rules.RU, "203.0.113.7"},
		"English":               {"en-GB,ru;q=0.5", "203.0.113.7:5001", rules.EN, "203.0.113.7"},
		"Russian, then English": {"ru,en", "127.0.0.1:1", rules.RU, "127.0.0.1"},
		"one of a network":      {"EN", "[2001:db8:1:2:3:4:5:6]:7", rules.EN, "2001:db8:1:2::"},
		"another of it":         {"de", "[2001:db8:1:2:ffff::1]:7", rules.RU, "2001:db8:1:2::"},
		"IPv4 in IPv6":          {"", "[::ffff:203.0.113.7]:7", rules.RU, "::ffff:203.0.113.7"},
		"something else":        {"", "@", rules.RU, "@"},
	} {
		ask(httpapi.Sessions{Auth: w.Auth}, func(r *http.Request) {
			r.RemoteAddr = x.remote
			r.Header.Set("Accept-Language", x.language)
			r.Header.Set("X-Forwarded-For", "198.51.100.1") // anybody can say that
		}, func(_ http.ResponseWriter, r *http.Request) {
			if l, a := request.Locale(r.Context()), request.Address(r.Context()); l != x.locale || a != x.address {
				t.Errorf("%s: %s, %s", name, l, a)
			}
		})
	}
}

func TestTheCookieIsOutOfReachOfScriptsAndOtherSites(t *testing.T) {
	w := testkit.New(t)
	for _, secure := range []bool{false, true} {
		answer := ask(httpapi.Sessions{Auth: w.Auth, Secure: secure}, func(*http.Request) {}, func(_ http.ResponseWriter, r *http.Request) {
			request.Cookies(r.Context()).SetSession("token", w.Clock.Now().Add(time.Hour))
		})
		c := answer.Result().Cookies()[0]
		if c.Name != "televisit_session" || c.Value != "token" || !c.HttpOnly || c.Secure != secure || c.SameSite != http.SameSiteLaxMode || c.Path != "/" {
			t.Errorf("the cookie is %v", c)
		}
		if c.MaxAge != 3600 { // by the injected clock, which may be far from the machine's
			t.Errorf("it lives %d seconds", c.MaxAge)
		}
	}
	answer := ask(httpapi.Sessions{Auth: w.Auth}, func(*http.Request) {}, func(_ http.ResponseWriter, r *http.Request) {
		request.Cookies(r.Context()).ClearSession()
	})
	if c := answer.Result().Cookies()[0]; c.MaxAge >= 0 || c.Value != "" {
		t.Errorf("the cookie is not taken back: %v", c)
	}
}

func TestASocketSaysWhoItIsWhenItBegins(t *testing.T) {
	testkit.Each(t, func(t *testing.T, w *testkit.World) {
		nina, s := signIn(t, w, testkit.Nina), httpapi.Sessions{Auth: w.Auth}
		ctx, err := s.Init(t.Context(), json.RawMessage(`{"authorization": "Bearer `+nina.Token+`", "locale": "en"}`))
		if err != nil || viewer.From(ctx) != nina.Viewer || request.Locale(ctx) != rules.EN {
			t.Errorf("%+v, %v", viewer.From(ctx), err)
		}
		for _, payload := range []string{"", "null", "{}", `{"authorization": ""}`} {
			ctx, err := s.Init(viewer.With(t.Context(), nina.Viewer), json.RawMessage(payload))
			if err != nil || viewer.From(ctx) != nina.Viewer {
				t.Errorf("%q changes who it is by the cookie: %+v, %v", payload, viewer.From(ctx), err)
			}
		}
		_, err = s.Init(viewer.With(t.Context(), nina.Viewer), json.RawMessage(`{"authorization": "Bearer x"}`))
		testkit.Refused(t, err, fault.Unauthenticated)
		_, err = s.Init(t.Context(), json.RawMessage(`{"authorization": 1}`))
		testkit.Refused(t, err, fault.BadRequest)
	})
}

func TestADatabaseThatIsAwayIsNotASignedOutViewer(t *testing.T) {
	w := testkit.New(t)
	nina := signIn(t, w, testkit.Nina)
	w.Store.Close()
	answer := ask(httpapi.Sessions{Auth: w.Auth}, func(r *http.Request) { r.Header.Set("Authorization", "Bearer "+nina.Token) },
		func(http.ResponseWriter, *http.Request) { t.Error("the request goes on") })
	if answer.Code != http.StatusServiceUnavailable {
		t.Errorf("the answer is %d", answer.Code)
	}
}

// A page cannot leave out any of these, and a program has no reason to send them.
func TestAPageIsKnownByEachOfItsHeaders(t *testing.T) {
	sessions := httpapi.Sessions{Auth: testkit.New(t).Auth}
	for name, x := range map[string]struct {
		header, value string
		isBrowser     bool
	}{
		"a program": {"Authorization", "Bearer x", false}, "another cookie": {"Cookie", "language=ru", false},
		"a session's cookie": {"Cookie", "televisit_session=x", true}, "an origin": {"Origin", "https://clinic.example", true},
		"Sec-Fetch-Site": {"Sec-Fetch-Site", "cross-site", true}, "Sec-Fetch-Mode": {"Sec-Fetch-Mode", "cors", true}, "Sec-Fetch-Dest": {"Sec-Fetch-Dest", "empty", true},
	} {
		r := httptest.NewRequest(http.MethodPost, "/graphql", nil)
		r.Header.Set(x.header, x.value)
		sessions.Wrap(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
			if is := request.FromBrowser(r.Context()); is != x.isBrowser {
				t.Errorf("%s: %t", name, is)
			}
		})).ServeHTTP(httptest.NewRecorder(), r)
	}
}
