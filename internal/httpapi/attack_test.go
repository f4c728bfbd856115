package httpapi_test

import (
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"televisit/internal/httpapi"
	"televisit/internal/request"
	"televisit/internal/testkit"
)

// Operations of one socket run side by side and share the upgrade's headers,
// which are a map: two sign-outs at once would end the process.
func TestSocketsWriteNoCookies(t *testing.T) {
	sessions := httpapi.Sessions{Auth: testkit.New(t).Auth}
	answer := httptest.NewRecorder()
	sessions.Wrap(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		ctx, err := sessions.Init(r.Context(), nil)
		if err != nil {
			t.Fatal(err)
		}
		request.Cookies(ctx).SetSession("token", time.Now().Add(time.Hour))
		request.Cookies(ctx).ClearSession()
	})).ServeHTTP(answer, httptest.NewRequest(http.MethodGet, "/graphql", nil))
	if got := answer.Header().Values("Set-Cookie"); len(got) > 0 {
		t.Errorf("a socket has set cookies: %q", got)
	}
}
