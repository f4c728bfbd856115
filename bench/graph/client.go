package main

import (
	"bufio"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"time"
)

// client is a socket of graphql-transport-ws that costs the benchmark little:
// it reads frames into one buffer and never parses JSON.
type client struct {
	conn net.Conn
	in   *bufio.Reader
	data []byte
}

// connect opens a socket as far as the acknowledgement.
func connect(addr string) (*client, error) {
	conn, err := net.Dial("tcp", addr)
	if err != nil {
		return nil, err
	}
	c := &client{conn: conn, in: bufio.NewReaderSize(conn, 1024)}
	_, err = io.WriteString(conn, "GET /graphql HTTP/1.1\r\nHost: "+addr+"\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"+
		"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: graphql-transport-ws\r\n\r\n")
	if err != nil {
		return nil, err
	}
	answer, err := http.ReadResponse(c.in, nil)
	if err != nil {
		return nil, err
	}
	if answer.StatusCode != http.StatusSwitchingProtocols {
		return nil, fmt.Errorf("the upgrade was answered with %s", answer.Status)
	}
	if err := c.send(`{"type":"connection_init"}`); err != nil {
		return nil, err
	}
	b, err := c.receive()
	if err != nil || !strings.Contains(string(b), "connection_ack") {
		return nil, fmt.Errorf("no acknowledgement: %s %w", b, err)
	}
	return c, nil
}

// send writes a text frame with a mask of zeroes.
func (c *client) send(text string) error {
	b := []byte{0x81}
	if len(text) < 126 {
		b = append(b, 0x80|byte(len(text)))
	} else {
		b = binary.BigEndian.AppendUint16(append(b, 0x80|126), uint16(len(text)))
	}
	_, err := c.conn.Write(append(append(b, 0, 0, 0, 0), text...))
	return err
}

func (c *client) subscribe(id, query string, variables map[string]any) error {
	b, err := json.Marshal(map[string]any{"id": id, "type": "subscribe", "payload": map[string]any{"query": query, "variables": variables}})
	if err != nil {
		return err
	}
	return c.send(string(b))
}

// receive returns the next message, which is valid until the next call. Pings
// of GraphQL are answered.
func (c *client) receive() ([]byte, error) {
	for {
		b, err := c.frame()
		if err != nil || string(b) != `{"type":"ping"}` {
			return b, err
		}
		if err := c.send(`{"type":"pong"}`); err != nil {
			return nil, err
		}
	}
}

func (c *client) frame() ([]byte, error) {
	var head [8]byte
	if _, err := io.ReadFull(c.in, head[:2]); err != nil {
		return nil, err
	}
	n := int(head[1] & 0x7f)
	switch n {
	case 126:
		if _, err := io.ReadFull(c.in, head[:2]); err != nil {
			return nil, err
		}
		n = int(binary.BigEndian.Uint16(head[:2]))
	case 127:
		if _, err := io.ReadFull(c.in, head[:8]); err != nil {
			return nil, err
		}
		n = int(binary.BigEndian.Uint64(head[:8]))
	}
	if cap(c.data) < n {
		c.data = make([]byte, n)
	}
	c.data = c.data[:n]
	_, err := io.ReadFull(c.in, c.data)
	return c.data, err
}

// next receives one message that is an event.
func (c *client) next(within time.Duration) ([]byte, error) {
	if err := c.conn.SetReadDeadline(time.Now().Add(within)); err != nil {
		return nil, err
	}
	b, err := c.receive()
	if err == nil && !strings.Contains(string(b), `"next"`) {
		err = fmt.Errorf("not an event: %s", b)
	}
	return b, err
}
