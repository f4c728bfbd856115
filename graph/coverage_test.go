package graph_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/vektah/gqlparser/v2/ast"

	"televisit/graph/generated"
)

func schema() *ast.Schema {
	return generated.NewExecutableSchema(generated.Config{}).Schema()
}

// fields are the fields of Query, Mutation or Subscription, without those of introspection.
func fields(root *ast.Definition) ast.FieldList {
	return slices.DeleteFunc(slices.Clone(root.Fields), func(f *ast.FieldDefinition) bool { return strings.HasPrefix(f.Name, "__") })
}

// cannot lists problems of a union that the operation has no way to answer,
// with the reason; they stand in the union because clients may meet them later.
var cannot = map[string]string{
	"holdSlot/invalid_input":              "every value that can be read can be looked for; a wrong one is NOT_FOUND or OUTSIDE_SCHEDULE",
	"rescheduleAppointment/invalid_input": "as holdSlot",
	"joinVisit/invalid_input":             "the device is only told to the others",
	"joinVisit/conflict":                  "every fault of a join has a type of its own",
	"sendVisitSignals/conflict":           "every fault of the calls has a type of its own",
	"updateNotificationSettings/not_mine": "it reaches the viewer's own settings only",
	"updateViewer/not_mine":               "as updateNotificationSettings",
	"subscribeToPush/not_mine":            "as updateNotificationSettings",
	"unsubscribeFromPush/not_mine":        "a browser of somebody else is not there; the answer is the same",
	"requestEmailCode/not_mine":           "somebody else's address is CONFLICT",
	"confirmEmail/not_mine":               "a code that went to somebody else is CODE_EXPIRED",
	"withdrawConsent/not_mine":            "it reaches the viewer's own consent only",
	"createPatient/not_mine":              "it makes what nobody has yet",
	"createApiClient/not_mine":            "as createPatient",
	"inviteStaff/not_mine":                "as createPatient",
	"createSpecialty/not_mine":            "as createPatient",
	"createService/not_mine":              "as createPatient",
	"publishConsentDocument/not_mine":     "as createPatient",
	"registerPatient/not_mine":            "who is registered is not told",
	"linkPatient/not_mine":                "a code that another program has asked for is CODE_EXPIRED",
}

func TestEveryMutationHasItsCases(t *testing.T) {
	s := schema()
	for _, m := range fields(s.Mutation) {
		t.Run(m.Name, func(t *testing.T) {
			wanted := map[string]string{"ok": ""}
			needsSignIn := m.Directives.ForName("auth") != nil
			if needsSignIn {
				wanted["signed_out"] = ""
			}
			if needsSignIn && len(m.Arguments) > 0 {
				wanted["not_mine"] = ""
			}
			for _, member := range s.GetPossibleTypes(s.Types[m.Type.Name()]) {
				if slices.Contains(member.Interfaces, "Problem") {
					wanted[snake(member.Name)] = member.Name
				}
			}
			for name, problem := range wanted {
				if cannot[m.Name+"/"+name] == "" {
					wantCase(t, m.Name, name, problem)
				}
			}
		})
	}
}

// wantCase wants an operation whose answer is of a type; any when it is empty.
func wantCase(t *testing.T, mutation, name, typename string) {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("testdata", mutation, name+".json"))
	if err != nil {
		t.Errorf("no case %s: %v", name, err)
		return
	}
	var answer struct {
		Data map[string]struct {
			Typename string `json:"__typename"`
		}
		Errors []codeHolder
	}
	if err := json.Unmarshal(b, &answer); err != nil {
		t.Error(err)
	}
	got := answer.Data[mutation].Typename
	switch {
	case name == "ok" && (got == "" || len(answer.Errors) > 0 || implements(got, "Problem")),
		name == "signed_out" && (len(answer.Errors) != 1 || answer.Errors[0].Extensions.Code != "UNAUTHENTICATED"),
		typename != "" && got != typename:
		t.Errorf("the case %s answers %s", name, b)
	}
}

func implements(typename, of string) bool {
	d := schema().Types[typename]
	return d != nil && slices.Contains(d.Interfaces, of)
}

// What is somebody else's is NOT_FOUND, or SESSION_GONE for a session of a call.
func TestNotMineNeverSucceeds(t *testing.T) {
	paths, _ := filepath.Glob("testdata/*/not_mine*.json")
	mutations := schema().Mutation.Fields
	for _, path := range paths {
		mutation := filepath.Base(filepath.Dir(path))
		if mutations.ForName(mutation) == nil {
			continue
		}
		b, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if got := outcome(t, b); got != "NOT_FOUND" && got != "SESSION_GONE" {
			t.Errorf("%s answers %s", path, got)
		}
	}
}

// Queries that show rows of people have both a case that shows and one that hides.
func TestQueriesOfRowsHaveTheirCases(t *testing.T) {
	for _, query := range []string{"appointment", "node", "medicalHistory", "practitionerBoard", "deskFloor", "patients", "paymentMethods", "cancellationTerms", "viewer", "apiClient", "apiClients"} {
		for _, name := range []string{"ok", "signed_out"} {
			if _, err := os.Stat(filepath.Join("testdata", query, name+".json")); err != nil {
				t.Error(err)
			}
		}
	}
	for _, q := range fields(schema().Query) {
		if found, _ := filepath.Glob(filepath.Join("testdata", q.Name, "ok.json")); len(found) == 0 && q.Name != "serverTime" {
			t.Errorf("the query %s has no case", q.Name)
		}
	}
}

func snake(name string) string {
	var out strings.Builder
	for i, r := range name {
		if unicode.IsUpper(r) && i > 0 {
			out.WriteByte('_')
		}
		out.WriteRune(unicode.ToLower(r))
	}
	return out.String()
}
