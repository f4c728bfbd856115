import type { SignalOutbox } from './SignalOutbox';
import type { MediaState, TrackMapping } from './signals';
import type { StatsReading } from './stats';
import { FULL_VIEW } from './Views';

/** So often the server hears what has been seen here. */
const REPORT_MS = 5_000;

/** Telling says to the server, each change once, what it cannot know of this side. */
export class Telling {
  readonly #outbox: Pick<SignalOutbox, 'batch' | 'ask'>;
  #media = '';
  #isSharing = false;
  readonly #heights = new Map<string, number>();
  #reported: { at: number; freezes: number; frozenMs: number } | undefined;

  constructor(outbox: Pick<SignalOutbox, 'batch' | 'ask'>) {
    this.#outbox = outbox;
  }

  /** What is switched on. */
  media(media: MediaState): void {
    const told = JSON.stringify(media);
    if (this.#media === told) return;
    this.#media = told;
    this.#outbox.batch({ media });
  }

  /** Asks for a place for the screen, or gives it back. */
  screen(share: boolean, onAsked: () => void, onRefused: () => void): void {
    if (this.#isSharing === share) return;
    this.#isSharing = share;
    this.#outbox.ask({ share }, () => {
      if (!this.#isSharing) return;
      this.#isSharing = false;
      onRefused();
    });
    if (share) onAsked();
  }

  /** How high each picture is shown: no more than that is sent. */
  views(tracks: readonly TrackMapping[], heightOf: (track: TrackMapping) => number): void {
    for (const track of tracks) {
      const height = heightOf(track);
      if (track.kind !== 'VIDEO' || height === (this.#heights.get(track.mid) ?? FULL_VIEW)) continue;
      this.#heights.set(track.mid, height);
      this.#outbox.batch({ view: { mid: track.mid, height } });
    }
  }

  /** Whether the pictures move. */
  freezes({ freezes, frozenMs }: StatsReading): void {
    const before = this.#reported;
    const at = Date.now();
    if (before && at - before.at < REPORT_MS) return;
    this.#reported = { at, freezes, frozenMs };
    if (before) this.#outbox.batch({ received: { freezes: freezes - before.freezes, frozenMs: frozenMs - before.frozenMs } });
  }
}
