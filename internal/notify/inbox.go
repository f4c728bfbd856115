package notify

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"
	"sync"
	"time"
)

// kept is how many messages are kept at least; the file is cut to them when opened.
const kept = 1000

// Inbox is a Sender and a Mailer that keeps messages where a developer, or a
// test, can read them. Never use it where real people sign in: it shows their codes.
type Inbox struct {
	// Panel, when set, gives the demo staff logins shown beside the messages.
	Panel func() []Login

	mu       sync.RWMutex
	messages []Message // oldest first
	file     *os.File
}

// Message is what the inbox has taken: an SMS, or a mail with its subject.
type Message struct {
	To       string    `json:"to"`
	Subject  string    `json:"subject,omitempty"`
	Text     string    `json:"text"`
	Calendar string    `json:"calendar,omitempty"`
	Method   string    `json:"method,omitempty"`
	At       time.Time `json:"at"`
}

// Login is one demo account with its one-time code of this moment.
type Login struct{ Name, Email, Password, Code string }

// OpenInbox opens the inbox kept in the file at path.
func OpenInbox(path string) (*Inbox, error) {
	messages, err := load(path)
	if err != nil {
		return nil, fmt.Errorf("open inbox: %w", err)
	}
	file, err := os.OpenFile(path, os.O_APPEND|os.O_WRONLY|os.O_CREATE, 0o600)
	if err != nil {
		return nil, fmt.Errorf("open inbox: %w", err)
	}
	return &Inbox{messages: messages, file: file}, nil
}

// Send implements Sender.
func (b *Inbox) Send(_ context.Context, m SMS) error {
	return b.keep(Message{To: m.To, Text: m.Text, At: m.At})
}

// SendMail implements Mailer.
func (b *Inbox) SendMail(_ context.Context, m Mail) error {
	return b.keep(Message{To: m.To, Subject: m.Subject, Text: m.Text, Calendar: string(m.Calendar), Method: m.Method, At: m.At})
}

func (b *Inbox) keep(message Message) error {
	if message.At.IsZero() {
		message.At = time.Now()
	}
	message.At = message.At.UTC()
	line, err := json.Marshal(message)
	if err != nil {
		return err
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if _, err := b.file.Write(append(line, '\n')); err != nil {
		return fmt.Errorf("keep message: %w", err)
	}
	b.messages = latest(append(b.messages, message))
	return nil
}

// Messages returns the messages to a phone or an e-mail address, or all when it
// is empty, newest first.
func (b *Inbox) Messages(to string) []Message {
	b.mu.RLock()
	defer b.mu.RUnlock()
	found := []Message{}
	for _, message := range slices.Backward(b.messages) {
		if to == "" || sameAddress(message.To, to) {
			found = append(found, message)
		}
	}
	return found
}

// Close lets the file go.
func (b *Inbox) Close() error {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.file.Close()
}

// latest forgets the oldest messages, in batches so that sending stays cheap.
func latest(messages []Message) []Message {
	if len(messages) <= 2*kept {
		return messages
	}
	return slices.Clone(messages[len(messages)-kept:])
}

func sameAddress(a, b string) bool {
	if strings.Contains(b, "@") {
		return strings.EqualFold(a, b)
	}
	return !strings.Contains(a, "@") && digits(a) == digits(b)
}

// digits compares phones however they are written; a plus in an address
// arrives as a space.
func digits(phone string) string {
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, phone)
}
