package main

import (
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"

	"televisit/web"
)

// In the mode of production a page of another program may ask what the web app
// asks, and nothing else.
func TestTheServerKnowsTheDocumentsOfItsWebApp(t *testing.T) {
	s := start(t, t.TempDir(), "DOCUMENTS=trusted")
	var texts map[string]string
	if err := json.Unmarshal(web.Documents, &texts); err != nil || len(texts) < 50 {
		t.Fatalf("%d documents, %v", len(texts), err)
	}
	for id, text := range texts {
		if got := s.asPage(`{"documentId":"` + id + `"}`); strings.Contains(got, "PERSISTED_QUERY") || strings.Contains(got, "COMPLEXITY") || strings.Contains(got, "PARSE") {
			t.Errorf("%s: %s", text, got)
		}
	}
	if got := s.asPage(`{"query":"{ serverTime }"}`); !strings.Contains(got, "PERSISTED_QUERY_NOT_FOUND") {
		t.Error(got)
	}
	if out, err := command(t.Context(), nil, "--data", t.TempDir(), "--documents-dir", t.TempDir()+"/none").CombinedOutput(); err == nil || !strings.Contains(string(out), "--documents-dir") {
		t.Errorf("%v: %s", err, out)
	}
}

func (s *running) asPage(body string) string {
	r, _ := http.NewRequest(http.MethodPost, s.url+"/graphql", strings.NewReader(body))
	r.Header = http.Header{"Content-Type": {"application/json"}, "Origin": {s.url}}
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		return err.Error()
	}
	defer resp.Body.Close()
	b, _ := io.ReadAll(resp.Body)
	return string(b)
}
