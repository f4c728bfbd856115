package graph_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2/ast"
)

// ours are the types of the schema that we have written.
func ours() (list []*ast.Definition) {
	for _, d := range schema().Types {
		if !d.BuiltIn && !strings.HasPrefix(d.Name, "__") {
			list = append(list, d)
		}
	}
	return list
}

func TestEverythingIsDescribed(t *testing.T) {
	roots := []string{"Query", "Mutation", "Subscription"}
	for _, d := range ours() {
		if d.Description == "" {
			t.Errorf("%s has no description", d.Name)
		}
		for _, f := range d.Fields {
			if strings.HasPrefix(f.Name, "__") {
				continue
			}
			if f.Description == "" {
				t.Errorf("%s.%s has no description", d.Name, f.Name)
			}
			// The arguments of a root field are told in its own description.
			if !slices.Contains(roots, d.Name) {
				continue
			}
			for _, a := range f.Arguments {
				if a.Description == "" && !slices.Contains(obvious, a.Name) {
					t.Errorf("%s.%s(%s) has no description", d.Name, f.Name, a.Name)
				}
			}
		}
		for _, v := range d.EnumValues {
			if v.Description == "" {
				t.Errorf("%s.%s has no description", d.Name, v.Name)
			}
		}
	}
	for _, d := range schema().Directives {
		if d.Description == "" && d.Position != nil && !d.Position.Src.BuiltIn {
			t.Errorf("@%s has no description", d.Name)
		}
	}
}

// obvious are arguments whose name and type say it all, in every field alike.
var obvious = []string{
	"id", "ids", "input", "first", "after", "filter", "kind", "date", "from", "to", "search",
	"practitionerId", "serviceId", "specialtyId", "patientId", "appointmentId", "visitId", "sessionId", "resumeToken", "afterSeq",
}

// One input, one nullable union of successes and problems.
func TestMutationsHaveOneShape(t *testing.T) {
	s := schema()
	for _, m := range fields(s.Mutation) {
		if m.Name == "signOut" || m.Name == "rotateCalendarFeed" { // nothing to say, nothing to refuse
			continue
		}
		switch {
		case m.Name == "requestWithdrawalCode" && len(m.Arguments) == 0: // nothing to say
		case len(m.Arguments) != 1 || m.Arguments[0].Name != "input" || !m.Arguments[0].Type.NonNull:
			t.Errorf("%s does not take exactly one input", m.Name)
		case m.Arguments[0].Type.Name() != title(m.Name)+"Input":
			t.Errorf("%s takes %s", m.Name, m.Arguments[0].Type.Name())
		}
		result := s.Types[m.Type.Name()]
		if m.Type.NonNull || result.Kind != ast.Union || result.Name != title(m.Name)+"Result" {
			t.Errorf("%s answers %s", m.Name, m.Type)
			continue
		}
		successes := 0
		for _, member := range s.GetPossibleTypes(result) {
			if !slices.Contains(member.Interfaces, "Problem") {
				successes++
			}
		}
		if successes != 1 {
			t.Errorf("%s has %d successes", m.Name, successes)
		}
	}
}

// A client writes `... on Problem { code message retryable }` beside the
// success: GraphQL refuses to merge fields of one name and different types.
func TestNothingClashesWithTheNet(t *testing.T) {
	s := schema()
	net := s.Types["Problem"].Fields
	for _, d := range ours() {
		if d.Kind != ast.Union {
			continue
		}
		for _, member := range s.GetPossibleTypes(d) {
			for _, f := range net {
				clash := member.Fields.ForName(f.Name)
				if clash != nil && clash.Type.String() != f.Type.String() && hasProblem(s, d) {
					t.Errorf("%s.%s clashes with Problem.%s", member.Name, f.Name, f.Name)
				}
				if clash != nil && !slices.Contains(member.Interfaces, "Problem") && hasProblem(s, d) {
					t.Errorf("%s is no problem and has %s", member.Name, f.Name)
				}
			}
		}
	}
}

func hasProblem(s *ast.Schema, union *ast.Definition) bool {
	return slices.ContainsFunc(s.GetPossibleTypes(union), func(d *ast.Definition) bool { return slices.Contains(d.Interfaces, "Problem") })
}

// All members of a union can be asked for in one selection without an alias.
func TestUnionsCanBeSelectedWithoutAliases(t *testing.T) {
	s := schema()
	for _, d := range ours() {
		if d.Kind != ast.Union {
			continue
		}
		types := map[string]string{}
		for _, member := range s.GetPossibleTypes(d) {
			for _, f := range member.Fields {
				if other := types[f.Name]; other != "" && other != f.Type.String() && s.Types[f.Type.Name()].IsLeafType() {
					t.Errorf("%s: %s is %s and %s", d.Name, f.Name, other, f.Type)
				}
				types[f.Name] = f.Type.String()
			}
		}
	}
}

