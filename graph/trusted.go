package graph

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/99designs/gqlgen/graphql"
	"github.com/99designs/gqlgen/graphql/errcode"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"televisit/internal/fault"
	"televisit/internal/request"
)

// Trusted are the documents that clients may name by an id instead of sending
// them. The id is the SHA-256 of the text, so nobody can give it another meaning.
// https://github.com/graphql/graphql-over-http/blob/main/spec/Appendix%20A%20--%20Persisted%20Documents.md
type Trusted struct {
	// Only says that browsers may send nothing else.
	Only  bool
	texts map[string]string // by the hash, lower-case hex
}

// idPrefix begins the ids of documents that are named by their hash.
const idPrefix = "sha256:"

// Trust adds the documents of a manifest: a JSON object of texts by id, as
// GraphQL Code Generator writes it. A text with another's id is refused.
func (t *Trusted) Trust(manifest []byte) error {
	var texts map[string]string
	if err := json.Unmarshal(manifest, &texts); err != nil {
		return fmt.Errorf("the manifest is not a JSON object of documents by id: %w", err)
	}
	if t.texts == nil {
		t.texts = make(map[string]string, len(texts))
	}
	for id, text := range texts {
		hash := strings.TrimPrefix(id, idPrefix)
		if hash != hashOf(text) {
			return fmt.Errorf("the document %q is not the one of its id", id)
		}
		t.texts[hash] = text
	}
	return nil
}

func hashOf(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}

var _ interface {
	graphql.HandlerExtension
	graphql.OperationParameterMutator
} = &Trusted{}

// ExtensionName implements graphql.HandlerExtension.
func (*Trusted) ExtensionName() string { return "TrustedDocuments" }

// Validate implements graphql.HandlerExtension.
func (*Trusted) Validate(graphql.ExecutableSchema) error { return nil }

// MutateOperationParameters puts the text in the place of its id. Every transport
// passes here, before the limits.
func (t *Trusted) MutateOperationParameters(ctx context.Context, params *graphql.RawParams) *gqlerror.Error {
	hash, ok := namedHash(params)
	if !ok || hash != "" && params.Query != "" && hash != hashOf(params.Query) {
		return withCode(fault.BadRequest, "the id is not the SHA-256 of the document")
	}
	if params.Query == "" {
		params.Query = t.texts[hash]
	}
	if params.Query == "" || t.Only && request.FromBrowser(ctx) && t.texts[hashOf(params.Query)] == "" {
		return withCode(fault.NoSuchDocument, "no such document")
	}
	return nil
}

// namedHash is what the request names, "" when it names nothing. The transports
// have made one form of all ways to say it.
func namedHash(params *graphql.RawParams) (hash string, ok bool) {
	given, isNamed := params.Extensions["persistedQuery"]
	if !isNamed || given == nil {
		return "", true
	}
	named, _ := given.(map[string]any)
	hash, ok = named["sha256Hash"].(string)
	return strings.TrimPrefix(hash, idPrefix), ok && hash != "" && fmt.Sprint(named["version"]) == "1"
}

func withCode(code fault.Code, message string) *gqlerror.Error {
	err := gqlerror.Errorf("%s", message)
	errcode.Set(err, string(code))
	return err
}
