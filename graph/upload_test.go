package graph_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const uploadPapers = `mutation($files: [Upload!]!) {
	uploadDocuments(input: {appointmentId: "<id>", files: $files, kind: RESULT, idempotencyKey: "<key>"}) {
		... on UploadDocumentsSuccess { documents { id name size sha256 url } }
		... on FileRefused { name } ... on Problem { code message } } }`

// papers sends files for an appointment.
func (w *world) papers(who, appointment, key string, parts ...part) []byte {
	w.t.Helper()
	return w.upload(w.token(who), strings.NewReplacer("<id>", appointment, "<key>", key).Replace(uploadPapers), parts)
}

// stored counts the files in the storage.
func (w *world) stored() (n int) {
	w.t.Helper()
	w.must(filepath.WalkDir(w.folder, func(_ string, e os.DirEntry, err error) error {
		if err == nil && !e.IsDir() {
			n++
		}
		return err
	}))
	return n
}

func TestUploadsAreAllKeptOrNone(t *testing.T) {
	blood, note := part{"blood.csv", "hemoglobin,138"}, part{"note.txt", "давление 130 на 80"}
	large := part{"large.txt", strings.Repeat("x", 64<<10+1)}
	page := part{"page.html", "<!doctype html><script>alert(1)</script>"}
	many := make([]part, 21)
	for i := range many {
		many[i] = note
	}
	cases := map[string]struct {
		who   string
		parts []part
		want  string
		kept  int
	}{
		"one file":                   {vera, []part{blood}, "ok", 1},
		"several files":              {vera, []part{blood, note, blood}, "ok", 3},
		"the doctor's files":         {vorontsov, []part{blood, note}, "ok", 2},
		"the largest file":           {vera, []part{{"large.txt", large.content[1:]}}, "ok", 1},
		"one byte too large":         {vera, []part{blood, large}, "FILE_TOO_LARGE", 0},
		"a page among them":          {vera, []part{blood, page, note}, "FILE_TYPE_REFUSED", 0},
		"a page named as a picture":  {vera, []part{{"photo.png", page.content}}, "FILE_TYPE_REFUSED", 0},
		"an empty file":              {vera, []part{blood, {"empty.txt", ""}}, "INVALID_INPUT", 0},
		"more than twenty":           {vera, many, "BAD_REQUEST", 0},
		"for somebody else's visit":  {nina, []part{blood, note}, "NOT_FOUND", 0},
		"for another doctor's visit": {melnikova, []part{blood, note}, "NOT_FOUND", 0},
		"from the desk":              {registrar, []part{blood, note}, "FORBIDDEN", 0},
		"from nobody":                {nobody, []part{blood, note}, "UNAUTHENTICATED", 0},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			a := w.visitOf(vera)
			raw := w.papers(c.who, a.ID, newKey(), c.parts...)
			want(t, "the upload", outcome(t, raw), []string{c.want})
			if n := w.stored(); n != c.kept {
				t.Errorf("%d files are in the storage, want %d", n, c.kept)
			}
			seen := w.do(vera, `query($id: ID!) { appointment(id: $id) { documents { id } documentCount } }`, node{"id": a.ID})
			if n := len(seen["documents"].([]any)); n != c.kept {
				t.Errorf("%d documents, want %d", n, c.kept)
			}
		})
	}
}

// A repeated key gives the documents of the first call and keeps no second copy;
// with other files it is refused.
func TestRepeatedUploads(t *testing.T) {
	w := newWorld(t)
	a, key := w.visitOf(vera), newKey()
	blood := part{"blood.csv", "hemoglobin,138"}
	first := w.papers(vera, a.ID, key, blood)
	if again := w.papers(vera, a.ID, key, blood); string(again) != string(first) {
		t.Errorf("again: %s, first: %s", again, first)
	}
	want(t, "other files", outcome(t, w.papers(vera, a.ID, key, part{"blood.csv", "hemoglobin,139"})), []string{"IDEMPOTENCY_KEY_REUSED"})
	want(t, "the doctor's own key", outcome(t, w.papers(vorontsov, a.ID, key, blood)), []string{"ok"})
	if n := w.stored(); n != 2 {
		t.Errorf("%d files are in the storage, want 2", n)
	}
}

// Who may not read a paper gets nothing of it through the message that names it.
func TestMessagesCarryOnlyPapersOfTheirVisit(t *testing.T) {
	w := newWorld(t)
	s := newStage(w)
	w.papers(maksim, s.names[maksim+".visit"], newKey(), part{"mri.txt", "снимок колена"})
	seen := w.do(maksim, `query($id: ID!) { appointment(id: $id) { documents { id } } }`, node{"id": s.names[maksim+".visit"]})
	paper := seen["documents"].([]any)[0].(node)["id"]
	const send = `mutation($room: ID!, $papers: [ID!], $key: UUID!) { sendMessage(input: {visitId: $room, text: "вот", documentIds: $papers, idempotencyKey: $key}) {
		... on SendMessageSuccess { chatMessage { documents { name } } } ... on Problem { code message } } }`
	for _, who := range []string{vera, vorontsov} { // the doctor may read it, but not pass it on
		raw := w.post(who, send, node{"room": s.names[vera+".visit-room"], "papers": []any{paper}, "key": newKey()})
		want(t, who, outcome(t, raw), []string{"INVALID_INPUT"})
	}
}
