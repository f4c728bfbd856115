import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { SilenceWatch } from './SilenceWatch';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function watch() {
  let packets = 0;
  let flows = true;
  const state = { isExpected: true, stop: () => (flows = false), flow: () => (flows = true) };
  const onSilence = vi.fn();
  const onSound = vi.fn();
  const silence = new SilenceWatch({
    read: async () => {
      if (flows) packets += 50;
      return state.isExpected ? packets : undefined;
    },
    onSilence,
    onSound,
  });
  silence.start();
  return { ...state, state, silence, onSilence, onSound };
}

test('says nothing while packets come', async () => {
  const { onSilence } = watch();
  await vi.advanceTimersByTimeAsync(20_000);
  expect(onSilence).not.toHaveBeenCalled();
});

test('speaks up once, about 2.5 s after the last packet', async () => {
  const { stop, onSilence } = watch();
  await vi.advanceTimersByTimeAsync(5_000);
  stop();
  const lastPacket = Date.now();
  await vi.advanceTimersByTimeAsync(2_400);
  expect(onSilence).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(400);
  expect(onSilence).toHaveBeenCalledOnce();
  expect(onSilence.mock.calls[0]![0]).toBe(lastPacket);
  await vi.advanceTimersByTimeAsync(10_000);
  expect(onSilence).toHaveBeenCalledOnce();
});

test('says when packets come again', async () => {
  const { stop, flow, onSound } = watch();
  await vi.advanceTimersByTimeAsync(2_000);
  stop();
  await vi.advanceTimersByTimeAsync(4_000);
  flow();
  await vi.advanceTimersByTimeAsync(300);
  expect(onSound).toHaveBeenCalledOnce();
});

test('is content with silence when nothing is expected', async () => {
  const { stop, state, onSilence } = watch();
  state.isExpected = false;
  stop();
  await vi.advanceTimersByTimeAsync(20_000);
  expect(onSilence).not.toHaveBeenCalled();
});

test('a computer that slept has not been silent', async () => {
  const { stop, flow, onSilence } = watch();
  await vi.advanceTimersByTimeAsync(2_000);
  stop();
  vi.setSystemTime(Date.now() + 3_600_000);
  await vi.advanceTimersByTimeAsync(1_000);
  flow();
  await vi.advanceTimersByTimeAsync(5_000);
  expect(onSilence).not.toHaveBeenCalled();
});

test('stops for good', async () => {
  const { stop, silence, onSilence } = watch();
  stop();
  silence.stop();
  await vi.advanceTimersByTimeAsync(20_000);
  expect(onSilence).not.toHaveBeenCalled();
});
