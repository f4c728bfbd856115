package pg

import (
	"errors"
	"os/exec"
	"path/filepath"
	"runtime"
)

// ErrMissing tells a machine without PostgreSQL from one where it does not start.
var ErrMissing = errors.New("no PostgreSQL on this machine: install it (scripts/need postgres) or set " + Env)

// places are where distributions keep the server's programs: seldom on PATH.
var places = []string{
	"/usr/lib/postgresql/*/bin",
	"/usr/pgsql-*/bin",
	"/opt/homebrew/opt/postgresql*/bin",
	"/usr/local/opt/postgresql*/bin",
}

// binaries is the folder of initdb and pg_ctl: the one on PATH, else the
// newest version installed.
func binaries() (string, error) {
	if path, err := exec.LookPath("pg_ctl"); err == nil {
		return filepath.Dir(path), nil
	}
	for _, place := range places {
		if found, _ := filepath.Glob(filepath.Join(place, "pg_ctl")); len(found) > 0 {
			return filepath.Dir(found[len(found)-1]), nil
		}
	}
	return "", ErrMissing
}

// locale sorts and folds letters by Unicode and exists on every such system;
// plain C would not find "жанар" under "Жанар".
func locale() string {
	if runtime.GOOS == "darwin" {
		return "en_US.UTF-8"
	}
	return "C.UTF-8"
}
