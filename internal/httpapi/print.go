package httpapi

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"time"

	"televisit/ent/db"
	"televisit/ent/db/appointment"
	"televisit/ent/db/conclusion"
	"televisit/ent/db/consent"
	"televisit/ent/db/visit"
	"televisit/ent/policy"
	"televisit/internal/pdf"
	"televisit/internal/request"
	"televisit/internal/rules"
	"televisit/internal/viewer"
)

func (f *Files) conclusion(ctx context.Context, id string) (string, []byte, error) {
	c, err := f.Store.Conclusion.Query().Where(conclusion.ID(id), conclusion.StatusNEQ(rules.Draft)).Only(ctx)
	if err != nil {
		return "", nil, err
	}
	patient, err := f.Store.Patient.Get(ctx, c.PatientID)
	if err != nil {
		return "", nil, err
	}
	// The visit itself may be another practitioner's: its time stands on the paper.
	a, err := f.Store.Appointment.Query().Where(appointment.HasVisitWith(visit.ID(c.VisitID))).
		WithPractitioner(func(q *db.PractitionerQuery) { q.WithSpecialties() }).Only(viewer.System(ctx, policy.Admissions))
	if err != nil {
		return "", nil, err
	}
	clinic, err := f.clinic(ctx)
	if err != nil {
		return "", nil, err
	}
	l, p, begins := request.Locale(ctx), a.Edges.Practitioner, inZone(a.StartsAt, a.TimeZone)
	doctor := rules.FullName(p.FamilyName, p.GivenName, p.Patronymic)
	doc := pdf.ConclusionDoc{
		Locale: strings.ToLower(string(l)), Clinic: clinic, PatientName: nameOf(patient), BirthDate: born(patient),
		PractitionerName: doctor, Specialty: specialties(p, l),
		VisitAt: begins, Zone: rules.Place(begins, l),
		Version: c.Number, Status: string(c.Status), Sections: sections(c.Content, l),
		SignedBy: doctor, SignedAt: inZone(*c.SignedAt, a.TimeZone), SHA256: c.Sha256,
	}
	var out bytes.Buffer
	err = pdf.Conclusion(&out, doc)
	name := rules.Text{RU: "Заключение", EN: "Conclusion"}.In(l)
	return fmt.Sprintf("%s %s v%d.pdf", name, doc.VisitAt.Format(time.DateOnly), c.Number), out.Bytes(), err
}

func (f *Files) consent(ctx context.Context, id string) (string, []byte, error) {
	c, err := f.Store.Consent.Query().Where(consent.ID(id)).WithDocument().Only(ctx)
	if err != nil {
		return "", nil, err
	}
	p, err := f.Store.Patient.Get(ctx, c.PatientID)
	if err != nil {
		return "", nil, err
	}
	clinic, err := f.clinic(ctx)
	if err != nil {
		return "", nil, err
	}
	zone, err := f.zone(ctx)
	if err != nil {
		return "", nil, err
	}
	l, d, signed := c.Locale, c.Edges.Document, inZone(c.SignedAt, zone) // printed in the language that was read
	doc := pdf.ConsentDoc{
		Locale: strings.ToLower(string(l)), Clinic: clinic, Title: d.Title.In(l), Version: fmt.Sprint(d.Version), Text: d.Text.In(l),
		PatientName: nameOf(p), BirthDate: born(p), SignerName: nameOf(p),
		SignedAt: signed, Zone: rules.Place(signed, l), Channel: channel(c, l), SHA256: c.TextSha256,
	}
	var out bytes.Buffer
	err = pdf.Consent(&out, doc)
	name := rules.Text{RU: "Согласие", EN: "Consent"}.In(l)
	return fmt.Sprintf("%s %s.pdf", name, doc.SignedAt.Format(time.DateOnly)), out.Bytes(), err
}

func (f *Files) zone(ctx context.Context) (string, error) {
	c, err := f.Store.Clinic.Query().Only(ctx)
	if err != nil {
		return "", err
	}
	return c.TimeZone, nil
}

func (f *Files) clinic(ctx context.Context) (pdf.Clinic, error) {
	c, err := f.Store.Clinic.Query().Only(ctx)
	if err != nil {
		return pdf.Clinic{}, err
	}
	l := request.Locale(ctx)
	return pdf.Clinic{Name: c.Name.In(l), Phone: c.SupportPhone, Address: c.Address.In(l)}, nil
}

func nameOf(p *db.Patient) string { return rules.FullName(p.FamilyName, p.GivenName, p.Patronymic) }

func born(p *db.Patient) time.Time {
	t, _ := p.BirthDate.Start(time.UTC) // checked when it was entered
	return t
}

func specialties(p *db.Practitioner, l rules.Locale) string {
	var names []string
	for _, s := range p.Edges.Specialties {
		names = append(names, s.Name.In(l))
	}
	return strings.Join(names, ", ")
}

func sections(c rules.ConclusionContent, l rules.Locale) []pdf.Section {
	all := []struct {
		title rules.Text
		text  string
	}{
		{rules.Text{RU: "Жалобы и динамика", EN: "Complaints and course"}, c.Complaints},
		{rules.Text{RU: "Диагноз, поставленный очно", EN: "Diagnosis made in person"}, c.Diagnosis},
		{rules.Text{RU: "Заключение", EN: "Conclusion"}, c.Assessment},
		{rules.Text{RU: "Что делать", EN: "What to do"}, c.Plan},
	}
	var out []pdf.Section
	for _, s := range all {
		if s.text != "" {
			out = append(out, pdf.Section{Title: s.title.In(l), Text: s.text})
		}
	}
	return out
}

// channel says how a consent was given, with most of the phone hidden.
func channel(c *db.Consent, l rules.Locale) string {
	switch c.Channel {
	case rules.Spoken:
		return rules.Text{RU: "голосом, со слов записано в регистратуре", EN: "by voice, written down by the desk"}.In(l)
	case rules.Paper:
		return rules.Text{RU: "подпись на бумаге, хранится в регистратуре", EN: "signed on paper, kept by the desk"}.In(l)
	}
	n := len(c.Phone)
	masked := c.Phone[:min(2, n)] + " *** " + c.Phone[max(0, n-4):]
	return rules.Text{RU: "код из СМС на " + masked, EN: "code by SMS to " + masked}.In(l)
}
