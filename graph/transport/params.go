package transport

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"unicode/utf8"

	"github.com/99designs/gqlgen/graphql"
)

// readParams reads the GraphQL parameters of a GET or of a POST of JSON.
func readParams(w http.ResponseWriter, r *http.Request, limit int64) (*graphql.RawParams, error) {
	params := &graphql.RawParams{Headers: r.Header}
	params.ReadTime.Start = graphql.Now()
	err := fillParams(w, r, limit, params)
	params.ReadTime.End = graphql.Now()
	return params, err
}

func fillParams(w http.ResponseWriter, r *http.Request, limit int64, params *graphql.RawParams) error {
	switch {
	case r.Method == http.MethodGet:
		return paramsFromURL(r.URL.RawQuery, params)
	case r.Method != http.MethodPost:
		w.Header().Set("Allow", "GET, POST")
		return refuse(http.StatusMethodNotAllowed, "only GET and POST are allowed")
	case contentType(r) != typeJSON:
		return refuse(http.StatusUnsupportedMediaType, "the content type must be application/json in UTF-8")
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, limit))
	if err != nil {
		return unread(err)
	}
	return paramsFromJSON(body, params)
}

func paramsFromJSON(body []byte, params *graphql.RawParams) error {
	body = bytes.TrimSpace(body)
	if len(body) == 0 || body[0] != '{' || !utf8.Valid(body) {
		return malformed("the parameters are not one JSON object")
	}
	sent := struct {
		*graphql.RawParams
		DocumentID string `json:"documentId"`
	}{RawParams: params}
	if err := decode(body, &sent); err != nil {
		if errors.Is(err, errTooManyValues) {
			return err
		}
		var typ *json.UnmarshalTypeError
		if errors.As(err, &typ) && typ.Field != "" {
			return malformed(typ.Field + " has the wrong type")
		}
		return malformed("the parameters are not one JSON object")
	}
	return nameDocument(params, sent.DocumentID)
}

func paramsFromURL(raw string, params *graphql.RawParams) error {
	values, err := url.ParseQuery(raw)
	if err != nil {
		return malformed("the query string cannot be read")
	}
	params.Query, params.OperationName = values.Get("query"), values.Get("operationName")
	for name, to := range map[string]*map[string]any{"variables": &params.Variables, "extensions": &params.Extensions} {
		if err := decodeObject(values.Get(name), to); errors.Is(err, errTooManyValues) {
			return err
		} else if err != nil {
			return malformed(name + " is not a JSON object")
		}
	}
	return nameDocument(params, values.Get("documentId"))
}

func decodeObject(s string, to *map[string]any) error {
	if s == "" {
		return nil
	}
	return decode([]byte(s), to)
}

// nameDocument gives the document's id of GraphQL over HTTP the form of Apollo's
// extension, which is the other way to send a document by its hash alone.
// https://github.com/graphql/graphql-over-http/blob/main/spec/Appendix%20A%20--%20Persisted%20Documents.md
func nameDocument(params *graphql.RawParams, id string) error {
	const name = "persistedQuery"
	switch other := params.Extensions[name]; {
	case id != "" && other != nil:
		return malformed("documentId and persistedQuery say the same: send one of them")
	case id == "" && other == nil && params.Query == "":
		return malformed("query is missing")
	case id != "":
		if params.Extensions == nil {
			params.Extensions = map[string]any{}
		}
		params.Extensions[name] = map[string]any{"version": 1, "sha256Hash": id}
	}
	return nil
}

// decode reads exactly one JSON value; numbers keep their digits.
func decode(b []byte, to any) error {
	if err := bounded(b); err != nil {
		return err
	}
	d := json.NewDecoder(bytes.NewReader(b))
	d.UseNumber()
	if err := d.Decode(to); err != nil {
		return err
	}
	if _, err := d.Token(); err != io.EOF {
		return errors.New("more than one JSON value")
	}
	return nil
}
