//go:build !unix

package transport

const canTry = false

func isReadable(uintptr) bool { return true }

func (*attempt) write(uintptr) bool { return true }
