import { act, render, screen } from '@testing-library/react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { syncClock } from '../shared/clock';
import { Announcer } from './announce';
import { Countdown } from './Time';

beforeEach(() => {
  vi.useFakeTimers({ now: 0 });
  syncClock('2026-10-14T13:00:00Z');
});
afterEach(() => vi.useRealTimers());
const pass = (ms: number) => act(() => vi.advanceTimersByTime(ms));

test('a hold runs down on the server’s clock, whatever the device’s says', () => {
  vi.setSystemTime(new Date('2031-01-01T00:00:00Z'));
  const onEnd = vi.fn();
  render(<><Countdown until="2026-10-14T13:02:05Z" onEnd={onEnd} /><Announcer /></>);
  expect(screen.getByRole('timer')).toHaveTextContent('2:05');
  pass(5_500);
  expect(screen.getByRole('timer')).toHaveTextContent('2:00');
  expect(screen.getByRole('status')).toHaveTextContent('Осталось 2 минуты');
  pass(60_000);
  expect(screen.getByRole('status')).toHaveTextContent('Осталась 1 минута');
  expect(onEnd).not.toHaveBeenCalled();
  pass(60_000);
  expect(screen.getByRole('timer')).toHaveTextContent('0:00');
  expect(screen.getByRole('status')).toHaveTextContent('Время вышло');
  pass(10_000);
  expect(onEnd).toHaveBeenCalledOnce();
});

test('a correction of the clock moves the countdown', () => {
  render(<Countdown until="2026-10-14T13:10:00Z" />);
  expect(screen.getByRole('timer')).toHaveTextContent('10:00');
  act(() => syncClock('2026-10-14T13:08:00Z'));
  expect(screen.getByRole('timer')).toHaveTextContent('2:00');
});
