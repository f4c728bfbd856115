import type { Signal, SignalBody } from './signals';

/**
 * SignalInbox hands on each signal once and in order. The server's seq is dense
 * from 1, so what is old is a repetition and what is ahead means a loss.
 */
export class SignalInbox {
  #last = 0;
  #later = new Map<number, SignalBody>();
  readonly #deliver: (body: SignalBody) => void;
  readonly #onGap: () => void;

  constructor(deliver: (body: SignalBody) => void, onGap: () => void) {
    this.#deliver = deliver;
    this.#onGap = onGap;
  }

  /** The stream is (re)opened behind this one. */
  get last(): number {
    return this.#last;
  }

  accept({ seq, body }: Signal): void {
    // Resync stands outside the order: the server has nothing to replay any more.
    if (seq === 0) return this.#deliver(body);
    if (seq <= this.#last) return;
    if (seq > this.#last + 1) {
      this.#later.set(seq, body);
      return this.#onGap();
    }
    this.#last = seq;
    this.#deliver(body);
    const next = this.#later.get(seq + 1);
    if (next) {
      this.#later.delete(seq + 1);
      this.accept({ seq: seq + 1, body: next });
    }
  }
}
