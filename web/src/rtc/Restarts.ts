/** An ICE restart that brought nothing is repeated, then the call is joined anew. */
const RESTART_MS = 4_000;
const RESTARTS = 3;

/** Restarts asks for one ICE restart after the other until the connection is back, and gives up after a few. */
export class Restarts {
  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #options: { ask: () => void; isDown: () => boolean; onGiveUp: () => void };

  constructor(options: { ask: () => void; isDown: () => boolean; onGiveUp: () => void }) {
    this.#options = options;
  }

  begin(): void {
    if (this.#timer === undefined) this.#ask(1);
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  #ask(attempt: number): void {
    this.#options.ask();
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      if (!this.#options.isDown()) return;
      if (attempt < RESTARTS) this.#ask(attempt + 1);
      else this.#options.onGiveUp();
    }, RESTART_MS);
  }
}
