// Package request carries what a request is besides who asks: the language of
// its answer, the network and the sort of client it comes from, and the header
// and cookies of its answer.
package request

import (
	"context"
	"net/http"
	"time"

	"televisit/internal/rules"
)

type (
	localeKey  struct{}
	addressKey struct{}
	cookiesKey struct{}
	headerKey  struct{}
	browserKey struct{}
)

// WithLocale sets the language of texts in answers.
func WithLocale(ctx context.Context, l rules.Locale) context.Context {
	return context.WithValue(ctx, localeKey{}, l)
}

// Locale is the language of texts in answers; Russian when nothing else is said.
func Locale(ctx context.Context) rules.Locale {
	if l, ok := ctx.Value(localeKey{}).(rules.Locale); ok {
		return l
	}
	return rules.RU
}

// WithAddress notes from where a request comes, for budgets.
func WithAddress(ctx context.Context, address string) context.Context {
	return context.WithValue(ctx, addressKey{}, address)
}

// Address is from where a request comes; empty inside the process.
func Address(ctx context.Context) string {
	a, _ := ctx.Value(addressKey{}).(string)
	return a
}

// WithBrowser notes that a page of a browser asks, not a program.
func WithBrowser(ctx context.Context) context.Context {
	return context.WithValue(ctx, browserKey{}, true)
}

// FromBrowser says whether a page of a browser asks.
func FromBrowser(ctx context.Context) bool {
	is, _ := ctx.Value(browserKey{}).(bool)
	return is
}

// WithHeader lets what runs before the answer say something in its header.
func WithHeader(ctx context.Context, h http.Header) context.Context {
	return context.WithValue(ctx, headerKey{}, h)
}

// Header is that of the answer, until the answer begins. Sockets have none:
// what is set is lost.
func Header(ctx context.Context) http.Header {
	if h, _ := ctx.Value(headerKey{}).(http.Header); h != nil {
		return h
	}
	return http.Header{}
}

// Jar sets the session cookie of a web client.
type Jar interface {
	SetSession(token string, expires time.Time)
	ClearSession()
}

// WithCookies lets resolvers set the session cookie.
func WithCookies(ctx context.Context, j Jar) context.Context {
	return context.WithValue(ctx, cookiesKey{}, j)
}

// Cookies is where the session cookie is set; sockets have none.
func Cookies(ctx context.Context) Jar {
	if j, ok := ctx.Value(cookiesKey{}).(Jar); ok {
		return j
	}
	return noJar{}
}

type noJar struct{}

func (noJar) SetSession(string, time.Time) {}
func (noJar) ClearSession()                {}
