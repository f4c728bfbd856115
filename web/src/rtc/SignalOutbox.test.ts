import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { BATCH_MS, SignalOutbox } from './SignalOutbox';
import type { OutgoingSignal, SendOutcome } from './signals';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const ack = (serverSeq = 0): SendOutcome => ({ is: 'ack', ack: 0, serverSeq });
const candidate = (n: number): OutgoingSignal => ({
  candidate: { negotiation: 1, candidate: `candidate:${n}`, sdpMid: '0', sdpMLineIndex: 0, usernameFragment: null },
});
const answer: OutgoingSignal = { answer: { negotiation: 1, sdp: 'v=0' } };

function outbox(answers: ((seq: number) => Promise<SendOutcome>)[] = []) {
  const sent: [number, number][] = [];
  const onGone = vi.fn();
  const onAck = vi.fn();
  const box = new SignalOutbox({
    send: (seq, signals) => {
      sent.push([seq, signals.length]);
      return answers.shift()?.(seq) ?? Promise.resolve(ack());
    },
    onAck,
    onGone,
  });
  return { box, sent, onGone, onAck };
}

test('an answer leaves at once', () => {
  const { box, sent } = outbox();
  box.send(answer);
  expect(sent).toEqual([[1, 1]]);
});

test('candidates leave together after 50 ms, with the next seq', async () => {
  const { box, sent } = outbox();
  box.send(answer);
  await vi.advanceTimersByTimeAsync(0);
  for (let n = 0; n < 5; n++) box.batch(candidate(n));
  await vi.advanceTimersByTimeAsync(BATCH_MS - 1);
  expect(sent).toEqual([[1, 1]]);
  await vi.advanceTimersByTimeAsync(1);
  expect(sent).toEqual([[1, 1], [2, 5]]);
});

test('no more than 64 go in one mutation', async () => {
  const { box, sent } = outbox();
  for (let n = 0; n < 70; n++) box.batch(candidate(n));
  await vi.advanceTimersByTimeAsync(BATCH_MS);
  expect(sent).toEqual([[1, 64], [2, 6]]);
});

test('one mutation is in flight; the next waits for its answer', async () => {
  let finish = (_: SendOutcome) => {};
  const { box, sent } = outbox([() => new Promise((resolve) => (finish = resolve))]);
  box.send(answer);
  box.send({ iceRestart: true });
  box.send({ media: { audio: true, video: true } });
  await vi.advanceTimersByTimeAsync(1_000);
  expect(sent).toEqual([[1, 1]]);
  finish(ack());
  await vi.advanceTimersByTimeAsync(0);
  expect(sent).toEqual([[1, 1], [2, 2]]);
});

test('a lost mutation is repeated with the same seq and content', async () => {
  const fail = () => Promise.reject(new TypeError('network'));
  const { box, sent } = outbox([fail, fail]);
  box.send(answer);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(sent).toEqual([[1, 1], [1, 1], [1, 1]]);
});

test('a mutation that hangs is given up and repeated', async () => {
  const { box, sent } = outbox();
  const hanging = new SignalOutbox({
    send: (seq, _, abort) => {
      sent.push([seq, 1]);
      return new Promise((_resolve, reject) => abort.addEventListener('abort', () => reject(new Error('aborted'))));
    },
    onGone: () => {},
  });
  box.close();
  hanging.send(answer);
  await vi.advanceTimersByTimeAsync(8_300);
  expect(sent).toEqual([[1, 1], [1, 1]]);
  hanging.close();
});

test('a nudge retries at once', async () => {
  const fail = () => Promise.reject(new TypeError('network'));
  const { box, sent } = outbox([fail, fail, fail, fail, fail]);
  box.send(answer);
  await vi.advanceTimersByTimeAsync(4_000);
  const before = sent.length;
  box.nudge();
  await vi.advanceTimersByTimeAsync(0);
  expect(sent.length).toBe(before + 1);
});

test('a refused signal is not repeated and does not stop the next', async () => {
  const { box, sent } = outbox([() => Promise.resolve({ is: 'ignored' })]);
  box.send(answer);
  box.send(candidate(1));
  await vi.advanceTimersByTimeAsync(0);
  expect(sent).toEqual([[1, 1], [2, 1]]);
});

test('a gap is closed with the seq that the server wants', async () => {
  const { box, sent } = outbox([() => Promise.resolve(ack()), () => Promise.resolve({ is: 'gap', expected: 1 })]);
  box.send(answer);
  await vi.advanceTimersByTimeAsync(0);
  box.send(candidate(1));
  await vi.advanceTimersByTimeAsync(0);
  expect(sent).toEqual([[1, 1], [2, 1], [1, 1]]);
});

test('when the session is gone nothing more is sent', async () => {
  const { box, sent, onGone } = outbox([() => Promise.resolve({ is: 'gone' })]);
  box.send(answer);
  await vi.advanceTimersByTimeAsync(0);
  box.send(candidate(1));
  await vi.advanceTimersByTimeAsync(1_000);
  expect(onGone).toHaveBeenCalledOnce();
  expect(sent).toEqual([[1, 1]]);
});
