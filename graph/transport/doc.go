// Package transport carries GraphQL between clients and gqlgen's executor:
// HTTP (GET and POST of JSON), Multipart (streamed uploads), WebSocket
// (graphql-transport-ws) and SSE (graphql-sse, distinct connections).
//
// The four never support the same request, so their order in a server does not
// matter. They know no schema, no viewer and no storage: who may connect or
// upload, and where files go, is injected.
package transport
