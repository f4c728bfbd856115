package policy

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"televisit/ent/db"
	"televisit/internal/viewer"
)

// types are the names of all entities: the clients that db.Client has.
func types() []string {
	var names []string
	client := reflect.TypeFor[db.Client]()
	for i := range client.NumField() {
		f := client.Field(i)
		if f.Type.Kind() == reflect.Pointer && f.Type.Elem().Name() == f.Name+"Client" {
			names = append(names, f.Name)
		}
	}
	return names
}

func TestEveryEntityIsInBothTablesAndNothingElseIs(t *testing.T) {
	all := types()
	if len(all) < 20 {
		t.Fatalf("only %d entities are found: %v", len(all), all)
	}
	for _, name := range all {
		if len(reads[name]) == 0 {
			t.Errorf("ent/policy does not say who reads %s", name)
		}
		if len(writes[name]) == 0 {
			t.Errorf("ent/policy does not say who writes %s", name)
		}
	}
	for name := range reads {
		if !slices.Contains(all, name) {
			t.Errorf("reads has %s, which is no entity", name)
		}
	}
	for name := range writes {
		if !slices.Contains(all, name) {
			t.Errorf("writes has %s, which is no entity", name)
		}
	}
}

func TestNobodyIsEverGrantedToChangeWhatIsKeptForGood(t *testing.T) {
	for _, name := range []string{
		db.TypeVisitQuality, db.TypeDocument, db.TypeChatMessage, db.TypeConsent, db.TypeConsentDocument, db.TypeAppointmentEvent, db.TypeChartEntry, db.TypeLedgerEntry,
	} {
		for _, w := range writes[name] {
			if w.ops&(update|remove) != 0 {
				t.Errorf("somebody may change or delete a %s", name)
			}
		}
	}
	for name, list := range writes {
		for _, w := range list {
			if w.ops&remove != 0 && !slices.Contains([]string{db.TypeStreamEvent, db.TypeJob, db.TypeIdempotencyKey, db.TypePushSubscription, db.TypeSignInTries}, name) {
				t.Errorf("somebody may delete a %s", name)
			}
		}
	}
}

func TestNoGrantNamesAnonymousOrUnknownViewers(t *testing.T) {
	nobody := []viewer.Viewer{
		{}, {AccountID: "acc_1"}, {Role: "STRANGER", AccountID: "acc_1"}, {Role: viewer.Practitioner}, {Role: viewer.Patient, PatientID: "pat_1"},
		viewer.From(viewer.System(t.Context(), "")), viewer.From(viewer.System(t.Context(), "nothing that a policy names")),
	}
	public := []string{db.TypeClinic, db.TypeSpecialty, db.TypeHealthcareService, db.TypePractitioner, db.TypeConsentDocument}
	for _, v := range nobody {
		for name, grants := range reads {
			for _, g := range grants {
				if g.to(v) && !slices.Contains(public, name) {
					t.Errorf("%+v reads %s", v, name)
				}
			}
		}
		for name, list := range writes {
			for _, w := range list {
				if w.to(v) {
					t.Errorf("%+v writes %s", v, name)
				}
			}
		}
	}
}

func TestATypeWithoutGrantsShowsNothing(t *testing.T) {
	if _, limited := restrict(viewer.Viewer{Role: viewer.Admin, AccountID: "acc_1"}, nil); !limited {
		t.Error("without a grant everything is open")
	}
	if strings.TrimSpace(Seed) == "" {
		t.Error("a task without a name would be the anonymous system")
	}
}
