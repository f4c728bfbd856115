package pdf

import (
	_ "embed"
	"fmt"
	"slices"
	"strings"
	"time"

	"codeberg.org/go-pdf/fpdf"
)

// DejaVu Sans has every letter of Russian and Kazakh; the readers' own fonts may not.
var (
	//go:embed fonts/DejaVuSans.ttf
	regular []byte
	//go:embed fonts/DejaVuSans-Bold.ttf
	bold []byte
)

// Millimetres of an A4 page.
const (
	margin = 22.0
	top    = 38.0 // below the clinic's line
	bottom = 24.0 // above the page number
	width  = 210 - 2*margin
	column = 46.0 // of the facts' labels
)

const family = "dejavu"

// pages stands for the number of pages until it is known.
const pages = "{pages}"

// colour is the look's ink and line, see the design's tokens.
type colour struct{ r, g, b int }

var (
	ink   = colour{35, 32, 28}
	faint = colour{85, 78, 70}
	line  = colour{224, 217, 206}
	pine  = colour{23, 87, 74}
	well  = colour{246, 243, 238}
)

// sheet lays text out from top to bottom; fpdf starts new pages by itself.
type sheet struct {
	pdf    *fpdf.Fpdf
	clinic Clinic
	labels *labels
}

// fact is a label and its value; a small one is for machines to compare.
type fact struct {
	label, value string
	small        bool
}

func (f fact) size() float64 {
	if f.small {
		return 7.5 // a SHA-256 fits on one line and is copied whole
	}
	return 10
}

func newSheet(clinic Clinic, l *labels, title string, made time.Time) *sheet {
	s := &sheet{pdf: fpdf.New("P", "mm", "A4", ""), clinic: clinic, labels: l}
	s.fix(made)
	s.pdf.SetTitle(clean(title), true)
	s.pdf.SetAuthor(clean(clinic.Name), true)
	s.pdf.SetLang(l.Lang)
	s.pdf.AddUTF8FontFromBytes(family, "", regular)
	s.pdf.AddUTF8FontFromBytes(family, "B", bold)
	s.pdf.AliasNbPages(pages)
	s.pdf.SetMargins(margin, top, margin)
	s.pdf.SetAutoPageBreak(true, bottom)
	s.pdf.SetHeaderFunc(s.header)
	s.pdf.SetFooterFunc(s.footer)
	s.pdf.AddPage()
	return s
}

// fix makes the bytes depend on the document alone, so that a paper printed
// twice can be compared.
func (s *sheet) fix(made time.Time) {
	s.pdf.SetCatalogSort(true)
	s.pdf.SetCreationDate(made.UTC())
	s.pdf.SetModificationDate(made.UTC())
	s.pdf.SetProducer("televisit", false)
}

// header is the clinic's line, on every page.
func (s *sheet) header() {
	s.pdf.SetXY(margin, 14)
	s.font("B", 11, pine)
	s.pdf.CellFormat(width, 6, clean(s.clinic.Name), "", 2, "L", false, 0, "")
	s.font("", 8.5, faint)
	s.pdf.CellFormat(width, 5, clean(s.contacts()), "", 2, "L", false, 0, "")
	s.rule(28)
	s.pdf.SetXY(margin, top)
}

func (s *sheet) contacts() string {
	var parts []string
	if s.clinic.Address != "" {
		parts = append(parts, s.clinic.Address)
	}
	if s.clinic.Phone != "" {
		parts = append(parts, s.labels.Phone+" "+s.clinic.Phone)
	}
	return strings.Join(parts, " · ")
}

func (s *sheet) footer() {
	s.rule(297 - 18)
	s.pdf.SetXY(margin, 297-16)
	s.font("", 8.5, faint)
	s.pdf.CellFormat(width, 5, fmt.Sprintf(s.labels.Page, s.pdf.PageNo(), pages), "", 0, "L", false, 0, "")
}

func (s *sheet) rule(y float64) {
	s.pdf.SetDrawColor(line.r, line.g, line.b)
	s.pdf.SetLineWidth(0.3)
	s.pdf.Line(margin, y, 210-margin, y)
}

func (s *sheet) title(text, under string) {
	s.font("B", 18, ink)
	s.pdf.MultiCell(width, 8.5, clean(text), "", "L", false)
	s.font("", 10, faint)
	s.pdf.MultiCell(width, 7, clean(under), "", "L", false)
	s.pdf.Ln(3)
}

// facts are lines of label and value; the ones without a value are left out.
func (s *sheet) facts(list []fact) {
	for _, f := range list {
		if f.value != "" {
			s.fact(f, width)
		}
	}
	s.pdf.Ln(4)
}

func (s *sheet) fact(f fact, wide float64) {
	x := s.pdf.GetX()
	s.font("", 10, faint)
	s.pdf.CellFormat(column, 6, clean(f.label), "", 0, "L", false, 0, "")
	s.font("", f.size(), ink)
	s.pdf.MultiCell(wide-column, 6, clean(f.value), "", "L", false)
	s.pdf.SetX(x)
}

// section flows over pages; its heading never stays alone at the bottom.
func (s *sheet) section(title, text string) {
	if strings.TrimSpace(text) == "" {
		return
	}
	if title != "" {
		s.room(24)
		s.font("B", 12, ink)
		s.pdf.MultiCell(width, 7, clean(title), "", "L", false)
		s.pdf.Ln(0.5)
	}
	s.font("", 10.5, ink)
	s.pdf.MultiCell(width, 5.8, clean(strings.TrimSpace(text)), "", "L", false)
	s.pdf.Ln(5)
}

// signature is a quiet box, kept on one page; a draft has none.
func (s *sheet) signature(list []fact) {
	const padding = 5.0
	list = slices.DeleteFunc(list, func(f fact) bool { return f.value == "" })
	if len(list) == 0 {
		return
	}
	high := s.height(list, width-2*padding) + 2*padding
	s.room(high)
	y := s.pdf.GetY()
	s.pdf.SetFillColor(well.r, well.g, well.b)
	s.pdf.Rect(margin, y, width, high, "F")
	s.pdf.SetY(y + padding)
	for _, f := range list {
		s.pdf.SetX(margin + padding)
		s.fact(f, width-2*padding)
	}
}

func (s *sheet) height(list []fact, wide float64) (high float64) {
	for _, f := range list {
		s.font("", f.size(), ink)
		high += 6 * float64(len(s.pdf.SplitText(clean(f.value), wide-column)))
	}
	return high
}

// room starts a new page when less than high is left.
func (s *sheet) room(high float64) {
	if s.pdf.GetY()+high > 297-bottom {
		s.pdf.AddPage()
	}
}

func (s *sheet) font(style string, size float64, c colour) {
	s.pdf.SetFont(family, style, size)
	s.pdf.SetTextColor(c.r, c.g, c.b)
}

// clean keeps what the font can draw: fpdf knows the first 65,536 characters
// only, and our page mark must not come from the text.
func clean(text string) string {
	text = strings.ReplaceAll(strings.ToValidUTF8(text, "\uFFFD"), pages, "")
	return strings.Map(printable, strings.ReplaceAll(text, "\r\n", "\n"))
}

func printable(r rune) rune {
	switch {
	case r == '\n':
		return r
	case r == '\t' || r == '\r':
		return ' '
	case r < ' ' || r == 0x7F:
		return -1
	case r > 0xFFFF:
		return '\uFFFD'
	}
	return r
}
