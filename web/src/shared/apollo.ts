import { ApolloClient, ApolloLink, HttpLink, InMemoryCache } from '@apollo/client';
import { CombinedGraphQLErrors } from '@apollo/client/errors';
import { SetContextLink } from '@apollo/client/link/context';
import { ErrorLink } from '@apollo/client/link/error';
import possibleTypes from '../gql/possibleTypes';
import { documentId } from './documents';
import { language } from './i18n';
import { reloadOnce } from './reload';

const cache = new InMemoryCache({
  possibleTypes: possibleTypes.possibleTypes,
  typePolicies: { Viewer: { fields: { patient: { merge: true }, practitioner: { merge: true } } } },
});

let signedOut: () => void = () => {};
/** What to do when the server says that nobody is signed in. */
export function onSignedOut(handler: () => void) {
  signedOut = handler;
}

export function codeOf(error: unknown): string | undefined {
  if (!CombinedGraphQLErrors.is(error)) return undefined;
  const code = error.errors[0]?.extensions?.['code'];
  return typeof code === 'string' ? code : undefined;
}

/** The short code that people read to the support: the end of the request id. */
export function supportCode(error: unknown): string | undefined {
  if (!CombinedGraphQLErrors.is(error)) return undefined;
  const id = error.errors[0]?.extensions?.['requestId'];
  if (typeof id !== 'string') return undefined;
  const tail = id.replace(/[^0-9a-z]/gi, '').slice(-6).toUpperCase();
  return `${tail.slice(0, 4)}-${tail.slice(4)}`;
}

const errors = new ErrorLink(({ error }) => {
  const code = codeOf(error);
  if (code === 'UNAUTHENTICATED') signedOut();
  if (code === 'PERSISTED_QUERY_NOT_FOUND') reloadOnce();
});

const headers = new SetContextLink((context) => ({
  ...context,
  headers: { ...(context['headers'] as Record<string, string> | undefined), 'Accept-Language': language(), 'GraphQL-Require-Preflight': '1' },
}));

// The id goes out, the text stays with the server. In development the text goes out: it may be newer than the server.
const ids = new ApolloLink((operation, forward) => {
  const id = import.meta.env.PROD ? documentId(operation.query) : undefined;
  if (id) {
    operation.extensions['persistedQuery'] = { version: 1, sha256Hash: id.replace('sha256:', '') };
    operation.setContext({ http: { includeQuery: false, includeExtensions: true } });
  }
  return forward(operation);
});

const http = new HttpLink({ uri: '/graphql', credentials: 'same-origin' });

export const client = new ApolloClient({
  cache,
  // Subscriptions go over the socket, past Apollo: see `follow`.
  link: ApolloLink.from([errors, headers, ids, http]),
  defaultOptions: { watchQuery: { fetchPolicy: 'cache-and-network', nextFetchPolicy: 'cache-first' } },
});
