import { describe, expect, test } from 'vitest';
import { actionOf, ageOn, countsOf, isPast, lateness, lightOf, neededRow, nextRow, stateOf, withRow, type RowState } from './board';
import { at, doctorIn, row, running, unsigned, waiting } from './fixtures';

const now = at('16:34');

describe('the state of a row', () => {
  const cases: [string, ReturnType<typeof row>, Partial<RowState>][] = [
    ['booked for later', row('17:30'), { is: 'visit', status: 'SCHEDULED' }],
    ['booked, device checked', row('17:30', { deviceCheck: { __typename: 'DeviceCheck', verdict: 'AUDIO', checkedAt: '2026-10-14T10:00:00Z' } }), { is: 'checked' }],
    ['the door opened by the clock alone', row('16:30'), { is: 'visit', status: 'OPEN' }],
    ['the patient waits', waiting('16:30', '16:30'), { is: 'visit', status: 'WAITING', since: '2026-10-14T13:30:00.000Z' }],
    ['the practitioner waits alone', row('16:30', { nextAction: 'JOIN', visit: { status: 'WAITING', participants: [doctorIn] } }), { is: 'alone' }],
    ['a call runs', running('16:00', '16:03'), { is: 'visit', status: 'IN_CALL', since: '2026-10-14T13:03:00.000Z' }],
    ['the conclusion is not signed', unsigned('15:30', '16:16'), { is: 'unsigned', since: '2026-10-14T13:16:00.000Z' }],
    ['signed', row('15:00', { status: 'FULFILLED', nextAction: 'NONE', visit: { status: 'CONCLUDED' } }), { is: 'visit', status: 'CONCLUDED' }],
    ['called off', row('18:00', { status: 'CANCELLED', nextAction: 'NONE', visit: null }), { is: 'appointment', status: 'CANCELLED' }],
    ['nobody came and the time is over', row('15:00', { nextAction: 'JOIN' }), { is: 'timeOver' }],
    ['awaits its payment', row('18:00', { status: 'AWAITING_PAYMENT', visit: null }), { is: 'appointment', status: 'AWAITING_PAYMENT' }],
  ];
  test.each(cases)('%s', (_, one, want) => {
    expect(stateOf(one, now)).toMatchObject(want);
  });
});

describe('the one action of a row', () => {
  test('a running call takes the only filled button; who waits can be written to', () => {
    const call = running('16:00', '16:03');
    const next = waiting('16:30', '16:30');
    const needed = neededRow([call, next], now);
    expect(actionOf(call, needed, now)).toEqual({ words: 'return', place: 'conclusion', lamp: true });
    expect(actionOf(next, needed, now)).toEqual({ words: 'message', place: 'chat', lamp: false });
    expect(nextRow([call, next], now)).toBe(next);
  });

  test('without a call, who has waited longest gets it', () => {
    const rows = [row('16:00', { nextAction: 'WRITE_CONCLUSION', status: 'FULFILLED' }), waiting('16:30', '16:30'), waiting('17:00', '16:33')];
    const needed = neededRow(rows, now);
    expect(needed).toBe(rows[1]);
    expect(rows.map((one) => actionOf(one, needed, now))).toEqual([
      { words: 'write', place: 'conclusion', lamp: false },
      { words: 'join', place: 'conclusion', lamp: true },
      { words: 'join', place: 'conclusion', lamp: false },
    ]);
  });

  test('the visit whose time has begun needs the practitioner, one to come does not', () => {
    expect(neededRow([row('16:30')], now)?.nextAction).toBe('WAIT');
    expect(neededRow([row('16:40')], now)).toBeUndefined();
  });

  test('nothing to do leads to the chat, the conclusion or the card', () => {
    expect(actionOf(row('17:00', { visit: { unreadCount: 2 } }), undefined, now)).toMatchObject({ words: 'reply', place: 'chat' });
    expect(actionOf(row('15:00', { status: 'FULFILLED', nextAction: 'NONE' }), undefined, now)).toMatchObject({ words: 'read' });
    expect(actionOf(row('17:00'), undefined, now)).toMatchObject({ words: 'card' });
    expect(actionOf(row('18:00', { status: 'CANCELLED', nextAction: 'NONE', visit: null }), undefined, now)).toMatchObject({ words: 'details' });
  });

  test('at most one row is filled', () => {
    const rows = [running('15:30', '15:31'), waiting('16:00', '16:00'), waiting('16:30', '16:30'), row('16:30')];
    const needed = neededRow(rows, now);
    expect(rows.filter((one) => actionOf(one, needed, now).lamp)).toHaveLength(1);
  });
});

test('rows are past by their state or by the clock, but never while somebody is inside', () => {
  expect(isPast(row('15:00'), now)).toBe(true);
  expect(isPast(row('16:30'), now)).toBe(false);
  expect(isPast(row('16:30', { status: 'FULFILLED' }), now)).toBe(true);
  expect(isPast(running('15:30', '15:31'), at('16:40'))).toBe(false);
});

test('lateness is said from the third minute on, about the patient who waits', () => {
  expect(lateness([waiting('16:30', '16:25')], at('16:32'))).toBeUndefined();
  expect(lateness([running('16:00', '16:03'), waiting('16:30', '16:30')], at('16:36'))).toMatchObject({ minutes: 6 });
  expect(lateness([row('16:30')], at('16:36'))).toBeUndefined();
});

test('the numbers above the table', () => {
  const rows = [unsigned('15:00', '15:30'), running('16:00', '16:03'), waiting('16:30', '16:30'), row('18:00', { status: 'CANCELLED', visit: null })];
  expect(countsOf(rows, now)).toEqual({ all: 3, done: 1, waiting: 1, unsigned: 1 });
});

test('the light follows the device check', () => {
  expect(lightOf(row('17:00'))).toBe('unknown');
  expect(lightOf(row('17:00', { deviceCheck: { __typename: 'DeviceCheck', verdict: 'TEXT', checkedAt: '' } }))).toBe('chat');
});

test('a row comes to its place by time, changes in place, leaves', () => {
  const [a, b] = [row('10:00'), row('12:00')];
  const between = row('11:00');
  expect(withRow([a, b], between.id, between)).toEqual([a, between, b]);
  expect(withRow([a, b], a.id, { ...a, reason: 'x' })[0]?.reason).toBe('x');
  expect(withRow([a, b], a.id, null)).toEqual([b]);
});

test('age in whole years', () => {
  expect(ageOn('1958-10-15', '2026-10-14')).toBe(67);
  expect(ageOn('1958-10-14', '2026-10-14')).toBe(68);
});
