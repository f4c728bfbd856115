//go:build unix

package transport

import "syscall"

const canTry = true

// isReadable says that reading will not wait: there are bytes, the end or an error.
func isReadable(fd uintptr) bool {
	for {
		_, _, err := syscall.Recvfrom(int(fd), make([]byte, 1), syscall.MSG_PEEK)
		if err != syscall.EINTR {
			return err != syscall.EAGAIN
		}
	}
}

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
