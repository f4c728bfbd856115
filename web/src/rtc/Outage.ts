import { RECONNECT_MS } from './callState';

/** Outage is the time in which this person is cut off; after a minute of it the call is lost. */
export class Outage {
  #since: number | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #onLost: () => void;

  constructor(onLost: () => void) {
    this.#onLost = onLost;
  }

  get since(): number | undefined {
    return this.#since;
  }

  /** Says whether it begins now. */
  begin(since: number): boolean {
    if (this.#since !== undefined) return false;
    this.#since = since;
    this.#timer = setTimeout(this.#onLost, since + RECONNECT_MS - Date.now());
    return true;
  }

  /** Says whether there was one. */
  end(): boolean {
    const was = this.#since !== undefined;
    clearTimeout(this.#timer);
    this.#since = undefined;
    return was;
  }
}
