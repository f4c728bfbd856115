// Package clinic is what measurements with a real server begin with: the server
// as a process, with the demo's clinic on an empty database.
package clinic

import (
	"context"
	"os"

	"televisit/internal/drive"
)

// Clinic is a server and the database that it writes to.
type Clinic struct {
	*drive.Node
	// Database is its address, as DATABASE_URL has it.
	Database string
	undo     []func()
}

// Open starts a server on an empty SQLite database, or on an empty one of
// TEST_POSTGRES_URL.
func Open(ctx context.Context, postgres bool) (*Clinic, error) {
	folder, err := os.MkdirTemp("", "televisit-bench-")
	if err != nil {
		return nil, err
	}
	c := &Clinic{Database: "sqlite:" + folder + "/data/televisit.db", undo: []func(){func() { _ = os.RemoveAll(folder) }}}
	if err := c.start(ctx, folder, postgres); err != nil {
		c.Close()
		return nil, err
	}
	return c, nil
}

func (c *Clinic) start(ctx context.Context, folder string, postgres bool) error {
	binary, err := drive.Build(ctx, folder, "")
	if err != nil {
		return err
	}
	c.Node = &drive.Node{Binary: binary, Data: folder + "/data"}
	if postgres {
		address, drop, err := drive.Database(ctx)
		if err != nil {
			return err
		}
		c.Database, c.undo = address, append(c.undo, drop)
		c.Env = []string{"DATABASE_URL=" + c.Database}
	}
	if err := os.Mkdir(c.Data, 0o700); err != nil {
		return err
	}
	c.undo = append(c.undo, c.Kill)
	return c.Start(ctx)
}

// Close kills the server and removes what it has kept.
func (c *Clinic) Close() {
	for i := len(c.undo) - 1; i >= 0; i-- {
		c.undo[i]()
	}
}
