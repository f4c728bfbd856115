// Apollo Client: the next visit, its chat, and a message.
import { randomUUID } from 'node:crypto';
import { ApolloClient, gql, HttpLink, InMemoryCache } from '@apollo/client';
import { splitLink } from '../src/apollo.ts';
import { connect } from '../src/socket.ts';
import { server, signIn } from './session.ts';

let token = await signIn();
const socket = connect({
  url: `${server.replace('http', 'ws')}/graphql`,
  token: async (refused) => (refused ? (token = await signIn()) : token),
});
const http = new HttpLink({
  uri: `${server}/graphql`,
  headers: { accept: 'application/graphql-response+json' },
  fetch: (url, init) => fetch(url, { ...init, headers: { ...init?.headers, authorization: `Bearer ${token}` } }),
});
const client = new ApolloClient({
  link: splitLink(socket, http),
  // Fragments on Problem match its types; codegen's fragment-matcher writes the whole list.
  cache: new InMemoryCache({ possibleTypes: { Problem: ['InvalidInput', 'Conflict', 'ChatClosed'] } }),
});

type Chat = { visit: { id: string; messages: { pageInfo: { endCursor: string } } } };
const { data } = await client.query<{ viewer: { appointments: { nodes: Chat[] } } }>({
  query: gql`{ viewer { id appointments(first: 1) { nodes { id visit { id messages { nodes { id text } pageInfo { endCursor } } } } } } }`,
});
const visit = data?.viewer.appointments.nodes[0]?.visit;

client.subscribe<{ visitMessages: { __typename: string; message?: { authorName: string; text: string } } }>({
  query: gql`subscription ($visit: ID!, $after: Cursor) { visitMessages(visitId: $visit, after: $after) {
    ... on StreamReady { cursor } ... on StreamGap { cursor reason } ... on MessageAdded { cursor message { id authorName text } } } }`,
  variables: { visit: visit?.id, after: visit?.messages.pageInfo.endCursor },
}).subscribe(({ data, error }) => {
  const event = data?.visitMessages;
  if (error) console.error('over', error);
  else if (event?.message) console.log(`${event.message.authorName}: ${event.message.text}`);
  else console.log(event?.__typename === 'StreamGap' ? 'query the messages again' : 'live');
});

await client.mutate({
  mutation: gql`mutation ($input: SendMessageInput!) { sendMessage(input: $input) {
    ... on SendMessageSuccess { chatMessage { id } } ... on Problem { code message } } }`,
  variables: { input: { visitId: visit?.id, text: 'Good afternoon', idempotencyKey: randomUUID() } },
});
