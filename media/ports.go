package media

import (
	"errors"
	"fmt"
	"net"
	"strconv"
	"strings"
)

// maxPorts is far more than machines have cores.
const maxPorts = 64

// ErrPorts says that an address names no range of ports.
var ErrPorts = errors.New("media: a range of ports is written as in 203.0.113.5:5004-5007, of at most 64")

// Ports reads an address with one port, or with a range of them, as in
// "203.0.113.5:5004-5007", and lists the addresses with one port each. Error:
// ErrPorts, or what net says of an address without a port.
func Ports(addr string) ([]string, error) {
	host, ports, err := net.SplitHostPort(addr)
	if err != nil {
		return nil, err
	}
	low, high, isRange := strings.Cut(ports, "-")
	if !isRange {
		return []string{addr}, nil
	}
	first, err1 := strconv.ParseUint(low, 10, 16)
	last, err2 := strconv.ParseUint(high, 10, 16)
	if err1 != nil || err2 != nil || first == 0 || last < first || last-first >= maxPorts {
		return nil, fmt.Errorf("%w: %q", ErrPorts, ports)
	}
	var all []string
	for port := first; port <= last; port++ {
		all = append(all, net.JoinHostPort(host, strconv.FormatUint(port, 10)))
	}
	return all, nil
}

// listenAll opens the UDP ports of an address, all or none.
func listenAll(addr string) (conns []*net.UDPConn, err error) {
	all, err := Ports(addr)
	if err != nil {
		return nil, fmt.Errorf("media address: %w", err)
	}
	for _, one := range all {
		conn, err := listen(one)
		if err != nil {
			return nil, errors.Join(err, closeAll(conns))
		}
		conns = append(conns, conn)
	}
	return conns, nil
}

func closeAll(conns []*net.UDPConn) (err error) {
	for _, conn := range conns {
		err = errors.Join(err, ignoreClosed(conn.Close()))
	}
	return err
}
