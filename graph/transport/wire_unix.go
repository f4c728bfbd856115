//go:build unix

package transport

import "syscall"

const canTry = true

// write gives the kernel what it takes now. It is true: the attempt is over.
func (a *attempt) write(fd uintptr) bool {
	for {
		a.n, a.err = syscall.Write(int(fd), a.b)
		if a.err == syscall.EINTR {
			continue
		}
		if a.err == syscall.EAGAIN {
			a.err = nil
		}
		a.n, a.b = max(a.n, 0), nil
		return true
	}
}
