/** Steps of the way into a call, readable as performance marks. */
export type Step = 'tv:join-click' | 'tv:joined' | 'tv:offer' | 'tv:answer' | 'tv:connected' | 'tv:first-frame';

/** Marks a step; a new click begins anew. */
export function mark(step: Step): void {
  const { performance } = globalThis;
  if (!performance?.mark) return;
  if (step === 'tv:join-click') {
    for (const { name } of performance.getEntriesByType('mark')) {
      if (name.startsWith('tv:')) performance.clearMarks(name);
    }
  }
  performance.mark(step);
}

/** Marks the first decoded picture of the other side in this element, once for each click. */
export function markFirstFrame(video: HTMLVideoElement, onFrame: () => void): () => void {
  const seen = () => {
    if (performance.getEntriesByName('tv:first-frame').length === 0) mark('tv:first-frame');
    onFrame();
  };
  if ('requestVideoFrameCallback' in video) {
    const id = video.requestVideoFrameCallback(seen);
    return () => video.cancelVideoFrameCallback(id);
  }
  const element = video as HTMLVideoElement;
  element.addEventListener('loadeddata', seen, { once: true });
  return () => element.removeEventListener('loadeddata', seen);
}
