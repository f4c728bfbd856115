package chaos

import (
	"context"
	"fmt"
	"slices"
	"time"
)

// row is an appointment as the API shows it.
type row struct {
	ID, Status   string
	StartsAt     time.Time
	EndsAt       time.Time
	Reason       *string
	Practitioner struct{ ID string }
	Patient      *struct{ ID string }
	Payment      *struct{ Status string }
	Price        struct{ AmountMinor int }
	Documents    []struct{ Name, URL string }
	Visit        *struct {
		Messages struct{ Nodes []struct{ Text string } }
	}
}

const wholeRow = `query($id: ID!) { appointment(id: $id) { id status startsAt endsAt reason practitioner { id } patient { id } payment { status }
	price { amountMinor } documents { name url } visit { messages(first: 100) { nodes { text } } } } }`

// check compares what patients know with what the API shows. When all is
// settled, nothing may be on its way any more.
func (c *clinic) check(ctx context.Context, settled bool) error {
	var all []row
	bank := 0
	for _, p := range c.people {
		if err := c.checkPerson(ctx, p); err != nil {
			return err
		}
		if p.id == "" {
			continue
		}
		rows, err := p.rows(ctx)
		if err != nil {
			return err
		}
		bank += p.checkVisits(ctx, rows, settled)
		all = append(all, rows...)
	}
	floor, err := c.floor(ctx)
	if err != nil {
		return err
	}
	c.checkOverlap(append(all, floor...))
	return c.checkBooks(ctx, bank, settled)
}

// checkPerson wants one account of somebody who has signed in, and at most one
// of somebody who may have.
func (c *clinic) checkPerson(ctx context.Context, p *patient) error {
	var a struct {
		Patients struct{ Nodes []struct{ ID string } }
	}
	if err := ask(ctx, c.desk, `query($phone: String!) { patients(search: $phone) { nodes { id } } }`, map[string]any{"phone": p.phone}, &a); err != nil {
		return fmt.Errorf("look for a patient: %w", err)
	}
	found := len(a.Patients.Nodes)
	if found > 1 || p.id != "" && (found != 1 || a.Patients.Nodes[0].ID != p.id) {
		c.report("%d accounts of one phone that is registered: %t", found, p.id != "")
	}
	return nil
}

// rows reads all appointments of a patient. They move between the lists while
// these are read: a hold runs out, money that comes late takes its visit up again.
func (p *patient) rows(ctx context.Context) (rows []row, err error) {
	seen := map[string]bool{}
	for _, filter := range []string{"CURRENT", "PAST", "CURRENT"} {
		for after, more := any(nil), true; more; {
			var a struct {
				Viewer struct {
					Appointments struct {
						Nodes    []struct{ ID string }
						PageInfo struct {
							HasNextPage bool
							EndCursor   string
						}
					}
				}
			}
			err := ask(ctx, p.client, `query($filter: AppointmentFilter!, $after: Cursor) { viewer { appointments(filter: $filter, first: 50, after: $after) {
				nodes { id } pageInfo { hasNextPage endCursor } } } }`, map[string]any{"filter": filter, "after": after}, &a)
			if err != nil {
				return nil, fmt.Errorf("read appointments: %w", err)
			}
			for _, n := range a.Viewer.Appointments.Nodes {
				if seen[n.ID] {
					continue
				}
				seen[n.ID] = true
				var one struct{ Appointment row }
				if err := ask(ctx, p.client, wholeRow, map[string]any{"id": n.ID}, &one); err != nil {
					return nil, fmt.Errorf("read an appointment: %w", err)
				}
				rows = append(rows, one.Appointment)
			}
			after, more = a.Viewer.Appointments.PageInfo.EndCursor, a.Viewer.Appointments.PageInfo.HasNextPage
		}
	}
	return rows, nil
}

// checkVisits returns what the bank has of the patient's visits when all is settled.
func (p *patient) checkVisits(ctx context.Context, rows []row, settled bool) (bank int) {
	left := slices.Clone(rows)
	for _, v := range slices.Concat(p.visits, p.refusals) {
		mine := func(r row) bool {
			if v.hold.fate == done {
				return r.ID == v.hold.id
			}
			return r.Practitioner.ID == v.practitioner && slices.ContainsFunc(v.places, r.StartsAt.Equal)
		}
		i := slices.IndexFunc(left, mine)
		switch {
		case i < 0 && v.hold.fate == done:
			p.report("a hold was acknowledged and is not there")
		case i >= 0 && v.hold.fate == refused:
			p.report("a hold was refused (%s) and is there", v.hold.code)
		}
		if i < 0 {
			continue
		}
		r := left[i]
		left = slices.Delete(left, i, i+1)
		if v.hold.fate == done {
			p.checkState(v, r)
			p.checkWords(ctx, v, r)
		}
		if settled {
			bank += p.checkMoney(ctx, v, r)
		}
	}
	for _, r := range left {
		p.report("nobody has asked for %s at %s, which is %s", r.ID, r.StartsAt, r.Status)
	}
	return bank
}

