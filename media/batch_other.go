//go:build !linux || !(amd64 || arm64)

package media

import (
	"errors"
	"net"
	"net/netip"
)

// batch and target are for systems that read and write many datagrams at once.
type batch struct{ lost uint64 }

type target struct{ at netip.AddrPort }

var errNoBatch = errors.New("this system has no batches of datagrams")

func newBatch(*net.UDPConn) (*batch, error) { return nil, errNoBatch }

func (*target) isSet() bool                             { return false }
func (*batch) receive() (int, error)                    { return 0, errNoBatch }
func (*batch) packet(int) (b []byte, at netip.AddrPort) { return nil, at }
func (*batch) target(at netip.AddrPort) target          { return target{at} }
func (*batch) next() []byte                             { return nil }
func (*batch) add([]byte, *target)                      {}
func (*batch) close()                                   {}
func (*batch) flush()                                   {}
