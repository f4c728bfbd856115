import { receivingMids } from './sdp';
import type { IceServer } from './signals';
import { Store } from './store';

export type LinkPath = 'UDP' | 'TCP' | 'RELAY';
export type LinkFacts = { paths: LinkPath[]; downKbps: number; upKbps: number; lossPercent: number; rttMs: number };

export type LinkState =
  | { readonly at: 'connecting' }
  | { readonly at: 'measuring'; readonly seconds: number }
  | { readonly at: 'done'; readonly facts: LinkFacts }
  /** The server could not be asked, or refused: nothing is known. */
  | { readonly at: 'unknown' };

export type LinkOffers = { checkId: string; offers: readonly { path: LinkPath; sdp: string }[]; iceServers: readonly IceServer[] };

export type LinkTransport = {
  start(): Promise<LinkOffers | null>;
  answer(checkId: string, answers: { path: LinkPath; sdp: string }[]): Promise<boolean>;
};

/** So long a way may take to connect; once one has, so long the others may still. */
const CONNECT_MS = 8_000;
const OTHERS_MS = 2_000;
const PROBE_MS = 3_000;
const PROBE_BITS = 8_000_000;
const PROBE_SIZE = 1_100;
const PROBE_WAITING = 64 << 10;
/** Where much is lost, a command and its answer may have to be repeated. */
const ANSWER_MS = 15_000;
const PINGS = 5;
/** What is shown to be left: both probes, and what lies between. */
const SECONDS = 8;
const BEST: readonly LinkPath[] = ['UDP', 'TCP', 'RELAY'];

type Way = { path: LinkPath; peer: RTCPeerConnection; control: RTCDataChannel; probe: RTCDataChannel; senders: RTCRtpSender[] };
type Counted = { packets: number; bytes: number; ms: number };

const wait = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

/** LinkCheck tries every way to the media server and measures the best one that connects. */
export class LinkCheck extends Store<LinkState> {
  readonly #transport: LinkTransport;
  readonly #createPeer: (configuration: RTCConfiguration) => RTCPeerConnection;
  #ways: Way[] = [];
  #best: Way | undefined;
  #isClosed = false;

  constructor(transport: LinkTransport, createPeer = (configuration: RTCConfiguration) => new RTCPeerConnection(configuration)) {
    super({ at: 'connecting' });
    this.#transport = transport;
    this.#createPeer = createPeer;
  }

  /** Never rejects: what could not be found out is the state. */
  async run(): Promise<void> {
    try {
      const offers = await this.#transport.start();
      if (!offers || this.#isClosed) return this.#become({ at: 'unknown' });
      const paths = await this.#connect(offers);
      this.#best = this.#ways.find(({ path }) => path === paths[0]);
      for (const way of this.#ways) if (way !== this.#best) way.peer.close();
      if (!this.#best) return this.#become({ at: 'done', facts: { paths, downKbps: 0, upKbps: 0, lossPercent: 0, rttMs: 0 } });
      this.#become({ at: 'done', facts: { paths, ...(await this.#measure(this.#best)) } });
    } catch {
      this.#become({ at: 'unknown' });
    }
  }

  /** Sends one's own sound and picture; what the stream brings is the same, five seconds later. */
  echo(tracks: readonly MediaStreamTrack[]): MediaStream | null {
    const best = this.#best;
    if (!best) return null;
    for (const track of tracks) {
      const sender = best.senders[track.kind === 'audio' ? 0 : 1];
      void sender?.replaceTrack(track).catch(() => {});
    }
    const receivers = best.peer.getTransceivers().filter(({ direction }) => direction === 'recvonly');
    return new MediaStream(receivers.map(({ receiver }) => receiver.track));
  }

  close(): void {
    this.#isClosed = true;
    for (const { peer } of this.#ways) peer.close();
  }

  #become(state: LinkState): void {
    if (!this.#isClosed) this.publish(state);
  }

  /** Answers with the ways that connected, the best first. */
  async #connect({ checkId, offers, iceServers }: LinkOffers): Promise<LinkPath[]> {
    const answers = [];
    for (const { path, sdp } of offers) {
      const way = this.#open(path, iceServers);
      answers.push({ path, sdp: await answerOf(way, sdp) });
    }
    if (!(await this.#transport.answer(checkId, answers))) throw new Error('refused');
    const open = new Set<LinkPath>();
    const opened = this.#ways.map((way) => isOpen(way).then(() => open.add(way.path)));
    await Promise.race([Promise.any(opened).catch(() => {}), wait(CONNECT_MS)]);
    await Promise.race([Promise.allSettled(opened), wait(open.size > 0 ? OTHERS_MS : 0)]);
    return BEST.filter((path) => open.has(path));
  }

  #open(path: LinkPath, iceServers: readonly IceServer[]): Way {
    const servers = path === 'RELAY' ? iceServers.map(({ urls, username, credential }) => ({ urls: [...urls], username: username ?? '', credential: credential ?? '' })) : [];
    const peer = this.#createPeer({ bundlePolicy: 'max-bundle', iceServers: servers, iceTransportPolicy: path === 'RELAY' ? 'relay' : 'all' });
    const control = peer.createDataChannel('control', { negotiated: true, id: 0 });
    const probe = peer.createDataChannel('probe', { negotiated: true, id: 1, ordered: false, maxRetransmits: 0 });
    probe.binaryType = 'arraybuffer';
    const way = { path, peer, control, probe, senders: [] };
    this.#ways.push(way);
    return way;
  }

  async #measure(way: Way): Promise<Omit<LinkFacts, 'paths'>> {
    const end = Date.now() + SECONDS * 1_000;
    const tell = () => this.#become({ at: 'measuring', seconds: Math.max(1, Math.ceil((end - Date.now()) / 1_000)) });
    tell();
    const timer = setInterval(tell, 1_000);
    try {
      const rttMs = await roundTrip(way.control);
      const down = await download(way);
      const up = await upload(way);
      const lossPercent = Math.round(Math.max(down.loss, up.loss) * 1_000) / 10;
      return { rttMs, downKbps: down.kbps, upKbps: up.kbps, lossPercent };
    } finally {
      clearInterval(timer);
    }
  }
}

async function answerOf({ peer, senders }: Way, sdp: string): Promise<string> {
  await peer.setRemoteDescription({ type: 'offer', sdp });
  const wanted = receivingMids(sdp);
  for (const transceiver of peer.getTransceivers()) {
    if (!transceiver.mid || !wanted.has(transceiver.mid)) continue;
    transceiver.direction = 'sendonly';
    senders[transceiver.receiver.track.kind === 'audio' ? 0 : 1] = transceiver.sender;
  }
  const answer = await peer.createAnswer();
  await peer.setLocalDescription(answer);
  return answer.sdp ?? '';
}

function isOpen({ control, probe, peer }: Way): Promise<void> {
  return new Promise((resolve, reject) => {
    const look = () => control.readyState === 'open' && probe.readyState === 'open' && resolve();
    control.addEventListener('open', look);
    probe.addEventListener('open', look);
    peer.addEventListener('connectionstatechange', () => peer.connectionState === 'failed' && reject(new Error('failed')));
    look();
  });
}

/** Sends a command and waits for the answer of that type. */
function ask<Body>(control: RTCDataChannel, command: string, type: string, ms = ANSWER_MS): Promise<Body> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer);
      control.removeEventListener('message', hear);
    };
    const hear = ({ data }: MessageEvent<string>) => {
      const message = JSON.parse(data) as { type: string; body: Body };
      if (message.type !== type) return;
      stop();
      resolve(message.body);
    };
    const timer = setTimeout(() => {
      stop();
      reject(new Error(`no ${type}`));
    }, ms);
    control.addEventListener('message', hear);
    control.send(JSON.stringify({ type: command }));
  });
}

