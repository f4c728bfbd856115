//go:build !unix

package pg

import "os/exec"

// unprivileged changes nothing: here PostgreSQL lowers its rights by itself.
func unprivileged(*exec.Cmd, string) error { return nil }
