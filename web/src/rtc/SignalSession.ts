import { SignalInbox } from './SignalInbox';
import { SignalOutbox } from './SignalOutbox';
import type { Session, SignalBody, VisitTransport } from './signals';
import { Timers } from './timers';

/** So long the stream may lag behind what the server says it has sent. */
const LAG_MS = 1_500;

export type SignalSessionOptions = {
  transport: VisitTransport;
  session: Session;
  /** Signals are worked off one after the other. */
  onSignal: (body: SignalBody) => Promise<void> | void;
  /** The session is gone or cannot be resumed. */
  onGone: () => void;
};

/** SignalSession carries the signals of one session, both ways, each once and in order. */
export class SignalSession {
  readonly outbox: SignalOutbox;
  readonly #options: SignalSessionOptions;
  readonly #inbox = new SignalInbox((body) => this.#enqueue(body), () => this.open());
  readonly #timers = new Timers();
  #closeStream: (() => void) | undefined;
  #isLagging = false;
  #isClosed = false;
  #work: Promise<void> = Promise.resolve();

  constructor(options: SignalSessionOptions) {
    this.#options = options;
    const { transport, session } = options;
    this.outbox = new SignalOutbox({
      send: (seq, signals, abort) => transport.send(session, seq, signals, abort),
      onAck: (serverSeq) => this.#checkLag(serverSeq),
      onGone: () => this.#gone(),
    });
  }

  /** Opens the stream, or opens it anew, behind the last signal that came. */
  open(): void {
    this.#closeStream?.();
    this.#closeStream = this.#options.transport.open(this.#options.session, {
      afterSeq: () => this.#inbox.last,
      onSignal: (signal) => {
        if (!this.#isClosed) this.#inbox.accept(signal);
      },
      onEnd: () => this.#gone(),
    });
  }

  close(): void {
    this.#isClosed = true;
    this.#timers.clear();
    this.#closeStream?.();
    this.outbox.close();
  }

  /** The server has sent more than has arrived: a stream that looks open may be dead. */
  #checkLag(serverSeq: number): void {
    if (this.#isClosed || serverSeq <= this.#inbox.last || this.#isLagging) return;
    this.#isLagging = true;
    this.#timers.after(LAG_MS, () => {
      this.#isLagging = false;
      if (this.#inbox.last < serverSeq) this.open();
    });
  }

  #enqueue(body: SignalBody): void {
    this.#work = this.#work
      .then(() => (this.#isClosed ? undefined : this.#options.onSignal(body)))
      .catch((error: unknown) => {
        // An offer that the browser cannot take: a new leg starts from a clean page.
        console.warn('signal', body.__typename, error instanceof Error ? error.name : 'failed');
        if (body.__typename === 'SdpOffer') this.#gone();
      });
  }

  #gone(): void {
    if (!this.#isClosed) this.#options.onGone();
  }
}
