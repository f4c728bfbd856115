package auth_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"televisit/internal/auth"
	"televisit/internal/notify"
	"televisit/internal/outbox"
	"televisit/internal/testkit"
	"televisit/internal/worker"
)

// phoneNetwork keeps what was sent; broken, it takes nothing.
type phoneNetwork struct {
	sent   []notify.SMS
	broken bool
}

func (n *phoneNetwork) Send(_ context.Context, m notify.SMS) error {
	if n.broken {
		return errors.New("the gateway does not answer")
	}
	n.sent = append(n.sent, m)
	return nil
}

func TestACodeIsInTheMessageAndNowhereElse(t *testing.T) {
	each(t, func(d *door) {
		var log bytes.Buffer
		network := &phoneNetwork{broken: true}
		c, err := d.Auth.SignUp(d.t.Context(), d.form())
		testkit.Must(d.t, c, err)
		code := d.Auth.Code(c.ID)
		d.work(network, &log)
		d.Clock.Advance(time.Minute)
		network.broken = false
		d.work(network, &log)
		if len(network.sent) != 1 || network.sent[0].To != stranger || !strings.HasPrefix(network.sent[0].Text, code+" is your code") {
			d.t.Fatalf("sent %v", network.sent)
		}
		_, err = d.Auth.Confirm(d.t.Context(), c.ID, d.wrong(c.ID, 1), "")
		if err == nil || strings.Contains(err.Error(), code) {
			d.t.Errorf("the refusal is %v", err)
		}
		in, err := d.confirm(c)
		testkit.Must(d.t, in, err)
		for table, text := range d.everything() {
			if strings.Contains(text, code) {
				d.t.Errorf("%s has the code", table)
			}
			if strings.Contains(text, in.Token) {
				d.t.Errorf("%s has the token", table)
			}
			if table == "challenges" && !strings.Contains(text, c.ID) {
				d.t.Error("the tables are not read")
			}
		}
		if out := log.String(); strings.Contains(out, code) || strings.Contains(out, stranger[1:]) || !strings.Contains(out, "send_code") {
			d.t.Errorf("the log: %s", out)
		}
	})
}

func TestACodeThatIsUsedOrTooOldIsNotSent(t *testing.T) {
	each(t, func(d *door) {
		network := &phoneNetwork{}
		used, old := d.code(testkit.Nina), d.code(testkit.Vera)
		if _, err := d.confirm(used); err != nil {
			d.t.Fatal(err)
		}
		if err := d.Auth.SendCode(d.t.Context(), auth.Post{SMS: network}, used.ID); err != nil {
			d.t.Error(err)
		}
		d.Clock.Advance(10 * time.Minute)
		if err := d.Auth.SendCode(d.t.Context(), auth.Post{SMS: network}, old.ID); err != nil {
			d.t.Error(err)
		}
		if len(network.sent) != 0 {
			d.t.Errorf("sent %v", network.sent)
		}
	})
}

// work does the jobs that are due, as a node would, for a moment.
func (d *door) work(network notify.Sender, log *bytes.Buffer) {
	d.t.Helper()
	ctx, stop := context.WithCancel(d.t.Context())
	defer stop()
	w := &worker.Worker{Store: d.Store, Clock: d.Clock, Log: slog.New(slog.NewTextHandler(log, nil)), Handlers: map[string]worker.Handler{
		outbox.SendCode: func(ctx context.Context, id string) error {
			defer time.AfterFunc(0, stop)
			return d.Auth.SendCode(ctx, auth.Post{SMS: network}, id)
		},
	}}
	w.Run(ctx)
}

// everything is the text of every table of the database.
func (d *door) everything() map[string]string {
	d.t.Helper()
	all := map[string]string{}
	for _, name := range d.rows(`SELECT tablename FROM pg_tables WHERE schemaname = 'public'`, `SELECT name FROM sqlite_master WHERE type = 'table'`) {
		all[name] = fmt.Sprint(d.rows(fmt.Sprintf(`SELECT t::text FROM %q t`, name), fmt.Sprintf(`SELECT * FROM %q`, name)))
	}
	return all
}

// rows asks in PostgreSQL's words, and in SQLite's when those do not work.
func (d *door) rows(postgres, sqlite string) (text []string) {
	d.t.Helper()
	found, err := d.Store.QueryContext(d.t.Context(), postgres)
	if err != nil {
		found, err = d.Store.QueryContext(d.t.Context(), sqlite)
	}
	if err != nil {
		d.t.Fatal(err)
	}
	defer found.Close()
	columns, err := found.Columns()
	testkit.Must(d.t, columns, err)
	for found.Next() {
		values := make([]any, len(columns))
		for i := range values {
			values[i] = new(any)
		}
		if err := found.Scan(values...); err != nil {
			d.t.Fatal(err)
		}
		line := ""
		for _, v := range values {
			line += fmt.Sprint(*v.(*any), " ")
		}
		text = append(text, strings.TrimSpace(line))
	}
	return text
}
