package ent

import (
	"context"
	"database/sql/driver"
	"fmt"
	"strings"

	"github.com/hashicorp/golang-lru/v2/simplelru"
)

// mostPrepared bounds the statements that one connection keeps: more than the
// texts there are, except for those that are as long as a list.
const mostPrepared = 500

// preparing opens connections of SQLite that keep the statements they have
// prepared. The driver forgets each one, and to parse and plan it anew takes
// several times longer than to run it. (pgx keeps them by itself.)
type preparing struct{ driver.Connector }

// Connect implements driver.Connector.
func (p preparing) Connect(ctx context.Context) (driver.Conn, error) {
	c, err := p.Connector.Connect(ctx)
	if err != nil {
		return nil, err
	}
	conn, ok := c.(liteConn)
	if !ok {
		return nil, fmt.Errorf("a connection of SQLite cannot do what it could: %T", c)
	}
	kept, err := simplelru.NewLRU(mostPrepared, forget)
	return &preparedConn{conn, kept}, err
}

// liteConn is what the driver's connections can do.
type liteConn interface {
	driver.Conn
	driver.ConnBeginTx
	driver.ConnPrepareContext
	driver.ExecerContext
	driver.QueryerContext
	driver.Pinger
	driver.SessionResetter
	driver.Validator
}

// prepared is a statement of one connection.
type prepared struct {
	liteStmt
	isBusy   bool // somebody uses it
	isOrphan bool // nobody keeps it
}

type liteStmt interface {
	driver.Stmt
	driver.StmtExecContext
	driver.StmtQueryContext
}

// preparedConn is used by one goroutine at a time, as every driver.Conn.
type preparedConn struct {
	liteConn
	kept *simplelru.LRU[string, *prepared]
}

// Close implements driver.Conn.
func (c *preparedConn) Close() error {
	c.kept.Purge()
	return c.liteConn.Close()
}

// ExecContext implements driver.ExecerContext.
func (c *preparedConn) ExecContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Result, error) {
	if !isKept(query) {
		return c.liteConn.ExecContext(ctx, query, args)
	}
	s, err := c.take(ctx, query)
	if err != nil {
		return nil, err
	}
	defer s.release()
	return s.ExecContext(ctx, args)
}

// QueryContext implements driver.QueryerContext.
func (c *preparedConn) QueryContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Rows, error) {
	if !isKept(query) {
		return c.liteConn.QueryContext(ctx, query, args)
	}
	s, err := c.take(ctx, query)
	if err != nil {
		return nil, err
	}
	rows, err := s.QueryContext(ctx, args)
	if err != nil {
		s.release()
		return nil, err
	}
	return preparedRows{rows, s}, nil
}

// isKept leaves scripts of migrations and pragmas out, some of which work when
// they are prepared.
func isKept(query string) bool {
	for _, verb := range []string{"SELECT", "INSERT", "UPDATE", "DELETE", "BEGIN", "COMMIT", "ROLLBACK"} {
		if strings.HasPrefix(query, verb) {
			return true
		}
	}
	return false
}

// take finds a statement that nobody uses, or prepares one: the same text may
// run again while the rows of the first time are read.
func (c *preparedConn) take(ctx context.Context, query string) (*prepared, error) {
	known, isKnown := c.kept.Get(query)
	if isKnown && !known.isBusy {
		known.isBusy = true
		return known, nil
	}
	made, err := c.PrepareContext(ctx, query)
	if err != nil {
		return nil, err
	}
	s := &prepared{made.(liteStmt), true, isKnown}
	if !isKnown {
		c.kept.Add(query, s)
	}
	return s, nil
}

// forget closes a statement, or lets who uses it do so.
func forget(_ string, s *prepared) {
	if s.isOrphan = true; !s.isBusy {
		_ = s.Close()
	}
}

func (s *prepared) release() {
	if s.isBusy = false; s.isOrphan {
		_ = s.Close()
	}
}

// preparedRows give their statement back when they are closed.
type preparedRows struct {
	driver.Rows
	statement *prepared
}

// Close implements driver.Rows.
func (r preparedRows) Close() error {
	defer r.statement.release()
	return r.Rows.Close()
}
