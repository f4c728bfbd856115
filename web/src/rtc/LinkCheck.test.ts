import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { LinkCheck, measured, type LinkState } from './LinkCheck';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('the rate is what came, and what did not come is lost', () => {
  expect(measured(2_700, { packets: 2_700, bytes: 2_970_000, ms: 3_000 })).toEqual({ kbps: 7_920, loss: 0 });
  expect(measured(1_000, { packets: 750, bytes: 825_000, ms: 3_000 })).toEqual({ kbps: 2_200, loss: 0.25 });
  expect(measured(1_000, { packets: 0, bytes: 0, ms: 0 })).toEqual({ kbps: 0, loss: 1 });
});

test('a server that refuses, or cannot be reached, leaves nothing known', async () => {
  for (const start of [() => Promise.resolve(null), () => Promise.reject(new TypeError('network'))]) {
    const check = new LinkCheck({ start, answer: () => Promise.resolve(true) });
    await check.run();
    expect(check.getSnapshot()).toEqual({ at: 'unknown' });
  }
});

type Link = { kbps: number; loss: number; rttMs: number };

const PACKET = 1_100;

/** One way of a link: packets wait for the ones before, and every so many-th is lost. */
class Wire {
  #free = 0;
  #owed = 0;
  private readonly link: Link;

  constructor(link: Link) {
    this.link = link;
  }

  /** What waits to leave, in bytes. */
  get waiting() {
    return Math.max(0, ((this.#free - performance.now()) * this.link.kbps) / 8);
  }

  carry(size: number, arrive: () => void) {
    const { kbps, loss, rttMs } = this.link;
    this.#free = Math.max(this.#free, performance.now()) + (size * 8) / kbps;
    this.#owed += loss;
    if (this.#owed >= 1) this.#owed -= 1;
    else setTimeout(arrive, this.#free - performance.now() + rttMs / 2);
  }
}

class Channel extends EventTarget {
  readyState = 'open';
  binaryType = '';
  send: (data: unknown) => void = () => {};
  waiting = () => 0;
  get bufferedAmount() {
    return this.waiting();
  }
  hear(data: unknown) {
    this.dispatchEvent(new MessageEvent('message', { data }));
  }
}

/** The media server at the other end of a link, as docs/SIGNALING.md has it. */
function serverBehind(link: Link) {
  const control = new Channel();
  const probe = new Channel();
  const up = new Wire(link);
  const down = new Wire(link);
  const came = { packets: 0, bytes: 0, ms: 0 };
  /** When each packet of the client's probe was sent. */
  const sent: number[] = [];
  let first = 0;
  probe.waiting = () => up.waiting;
  probe.send = () => {
    sent.push(performance.now());
    up.carry(PACKET, () => {
      first ||= performance.now();
      came.packets++;
      came.bytes += PACKET;
      came.ms = performance.now() - first;
    });
  };
  const say = (type: string, body?: object) => setTimeout(() => control.hear(JSON.stringify({ type, body })), link.rttMs);
  const download = () => {
    let packets = 0;
    for (let at = 0; at < 3_000; at += 1.1) {
      setTimeout(() => {
        if (down.waiting >= 64 << 10) return;
        packets++;
        down.carry(PACKET, () => probe.hear(new ArrayBuffer(PACKET)));
      }, at);
    }
    setTimeout(() => setTimeout(() => say('sent', { packets, bytes: packets * PACKET, ms: 3_000 }), (down.waiting * 8) / link.kbps), 3_000);
  };
  control.send = (text) => {
    const { type } = JSON.parse(text as string) as { type: string };
    if (type === 'download') download();
    else if (type === 'count') say('counted', { ...came });
    else say(type);
  };
  const peer = Object.assign(new EventTarget(), {
    connectionState: 'connected',
    createDataChannel: (name: string) => (name === 'control' ? control : probe),
    setRemoteDescription: () => Promise.resolve(),
    setLocalDescription: () => Promise.resolve(),
    createAnswer: () => Promise.resolve({ type: 'answer', sdp: '' }),
    getTransceivers: () => [],
    close: () => {},
  });
  return { peer: peer as unknown as RTCPeerConnection, sent };
}

async function run(link: Link) {
  const { peer, sent } = serverBehind(link);
  const check = new LinkCheck(
    { start: () => Promise.resolve({ checkId: '1', offers: [{ path: 'UDP', sdp: '' }], iceServers: [] }), answer: () => Promise.resolve(true) },
    () => peer,
  );
  let isOver = false;
  const begun = performance.now();
  void check.run().then(() => (isOver = true));
  while (!isOver && performance.now() - begun < 60_000) await vi.advanceTimersByTimeAsync(10);
  return { state: check.getSnapshot(), sent, took: performance.now() - begun };
}

const facts = (state: LinkState) => {
  if (state.at !== 'done') throw new Error(`the check is ${state.at}`);
  return state.facts;
};

test.each<Link & { down: number }>([
  { kbps: 50_000, loss: 0, rttMs: 10, down: 8_000 },
  { kbps: 5_500, loss: 0, rttMs: 40, down: 5_500 },
  { kbps: 4_500, loss: 0, rttMs: 40, down: 4_500 },
  { kbps: 900, loss: 0, rttMs: 100, down: 900 },
  { kbps: 300, loss: 0, rttMs: 300, down: 300 },
  { kbps: 180, loss: 0, rttMs: 300, down: 180 },
  { kbps: 50_000, loss: 0.05, rttMs: 20, down: 7_600 },
  { kbps: 50_000, loss: 0.2, rttMs: 600, down: 6_400 },
])('a link of $kbps kbit/s, $loss lost, $rttMs ms is found to be that', async ({ down, ...link }) => {
  const { state, took } = await run(link);
  const { downKbps, upKbps, lossPercent, rttMs } = facts(state);
  for (const kbps of [downKbps, upKbps]) expect(Math.abs(kbps - down) / down).toBeLessThan(0.05);
  expect(Math.abs(lossPercent - 100 * link.loss)).toBeLessThan(1);
  expect(rttMs).toBe(link.rttMs);
  expect(took).toBeLessThan(20_000);
});

test('the own probe keeps its pace and ends by itself', async () => {
  const { sent } = await run({ kbps: 50_000, loss: 0, rttMs: 10 });
  const first = sent[0] ?? 0;
  for (const [i, at] of sent.entries()) expect(i * PACKET * 8).toBeLessThanOrEqual((at - first + 20) * 8_000);
  expect((sent.at(-1) ?? 0) - first).toBeLessThanOrEqual(3_000);
  expect(sent.length).toBeGreaterThan(2_600);
  await vi.advanceTimersByTimeAsync(10_000);
  expect(sent.length).toBeLessThanOrEqual(2_728);
});
