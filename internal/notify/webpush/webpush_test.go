package webpush

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/ecdh"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"errors"
	"io"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"televisit/internal/notify"
)

var secret = []byte("the clinic's secret of these tests")

// browser is a push service with the one browser behind it: it decrypts what
// comes, by RFC 8291.
type browser struct {
	*httptest.Server
	t      *testing.T
	key    *ecdh.PrivateKey
	auth   []byte
	answer int
	got    []message
	header http.Header
}

func start(t *testing.T) *browser {
	t.Helper()
	key, err := ecdh.P256().GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	b := &browser{t: t, key: key, auth: make([]byte, 16), answer: http.StatusCreated}
	_, _ = rand.Read(b.auth)
	b.Server = httptest.NewTLSServer(http.HandlerFunc(b.take))
	t.Cleanup(b.Close)
	return b
}

func (b *browser) take(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	var m message
	if err := json.Unmarshal(b.decrypt(body), &m); err != nil {
		b.t.Errorf("the message: %v", err)
	}
	b.got, b.header = append(b.got, m), r.Header.Clone()
	if b.answer == http.StatusFound {
		w.Header().Set("Location", "https://elsewhere.example/")
	}
	w.WriteHeader(b.answer)
}

// decrypt undoes aes128gcm (RFC 8188) with the keys of RFC 8291, section 3.4.
func (b *browser) decrypt(body []byte) []byte {
	b.t.Helper()
	salt, size, idLength := body[:16], binary.BigEndian.Uint32(body[16:20]), int(body[20])
	sender, sealed := body[21:21+idLength], body[21+idLength:]
	if len(body) > int(size) {
		b.t.Fatalf("%d bytes in records of %d", len(body), size)
	}
	theirs, err := ecdh.P256().NewPublicKey(sender)
	b.must(err)
	shared, err := b.key.ECDH(theirs)
	b.must(err)
	info := "WebPush: info\x00" + string(b.key.PublicKey().Bytes()) + string(sender)
	ikm, err := hkdf.Key(sha256.New, shared, b.auth, info, 32)
	b.must(err)
	cek, err := hkdf.Key(sha256.New, ikm, salt, "Content-Encoding: aes128gcm\x00", 16)
	b.must(err)
	nonce, err := hkdf.Key(sha256.New, ikm, salt, "Content-Encoding: nonce\x00", 12)
	b.must(err)
	block, err := aes.NewCipher(cek)
	b.must(err)
	gcm, err := cipher.NewGCM(block)
	b.must(err)
	open, err := gcm.Open(nil, nonce, sealed, nil)
	b.must(err)
	end := bytes.LastIndexByte(open, 2) // the last record's mark, then padding
	return open[:end]
}

func (b *browser) must(err error) {
	b.t.Helper()
	if err != nil {
		b.t.Fatal(err)
	}
}

func (b *browser) push() notify.Push {
	at := time.Now()
	return notify.Push{
		Endpoint: b.URL + "/secret-address", P256dh: base64.RawURLEncoding.EncodeToString(b.key.PublicKey().Bytes()),
		Auth: base64.RawURLEncoding.EncodeToString(b.auth), Topic: "abc", Title: "Скоро онлайн-приём", Text: "Приём через 10 минут",
		URL: "https://clinic.example/v/x", At: at, Until: at.Add(10 * time.Minute), Urgent: true,
	}
}

func (b *browser) pusher() *Pusher {
	return New(Options{Secret: secret, Contact: "visits@clinic.example", Transport: b.Client().Transport})
}

func TestTheBrowserReadsTheMessage(t *testing.T) {
	b := start(t)
	p := b.pusher()
	b.must(p.SendPush(t.Context(), b.push()))
	want := message{"Скоро онлайн-приём", "Приём через 10 минут", "https://clinic.example/v/x", "abc"}
	if len(b.got) != 1 || b.got[0] != want {
		t.Errorf("got %+v", b.got)
	}
	for name, value := range map[string]string{"TTL": "600", "Topic": "abc", "Urgency": "high", "Content-Encoding": "aes128gcm"} {
		if got := b.header.Get(name); got != value {
			t.Errorf("%s is %q", name, got)
		}
	}
	b.verify(p)
}

