/** So long nothing may come before we act; Chromium itself takes 6–8 s. */
export const SILENCE_MS = 2_500;
const TICK_MS = 500;
const ALERT_TICK_MS = 250;
const JUMP_MS = 10_000;

/**
 * SilenceWatch counts what arrives and says when nothing does. Once a look brings
 * nothing it looks more often, so that it is not late.
 */
export class SilenceWatch {
  #timer: ReturnType<typeof setTimeout> | undefined;
  #count: number | undefined;
  #heardAt = 0;
  #tickAt = 0;
  #quietTicks = 0;
  #isSilent = false;
  #run = 0;
  readonly #read: () => Promise<number | undefined>;
  readonly #onSilence: (since: number) => void;
  readonly #onSound: () => void;

  constructor(options: {
    /** What has arrived so far; undefined when it cannot be told or nothing is expected. */
    read: () => Promise<number | undefined>;
    onSilence: (since: number) => void;
    onSound: () => void;
  }) {
    this.#read = options.read;
    this.#onSilence = options.onSilence;
    this.#onSound = options.onSound;
  }

  start(): void {
    this.stop();
    this.#count = undefined;
    this.#quietTicks = 0;
    this.#isSilent = false;
    this.#heardAt = this.#tickAt = Date.now();
    this.#schedule(TICK_MS, this.#run);
  }

  stop(): void {
    this.#run++;
    clearTimeout(this.#timer);
  }

  #schedule(ms: number, run: number): void {
    this.#timer = setTimeout(() => void this.#tick(run), ms);
  }

  async #tick(run: number): Promise<void> {
    const count = await this.#read().catch(() => undefined);
    if (run !== this.#run) return;
    // A computer that slept has a jump in its clock, not a silence: begin to count anew.
    const hasSlept = Date.now() - this.#tickAt > JUMP_MS;
    this.#tickAt = Date.now();
    if (count === undefined || count !== this.#count || hasSlept) {
      this.#heard(count);
    } else {
      this.#quietTicks++;
      if (!this.#isSilent && Date.now() - this.#heardAt >= SILENCE_MS) {
        this.#isSilent = true;
        this.#onSilence(this.#heardAt);
      }
    }
    if (run === this.#run) this.#schedule(this.#quietTicks > 0 ? ALERT_TICK_MS : TICK_MS, run);
  }

  #heard(count: number | undefined): void {
    // After a silence the first number may only be the counter of a new path.
    const hasGrown = count !== undefined && this.#count !== undefined && count > this.#count;
    this.#count = count;
    this.#heardAt = Date.now();
    this.#quietTicks = 0;
    if (this.#isSilent && hasGrown) {
      this.#isSilent = false;
      this.#onSound();
    }
  }
}
