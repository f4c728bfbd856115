import { useSyncExternalStore } from 'react';

// The server's clock. It is counted on from the last answer with a monotonic clock, so a wrong clock
// of the device changes nothing; the browser's own time is never asked.
let serverAt = 0;
let countedFrom = 0;
const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;

/** Sets the clock from a serverTime; roundTrip (ms) is how long its request took. */
export function syncClock(serverTime: string, roundTrip = 0) {
  const at = Date.parse(serverTime);
  if (Number.isNaN(at)) return;
  serverAt = at + roundTrip / 2;
  countedFrom = performance.now();
  tick();
}

/** Milliseconds since the epoch on the server's clock; 0 before the first answer. */
export function serverNow(): number {
  return serverAt === 0 ? 0 : serverAt + (performance.now() - countedFrom);
}

export function isClockSet() {
  return serverAt !== 0;
}

let shown = 0;
function tick() {
  shown = Math.floor(serverNow() / 1000) * 1000;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void) {
  listeners.add(listener);
  if (timer === undefined) {
    tick();
    timer = setInterval(tick, 500);
  }
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) {
      clearInterval(timer);
      timer = undefined;
    }
  };
}

const current = () => shown || Math.floor(serverNow() / 1000) * 1000;

/** The server's clock in whole seconds (ms since the epoch); the component is drawn again as it goes on. */
export function useServerNow(): number {
  return useSyncExternalStore(subscribe, current);
}

/** True from `instant` on; draws again only when that changes. */
export function useReached(instant: string | null | undefined): boolean {
  return useSyncExternalStore(subscribe, () => instant != null && current() >= Date.parse(instant));
}
