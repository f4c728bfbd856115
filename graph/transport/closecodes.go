package transport

import (
	"strings"

	"github.com/coder/websocket"
)

// Close codes of graphql-transport-ws. RFC 6455 has the others we use: 1009
// too big, 1011 our defect, 1012 restart, 1013 try again later. The client
// library graphql-ws reconnects after 1012, 1013, 4403 and 4408.
// https://github.com/enisdenjo/graphql-ws/blob/master/PROTOCOL.md
const (
	closeMalformed    websocket.StatusCode = 4400
	closeUnauthorized websocket.StatusCode = 4401
	closeForbidden    websocket.StatusCode = 4403
	closeSubprotocol  websocket.StatusCode = 4406
	closeInitTimeout  websocket.StatusCode = 4408
	closeDuplicate    websocket.StatusCode = 4409
	closeTooMany      websocket.StatusCode = 4429
)

// closing says how a socket ends.
type closing struct {
	code   websocket.StatusCode
	reason string
}

var (
	malformedMessage = closing{closeMalformed, "Invalid message"}
	notAcknowledged  = closing{closeUnauthorized, "Unauthorized"}
	wrongSubprotocol = closing{closeSubprotocol, "Subprotocol not acceptable"}
	initTimeout      = closing{closeInitTimeout, "Connection initialisation timeout"}
	secondInit       = closing{closeTooMany, "Too many initialisation requests"}
	tooManySockets   = closing{closeTooMany, "Too many connections"}
	tooFast          = closing{closeTooMany, "Too many operations in a short time"}
	tooBig           = closing{websocket.StatusMessageTooBig, "Message too big"}
	ourDefect        = closing{websocket.StatusInternalError, "Internal error"}
	serviceRestart   = closing{websocket.StatusServiceRestart, "Service restart"}
	slowConsumer     = closing{websocket.StatusTryAgainLater, "Messages are not read fast enough"}
	unavailable      = closing{websocket.StatusTryAgainLater, "Try again later"}
)

func duplicateID(id string) closing {
	const longest = 60 // a reason has room for 123 bytes
	return closing{closeDuplicate, "Subscriber for " + shorten(id, longest) + " already exists"}
}

func forbidden(reason string) closing {
	const longest = 123
	return closing{closeForbidden, shorten(reason, longest)}
}

// shorten cuts s to at most n bytes, never inside a character: browsers refuse
// a reason that is not UTF-8.
func shorten(s string, n int) string {
	return strings.ToValidUTF8(s[:min(len(s), n)], "")
}