/** The fastest of some: on a link that loses, the others were repeated. */
async function roundTrip(control: RTCDataChannel): Promise<number> {
  const times: number[] = [];
  for (let i = 0; i < PINGS; i++) {
    const begun = performance.now();
    await ask(control, 'ping', 'ping');
    times.push(performance.now() - begun);
  }
  return Math.round(Math.min(...times));
}

type Measured = { kbps: number; loss: number };

export function measured(sent: number, came: Counted): Measured {
  return { kbps: came.ms > 0 ? Math.round((came.bytes * 8) / came.ms) : 0, loss: sent > 0 ? Math.max(0, 1 - came.packets / sent) : 1 };
}

async function download({ control, probe }: Way): Promise<Measured> {
  const came: Counted = { packets: 0, bytes: 0, ms: 0 };
  let first = 0;
  const count = ({ data }: MessageEvent<ArrayBuffer>) => {
    first ||= performance.now();
    came.packets++;
    came.bytes += data.byteLength;
    came.ms = performance.now() - first;
  };
  probe.addEventListener('message', count);
  const { packets } = await ask<Counted>(control, 'download', 'sent', 2 * PROBE_MS + ANSWER_MS);
  await settled(async () => came.packets);
  probe.removeEventListener('message', count);
  return measured(packets, came);
}

async function upload({ control, probe }: Way): Promise<Measured> {
  const packet = new Uint8Array(PROBE_SIZE);
  const begun = performance.now();
  let due = 0;
  let sent = 0;
  for (let elapsed = 0; elapsed < PROBE_MS; elapsed = performance.now() - begun) {
    for (const upTo = Math.floor((elapsed / 1_000) * (PROBE_BITS / 8 / PROBE_SIZE)); due < upTo; due++) {
      if (probe.bufferedAmount >= PROBE_WAITING) continue;
      probe.send(packet);
      sent++;
    }
    await wait(10);
  }
  for (let waited = 0; probe.bufferedAmount > 0 && waited < PROBE_MS; waited += 50) await wait(50);
  sent -= Math.floor(probe.bufferedAmount / PROBE_SIZE); // What still waits was not sent.
  let came: Counted = { packets: 0, bytes: 0, ms: 0 };
  await settled(async () => (came = await ask<Counted>(control, 'count', 'counted')).packets);
  return measured(sent, came);
}

/** Waits until a count grows no more, for two seconds at most. */
async function settled(count: () => Promise<number>): Promise<void> {
  for (let before = -1, tries = 0; tries < 7; tries++) {
    const now = await count();
    if (now === before) return;
    before = now;
    await wait(300);
  }
}