// verify checks the signature of VAPID as a push service does (RFC 8292).
func (b *browser) verify(p *Pusher) {
	b.t.Helper()
	token, key, _ := strings.Cut(strings.TrimPrefix(b.header.Get("Authorization"), "vapid t="), ", k=")
	if key != p.Key() {
		b.t.Errorf("signed by %s, subscribed with %s", key, p.Key())
	}
	parts := strings.Split(token, ".")
	decode := base64.RawURLEncoding.DecodeString
	point, err := decode(key)
	b.must(err)
	public, err := ecdsa.ParseUncompressedPublicKey(elliptic.P256(), point)
	b.must(err)
	signature, err := decode(parts[2])
	b.must(err)
	sum := sha256.Sum256([]byte(parts[0] + "." + parts[1]))
	r, s := new(big.Int).SetBytes(signature[:32]), new(big.Int).SetBytes(signature[32:])
	if !ecdsa.Verify(public, sum[:], r, s) {
		b.t.Error("the signature is wrong")
	}
	claims, err := decode(parts[1])
	b.must(err)
	var c struct{ Aud, Sub string }
	b.must(json.Unmarshal(claims, &c))
	if c.Aud != b.URL || c.Sub != "mailto:visits@clinic.example" {
		b.t.Errorf("claims %s", claims)
	}
}

func TestAnswersOfThePushServiceAreUnderstood(t *testing.T) {
	for code, want := range map[int]error{
		200: nil, 201: nil, 202: nil, 404: notify.ErrGone, 410: notify.ErrGone, 400: notify.ErrUndeliverable, 403: notify.ErrUndeliverable,
		413: notify.ErrUndeliverable, 302: notify.ErrUndeliverable,
	} {
		b := start(t)
		b.answer = code
		if err := b.pusher().SendPush(t.Context(), b.push()); !errors.Is(err, want) || (want == nil) != (err == nil) {
			t.Errorf("%d: %v", code, err)
		}
		if len(b.got) != 1 {
			t.Errorf("%d: %d requests", code, len(b.got))
		}
	}
	for _, code := range []int{429, 500, 503} {
		b := start(t)
		b.answer = code
		err := b.pusher().SendPush(t.Context(), b.push())
		if err == nil || errors.Is(err, notify.ErrGone) || errors.Is(err, notify.ErrUndeliverable) {
			t.Errorf("%d: %v", code, err)
		}
	}
}

// A name may lead into the clinic's own network; the address is looked at when
// the connection is made, and nothing is said to it.
func TestNothingGoesIntoAPrivateNetwork(t *testing.T) {
	asked := false
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	go func() {
		if _, err := listener.Accept(); err == nil {
			asked = true
		}
	}()
	m := start(t).push()
	_, port, _ := net.SplitHostPort(listener.Addr().String())
	for _, host := range []string{"127.0.0.1", "localhost", "[::1]"} {
		m.Endpoint = "https://" + host + ":" + port + "/secret-address"
		err := New(Options{Secret: secret, Contact: "x@clinic.example"}).SendPush(t.Context(), m)
		if !errors.Is(err, notify.ErrUndeliverable) || strings.Contains(err.Error(), "secret-address") {
			t.Errorf("%s: %v", host, err)
		}
	}
	if asked {
		t.Error("it was asked")
	}
}

func TestALostAnswerIsNamedWithoutTheAddress(t *testing.T) {
	b := start(t)
	m := b.push()
	b.Close()
	err := b.pusher().SendPush(t.Context(), m)
	if !errors.Is(err, notify.ErrNoAnswer) || strings.Contains(err.Error(), "secret-address") {
		t.Errorf("got %v", err)
	}
}

func TestOneSecretIsOneKeyPair(t *testing.T) {
	a, b, c := New(Options{Secret: secret}), New(Options{Secret: secret}), New(Options{Secret: []byte("another")})
	if a.Key() != b.Key() || a.Key() == c.Key() || len(a.Key()) != 87 {
		t.Errorf("%s, %s, %s", a.Key(), b.Key(), c.Key())
	}
}
