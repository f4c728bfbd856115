import { parse } from 'graphql';
import type { Client, Sink, SubscribePayload } from 'graphql-ws';
import { expect, test, vi } from 'vitest';
import { follow } from './resume';

type Data = { changed: { __typename: 'StreamReady' | 'StreamGap' | 'Changed'; cursor: string } };

function start(after: string | null = 'c0') {
  let sent!: SubscribePayload;
  let sink!: Sink;
  const stop = vi.fn();
  const socket: Pick<Client, 'subscribe'> = {
    subscribe: (payload, given) => {
      sent = payload;
      sink = given as Sink;
      return stop;
    },
  };
  const handlers = { onEvent: vi.fn(), onReady: vi.fn(), onGap: vi.fn(), onEnd: vi.fn(), onData: vi.fn() };
  const end = follow<Data, { id: string; after?: string | null }>(socket, parse('subscription ($id: ID!, $after: Cursor) { changed(id: $id, after: $after) { cursor } }'), { id: 'a', after }, handlers);
  const send = (__typename: Data['changed']['__typename'], cursor: string) => sink.next({ data: { changed: { __typename, cursor } } });
  return { handlers, send, sink: () => sink, payload: () => sent, stop, end };
}

test('a reconnect goes on from the last event: the payload itself moves', () => {
  const { send, payload } = start();
  const before = payload();
  expect(payload().variables).toEqual({ id: 'a', after: 'c0' });
  send('StreamReady', 'c0');
  send('Changed', 'c1');
  send('Changed', 'c2');
  expect(payload()).toBe(before);
  expect(payload().variables).toEqual({ id: 'a', after: 'c2' });
});

test('each event is handed on once, the stream’s own ones apart', () => {
  const { send, handlers } = start();
  send('StreamReady', 'c0');
  send('Changed', 'c1');
  expect(handlers.onReady).toHaveBeenCalledOnce();
  expect(handlers.onEvent.mock.calls).toEqual([[{ __typename: 'Changed', cursor: 'c1' }]]);
  expect(handlers.onData).toHaveBeenCalledTimes(2);
});

test('a gap asks for a new query and goes on from the newest place', () => {
  const { send, handlers, payload } = start('old');
  send('StreamGap', 'c9');
  expect(handlers.onGap).toHaveBeenCalledOnce();
  expect(handlers.onEvent).not.toHaveBeenCalled();
  expect(payload().variables).toEqual({ id: 'a', after: 'c9' });
});

test('an answer with errors ends the stream and keeps the place', () => {
  const { sink, handlers, payload } = start();
  sink().next({ errors: [{ message: 'not found', extensions: { code: 'NOT_FOUND' } }] as never });
  expect(handlers.onEnd).toHaveBeenCalledOnce();
  expect(payload().variables).toEqual({ id: 'a', after: 'c0' });
});

test('leaving unsubscribes', () => {
  const { stop, end } = start();
  end();
  expect(stop).toHaveBeenCalledOnce();
});
