// urql: the next visit, its chat, and a message.
import { randomUUID } from 'node:crypto';
import { Client, fetchExchange } from '@urql/core';
import { pipe, subscribe } from 'wonka';
import { connect } from '../src/socket.ts';
import { streams } from '../src/urql.ts';
import { server, signIn } from './session.ts';

let token = await signIn();
const socket = connect({
  url: `${server.replace('http', 'ws')}/graphql`,
  token: async (refused) => (refused ? (token = await signIn()) : token),
});
const client = new Client({
  url: `${server}/graphql`,
  preferGetMethod: false,
  exchanges: [fetchExchange, streams(socket)],
  fetchOptions: () => ({ headers: { authorization: `Bearer ${token}`, accept: 'application/graphql-response+json' } }),
});

type Chat = { visit: { id: string; messages: { pageInfo: { endCursor: string } } } };
const { data } = await client.query<{ viewer: { appointments: { nodes: Chat[] } } }>(
  '{ viewer { appointments(first: 1) { nodes { visit { id messages { nodes { text } pageInfo { endCursor } } } } } } }',
  {},
);
const visit = data?.viewer.appointments.nodes[0]?.visit;

type Data = { visitMessages: { __typename: string; message?: { authorName: string; text: string } } };
const messages = `subscription ($visit: ID!, $after: Cursor) { visitMessages(visitId: $visit, after: $after) { __typename
  ... on StreamReady { cursor } ... on StreamGap { cursor reason } ... on MessageAdded { cursor message { authorName text } } } }`;
pipe(
  client.subscription<Data>(messages, { visit: visit?.id, after: visit?.messages.pageInfo.endCursor }),
  subscribe(({ data, error }) => {
    const event = data?.visitMessages;
    if (error) console.error('over', error);
    else if (event?.message) console.log(`${event.message.authorName}: ${event.message.text}`);
    else console.log(event?.__typename === 'StreamGap' ? 'query the messages again' : 'live');
  }),
);

await client.mutation(
  'mutation ($input: SendMessageInput!) { sendMessage(input: $input) { ... on SendMessageSuccess { chatMessage { id } } ... on Problem { code message } } }',
  { input: { visitId: visit?.id, text: 'Good afternoon', idempotencyKey: randomUUID() } },
);
