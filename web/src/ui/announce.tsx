import { useSyncExternalStore } from 'react';

/** Long enough to be read out; who browses the page later finds no old news. */
const keptMs = 10_000;

let text = '';
let clearing: ReturnType<typeof setTimeout> | undefined;
const listeners = new Set<() => void>();

function put(words: string) {
  text = words;
  for (const listener of listeners) listener();
}

/** Says something to a screen reader without moving the focus. */
export function announce(words: string) {
  clearTimeout(clearing);
  clearing = setTimeout(() => put(''), keptMs);
  put(text === words ? `${words}\u00a0` : words);
}

function subscribe(listener: () => void) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function Announcer() {
  const words = useSyncExternalStore(subscribe, () => text);
  return <div role="status" className="sr-only">{words}</div>;
}
