package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/coder/websocket"
	"github.com/coder/websocket/wsjson"

	"televisit/internal/drive"
)

const messages = `subscription($visit: ID!) { visitMessages(visitId: $visit) {
	__typename ... on MessageAdded { cursor message { id seq text } } } }`

// socket follows the chat of one visit.
type socket struct{ conn *websocket.Conn }

// follow returns when the server has said that nothing will be missed.
func follow(ctx context.Context, node *drive.Node, token, visit string) (*socket, error) {
	conn, _, err := websocket.Dial(ctx, node.URL()+"/graphql", &websocket.DialOptions{Subprotocols: []string{"graphql-transport-ws"}})
	if err != nil {
		return nil, err
	}
	s := &socket{conn}
	err = s.ask(ctx, map[string]any{"type": "connection_init", "payload": map[string]string{"authorization": "Bearer " + token}}, "connection_ack")
	if err != nil {
		return nil, err
	}
	return s, s.ask(ctx, map[string]any{
		"type": "subscribe", "id": "1", "payload": map[string]any{"query": messages, "variables": map[string]string{"visit": visit}},
	}, "StreamReady")
}

// ask sends a message and wants a word in the answer.
func (s *socket) ask(ctx context.Context, message any, want string) error {
	if err := wsjson.Write(ctx, s.conn, message); err != nil {
		return err
	}
	answer, err := s.next(ctx)
	if err == nil && !strings.Contains(answer, want) {
		err = fmt.Errorf("no %s: %s", want, answer)
	}
	return err
}

// next is the next message that is no ping.
func (s *socket) next(ctx context.Context) (string, error) {
	for {
		_, b, err := s.conn.Read(ctx)
		if err != nil || !strings.Contains(string(b), `"ping"`) {
			return string(b), err
		}
		if err := wsjson.Write(ctx, s.conn, map[string]string{"type": "pong"}); err != nil {
			return "", err
		}
	}
}

func (s *socket) receive(ctx context.Context, n int) error {
	for range n {
		m, err := s.next(ctx)
		if err != nil {
			return err
		}
		if !strings.Contains(m, "MessageAdded") {
			return fmt.Errorf("not a message: %s", m)
		}
	}
	return nil
}
