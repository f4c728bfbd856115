package transport_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"televisit/graph/transport"
)

const typename = `{"query":"{ __typename }"}`

// The audits of the npm package graphql-http, under their own ids.
func TestAudits(t *testing.T) {
	cases := map[string]call{
		"22EB accepts graphql-response+json":       {accept: typeGraphQL, body: typename, status: 200, media: typeGraphQL},
		"4655 accepts json":                        {accept: typeJSON, body: typename, status: 200, media: typeJSON},
		"47DE anything is json":                    {accept: "*/*", body: typename, status: 200, media: typeJSON},
		"80D8 no accept is json, 82A3 in UTF-8":    {body: typename, status: 200, media: typeJSON},
		"BF61 UTF-8 request":                       {contentType: typeJSON + "; charset=utf-8", body: `{"query":"{ __type(name: \"Run🏃Swim🏊\") { name } }"}`, status: 200},
		"78D5 UTF-8 assumed, 2C94 POST, 03D4 json": {body: typename, status: 200, has: []string{`"data":{"__typename":"Query"}`}},
		"5A70 GET":                                  {method: "GET", query: get("{ __typename }"), status: 200},
		"9C48 no mutation by GET":                   {method: "GET", query: get("mutation { __typename }"), accept: typeGraphQL, status: 405, code: "BAD_REQUEST"},
		"9ABE POST needs a content type":            {bare: true, body: typename, status: 415, code: "BAD_REQUEST"},
		"A5BF body missing":                         {status: 400, code: "BAD_REQUEST"},
		"423L query missing":                        {accept: typeGraphQL, body: `{"notquery":"{ __typename }"}`, status: 400, code: "BAD_REQUEST"},
		"34A2 string query":                         {accept: typeGraphQL, body: typename, status: 200},
		"13EE string query, json":                   {accept: typeJSON, body: typename, status: 200},
		"8161 string operation name":                {accept: typeGraphQL, body: `{"operationName":"Q","query":"query Q { __typename }"}`, status: 200},
		"B8B3 string operation name, json":          {accept: typeJSON, body: `{"operationName":"Q","query":"query Q { __typename }"}`, status: 200},
		"2EA1 map of variables":                     {accept: typeGraphQL, body: withVariables, status: 200},
		"28B9 map of variables, json":               {accept: typeJSON, body: withVariables, status: 200},
		"D6D5 variables by GET":                     {method: "GET", accept: typeGraphQL, query: getVariables(), status: 200},
		"6A70 variables by GET, json":               {method: "GET", accept: typeJSON, query: getVariables(), status: 200},
		"428F map of extensions":                    {accept: typeGraphQL, body: `{"query":"{ __typename }","extensions":{"some":"value"}}`, status: 200},
		"1B7A map of extensions, json":              {accept: typeJSON, body: `{"query":"{ __typename }","extensions":{"some":"value"}}`, status: 200},
		"B6DC BCF8 broken JSON, json":               {accept: typeJSON, body: `{ "not a JSON`, status: 400, code: "BAD_REQUEST"},
		"B7N8 broken JSON":                          {accept: typeGraphQL, body: `{ "not a JSON`, status: 400, code: "BAD_REQUEST"},
		"8764 3E3A typo in the parameters":          {body: `{"qeury":"{ __typename }"}`, status: 400, code: "BAD_REQUEST"},
		"572B document broken, json":                {accept: typeJSON, body: `{"query":"{"}`, status: 200, code: "GRAPHQL_PARSE_FAILED"},
		"FDE2 document not valid, json":             {accept: typeJSON, body: unknownField, status: 200, code: "GRAPHQL_VALIDATION_FAILED"},
		"7B9B variable refused, json":               {accept: typeJSON, body: nullID, status: 200, code: "GRAPHQL_VALIDATION_FAILED"},
		"865D 556A D586 document broken":            {accept: typeGraphQL, body: `{"query":"{"}`, status: 400, code: "GRAPHQL_PARSE_FAILED", lacks: []string{`"data"`}},
		"51FE 74FF 5E5B document not valid":         {accept: typeGraphQL, body: unknownField, status: 400, code: "GRAPHQL_VALIDATION_FAILED", lacks: []string{`"data"`}},
		"86EE variable refused":                     {accept: typeGraphQL, body: nullID, status: 400, code: "GRAPHQL_VALIDATION_FAILED"},
		"EE52 2xx when data is there beside errors": {accept: typeGraphQL, body: `{"query":"{ name fail }"}`, status: 200, code: "none: it failed", has: []string{`"name":"Anna"`}},
	}
	addParameterAudits(cases)
	runCalls(t, cases)
}

const (
	withVariables = `{"query":"query T($name: String!) { __type(name: $name) { name } }","variables":{"name":"sometype"}}`
	unknownField  = `{"query":"{ f8f31403dfe404bccbb0e835f2629c6a7 }"}`
	nullID        = `{"query":"query CoerceFailure($id: ID!){ __typename }","variables":{"id":null}}`
)

