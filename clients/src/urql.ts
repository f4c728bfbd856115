import { subscriptionExchange } from '@urql/core';
import type { Client } from 'graphql-ws';
import { resuming } from './resume.ts';

/** urql's subscriptions by the socket, where they resume. */
export function streams(socket: Client) {
  return subscriptionExchange({
    forwardSubscription: ({ query = '', variables }) => ({
      subscribe: (sink) => ({ unsubscribe: resuming(socket).subscribe({ query, variables: variables as Record<string, unknown> }, sink as never) }),
    }),
  });
}
