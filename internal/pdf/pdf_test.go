package pdf

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode"
)

var moscow = time.FixedZone("MSK", 3*60*60)

var clinic = Clinic{Name: "Поликлиника №1", Phone: "+7 495 000-00-00", Address: "Москва, ул. Полянка, 1"}

func conclusion() ConclusionDoc {
	return ConclusionDoc{
		Locale: "ru", Clinic: clinic,
		PatientName: "Иванова Анна Сергеевна", BirthDate: time.Date(1985, 7, 14, 0, 0, 0, 0, time.UTC),
		PractitionerName: "Орлова Мария Петровна", Specialty: "терапевт",
		VisitAt: time.Date(2026, 3, 2, 10, 20, 0, 0, moscow), Zone: "московское время",
		Version: 2, Status: "AMENDED",
		Sections: []Section{
			{"Жалобы", "Кашель и насморк четвёртый день, температура до 37,6 °C вечером. Одышки нет."},
			{"Пустой раздел", "  \n"},
			{"Рекомендации", "1. Тёплое питьё, проветривание.\n2. Контроль температуры два раза в день.\n3. Очный осмотр, если температура держится дольше трёх дней."},
		},
		SignedBy: "Орлова Мария Петровна", SignedAt: time.Date(2026, 3, 2, 11, 5, 0, 0, moscow),
		SHA256: strings.Repeat("0123456789abcdef", 4),
	}
}

func consent() ConsentDoc {
	return ConsentDoc{
		Locale: "en", Clinic: clinic,
		Title: "Informed voluntary consent", Version: "3", Text: strings.Repeat("I agree to a remote consultation. ", 40),
		PatientName: "Ivanova Anna", SignerName: "Ivanov Sergey, father",
		SignedAt: time.Date(2026, 3, 2, 10, 15, 0, 0, moscow), Zone: "Moscow time",
		Channel: "code by SMS to +7 *** 12-34", SHA256: strings.Repeat("f", 64),
	}
}

func paperOf(t *testing.T, doc any) []byte {
	t.Helper()
	var out bytes.Buffer
	var err error
	switch doc := doc.(type) {
	case ConclusionDoc:
		err = Conclusion(&out, doc)
	case ConsentDoc:
		err = Consent(&out, doc)
	}
	if err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// text is what a reader would copy out, with runs of space made one.
func text(t *testing.T, paper []byte) string {
	t.Helper()
	tool, err := exec.LookPath("pdftotext")
	if err != nil {
		t.Skip("pdftotext is not installed")
	}
	path := filepath.Join(t.TempDir(), "paper.pdf")
	if err := os.WriteFile(path, paper, 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command(tool, "-layout", path, "-").Output()
	if err != nil {
		t.Fatal(err)
	}
	return strings.Join(strings.FieldsFunc(string(out), unicode.IsSpace), " ")
}

func mustSay(t *testing.T, paper []byte, want ...string) {
	t.Helper()
	got := text(t, paper)
	for _, words := range want {
		if !strings.Contains(got, words) {
			t.Errorf("the paper lacks %q:\n%s", words, got)
		}
	}
}

func TestConclusionSaysEverything(t *testing.T) {
	paper := paperOf(t, conclusion())
	mustSay(t, paper, "Поликлиника №1", "Москва, ул. Полянка, 1 · тел. +7 495 000-00-00", "Заключение врача", "Версия 2 · Дополнено",
		"Пациент Иванова Анна Сергеевна", "14 июля 1985 г.", "Орлова Мария Петровна, терапевт", "2 марта 2026 г., 10:20 (московское время)",
		"Жалобы", "37,6 °C", "3. Очный осмотр", "2 марта 2026 г., 11:05", conclusion().SHA256, "Страница 1 из 1")
	if strings.Contains(text(t, paper), "Пустой раздел") {
		t.Error("a section without text was printed")
	}
}

func TestConsentSaysEverything(t *testing.T) {
	mustSay(t, paperOf(t, consent()), "Informed voluntary consent", "Version 3", "Patient Ivanova Anna", "Ivanov Sergey, father",
		"2 March 2026, 10:15 (Moscow time)", "code by SMS to +7 *** 12-34", "I agree to a remote consultation.", "Page 1 of 1")
}

func TestDraftIsNotSigned(t *testing.T) {
	draft := conclusion()
	draft.Status, draft.SignedBy, draft.SignedAt, draft.SHA256 = "DRAFT", "", time.Time{}, ""
	paper := paperOf(t, draft)
	mustSay(t, paper, "Черновик, не подписан")
	if got := text(t, paper); strings.Contains(got, "Подписано") || strings.Contains(got, "SHA-256") {
		t.Errorf("a draft looks signed:\n%s", got)
	}
}

func TestPapersAreWellFormed(t *testing.T) {
	for name, doc := range map[string]any{"conclusion": conclusion(), "consent": consent()} {
		paper := paperOf(t, doc)
		if !bytes.HasPrefix(paper, []byte("%PDF-1.")) || !bytes.HasSuffix(bytes.TrimSpace(paper), []byte("%%EOF")) {
			t.Errorf("%s is not a PDF", name)
		}
		for _, want := range []string{"/FontFile2", "/ToUnicode", "/CreationDate (D:20260302", "/MediaBox [0 0 595.28 841.89]"} {
			if !bytes.Contains(paper, []byte(want)) {
				t.Errorf("%s lacks %s", name, want)
			}
		}
	}
}

func TestSamePaperIsTheSameBytes(t *testing.T) {
	for range 5 {
		if !bytes.Equal(paperOf(t, conclusion()), paperOf(t, conclusion())) {
			t.Fatal("a paper printed twice differs")
		}
	}
}

func TestLongTextFlowsOverPages(t *testing.T) {
	long := conclusion()
	for i := range 30 {
		long.Sections = append(long.Sections, Section{fmt.Sprintf("Раздел %d", i+1), strings.Repeat("Долгий рассказ о здоровье. ", 40)})
	}
	paper := paperOf(t, long)
	n := bytes.Count(paper, []byte("/Type /Page\n"))
	if n < 5 {
		t.Fatalf("%d pages", n)
	}
	mustSay(t, paper, "Раздел 30", fmt.Sprintf("Страница 1 из %d", n), fmt.Sprintf("Страница %d из %d", n, n))
}

func TestStrangeTextIsPrinted(t *testing.T) {
	cases := map[string]string{
		"emoji":            "Спасибо 👍🏽 и 𝕏",
		"control":          "a\x00b\x1b[31m\tc\r\nd",
		"broken bytes":     "a\xff\xfeb",
		"page mark":        "{pages} {nb}",
		"one long word":    strings.Repeat("щ", 5000),
		"only line breaks": "\n\n\n",
		"brackets":         `(\)( <b>`,
		"other scripts":    "қазақша ә ғ ң ұ ү і һ · עברית · 中文",
		"last of the BMP":  "\uFFFD\uFFFE\uFFFF",
	}
	for name, strange := range cases {
		t.Run(name, func(t *testing.T) {
			doc := conclusion()
			doc.PatientName, doc.Clinic.Name, doc.Sections[0].Text, doc.SignedBy = strange, strange, strange, strange
			paperOf(t, doc)
		})
	}
}

type full struct{}

func (full) Write([]byte) (int, error) { return 0, errors.New("no room") }

func TestWriteErrorIsReturned(t *testing.T) {
	if err := Conclusion(full{}, conclusion()); err == nil {
		t.Fatal("the error was lost")
	}
}
