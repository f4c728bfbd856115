//go:build !unix

package transport

const canTry = false

func (*attempt) write(uintptr) bool { return true }
