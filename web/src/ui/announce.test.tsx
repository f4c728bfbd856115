import { act, render, screen } from '@testing-library/react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { announce, Announcer } from './announce';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => vi.useRealTimers());

test('what was announced is not found on the page for ever', () => {
  render(<Announcer />);
  act(() => announce('Осталась 1 минута'));
  act(() => vi.advanceTimersByTime(9_000));
  expect(screen.getByRole('status')).toHaveTextContent('Осталась 1 минута');
  act(() => vi.advanceTimersByTime(1_000));
  expect(screen.getByRole('status')).toBeEmptyDOMElement();
});

test('the newest words get their whole time', () => {
  render(<Announcer />);
  act(() => announce('Вы в разговоре'));
  act(() => vi.advanceTimersByTime(6_000));
  act(() => announce('Разговор закончен'));
  act(() => vi.advanceTimersByTime(6_000));
  expect(screen.getByRole('status')).toHaveTextContent('Разговор закончен');
});
