// Package webpush sends push messages to browsers (RFC 8030), encrypted for them
// (RFC 8291) and signed by the clinic (VAPID, RFC 8292).
package webpush

import (
	"context"
	"crypto/ecdh"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"syscall"
	"time"

	push "github.com/SherClockHolmes/webpush-go"

	"televisit/internal/notify"
	"televisit/internal/rules"
)

const (
	// timeout bounds one message.
	timeout = 8 * time.Second
	// record is how large a message is made, whatever it says.
	record = 2048
)

// Options configure the pusher. Secret and Contact are required.
type Options struct {
	// Secret makes the clinic's key pair: the same secret, the same pair.
	Secret []byte
	// Contact is whom push services write to: an e-mail or an https address.
	Contact string
	// Transport carries the requests; when nil, one that goes to the open internet only.
	Transport http.RoundTripper
}

// Pusher implements notify.Pusher.
type Pusher struct {
	contact         string
	public, private string
	client          *http.Client
}

var _ notify.Pusher = (*Pusher)(nil)

// New makes the pusher.
func New(o Options) *Pusher {
	key := pair(o.Secret)
	if o.Transport == nil {
		o.Transport = open()
	}
	encode := base64.RawURLEncoding.EncodeToString
	return &Pusher{
		contact: o.Contact, public: encode(key.PublicKey().Bytes()), private: encode(key.Bytes()),
		client: &http.Client{
			Timeout: timeout, Transport: o.Transport,
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		},
	}
}

// pair is the key pair of a secret. Nearly every 32 bytes are a key; the others
// are hashed on.
func pair(secret []byte) *ecdh.PrivateKey {
	for {
		sum := sha256.Sum256(secret)
		if key, err := ecdh.P256().NewPrivateKey(sum[:]); err == nil {
			return key
		}
		secret = sum[:]
	}
}

// open goes to the open internet only, whatever a name resolves to, and past no
// proxy that would go elsewhere.
func open() http.RoundTripper {
	dialer := &net.Dialer{Timeout: timeout, Control: func(_, address string, _ syscall.RawConn) error {
		to, err := netip.ParseAddrPort(address)
		if err != nil || !rules.IsPublic(to.Addr()) {
			return errPrivate
		}
		return nil
	}}
	return &http.Transport{DialContext: dialer.DialContext, ForceAttemptHTTP2: true, MaxIdleConnsPerHost: 2, IdleConnTimeout: time.Minute}
}

var errPrivate = errors.New("the address is not of the open internet")

// Key is what browsers subscribe with (applicationServerKey), base64url.
func (p *Pusher) Key() string { return p.public }

// message is what the service worker reads.
type message struct {
	Title string `json:"title"`
	Text  string `json:"text"`
	URL   string `json:"url"`
	// Tag lets a later one take the place of an earlier one.
	Tag string `json:"tag"`
}

// SendPush implements notify.Pusher.
func (p *Pusher) SendPush(ctx context.Context, m notify.Push) error {
	content, err := json.Marshal(message{m.Title, m.Text, m.URL, m.Topic})
	if err != nil {
		return err
	}
	urgency := push.UrgencyNormal
	if m.Urgent {
		urgency = push.UrgencyHigh
	}
	answer, err := push.SendNotificationWithContext(ctx, content, &push.Subscription{
		Endpoint: m.Endpoint, Keys: push.Keys{Auth: m.Auth, P256dh: m.P256dh},
	}, &push.Options{
		HTTPClient: p.client, RecordSize: record, Subscriber: p.contact, Topic: m.Topic, Urgency: urgency,
		TTL: max(0, int(m.Until.Sub(m.At).Seconds())), VAPIDPublicKey: p.public, VAPIDPrivateKey: p.private,
	})
	if err != nil {
		return unheard(err)
	}
	defer answer.Body.Close()
	_, _ = io.CopyN(io.Discard, answer.Body, 64<<10) // so that the connection can be used again
	return verdict(answer.StatusCode)
}

// unheard keeps the endpoint, which is a secret, out of the error.
func unheard(err error) error {
	var failed *url.Error
	if !errors.As(err, &failed) {
		return fmt.Errorf("%w: the message cannot be encrypted", notify.ErrUndeliverable)
	}
	if errors.Is(err, errPrivate) {
		return fmt.Errorf("%w: %w", notify.ErrUndeliverable, errPrivate)
	}
	return fmt.Errorf("%w: %w", notify.ErrNoAnswer, failed.Err)
}

func verdict(code int) error {
	switch {
	case code >= 200 && code < 300:
		return nil
	case code == http.StatusNotFound, code == http.StatusGone:
		return notify.ErrGone
	case code == http.StatusTooManyRequests, code >= 500:
		return fmt.Errorf("the push service answers %d", code)
	}
	return fmt.Errorf("%w: the push service answers %d", notify.ErrUndeliverable, code)
}
