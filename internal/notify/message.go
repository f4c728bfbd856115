package notify

import (
	"context"
	"errors"
	"time"
)

// ErrNoAnswer is a message that may have been taken: nobody said so. Whoever
// cannot bear it twice must not send it again.
var ErrNoAnswer = errors.New("no answer whether the message was taken")

// ErrGone is an address that is no more: a push subscription that has ended.
var ErrGone = errors.New("the address is no more")

// Mail is one e-mail.
type Mail struct {
	// ID is the same however often the mail is sent: mailboxes know it again by
	// its Message-ID.
	ID string `json:"id"`
	// To is one address.
	To      string `json:"to"`
	Subject string `json:"subject"`
	Text    string `json:"text"`
	HTML    string `json:"html"`
	// Calendar is a file (RFC 5545) with its Method (RFC 5546), or nil.
	Calendar []byte    `json:"calendar,omitempty"`
	Method   string    `json:"method,omitempty"`
	At       time.Time `json:"at"`
}

// Mailer hands an e-mail over. Errors are like those of a Sender.
type Mailer interface {
	SendMail(ctx context.Context, mail Mail) error
}

// Push is one message to a browser (RFC 8030), in at most 3,000 bytes.
type Push struct {
	// Endpoint, P256dh and Auth are the browser's subscription.
	Endpoint, P256dh, Auth string
	// Topic is the same however often the message is sent: a later one takes the
	// place of an earlier one. At most 32 characters of base64url.
	Topic            string
	Title, Text, URL string
	// Until is when it is worth nothing any more.
	Until, At time.Time
	Urgent    bool
}

// Pusher hands a push message over. ErrGone when the subscription has ended;
// other errors are like those of a Sender.
type Pusher interface {
	SendPush(ctx context.Context, push Push) error
}
