package yookassa

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"

	"televisit/internal/pay"
)

const (
	// tries is how often one call is made while YooKassa is ill.
	tries = 3
	// pause before the second try; it doubles. The patient is waiting.
	pause = 500 * time.Millisecond
	// largest answer that is read.
	largest = 1 << 20
)

var (
	// errNonsense is an answer that is not of YooKassa's API.
	errNonsense = errors.New("the answer is not YooKassa's")
	errBusy     = errors.New("YooKassa cannot answer now")
)

// call asks the API. A POST carries an idempotence key, so repeating it after a
// lost answer does nothing twice; YooKassa keeps keys for a day.
// See https://yookassa.ru/developers/using-api/interaction-format.
func (p *Provider) call(ctx context.Context, verb, path, key string, in, out any) error {
	body, err := encode(in)
	if err != nil {
		return err
	}
	for try := range tries {
		if err = wait(ctx, try); err != nil {
			return err
		}
		if err = p.once(ctx, verb, path, key, body, out); err == nil || !mayPass(err) {
			return err
		}
	}
	return err
}

func encode(in any) ([]byte, error) {
	if in == nil {
		return nil, nil
	}
	return json.Marshal(in)
}

func wait(ctx context.Context, try int) error {
	if try == 0 {
		return nil
	}
	select {
	case <-time.After(pause << (try - 1)):
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// mayPass says whether the same call may work in a moment. A caller who has
// gone away is told so by wait.
func mayPass(err error) bool {
	return !errors.Is(err, pay.ErrRefused) && !errors.Is(err, pay.ErrUnknownRef) && !errors.Is(err, errNonsense)
}

func (p *Provider) once(ctx context.Context, verb, path, key string, body []byte, out any) error {
	r, err := http.NewRequestWithContext(ctx, verb, p.options.BaseURL+path, bytes.NewReader(body))
	if err != nil {
		return err
	}
	r.SetBasicAuth(p.options.ShopID, p.options.SecretKey)
	if verb == http.MethodPost {
		r.Header.Set("Content-Type", "application/json")
		r.Header.Set("Idempotence-Key", key)
	}
	answer, err := p.client.Do(r)
	if err != nil {
		return fmt.Errorf("%w: %w", errBusy, err)
	}
	defer answer.Body.Close()
	content, err := io.ReadAll(io.LimitReader(answer.Body, largest))
	if err != nil {
		return fmt.Errorf("%w: %w", errBusy, err)
	}
	return read(answer.StatusCode, content, out)
}

// read follows https://yookassa.ru/developers/using-api/response-handling/http-codes.
// What became of a call that was answered 500 is not known: it is made again.
func read(status int, content []byte, out any) error {
	switch {
	case status == http.StatusOK:
		if json.Unmarshal(content, out) != nil {
			return errNonsense
		}
		return nil
	case status == http.StatusNotFound:
		return pay.ErrUnknownRef
	case status == http.StatusUnauthorized || status == http.StatusForbidden:
		return fmt.Errorf("%w: YooKassa refuses the shop's key", errNonsense)
	case status/100 == 4 && status != http.StatusTooManyRequests:
		return refusal(content)
	}
	return fmt.Errorf("%w: it answered %d", errBusy, status)
}

// refusal keeps the code and the field, and leaves texts behind.
func refusal(content []byte) error {
	var problem struct{ Code, Parameter string }
	_ = json.Unmarshal(content, &problem) // a refusal without reasons is one, too
	return fmt.Errorf("%w (%s %s)", pay.ErrRefused, problem.Code, problem.Parameter)
}
