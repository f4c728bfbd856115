// Package pdf prints the two papers a visit leaves: the doctor's conclusion
// and the consent signed before it. The caller brings every word; the same
// document always gives the same bytes.
package pdf

import (
	"bytes"
	"fmt"
	"io"
	"time"
)

// Clinic is named at the top of every page.
type Clinic struct{ Name, Phone, Address string }

// ConclusionDoc is everything a printed conclusion says.
type ConclusionDoc struct {
	// Locale is "ru" or "en": the language of the labels.
	Locale string
	Clinic Clinic

	PatientName string
	// BirthDate is left out when zero.
	BirthDate time.Time

	PractitionerName, Specialty string

	// VisitAt and SignedAt are in the clinic's zone; Zone says it in words,
	// such as "московское время".
	VisitAt time.Time
	Zone    string

	Version int
	// Status is DRAFT, FINAL or AMENDED.
	Status   string
	Sections []Section

	// SignedBy and SignedAt are empty in a draft.
	SignedBy string
	SignedAt time.Time
	// SHA256 is the hash of the signed text, in hex.
	SHA256 string
}

// Section is one part of a conclusion; one without text is left out.
type Section struct{ Title, Text string }

// ConsentDoc is everything a printed consent says.
type ConsentDoc struct {
	Locale string
	Clinic Clinic

	Title string
	// Version is the version of the document that was signed.
	Version string
	Text    string

	PatientName string
	BirthDate   time.Time
	// SignerName differs from the patient's when a representative signed.
	SignerName string
	SignedAt   time.Time
	Zone       string
	// Channel says how, such as "код по SMS на номер +7 *** 12-34".
	Channel string
	SHA256  string
}

// Conclusion writes the conclusion as a PDF.
func Conclusion(w io.Writer, doc ConclusionDoc) error {
	made := doc.SignedAt
	if made.IsZero() {
		made = doc.VisitAt
	}
	labels := labelsFor(doc.Locale)
	s := newSheet(doc.Clinic, labels, labels.Conclusion, made)
	s.title(labels.Conclusion, labels.edition(doc.Status, doc.Version))
	s.facts([]fact{
		{label: labels.Patient, value: doc.PatientName},
		{label: labels.Born, value: labels.date(doc.BirthDate)},
		{label: labels.Practitioner, value: joined(doc.PractitionerName, doc.Specialty)},
		{label: labels.Visit, value: labels.moment(doc.VisitAt, doc.Zone)},
	})
	for _, section := range doc.Sections {
		s.section(section.Title, section.Text)
	}
	s.signature([]fact{
		{label: labels.SignedBy, value: doc.SignedBy},
		{label: labels.SignedAt, value: labels.moment(doc.SignedAt, doc.Zone)},
		{label: labels.Hash, value: doc.SHA256, small: true},
	})
	return s.write(w)
}

// Consent writes the signed consent as a PDF.
func Consent(w io.Writer, doc ConsentDoc) error {
	labels := labelsFor(doc.Locale)
	s := newSheet(doc.Clinic, labels, doc.Title, doc.SignedAt)
	s.title(doc.Title, fmt.Sprintf(labels.Version, doc.Version))
	s.facts([]fact{
		{label: labels.Patient, value: doc.PatientName},
		{label: labels.Born, value: labels.date(doc.BirthDate)},
	})
	s.section("", doc.Text)
	s.signature([]fact{
		{label: labels.SignedBy, value: doc.SignerName},
		{label: labels.SignedAt, value: labels.moment(doc.SignedAt, doc.Zone)},
		{label: labels.Channel, value: doc.Channel},
		{label: labels.Hash, value: doc.SHA256, small: true},
	})
	return s.write(w)
}

func joined(name, specialty string) string {
	if specialty == "" {
		return name
	}
	return name + ", " + specialty
}

// write goes through memory, so that a document that cannot be made leaves nothing half sent.
func (s *sheet) write(w io.Writer) error {
	var out bytes.Buffer
	if err := s.pdf.Output(&out); err != nil {
		return fmt.Errorf("make pdf: %w", err)
	}
	_, err := out.WriteTo(w)
	return err
}
