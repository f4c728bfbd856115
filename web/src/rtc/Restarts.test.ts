import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Outage } from './Outage';
import { Restarts } from './Restarts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function setUp() {
  const state = { isDown: true };
  const [ask, onGiveUp] = [vi.fn(), vi.fn()];
  return { state, ask, onGiveUp, restarts: new Restarts({ ask, isDown: () => state.isDown, onGiveUp }) };
}

test('a restart is asked for three times, four seconds apart, and then given up', () => {
  const { ask, onGiveUp, restarts } = setUp();
  restarts.begin();
  restarts.begin(); // one at a time
  vi.advanceTimersByTime(11_999);
  expect([ask.mock.calls.length, onGiveUp.mock.calls.length]).toEqual([3, 0]);
  vi.advanceTimersByTime(1);
  expect([ask.mock.calls.length, onGiveUp.mock.calls.length]).toEqual([3, 1]);
});

test('what came back needs no further restart, and what is lost again begins anew', () => {
  const { state, ask, onGiveUp, restarts } = setUp();
  restarts.begin();
  state.isDown = false;
  vi.advanceTimersByTime(20_000);
  expect(ask).toHaveBeenCalledOnce();
  state.isDown = true;
  restarts.begin();
  vi.advanceTimersByTime(12_000);
  expect([ask.mock.calls.length, onGiveUp.mock.calls.length]).toEqual([4, 1]);
});

test('a leg that is closed asks for nothing', () => {
  const { ask, onGiveUp, restarts } = setUp();
  restarts.begin();
  restarts.stop();
  vi.advanceTimersByTime(20_000);
  expect([ask.mock.calls.length, onGiveUp.mock.calls.length]).toEqual([1, 0]);
});

test('an outage is lost a minute after its beginning, which may lie back', () => {
  const onLost = vi.fn();
  const outage = new Outage(onLost);
  expect([outage.begin(Date.now() - 2_500), outage.begin(Date.now())]).toEqual([true, false]);
  vi.advanceTimersByTime(57_499);
  expect(onLost).not.toHaveBeenCalled();
  vi.advanceTimersByTime(1);
  expect(onLost).toHaveBeenCalledOnce();
});

test('an outage that ends is not lost, and there is nothing to end twice', () => {
  const onLost = vi.fn();
  const outage = new Outage(onLost);
  outage.begin(Date.now());
  expect([outage.end(), outage.since, outage.end()]).toEqual([true, undefined, false]);
  vi.advanceTimersByTime(60_000);
  expect(onLost).not.toHaveBeenCalled();
});
