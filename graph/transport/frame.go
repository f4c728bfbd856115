package transport

import (
	"encoding/binary"
	"sync"
)

// How frames begin that are a whole message.
const (
	finalText  = 0x81
	finalClose = 0x88
)

// frames are buffers for one short frame each.
var frames = sync.Pool{New: func() any { return new([4 + writtenAtOnce]byte) }}

// writeText writes a message in one frame of its own, past the locks and buffers
// of coder/websocket, which writes to the wire too. Frames do not mix: between
// flushers it writes nothing but control frames, each of which is one write.
// https://www.rfc-editor.org/rfc/rfc6455#section-5.2
func (w *wire) writeText(parts ...[]byte) error {
	size := 0
	for _, part := range parts {
		size += len(part)
	}
	buffer := frames.Get().(*[4 + writtenAtOnce]byte)
	defer frames.Put(buffer)
	frame := appendHead(buffer[:0], size)
	for _, part := range parts {
		frame = append(frame, part...)
	}
	_, err := w.Write(frame)
	return err
}

// appendHead begins a text frame of fewer than 64 KiB.
func appendHead(b []byte, size int) []byte {
	const twoBytes = 126
	if size < twoBytes {
		return append(b, finalText, byte(size))
	}
	return binary.BigEndian.AppendUint16(append(b, finalText, twoBytes), uint16(size))
}
