/** Tells when there is a network again, or another one. */
export function watchNetwork(onChange: () => void): () => void {
  const connection = (globalThis.navigator as { connection?: EventTarget } | undefined)?.connection;
  globalThis.addEventListener?.('online', onChange);
  connection?.addEventListener?.('typechange', onChange);
  return () => {
    globalThis.removeEventListener?.('online', onChange);
    connection?.removeEventListener?.('typechange', onChange);
  };
}
