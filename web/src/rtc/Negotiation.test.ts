import { expect, test, vi } from 'vitest';
import { FakePeer } from './fakes';
import { Negotiation } from './Negotiation';
import type { OutgoingSignal } from './signals';

function setUp() {
  const peer = new FakePeer();
  const done: string[] = [];
  const keep = (signal: OutgoingSignal) => void done.push(...Object.keys(signal));
  const negotiation = new Negotiation({
    peer: peer as unknown as RTCPeerConnection,
    outbox: { send: keep, batch: keep },
    onOffer: () => done.push('offer'),
    onAnswer: () => done.push('out'),
    onSet: () => done.push('set'),
  });
  const answer = (number: number, sdp = '') => negotiation.answer({ __typename: 'SdpOffer', negotiation: number, sdp });
  return { peer, done, negotiation, answer };
}

test('the answer goes out before its candidates and before it has taken effect here', async () => {
  const { done, answer } = setUp();
  await answer(1);
  expect(done).toEqual(['offer', 'answer', 'candidate', 'out', 'set']);
});

test('an offer that is not newer is not answered', async () => {
  const { done, negotiation, answer } = setUp();
  expect(negotiation.hasBegun).toBe(false);
  await answer(2);
  const before = done.length;
  for (const old of [1, 2]) await answer(old);
  expect([negotiation.hasBegun, done.length]).toEqual([true, before]);
});

test('a leg that is closed while it answers says nothing', async () => {
  const { done, negotiation, answer } = setUp();
  const answered = answer(1);
  negotiation.close();
  await answered;
  expect(done).toEqual(['offer']);
});

test('candidates of another negotiation are not for this connection', async () => {
  const { peer, negotiation, answer } = setUp();
  await answer(2);
  const add = vi.spyOn(peer, 'addIceCandidate');
  for (const number of [1, 2, 3]) await negotiation.add({ __typename: 'IceCandidate', negotiation: number, candidate: 'candidate:1' });
  expect(add.mock.calls).toEqual([[{ candidate: 'candidate:1', sdpMid: null, sdpMLineIndex: null }]]);
});