func TestListsAndTheirItemsAreThere(t *testing.T) {
	mayHoldNulls := []string{"Query.nodes"} // null where there is none that the viewer may see
	for _, d := range ours() {
		for _, f := range d.Fields {
			if f.Type.Elem == nil || strings.HasPrefix(f.Name, "__") {
				continue
			}
			where := d.Name + "." + f.Name
			if d.Kind != ast.InputObject && !f.Type.NonNull {
				t.Errorf("%s is a list that may be null", where)
			}
			if !f.Type.Elem.NonNull && !slices.Contains(mayHoldNulls, where) {
				t.Errorf("%s is a list that may hold nulls", where)
			}
		}
	}
}

func TestConnectionsAreAlike(t *testing.T) {
	s := schema()
	for _, d := range ours() {
		for _, f := range d.Fields {
			if !strings.HasSuffix(f.Type.Name(), "Connection") {
				continue
			}
			first, after := f.Arguments.ForName("first"), f.Arguments.ForName("after")
			if first == nil || first.DefaultValue == nil || after == nil || after.Type.String() != "Cursor" {
				t.Errorf("%s.%s lacks first with a default, or after", d.Name, f.Name)
			}
			for _, part := range []string{"nodes", "edges", "pageInfo"} {
				if s.Types[f.Type.Name()].Fields.ForName(part) == nil {
					t.Errorf("%s lacks %s", f.Type.Name(), part)
				}
			}
		}
	}
}

// The server decides these; a client that could send them would.
func TestInputsHoldNothingThatTheServerOwns(t *testing.T) {
	owned := []string{"status", "state", "price", "amount", "amountMinor", "currency", "owner", "ownerId", "accountId", "role", "roles",
		"confirmed", "paid", "paidAt", "signedAt", "createdAt", "updatedAt", "version", "funding", "fromPatient", "authorId", "authorRole", "sha256"}
	for _, d := range ours() {
		if d.Kind != ast.InputObject {
			continue
		}
		for _, f := range d.Fields {
			byDesk := d.Name == "RefundPaymentInput" && f.Name == "amountMinor" || // held against what is left
				d.Name == "InviteStaffInput" && f.Name == "role" || // the administrator says what a colleague may do; patients' are not among it
				d.Name == "UpdateServiceInput" || d.Name == "CreateServiceInput" || // the desk sets what services cost, and who pays
				d.Name == "InviteGuestInput" && f.Name == "role" // in the visit; no role of an account
			if slices.Contains(owned, f.Name) && !byDesk {
				t.Errorf("%s.%s is the server's to decide", d.Name, f.Name)
			}
		}
	}
}

// Papers, messages and signed conclusions stay for ever.
func TestNothingDeletes(t *testing.T) {
	for _, f := range fields(schema().Mutation) {
		for _, verb := range []string{"delete", "remove", "destroy", "erase", "purge", "drop", "unsend"} {
			if strings.HasPrefix(strings.ToLower(f.Name), verb) && f.Name != "removeGuest" { // from the room; the row stays
				t.Errorf("%s deletes", f.Name)
			}
		}
	}
}

// Creating twice by accident is impossible wherever a repetition would count.
func TestCreatingMutationsTakeAnIdempotencyKey(t *testing.T) {
	s := schema()
	for _, name := range []string{
		"holdSlot", "bookAppointment", "rescheduleAppointment", "cancelAppointment", "startPayment", "sendMessage", "uploadDocuments", "amendConclusion",
		"publishSchedule", "addScheduleException", "withdrawScheduleException", "createApiClient", "inviteGuest",
		"inviteStaff", "createSpecialty", "createService", "publishConsentDocument",
	} {
		key := s.Types[title(name)+"Input"].Fields.ForName("idempotencyKey")
		if key == nil || key.Type.String() != "UUID!" {
			t.Errorf("%s takes no idempotency key", name)
		}
	}
}

// Names, phones, codes and what people write are kept out of logs.
func TestSensitiveInputsAreMarked(t *testing.T) {
	sensitive := []string{
		"phone", "email", "password", "code", "familyName", "givenName", "patronymic", "birthDate", "reason", "text",
		"complaints", "diagnosis", "assessment", "plan", "paper", "answer", "candidate",
	}
	for _, d := range ours() {
		if d.Kind != ast.InputObject {
			continue
		}
		for _, f := range d.Fields {
			isEnum := schema().Types[f.Type.Name()].Kind == ast.Enum
			isPartOfCandidate := d.Name == "IceCandidateInput" // marked as a whole
			if slices.Contains(sensitive, f.Name) && !isEnum && !isPartOfCandidate && f.Directives.ForName("redact") == nil {
				t.Errorf("%s.%s lacks @redact", d.Name, f.Name)
			}
		}
	}
}

// Every field that changes or follows something of somebody asks who it is.
func TestMutationsAndSubscriptionsAskWhoItIs(t *testing.T) {
	anonymous := []string{"signUp", "requestSignInCode", "confirmCode", "requestGuestCode", "signInStaff", "acceptStaffInvitation", "availabilityChanged"}
	s := schema()
	for _, root := range []string{"Mutation", "Subscription"} {
		for _, f := range fields(s.Types[root]) {
			if asks := f.Directives.ForName("auth") != nil; asks == slices.Contains(anonymous, f.Name) {
				t.Errorf("%s: @auth is %v", f.Name, asks)
			}
		}
	}
}

func title(name string) string { return strings.ToUpper(name[:1]) + name[1:] }
