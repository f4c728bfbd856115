import { describe, expect, test } from 'vitest';
import { announceable, marksOf } from './delay';

const startsAt = '2026-10-14T13:30:00Z';
const at = (minutes: number) => Date.parse(startsAt) + minutes * 60_000;

describe('what can be announced', () => {
  test.each([
    [-10, [5, 10, 15, 20, 30, 45]],
    [3.5, [5, 10, 15, 20, 30, 45]],
    [4, [10, 15, 20, 30, 45, 60]],
    [12, [15, 20, 30, 45, 60, 90]],
    [200, []],
  ])('after %s minutes', (minutes, offered) => {
    expect(announceable(startsAt, at(minutes))).toEqual(offered);
  });
});

describe('what can be said of a visit without a call', () => {
  const visit = (...roles: string[]) => ({ status: 'BOOKED', startsAt, visit: { participants: roles.map((role) => ({ role })) } });
  test.each([
    ['before it begins', visit(), -1, false, false],
    ['at its beginning', visit('PRACTITIONER'), 0, false, true],
    ['after a quarter of an hour', visit('PRACTITIONER'), 15, true, true],
    ['not while the patient is there', visit('PATIENT', 'PRACTITIONER'), 15, false, true],
    ['of a running visit', { ...visit('PATIENT'), status: 'IN_PROGRESS' }, 20, false, true],
    ['of one that is over', { ...visit(), status: 'FULFILLED' }, 20, false, false],
  ] as const)('%s', (_, row, minutes, absent, failed) => {
    expect(marksOf(row, at(minutes))).toEqual({ absent, failed });
  });
});
