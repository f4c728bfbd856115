import { print, type DocumentNode } from 'graphql';
import type { SubscribePayload } from 'graphql-ws';

/** The id that codegen gives a document: the hash of its text, which the server knows. */
export function documentId(document: DocumentNode): string | undefined {
  return (document as { __meta__?: { hash?: string } }).__meta__?.hash;
}

/** What a request says of its document: the id. In development the text, which may be newer than the server. */
export function named(document: DocumentNode): Pick<SubscribePayload, 'query'> & { documentId?: string } {
  const id = import.meta.env.PROD ? documentId(document) : undefined;
  return id ? { query: '', documentId: id } : { query: print(document) }; // graphql-ws wants a query that is a text
}
