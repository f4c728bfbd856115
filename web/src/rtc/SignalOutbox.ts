import type { OutgoingSignal, SendOutcome } from './signals';

/** Candidates come in bursts; so long one waits for the next. */
export const BATCH_MS = 50;
/** The server takes no more in one mutation. */
export const BATCH_SIZE = 64;
const ATTEMPT_MS = 8_000;
const RETRY_MS = [250, 500, 1_000, 2_000];

type Item = { signal: OutgoingSignal; onRefused?: () => void };
type Batch = { seq: number; signals: OutgoingSignal[]; onRefused?: (() => void) | undefined };

/**
 * SignalOutbox sends signals in order: one mutation in flight, repeated with the
 * same seq and content until the server has answered it.
 */
export class SignalOutbox {
  #seq = 0;
  #queue: Item[] = [];
  #sending = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #wake: (() => void) | undefined;
  #gaps = 0;
  readonly #closed = new AbortController();
  readonly #send: (seq: number, signals: readonly OutgoingSignal[], abort: AbortSignal) => Promise<SendOutcome>;
  readonly #onAck: (serverSeq: number) => void;
  readonly #onGone: () => void;

  constructor(options: {
    send: (seq: number, signals: readonly OutgoingSignal[], abort: AbortSignal) => Promise<SendOutcome>;
    onAck?: (serverSeq: number) => void;
    onGone: () => void;
  }) {
    this.#send = options.send;
    this.#onAck = options.onAck ?? (() => {});
    this.#onGone = options.onGone;
  }

  /** Sends at once, with everything that waits. */
  send(signal: OutgoingSignal): void {
    this.#queue.push({ signal });
    this.#flush();
  }

  /** Sends at once and by itself: what the server may refuse takes nothing else with it. */
  ask(signal: OutgoingSignal, onRefused: () => void): void {
    this.#queue.push({ signal, onRefused });
    this.#flush();
  }

  /** Sends within BATCH_MS, together with what comes meanwhile. */
  batch(signal: OutgoingSignal): void {
    this.#queue.push({ signal });
    this.#timer ??= setTimeout(() => this.#flush(), BATCH_MS);
  }

  /** The network is back: a retry need not wait any longer. */
  nudge(): void {
    this.#wake?.();
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#queue = [];
    this.#closed.abort();
    this.#wake?.();
  }

  #flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (!this.#sending) void this.#drain();
  }

  async #drain(): Promise<void> {
    this.#sending = true;
    while (this.#queue.length > 0 && !this.#closed.signal.aborted) {
      await this.#deliver({ seq: ++this.#seq, ...this.#next() });
    }
    this.#sending = false;
  }

  #next(): Omit<Batch, 'seq'> {
    const [first] = this.#queue;
    if (first?.onRefused) {
      this.#queue.shift();
      return { signals: [first.signal], onRefused: first.onRefused };
    }
    const asked = this.#queue.findIndex(({ onRefused }) => onRefused);
    const count = Math.min(asked < 0 ? BATCH_SIZE : asked, BATCH_SIZE);
    return { signals: this.#queue.splice(0, count).map(({ signal }) => signal) };
  }

  async #deliver(batch: Batch): Promise<void> {
    for (let attempt = 0; !this.#closed.signal.aborted; attempt++) {
      const outcome = await this.#attempt(batch);
      if (this.#closed.signal.aborted) return;
      switch (outcome?.is) {
        case 'ack':
          this.#gaps = 0;
          return this.#onAck(outcome.serverSeq);
        case 'ignored':
          return batch.onRefused?.();
        case 'gone':
          return this.#gone();
        case 'gap':
          // Only possible when the server forgot; take its count, but never for ever.
          if (++this.#gaps > 3) return this.#gone();
          this.#seq = batch.seq = outcome.expected;
          continue;
        case undefined:
          await this.#pause(RETRY_MS[Math.min(attempt, RETRY_MS.length - 1)]!);
      }
    }
  }

  async #attempt(batch: Batch): Promise<SendOutcome | undefined> {
    const abort = new AbortController();
    const giveUp = () => abort.abort();
    const timeout = setTimeout(giveUp, ATTEMPT_MS);
    this.#closed.signal.addEventListener('abort', giveUp, { once: true });
    try {
      return await this.#send(batch.seq, batch.signals, abort.signal);
    } catch {
      return undefined;
    } finally {
      clearTimeout(timeout);
      this.#closed.signal.removeEventListener('abort', giveUp);
    }
  }

  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  #gone(): void {
    this.close();
    this.#onGone();
  }
}
