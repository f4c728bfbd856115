package httpapi_test

import (
	"bytes"
	"errors"
	"io"
	"net"
	"net/http"
	"os"
	"testing"
	"testing/synctest"
	"time"

	"televisit/internal/httpapi"
)

const answerSize = 1 << 20

// one is a listener with a single connection.
type one struct {
	conn   chan net.Conn
	closed chan struct{}
}

func (l one) Accept() (net.Conn, error) {
	select {
	case c := <-l.conn:
		return c, nil
	case <-l.closed:
		return nil, net.ErrClosed
	}
}
func (l one) Close() error   { close(l.closed); return nil }
func (l one) Addr() net.Addr { return &net.TCPAddr{} }

// answered sends a request to a handler that answers as a server of ours does, and
// returns the connection, which holds nothing that was not read, and the error of
// the handler's writing.
func answered(t *testing.T, answer func(w http.ResponseWriter) error) (client net.Conn, ended <-chan error) {
	t.Helper()
	errs := make(chan error, 1)
	server := &http.Server{WriteTimeout: httpapi.ReadWithin, Handler: httpapi.Portioned(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		errs <- answer(w)
	}))}
	client, inside := net.Pipe()
	l := one{make(chan net.Conn, 1), make(chan struct{})}
	l.conn <- inside
	go func() { _ = server.Serve(l) }()
	t.Cleanup(func() { client.Close(); server.Close() })
	if _, err := io.WriteString(client, "GET / HTTP/1.0\r\n\r\n"); err != nil {
		t.Fatal(err)
	}
	return client, errs
}

func whole(w http.ResponseWriter) error {
	_, err := w.Write(make([]byte, answerSize))
	return err
}

func TestAClientThatDoesNotReadIsGivenUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		begun := time.Now()
		_, ended := answered(t, whole)
		if err := <-ended; !errors.Is(err, os.ErrDeadlineExceeded) || time.Since(begun) != httpapi.ReadWithin {
			t.Errorf("%v after %v", err, time.Since(begun))
		}
	})
}

func TestAClientThatReadsSlowlyGetsEverything(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		client, ended := answered(t, whole)
		read, part := 0, make([]byte, 16<<10)
		for {
			time.Sleep(httpapi.ReadWithin / 6)
			n, err := io.ReadFull(client, part)
			if read += n; err != nil {
				break
			}
		}
		if err := <-ended; err != nil || read < answerSize {
			t.Errorf("%d bytes, %v", read, err)
		}
	})
}

func TestAnAnswerThatTakesLongToMakeIsSent(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		client, _ := answered(t, func(w http.ResponseWriter) error {
			time.Sleep(2 * httpapi.ReadWithin)
			w.WriteHeader(http.StatusNoContent)
			return nil
		})
		if b, err := io.ReadAll(client); err != nil || !bytes.Contains(b, []byte("204 No Content")) {
			t.Errorf("%q, %v", b, err)
		}
	})
}

func TestAHandlersOwnDeadlineHolds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		begun := time.Now()
		_, ended := answered(t, func(w http.ResponseWriter) error {
			if err := http.NewResponseController(w).SetWriteDeadline(time.Now().Add(time.Second)); err != nil {
				return err
			}
			return whole(w)
		})
		if err := <-ended; !errors.Is(err, os.ErrDeadlineExceeded) || time.Since(begun) != time.Second {
			t.Errorf("%v after %v", err, time.Since(begun))
		}
	})
}
