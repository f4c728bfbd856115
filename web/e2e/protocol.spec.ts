import { serverAudits } from 'graphql-http';
import { createClient as createStreams } from 'graphql-sse';
import { createClient } from 'graphql-ws';
import { expect, test } from './test';

// GraphQL over HTTP: what the specification says one must, should and may do.
test('the server passes every audit of graphql-http', async ({ server }) => {
  const audits = serverAudits({ url: `${server.url}/graphql`, fetchFn: fetch });
  expect(audits.length).toBeGreaterThan(50);
  for (const audit of audits) {
    const { status, ...result } = await audit.fn();
    expect.soft(status, `${audit.id} ${audit.name} ${'reason' in result ? result.reason : ''}`).toBe('ok');
  }
});

const times = `subscription ($practitioner: ID!, $from: DateTime!, $to: DateTime!, $after: Cursor) {
  availabilityChanged(practitionerId: $practitioner, from: $from, to: $to, after: $after) {
    __typename ... on StreamReady { cursor } ... on StreamGap { cursor reason } } }`;

type Event = { data?: { availabilityChanged: { __typename: string; cursor: string } } | null };

test('the client of graphql-sse asks and subscribes', async ({ server }) => {
  const client = createStreams({ url: `${server.url}/graphql`, retryAttempts: 0 });
  const answers = client.iterate<{ serverTime: string }>({ query: '{ serverTime }' });
  expect((await answers.next()).value?.data?.serverTime).toContain('Z');
  expect((await answers.next()).done).toBe(true);
  const events = client.iterate({ query: times, variables: await firstDay(server) });
  expect(((await events.next()).value as Event).data?.availabilityChanged.__typename).toBe('StreamReady');
  await events.return?.();
  client.dispose();
});

test('the client of graphql-ws resumes where it was after the server was killed', async ({ server }) => {
  const client = createClient({
    url: `${server.url.replace('http', 'ws')}/graphql`,
    retryAttempts: Infinity,
    shouldRetry: () => true,
    retryWait: () => new Promise((resolve) => setTimeout(resolve, 200)),
  });
  const variables: Record<string, string> = await firstDay(server);
  const events = client.iterate({ query: times, variables });
  const next = async () => ((await events.next()).value as Event).data?.availabilityChanged;
  const first = await next();
  expect(first?.__typename).toBe('StreamReady');
  variables['after'] = first?.cursor ?? '';
  await server.restart();
  expect(await next()).toEqual(first); // the same place: not a gap
  await client.dispose();
});

async function firstDay(server: { ask<Data>(query: string): Promise<Data>; now(): Promise<number> }) {
  const { practitioners } = await server.ask<{ practitioners: { nodes: { id: string }[] } }>('{ practitioners(first: 1) { nodes { id } } }');
  const now = await server.now();
  return { practitioner: practitioners.nodes[0]?.id ?? '', from: new Date(now).toISOString(), to: new Date(now + 86_400_000).toISOString() };
}
