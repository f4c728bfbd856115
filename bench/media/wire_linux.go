package main

import (
	"net"
	"syscall"
	"time"
	"unsafe"
)

// stampArrivals lets the system tell when each datagram came (socket(7)).
func stampArrivals(conn *net.UDPConn) error {
	raw, err := conn.SyscallConn()
	if err != nil {
		return err
	}
	var failed error
	err = raw.Control(func(fd uintptr) {
		failed = syscall.SetsockoptInt(int(fd), syscall.SOL_SOCKET, syscall.SO_TIMESTAMPNS, 1)
	})
	if err != nil {
		return err
	}
	return failed
}

// arrivedAt reads the one control message there is.
func arrivedAt(control []byte) time.Time {
	if len(control) < syscall.CmsgLen(int(unsafe.Sizeof(syscall.Timespec{}))) {
		return time.Now()
	}
	at := (*syscall.Timespec)(unsafe.Pointer(&control[syscall.CmsgLen(0)]))
	return time.Unix(at.Unix())
}
