export type Kind = 'camera' | 'microphone';

/**
 * Why there is no picture or sound. `blocked`: the person or a setting said no;
 * `blockedBySystem`: the operating system did; `dismissed`: the question was
 * closed unanswered; `missing`: no such device; `busy`: another program has it.
 */
export type DeviceProblem = 'blocked' | 'blockedBySystem' | 'dismissed' | 'missing' | 'busy' | 'unsupported' | 'failed';

export function nameOf(error: unknown): string {
  return error instanceof Error || error instanceof DOMException ? error.name : '';
}

/** Names by the Media Capture specification, and the older ones that browsers still use. */
export function problemOf(error: unknown): DeviceProblem {
  const message = error instanceof Error ? error.message.toLowerCase() : '';
  switch (nameOf(error)) {
    case 'NotAllowedError':
    case 'PermissionDeniedError':
      if (message.includes('dismissed')) return 'dismissed';
      return message.includes('system') ? 'blockedBySystem' : 'blocked';
    case 'SecurityError':
      return 'blocked';
    case 'NotFoundError':
    case 'DevicesNotFoundError':
    case 'OverconstrainedError':
      return 'missing';
    case 'NotReadableError':
    case 'TrackStartError':
    case 'AbortError':
      return 'busy';
    case 'TypeError':
      return 'unsupported';
    default:
      return 'failed';
  }
}

/** Asks for anything of the kind; null when there was no wish to drop. */
export function withoutWishes({ audio, video }: MediaStreamConstraints): MediaStreamConstraints | null {
  const hasWish = typeof audio === 'object' || typeof video === 'object';
  return hasWish ? { audio: Boolean(audio), video: Boolean(video) } : null;
}

/** One question for both failed: which of them may still be had without asking in vain? */
export async function kindsToTryAlone(problem: DeviceProblem): Promise<Kind[]> {
  if (problem !== 'blocked' && problem !== 'blockedBySystem') return ['microphone', 'camera'];
  const [microphone, camera] = await Promise.all([permission('microphone'), permission('camera')]);
  const kinds: Kind[] = [];
  // A plain refusal with both granted is a policy of the page: asking again changes nothing.
  if (problem === 'blocked' && microphone === 'granted' && camera === 'granted') return kinds;
  if (microphone === 'granted' || (microphone === 'prompt' && camera === 'denied')) kinds.push('microphone');
  if (camera === 'granted' || (camera === 'prompt' && microphone === 'denied')) kinds.push('camera');
  return kinds;
}

/** `unknown` where the browser does not tell. */
export async function permission(kind: Kind): Promise<PermissionState | 'unknown'> {
  try {
    return (await navigator.permissions.query({ name: kind as PermissionName })).state;
  } catch {
    return 'unknown';
  }
}
