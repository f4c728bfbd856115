/** Two soft notes, made on the spot. Resolves when they are over; a browser may refuse before the first press. */
export async function playTone(notes: readonly number[] = [523.25, 659.25, 783.99]): Promise<void> {
  const context = new AudioContext();
  try {
    await context.resume();
    const begin = context.currentTime + 0.05;
    notes.forEach((frequency, i) => {
      const at = begin + i * 0.35;
      const tone = context.createOscillator();
      const loudness = context.createGain();
      tone.frequency.value = frequency;
      loudness.gain.setValueAtTime(0, at);
      loudness.gain.linearRampToValueAtTime(0.35, at + 0.03);
      loudness.gain.exponentialRampToValueAtTime(0.001, at + 0.7);
      tone.connect(loudness).connect(context.destination);
      tone.start(at);
      tone.stop(at + 0.75);
    });
    await new Promise((resolve) => setTimeout(resolve, notes.length * 350 + 500));
  } finally {
    await context.close();
  }
}
