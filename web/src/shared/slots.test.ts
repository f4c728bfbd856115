import { expect, test } from 'vitest';
import { freeOf, lingerMs, nearestTo, showDays } from './slots';

const slot = (hour: string) => ({ startsAt: `2026-10-15T${hour}:00Z`, endsAt: new Date(Date.parse(`2026-10-15T${hour}:00Z`) + 30 * 60_000).toISOString(), heldByMe: false });
const days = [{ date: '2026-10-15', slots: [slot('07:00'), slot('07:20'), slot('08:00')] }];
const takenAt = (at: number) => new Map([['t', { interval: slot('07:00'), at }]]);
const shown = (...args: Parameters<typeof showDays>) => showDays(...args)[0]!.slots.map((s) => `${s.startsAt.slice(11, 16)}${s.gone ? ' gone' : ''}`);

test('a time that was just taken stays struck, with all that touch it', () => {
  expect(shown(days, takenAt(1000), null, null, 1000)).toEqual(['07:00 gone', '07:20 gone', '08:00']);
});
test('it leaves after some seconds', () => {
  expect(shown(days, takenAt(1000), null, null, 1000 + lingerMs)).toEqual(['08:00']);
});
test('one’s own time is not struck', () => {
  expect(shown(days, takenAt(1000), slot('07:00').startsAt, null, 1000)).toEqual(['07:00', '07:20 gone', '08:00']);
});
test('a time lost to somebody faster is struck and not counted', () => {
  const [day] = showDays(days, new Map(), null, slot('08:00').startsAt, 0);
  expect(freeOf(day!).map((s) => s.startsAt)).toEqual([slot('07:00').startsAt, slot('07:20').startsAt]);
});
test('the nearest free time is the nearest in time', () => {
  expect(nearestTo(slot('07:20').startsAt, [slot('09:00'), slot('07:00'), slot('08:00')])).toBe(slot('07:00').startsAt);
  expect(nearestTo(slot('07:20').startsAt, [])).toBeUndefined();
});
