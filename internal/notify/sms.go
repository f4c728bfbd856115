// Package notify carries messages to people. The default adapter is an inbox
// that a developer opens in a browser; gateways are adapters beside it.
package notify

import (
	"context"
	"errors"
	"regexp"
	"time"
	"unicode/utf8"
)

// SMS is one short message. To is a phone in E.164, such as +79991234567.
type SMS struct {
	To   string    `json:"to"`
	Text string    `json:"text"`
	At   time.Time `json:"at"`
}

// Sender hands a message over to whatever delivers it. An error means that it
// was not taken and may be sent again, unless it is ErrUndeliverable, or
// ErrNoAnswer: then it may have been taken. Errors carry neither the phone nor
// the text.
type Sender interface {
	Send(ctx context.Context, message SMS) error
}

// ErrUndeliverable is a message that will not be taken however often it is sent.
var ErrUndeliverable = errors.New("the message cannot be delivered")

// segment is the length of one SMS in Cyrillic; a longer text costs two.
const segment = 70

// CodeText is the message with a confirmation code, in one segment. Phones
// offer the code to the browser when the word for it stands in the text.
func CodeText(locale, code, clinic string) string {
	text := code + " — ваш код. Никому его не сообщайте. "
	if locale == "en" {
		text = code + " is your code. Never share it. "
	}
	return text + shorten(clinic, segment-utf8.RuneCountInString(text))
}

// LinkText is the message with a code that lets an API client book for the
// person; it names the client, to whom alone the code may be told.
func LinkText(locale, code, clinic, client string) string {
	if locale == "en" {
		return code + " is the code for " + client + " to book visits for you at " + clinic + ". Tell it to nobody else. They do not see medical data."
	}
	return code + " — код для «" + client + "»: записывать вас к врачу, " + clinic + ". Больше никому его не сообщайте. Медицинских данных они не видят."
}

func shorten(text string, limit int) string {
	runes := []rune(text)
	if len(runes) <= limit {
		return text
	}
	return string(runes[:limit-1]) + "…"
}

var sixDigits = regexp.MustCompile(`(?:^|\s)([0-9]{6})(?:[\s.,]|$)`)

// codeIn finds the confirmation code in a text; empty when there is none.
func codeIn(text string) string {
	if found := sixDigits.FindStringSubmatch(text); found != nil {
		return found[1]
	}
	return ""
}
