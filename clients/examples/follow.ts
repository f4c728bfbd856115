// graphql-ws alone: follows the chat of the next visit, and writes into it.
import { randomUUID } from 'node:crypto';
import { follow } from '../src/resume.ts';
import { connect } from '../src/socket.ts';
import { ask, server, signIn } from './session.ts';

let token = await signIn();
const socket = connect({
  url: `${server.replace('http', 'ws')}/graphql`,
  token: async (refused) => (refused ? (token = await signIn()) : token),
});

// What is there, and from where it goes on.
type Chat = { visit: { id: string; messages: { nodes: { text: string }[]; pageInfo: { endCursor: string } } } };
const { viewer } = await ask<{ viewer: { appointments: { nodes: Chat[] } } }>(
  '{ viewer { appointments(first: 1) { nodes { visit { id messages { nodes { text } pageInfo { endCursor } } } } } } }',
  {},
  token,
);
const visit = viewer.appointments.nodes[0]?.visit;
if (!visit) throw new Error('no visit is to come');

type Event = { __typename: string; cursor: string; message: { authorName: string; text: string } };
const query = `subscription ($visit: ID!, $after: Cursor) { visitMessages(visitId: $visit, after: $after) { __typename
  ... on StreamReady { cursor } ... on StreamGap { cursor reason } ... on MessageAdded { cursor message { authorName text } } } }`;
follow<Event>(socket, { query, variables: { visit: visit.id, after: visit.messages.pageInfo.endCursor } }, {
  onReady: () => console.log('live'), // again after every lost connection
  onGap: () => console.log('query the messages again'),
  onEvent: ({ message }) => console.log(`${message.authorName}: ${message.text}`),
  onEnd: (why) => console.error('over', why),
});

// Repeated with its key it is still one message.
const { sendMessage } = await ask<{ sendMessage: { code?: string } }>(
  'mutation ($input: SendMessageInput!) { sendMessage(input: $input) { ... on SendMessageSuccess { chatMessage { id } } ... on Problem { code message } } }',
  { input: { visitId: visit.id, text: 'Good afternoon', idempotencyKey: randomUUID() } },
  token,
);
if (sendMessage.code) console.error(sendMessage.code);
