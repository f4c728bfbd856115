import type { Kind } from './deviceProblem';

/** Which device of a kind the person has chosen, kept on this device. */
export function recall(kind: Kind): string | null {
  try {
    return localStorage.getItem(`tv:${kind}`);
  } catch {
    return null;
  }
}

export function remember(kind: Kind, id: string): void {
  try {
    localStorage.setItem(`tv:${kind}`, id);
  } catch {
    // A private window may forbid it; the choice then lasts for this page.
  }
}
