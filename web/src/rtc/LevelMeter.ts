import { Store } from './store';

/** Below this a microphone gives noise only (on the scale of loudness: about −42 dB). */
export const AUDIBLE = 0.35;
const TICK_MS = 80;

/** LevelMeter measures how loud a track is, from 0 to 1, on a scale that follows the ear. */
export class LevelMeter extends Store<number> {
  #context: AudioContext | undefined;
  #timer: ReturnType<typeof setInterval> | undefined;
  #resume = () => void this.#context?.resume();

  constructor() {
    super(0);
  }

  start(track: MediaStreamTrack): void {
    this.stop();
    const context = new AudioContext();
    const analyser = context.createAnalyser();
    analyser.fftSize = 1024;
    context.createMediaStreamSource(new MediaStream([track])).connect(analyser);
    const samples = new Float32Array(analyser.fftSize);
    this.#context = context;
    this.#timer = setInterval(() => {
      analyser.getFloatTimeDomainData(samples);
      this.publish(Math.max(loudness(samples), this.getSnapshot() * 0.82));
    }, TICK_MS);
    // Without a gesture a browser may start it suspended.
    if (context.state === 'suspended') {
      document.addEventListener('pointerdown', this.#resume, { once: true });
      document.addEventListener('keydown', this.#resume, { once: true });
    }
  }

  stop(): void {
    clearInterval(this.#timer);
    document.removeEventListener('pointerdown', this.#resume);
    document.removeEventListener('keydown', this.#resume);
    void this.#context?.close();
    this.#context = undefined;
    if (this.getSnapshot() !== 0) this.publish(0);
  }
}

/** Root mean square on a logarithmic scale: −60 dB is 0, −10 dB is 1. */
export function loudness(samples: Float32Array): number {
  let sum = 0;
  for (const sample of samples) sum += sample * sample;
  const decibel = 10 * Math.log10(sum / samples.length + 1e-12);
  return Math.min(1, Math.max(0, (decibel + 60) / 50));
}
