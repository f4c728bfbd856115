import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Door } from './Door';
import { FakePeer, FakeTransport } from './fakes';
import { LocalMedia } from './LocalMedia';
import type { JoinOutcome } from './signals';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const noNetwork = (): Promise<JoinOutcome> => Promise.reject(new TypeError('network'));

function setUp(since?: number) {
  const transport = new FakeTransport();
  const peers: FakePeer[] = [];
  const told: string[] = [];
  const door = new Door({
    transport,
    media: new LocalMedia(undefined),
    createPeer: () => {
      peers.push(new FakePeer());
      return peers.at(-1) as unknown as RTCPeerConnection;
    },
    cutOffSince: () => since,
    onJoined: () => told.push('joined'),
    onRefused: ({ is }) => told.push(is),
    onLost: () => told.push('lost'),
  });
  return { transport, peers, told, door };
}

test('the connection is made while the server is asked, and nobody else gets it', async () => {
  const { peers, told, door } = setUp();
  const entered = door.enter();
  expect(peers).toHaveLength(1);
  await entered;
  expect(told).toEqual(['joined']);
  door.close();
  expect(peers[0]!.isClosed).toBe(false);
});

test('somebody who comes is told after three tries, somebody who was cut off after a minute', async () => {
  for (const [isCutOff, ms, want] of [[false, 2_500, 'unreachable'], [true, 60_500, 'lost']] as const) {
    const { transport, told, door } = setUp(isCutOff ? Date.now() : undefined);
    transport.answerJoin = noNetwork;
    void door.enter();
    await vi.advanceTimersByTimeAsync(ms - 1);
    expect(told).toEqual([]);
    await vi.advanceTimersByTimeAsync(2_001);
    expect(told).toEqual([want]);
  }
});

test('each try has a connection of its own; none is left behind', async () => {
  const { transport, peers, door } = setUp();
  transport.answerJoin = noNetwork;
  void door.enter();
  await vi.advanceTimersByTimeAsync(5_000);
  expect(peers.map(({ isClosed }) => isClosed)).toEqual([true, true, true]);
});

test('who leaves while the door opens is not in the call, here or there', async () => {
  const { transport, peers, told, door } = setUp();
  const entered = door.enter();
  door.close();
  await entered;
  expect([told, transport.left, peers[0]!.isClosed]).toEqual([[], ['session-1'], true]);
});

test('being thrown out again and again is the end, unless the call went on meanwhile', async () => {
  const { told, door } = setUp();
  for (let time = 0; time < 8; time++) {
    door.again();
    await vi.advanceTimersByTimeAsync(5_000);
  }
  expect(told).toEqual(Array(8).fill('joined'));
  door.stay();
  door.again();
  await vi.advanceTimersByTimeAsync(0);
  expect(told).toHaveLength(9);
  for (let time = 0; time < 8; time++) {
    door.again();
    await vi.advanceTimersByTimeAsync(5_000);
  }
  expect(told.at(-1)).toBe('lost');
});
