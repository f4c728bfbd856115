import { ApolloClient, ApolloLink, HttpLink, InMemoryCache } from '@apollo/client';
import { CombinedGraphQLErrors } from '@apollo/client/errors';
import { SetContextLink } from '@apollo/client/link/context';
import { ErrorLink } from '@apollo/client/link/error';
import { GraphQLWsLink } from '@apollo/client/link/subscriptions';
import { OperationTypeNode } from 'graphql';
import possibleTypes from '../gql/possibleTypes';
import { language } from './i18n';
import { socket } from './socket';

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
  if (codeOf(error) === 'UNAUTHENTICATED') signedOut();
});

const headers = new SetContextLink((context) => ({
  ...context,
  headers: { ...(context['headers'] as Record<string, string> | undefined), 'Accept-Language': language(), 'GraphQL-Require-Preflight': '1' },
}));

const http = new HttpLink({ uri: '/graphql', credentials: 'same-origin' });

export const client = new ApolloClient({
  cache,
  link: ApolloLink.from([
    errors,
    ApolloLink.split(
      ({ operationType }) => operationType === OperationTypeNode.SUBSCRIPTION,
      new GraphQLWsLink(socket),
      headers.concat(http),
    ),
  ]),
  defaultOptions: { watchQuery: { fetchPolicy: 'cache-and-network', nextFetchPolicy: 'cache-first' } },
});
