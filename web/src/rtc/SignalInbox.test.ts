import { expect, test, vi } from 'vitest';
import { SignalInbox } from './SignalInbox';
import type { SignalBody } from './signals';

const offer = (negotiation: number): SignalBody => ({ __typename: 'SdpOffer', negotiation, sdp: '', iceServers: [] });

function inbox() {
  const got: SignalBody[] = [];
  const onGap = vi.fn();
  return { got, onGap, inbox: new SignalInbox((body) => got.push(body), onGap) };
}

test('hands on each signal once and in order', () => {
  const { inbox: box, got } = inbox();
  for (const seq of [1, 2, 2, 1, 3]) box.accept({ seq, body: offer(seq) });
  expect(got).toEqual([offer(1), offer(2), offer(3)]);
  expect(box.last).toBe(3);
});

test('asks for what is missing and then goes on with what came early', () => {
  const { inbox: box, got, onGap } = inbox();
  box.accept({ seq: 1, body: offer(1) });
  box.accept({ seq: 3, body: offer(3) });
  expect(onGap).toHaveBeenCalledOnce();
  expect(box.last).toBe(1);
  box.accept({ seq: 2, body: offer(2) });
  expect(got).toEqual([offer(1), offer(2), offer(3)]);
  expect(box.last).toBe(3);
});

test('hands on Resync whatever came before', () => {
  const { inbox: box, got } = inbox();
  box.accept({ seq: 1, body: offer(1) });
  box.accept({ seq: 0, body: { __typename: 'Resync', reason: 'ring' } });
  expect(got.at(-1)).toEqual({ __typename: 'Resync', reason: 'ring' });
});
