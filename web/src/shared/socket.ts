import { createClient } from 'graphql-ws';
import { useSyncExternalStore } from 'react';
import { language } from './i18n';

export type Link = { at: 'idle' } | { at: 'up' } | { at: 'lost'; since: number };

let link: Link = { at: 'idle' };
const listeners = new Set<() => void>();
function become(next: Link) {
  link = next;
  for (const listener of listeners) listener();
}

const url = () => `${location.protocol === 'https:' ? 'wss:' : 'ws:'}//${location.host}/graphql`;

/** So long a ping may stay unanswered: the socket of a phone that was asleep is dead and does not know. */
const PONG_MS = 5_000;
let unanswered: ReturnType<typeof setTimeout> | undefined;

/** The one websocket of the page, opened with the first subscription; the session is the cookie's. */
export const socket = createClient({
  url,
  connectionParams: () => ({ locale: language() }),
  lazy: true,
  lazyCloseTimeout: 5_000,
  keepAlive: 12_000,
  connectionAckWaitTimeout: 10_000,
  retryAttempts: Infinity,
  shouldRetry: () => true,
  retryWait: (tries) => {
    const wait = Math.min(10_000, 300 * 2 ** Math.min(tries, 6)) * (0.6 + Math.random() * 0.8);
    return new Promise((resolve) => setTimeout(resolve, wait));
  },
  on: {
    connected: () => become({ at: 'up' }),
    ping: (isReceived) => {
      if (!isReceived) unanswered = setTimeout(() => socket.terminate(), PONG_MS);
    },
    pong: (isReceived) => {
      if (isReceived) clearTimeout(unanswered);
    },
    closed: (event) => {
      clearTimeout(unanswered);
      const clean = typeof event === 'object' && event !== null && 'code' in event && event.code === 1000;
      if (clean) become({ at: 'idle' });
      else if (link.at !== 'lost') become({ at: 'lost', since: performance.now() });
    },
  },
});

/** Opens a new socket, so that it carries the session of now: after signing in or out. */
export function renewSocket() {
  socket.terminate();
}

function watch(listener: () => void) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Whether live changes arrive; screens that show live data say so when it is lost. */
export function useLink(): Link {
  return useSyncExternalStore(watch, () => link);
}
