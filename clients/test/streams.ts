// The streams that the tests follow, and the clients that follow them.
import { ApolloClient, gql, HttpLink, InMemoryCache } from '@apollo/client';
import { Client as Urql, fetchExchange } from '@urql/core';
import { createClient as createEventSource } from 'graphql-sse';
import type { Client as Socket } from 'graphql-ws';
import { pipe, subscribe } from 'wonka';
import { splitLink } from '../src/apollo.ts';
import { follow, type StreamEvent, type Subscriber } from '../src/resume.ts';
import { renewing } from '../src/sse.ts';
import { streams as streamExchange } from '../src/urql.ts';
import type { Booking } from './people.ts';

export type Event = StreamEvent & { seq?: number; text?: string };
export type Stream = { name: string; query: string; variables: Record<string, unknown> };

const ends = '__typename ... on StreamReady { cursor } ... on StreamGap { cursor reason }';

export function streamsOf({ appointment, visit, practitioner }: Booking): Stream[] {
  return [
    {
      name: 'messages',
      query: `subscription Messages($visit: ID!, $after: Cursor) { visitMessages(visitId: $visit, after: $after) { ${ends} ... on MessageAdded { cursor seq message { id text } } } }`,
      variables: { visit },
    },
    {
      name: 'appointment',
      query: `subscription Changes($id: ID!, $after: Cursor) { appointmentChanged(id: $id, after: $after) { ${ends} ... on AppointmentChanged { cursor seq appointment { id startsAt } } } }`,
      variables: { id: appointment },
    },
    {
      name: 'times',
      query: `subscription Times($practitioner: ID!, $from: DateTime!, $to: DateTime!, $after: Cursor) { availabilityChanged(practitionerId: $practitioner, from: $from, to: $to, after: $after) { ${ends} ... on AvailabilityChanged { cursor seq } } }`,
      variables: { practitioner, from: '2000-01-01T00:00:00Z', to: '2100-01-01T00:00:00Z' },
    },
  ];
}

type Connection = { server: string; socket: Socket; token: () => string; pause: () => Promise<void>; ended: (reason: string) => void };
type Start = (connection: Connection, stream: Stream, take: (event: Event) => void) => () => void;

const take = (take: (event: Event) => void) => ({
  onReady: take,
  onGap: take,
  onEvent: take,
  onEnd: (reason: unknown) => take({ __typename: `ended: ${JSON.stringify(reason)}`, cursor: '' }),
});

/** Every client that the documentation speaks of. */
export const clients: Record<string, Start> = {
  'graphql-ws': ({ socket }, { query, variables }, heard) => follow<Event>(socket, { query, variables }, take(heard)),

  Apollo: ({ socket, server, token }, { query, variables }, heard) => {
    const client = new ApolloClient({
      cache: new InMemoryCache(),
      link: splitLink(socket, new HttpLink({ uri: `${server}/graphql`, headers: { authorization: `Bearer ${token()}` } })),
    });
    const sink = ({ data, error }: { data?: unknown; error?: unknown }) => heard(eventOf(data, error));
    const subscription = client.subscribe({ query: gql(query), variables, fetchPolicy: 'no-cache' }).subscribe(sink);
    return () => subscription.unsubscribe();
  },

  urql: ({ socket, server }, { query, variables }, heard) => {
    const client = new Urql({ url: `${server}/graphql`, exchanges: [streamExchange(socket), fetchExchange], preferGetMethod: false });
    const subscription = pipe(
      client.subscription(query, variables),
      subscribe(({ data, error }) => heard(eventOf(data, error))),
    );
    return () => subscription.unsubscribe();
  },

  'graphql-sse': ({ server, token, pause, ended }, { query, variables }, heard) => {
    const client = createEventSource({
      url: `${server}/graphql`,
      headers: () => ({ authorization: `Bearer ${token()}` }),
      retryAttempts: Infinity,
      retry: pause,
    });
    const renew = (reason: string) => {
      ended(reason);
      return pause();
    };
    const stop = follow<Event>(renewing(client as unknown as Subscriber, renew), { query, variables }, take(heard));
    return () => {
      stop();
      client.dispose();
    };
  },
};

function eventOf(data: unknown, error: unknown): Event {
  const [event] = Object.values((data ?? {}) as Record<string, Event>).filter((field) => typeof field === 'object');
  return event ?? { __typename: `ended: ${String(error)}`, cursor: '' };
}