// addParameterAudits adds LKJ, 6C0, 476 and 58B (types) and 94B and 022 (null).
func addParameterAudits(cases map[string]call) {
	wrong := map[string]string{
		"query": `{"obj":"ect"} 0 false ["array"]`, "operationName": `{"obj":"ect"} 0 false ["array"]`,
		"variables": `"string" 0 false ["array"]`, "extensions": `"string" 0 false ["array"]`,
	}
	for parameter, values := range wrong {
		for value := range strings.SplitSeq(values, " ") {
			body := fmt.Sprintf(`{%q:%s,"query":"{ __typename }"}`, parameter, value)
			if parameter == "query" {
				body = fmt.Sprintf(`{"query":%s}`, value)
			}
			cases[parameter+" must not be "+value] = call{body: body, status: 400, code: "BAD_REQUEST"}
		}
	}
	for _, parameter := range []string{"variables", "operationName", "extensions"} {
		body := fmt.Sprintf(`{"query":"{ __typename }",%q:null}`, parameter)
		cases[parameter+" may be null"] = call{accept: typeGraphQL, body: body, status: 200}
		cases[parameter+" may be null, json"] = call{accept: typeJSON, body: body, status: 200}
	}
}

func get(query string) url.Values { return url.Values{"query": {query}} }

func getVariables() url.Values {
	return url.Values{"query": {"query T($name: String!) { __type(name: $name) { name } }"}, "variables": {`{"name":"sometype"}`}}
}

// What the specification or our own rules ask for beyond the audits.
func TestHTTP(t *testing.T) {
	big := `{"query":"{ __typename }","operationName":"` + strings.Repeat("x", 1<<20) + `"}`
	runCalls(t, map[string]call{
		"the best of several types":       {accept: "application/json;q=0.5, " + typeGraphQL + ";q=0.9", body: typename, status: 200, media: typeGraphQL},
		"the first of equals":             {accept: typeJSON + ", " + typeGraphQL, body: typename, status: 200, media: typeJSON},
		"a client that lists streams too": {accept: typeGraphQL + ", application/json, text/event-stream, multipart/mixed", body: typename, status: 200, media: typeGraphQL},
		"q=0 is a refusal":                {accept: "application/json;q=0", body: typename, status: 406, code: "BAD_REQUEST"},
		"nothing acceptable":              {accept: "text/html", body: typename, status: 406, code: "BAD_REQUEST"},
		"an empty accept header":          {accept: " ", body: typename, status: 200, media: typeJSON},
		"urlencoded body":                 {contentType: "application/x-www-form-urlencoded", body: "query={__typename}", status: 415, code: "BAD_REQUEST"},
		"text body":                       {contentType: "text/plain", body: typename, status: 415, code: "BAD_REQUEST"},
		"graphql body":                    {contentType: "application/graphql", body: "{__typename}", status: 415, code: "BAD_REQUEST"},
		"another charset":                 {contentType: typeJSON + "; charset=koi8-r", body: typename, status: 415, code: "BAD_REQUEST"},
		"bytes that are not UTF-8":        {body: "{\"query\":\"{ echo(text: \\\"\xff\\\") }\"}", status: 400, code: "BAD_REQUEST"},
		"another method":                  {method: http.MethodPut, contentType: typeJSON, body: typename, status: 405, code: "BAD_REQUEST"},
		"a batch":                         {body: "[" + typename + "]", status: 400, code: "BAD_REQUEST"},
		"two values":                      {body: typename + typename, status: 400, code: "BAD_REQUEST"},
		"null":                            {body: "null", status: 400, code: "BAD_REQUEST"},
		"no echo of a broken body":        {body: `{"query":"{ name }","variables":"Ivanova`, status: 400, code: "BAD_REQUEST", lacks: []string{"Ivanova"}},
		"no echo of a wrong type":         {body: `{"query":"{ name }","variables":"Ivanova"}`, status: 400, code: "BAD_REQUEST", lacks: []string{"Ivanova"}, has: []string{"variables"}},
		"more than 1 MB":                  {body: big, status: 413, code: "BAD_REQUEST", lacks: []string{"xxx"}},
		"a mutation by POST":              {body: `{"query":"mutation { rename(to: \"Olga\") }"}`, status: 200, has: []string{`{"data":{"rename":"Olga"}}`}},
		"a subscription by POST":          {body: `{"query":"subscription { forever }"}`, status: 400, code: "BAD_REQUEST"},
		"unknown operation":               {accept: typeGraphQL, body: `{"operationName":"B","query":"query A { name }"}`, status: 400, code: "GRAPHQL_VALIDATION_FAILED"},
		"broken variables by GET":         {method: "GET", query: url.Values{"query": {"{ name }"}, "variables": {"Ivanova"}}, status: 400, code: "BAD_REQUEST", lacks: []string{"Ivanova"}},
		"broken extensions by GET":        {method: "GET", query: url.Values{"query": {"{ name }"}, "extensions": {"[]"}}, status: 400, code: "BAD_REQUEST"},
		"GET without a query":             {method: "GET", status: 400, code: "BAD_REQUEST"},
		"GET of an operation by its name": {method: "GET", query: url.Values{"query": {"query A { name } query B { echo(text: \"b\") }"}, "operationName": {"B"}}, status: 200, has: []string{`"echo":"b"`}},
		"digits of long numbers are kept": {body: `{"query":"query E($t: String) { echo(text: $t) }","variables":{"t":"9007199254740993"}}`, status: 200, has: []string{"9007199254740993"}},
	})
}

func TestHTTPSaysWhichMethods(t *testing.T) {
	srv := newWorld().serve(t, transport.HTTP{})
	resp := call{method: "GET", query: get("mutation { rename(to: \"x\") }")}.send(t, srv.URL)
	if allow := resp.Header.Get("Allow"); allow != "POST" {
		t.Errorf("Allow is %q", allow)
	}
	if store := resp.Header.Get("Cache-Control"); store != "no-store" {
		t.Errorf("Cache-Control is %q", store)
	}
}
