package ent_test

import (
	"encoding/json"
	"os"
	"reflect"
	"testing"

	"entgo.io/ent/dialect"
	"github.com/pressly/goose/v3"

	"televisit/ent"
	"televisit/internal/testkit"
)

// beforeSchedules is the last version in which a practitioner had one week.
const beforeSchedules = 20261123081699

// A clinic that ran before schedules had versions keeps the hours of its doctors.
func TestTheWeekOfAPractitionerBecomesTheFirstVersionOfTheSchedule(t *testing.T) {
	week := `{"mon": [{"from": "09:00", "to": "13:00"}], "fri": [{"from": "14:00", "to": "18:30"}]}`
	for kind, conn := range empty(t) {
		folder, goosed := "migrations/postgres", goose.DialectPostgres
		if kind == dialect.SQLite {
			folder, goosed = "migrations/sqlite", goose.DialectSQLite3
		}
		old, err := goose.NewProvider(goosed, conn, os.DirFS(folder))
		testkit.Must(t, old, err)
		_, err = old.UpTo(t.Context(), beforeSchedules)
		testkit.Must(t, 0, err)
		for _, statement := range []string{
			`INSERT INTO clinics (id, created_at, name, address, support_phone, time_zone, settings) VALUES ('cln_1', '2026-01-01 00:00:00+00:00', '{}', '{}', '+74950000007', 'Asia/Almaty', '{}')`,
			`INSERT INTO practitioners (id, created_at, family_name, given_name, practises_since, qualification, languages, template) VALUES
				('prc_1', '2026-01-02 00:00:00+00:00', 'A', 'B', '2000-01-01 00:00:00+00:00', '{}', '[]', '` + week + `'),
				('prc_2', '2026-01-03 00:00:00+00:00', 'C', 'D', '2000-01-01 00:00:00+00:00', '{}', '[]', '{}')`,
		} {
			_, err := conn.ExecContext(t.Context(), statement)
			testkit.Must(t, 0, err)
		}
		testkit.Must(t, 0, ent.Migrate(t.Context(), conn, kind))

		var id, from, zone, template, by string
		var number, versions int
		row := conn.QueryRowContext(t.Context(), `SELECT id, valid_from, time_zone, template, published_by, number,
			(SELECT count(*) FROM schedules) FROM schedules WHERE practitioner_id = 'prc_1' AND valid_to IS NULL`)
		testkit.Must(t, 0, row.Scan(&id, &from, &zone, &template, &by, &number, &versions))
		if id != "sch_1" || from != "2000-01-01" || zone != "Asia/Almaty" || by != "system:booking" || number != 1 || versions != 2 {
			t.Errorf("%s: %s number %d of %d, from %s in %s by %s", kind, id, number, versions, from, zone, by)
		}
		if !sameJSON(t, template, week) {
			t.Errorf("%s: the hours are %s", kind, template)
		}
	}
}

func sameJSON(t *testing.T, a, b string) bool {
	t.Helper()
	var left, right any
	testkit.Must(t, 0, json.Unmarshal([]byte(a), &left))
	testkit.Must(t, 0, json.Unmarshal([]byte(b), &right))
	return reflect.DeepEqual(left, right)
}
