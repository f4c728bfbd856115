import { useSyncExternalStore } from 'react';

let text = '';
const listeners = new Set<() => void>();

/** Says something to a screen reader without moving the focus. */
export function announce(words: string) {
  text = text === words ? `${words}\u00a0` : words;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function Announcer() {
  const words = useSyncExternalStore(subscribe, () => text);
  return <div role="status" className="sr-only">{words}</div>;
}
