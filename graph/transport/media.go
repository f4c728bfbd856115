package transport

import (
	"mime"
	"net/http"
	"strconv"
	"strings"
)

const (
	typeJSON      = "application/json"
	typeGraphQL   = "application/graphql-response+json"
	typeStream    = "text/event-stream"
	typeMultipart = "multipart/form-data"
)

// accepted is the media type the client likes best, the first of equals; empty
// when it takes none of ours. Old clients say nothing, or anything, and expect
// application/json.
func accepted(r *http.Request) string {
	header := strings.Join(r.Header.Values("Accept"), ",")
	if header == "" {
		return typeJSON
	}
	best, weight := "", 0.0
	for part := range strings.SplitSeq(header, ",") {
		media, params, err := mime.ParseMediaType(part)
		if err != nil {
			continue
		}
		if q := quality(params["q"]); q > weight && offered(media) != "" {
			best, weight = offered(media), q
		}
	}
	return best
}

func offered(media string) string {
	switch media {
	case typeJSON, typeGraphQL, typeStream:
		return media
	case "*/*", "application/*":
		return typeJSON
	}
	return ""
}

func quality(q string) float64 {
	if q == "" {
		return 1
	}
	f, err := strconv.ParseFloat(q, 64)
	if err != nil {
		return 0
	}
	return f
}

// contentType is the request's media type; empty when it is missing, cannot be
// read or is not in UTF-8.
func contentType(r *http.Request) string {
	media, params, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil {
		return ""
	}
	if charset := params["charset"]; charset != "" && !strings.EqualFold(charset, "utf-8") {
		return ""
	}
	return media
}

func isUpgrade(r *http.Request) bool {
	for _, value := range r.Header.Values("Upgrade") {
		if strings.Contains(strings.ToLower(value), "websocket") {
			return true
		}
	}
	return false
}