func (p *patient) checkState(v *visit, r row) {
	if !slices.ContainsFunc(v.places, r.StartsAt.Equal) {
		p.report("a visit stands at %s, not at one of %d places", r.StartsAt, len(v.places))
	}
	reason := ""
	if r.Reason != nil {
		reason = *r.Reason
	}
	if b := v.booking; b != nil {
		isThere := reason == b.variables["reason"]
		if b.fate == done && (!isThere || r.Status == "HELD") || b.fate == refused && isThere {
			p.report("booking was %s, and the visit is %s, with its reason: %t", b, r.Status, isThere)
		}
	}
	isCalledOff := r.Status == "CANCELLED"
	if x := v.cancellation; x == nil && isCalledOff || x != nil && (x.fate == done && !isCalledOff || x.fate == refused && isCalledOff) {
		p.report("calling off was %s, and the visit is %s", x, r.Status)
	}
}

// checkWords looks for messages and papers.
func (p *patient) checkWords(ctx context.Context, v *visit, r row) {
	for _, d := range v.messages {
		n := 0
		if r.Visit != nil {
			for _, m := range r.Visit.Messages.Nodes {
				if m.Text == d.variables["text"] {
					n++
				}
			}
		}
		p.checkTimes(d, n)
	}
	for _, d := range v.papers {
		n := 0
		for _, paper := range r.Documents {
			if paper.Name != d.files[0].Name {
				continue
			}
			n++
			if b, err := p.client.Get(ctx, paper.URL); err != nil || string(b) != d.files[0].Content {
				p.report("a paper cannot be read: %v", err)
			}
		}
		p.checkTimes(d, n)
	}
}

// checkTimes is the rule of this package.
func (p *patient) checkTimes(d *deed, n int) {
	if d.fate == done && n != 1 || d.fate == refused && n != 0 || n > 1 {
		p.report("%s was %s and is there %d times", d.name, d, n)
	}
}

// String says what the patient was told.
func (d *deed) String() string {
	if d == nil {
		return "not asked for"
	}
	return [...]string{unknown: "not answered", done: "acknowledged", refused: "refused (" + d.code + ")"}[d.fate]
}

// checkMoney wants the bank's book to say what ours says, and returns what the
// bank has of a visit.
func (p *patient) checkMoney(ctx context.Context, v *visit, r row) (got int) {
	for _, d := range v.checkouts {
		if d.url == "" {
			continue
		}
		sum, err := p.Bank.Has(ctx, p.client, d.url)
		p.report("ask the bank: %w", err)
		got += sum
	}
	want := 0 // every visit is more than a day ahead: what goes back is the whole
	switch statusOf(r) {
	case "PAID", "SETTLED":
		want = r.Price.AmountMinor
	case "REFUND_REQUESTED":
		p.report("a refund is still on its way")
		return got
	}
	if got != want {
		p.report("the bank has %d of a visit that is %s and %s; that should be %d", got, r.Status, statusOf(r), want)
	}
	return got
}

func statusOf(r row) string {
	if r.Payment == nil {
		return ""
	}
	return r.Payment.Status
}

// floor is what the desk sees of the days in question; what is near a midnight
// stands on the floors of both days.
func (c *clinic) floor(ctx context.Context) (rows []row, err error) {
	for day := -2; day < 5; day++ {
		var a struct{ DeskFloor struct{ Rows []row } }
		date := c.firstTime.AddDate(0, 0, day).Format(time.DateOnly)
		err := ask(ctx, c.desk, `query($date: Date) { deskFloor(date: $date) { rows { id status startsAt endsAt practitioner { id } patient { id } } } }`,
			map[string]any{"date": date}, &a)
		if err != nil {
			return nil, fmt.Errorf("read the floor: %w", err)
		}
		rows = append(rows, a.DeskFloor.Rows...)
	}
	return rows, nil
}

var live = []string{"HELD", "AWAITING_PAYMENT", "BOOKED", "IN_PROGRESS", "FULFILLED"}

// checkOverlap wants every person to be in one place at a time.
func (c *clinic) checkOverlap(rows []row) {
	byPerson, seen := map[string][]row{}, map[string]bool{}
	for _, r := range rows {
		if seen[r.ID] || !slices.Contains(live, r.Status) {
			continue
		}
		seen[r.ID] = true
		byPerson[r.Practitioner.ID] = append(byPerson[r.Practitioner.ID], r)
		if r.Patient != nil {
			byPerson[r.Patient.ID] = append(byPerson[r.Patient.ID], r)
		}
	}
	for _, list := range byPerson {
		slices.SortFunc(list, func(a, b row) int { return a.StartsAt.Compare(b.StartsAt) })
		for i := range len(list) - 1 {
			if list[i+1].StartsAt.Before(list[i].EndsAt) {
				c.report("somebody is in two places at once: %s %s and %s %s", list[i].ID, list[i].Status, list[i+1].ID, list[i+1].Status)
			}
		}
	}
}
