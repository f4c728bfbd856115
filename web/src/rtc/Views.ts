import type { TrackMapping } from './signals';

/** A picture whose size nobody has told. */
export const FULL_VIEW = 32_768;

/** Views knows how high the pictures of a call are shown, in pixels of the device. */
export class Views {
  isVoiceOnly = false;
  readonly #heights = new Map<string, number>();

  /** A little more or less is not worth a word: then false. */
  show(participantId: string, height: number): boolean {
    const before = this.#heights.get(participantId) ?? 0;
    if (Math.abs(before - height) * 10 < before) return false;
    this.#heights.set(participantId, height);
    return true;
  }

  heightOf({ participantId, source }: TrackMapping): number {
    if (this.isVoiceOnly) return 0;
    return (source === 'SCREEN' ? undefined : this.#heights.get(participantId)) ?? FULL_VIEW;
  }
}
