import { RECONNECT_MS } from './callState';
import type { LocalMedia } from './LocalMedia';
import { Peers, type CreatePeer } from './Peers';
import type { JoinOutcome, JoinProblem, Session, VisitTransport } from './signals';
import { Timers } from './timers';

/** Tries of somebody who comes. */
const TRIES = 3;
const FIRST_RETRY_MS = 500;
const RETRY_MS = 2_000;
const REJOINS = 8;

export type DoorOptions = {
  transport: Pick<VisitTransport, 'join' | 'leave'>;
  media: LocalMedia;
  createPeer?: CreatePeer | undefined;
  /** Since when a running call is cut off; undefined for somebody who comes. */
  cutOffSince: () => number | undefined;
  onJoined: (session: Session, peer: RTCPeerConnection) => void;
  onRefused: (problem: JoinProblem) => void;
  /** A running call was not found again. */
  onLost: () => void;
};

/** Door brings somebody into the call: a session of the server's and a connection for it. */
export class Door {
  readonly #options: DoorOptions;
  readonly #peers: Peers;
  readonly #timers = new Timers();
  /** Raised whenever what is under way must not count any more. */
  #turn = 0;
  #rejoins = 0;

  constructor(options: DoorOptions) {
    this.#options = options;
    this.#peers = new Peers(options.createPeer);
  }

  async prepare(): Promise<void> {
    const turn = this.#turn;
    await this.#peers.prepare(() => turn === this.#turn);
  }

  enter(): Promise<void> {
    this.cancel();
    this.stay();
    return this.#try(this.#turn, 0);
  }

  /** Back into a call that threw us out: at once, but a server that does so again and again is given time. */
  again(): void {
    this.cancel();
    const turn = this.#turn;
    this.#timers.after(Math.min(this.#rejoins++ * 1_000, 5_000), () => {
      if (this.#rejoins > REJOINS) this.#options.onLost();
      else void this.#try(turn, 0);
    });
  }

  /** The call goes on: being thrown out is counted from here. */
  stay(): void {
    this.#rejoins = 0;
  }

  /** Nobody wants in any more; what was prepared stays. */
  cancel(): void {
    this.#turn++;
    this.#timers.clear();
  }

  close(): void {
    this.cancel();
    this.#peers.drop();
  }

  async #try(turn: number, attempt: number): Promise<void> {
    this.#peers.open();
    const outcome = await this.#ask();
    if (turn !== this.#turn) {
      // Left meanwhile; the server should not wait for us.
      if (outcome?.is === 'joined') void this.#options.transport.leave(outcome.session).catch(() => {});
      return;
    }
    if (!outcome) return this.#retry(turn, attempt);
    if (outcome.is === 'refused') return this.#options.onRefused(outcome.problem);
    this.#options.onJoined(outcome.session, this.#peers.take());
  }

  async #ask(): Promise<JoinOutcome | undefined> {
    const { transport, media } = this.#options;
    const { camera, microphone } = media.getSnapshot();
    const willHave = (source: { is: string }) => source.is === 'on' || source.is === 'muted' || source.is === 'asking';
    return transport.join({ camera: willHave(camera), microphone: willHave(microphone) }).catch(() => undefined);
  }

  /** The network failed. From a running call we try for a minute, from outside three times. */
  #retry(turn: number, attempt: number): void {
    this.#peers.drop();
    const since = this.#options.cutOffSince();
    if (since === undefined && attempt + 1 >= TRIES) return this.#options.onRefused({ is: 'unreachable' });
    if (since !== undefined && Date.now() - since >= RECONNECT_MS) return this.#options.onLost();
    this.#timers.after(attempt === 0 ? FIRST_RETRY_MS : RETRY_MS, () => void this.#try(turn, attempt + 1));
  }
}
