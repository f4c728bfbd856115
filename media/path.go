package media

import (
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/netip"

	"github.com/pion/webrtc/v4"

	"televisit/media/core"
)

// Names of paths.
const (
	PathFast   = "fast"
	PathInline = "inline"
)

// ErrNoSuchPath says that Config names a path that there is not.
var ErrNoSuchPath = errors.New("media: no such path")

// newPath opens the path of the name. Without a name it is the fast one, or the
// inline one where that does not work.
func newPath(name string, conn *net.UDPConn, e *engine, log *slog.Logger) (path, error) {
	switch name {
	case PathInline:
		return newInlinePath(conn, e), nil
	case PathFast:
		return newFastPath(conn, e, log)
	case "":
		fast, err := newFastPath(conn, e, log)
		if err != nil {
			log.Warn("media takes the slower path", "error", err)
			return newInlinePath(conn, e), nil
		}
		return fast, nil
	}
	return nil, fmt.Errorf("%w: %q", ErrNoSuchPath, name)
}

// path is a way for packets between sockets and routers. There are two: inline
// works everywhere, fast is for Linux.
type path interface {
	name() string
	// lane is where the packets of one more room are routed, until release.
	lane() *lane
	release(*lane)
	// connect makes the peer's PeerConnection and its port.
	connect(p *Peer) (*webrtc.PeerConnection, port, error)
	// serve lets pion serve a connection of connectWhole, until release.
	serve(pc *webrtc.PeerConnection) (release func())
	// stats sums up all lanes, also those that were released.
	stats() core.Stats
	// load sums up what all lanes carry now.
	load() core.Load
	// drops counts, by reason, packets that no router has seen.
	drops() map[string]uint64
	close() error
}

// port is one peer's end of a path.
type port interface {
	core.Port
	// bound hands over pion's writer when a section is answered; the lane is held.
	bound(w webrtc.TrackLocalWriter)
	// reached says where ICE finds the peer.
	reached(from netip.AddrPort, isTCP bool)
	// secured says that DTLS has keys; pion holds its lock.
	secured(transport *webrtc.ICETransport)
	// lost says that ICE has given the peer's address up.
	lost()
	// close ends what the port does by itself. Nothing is sent after it.
	close()
}
