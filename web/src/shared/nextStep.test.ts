import { expect, test } from 'vitest';
import type { NextAction } from '../gql/graphql';
import { nextStep, readiness } from './nextStep';

const opens = Date.parse('2026-10-14T13:30:00Z');
const closes = Date.parse('2026-10-14T14:00:00Z');
const visit = { opensAt: '2026-10-14T13:30:00Z', closesAt: '2026-10-14T14:00:00Z', status: 'SCHEDULED' };
const step = (nextAction: NextAction, now: number, more: object = {}) =>
  nextStep({ status: 'BOOKED', nextAction, holdExpiresAt: null, startsAt: visit.opensAt, visit, payment: { status: 'PAID' }, ...more }, now).at;

test.each<[string, string, string]>([
  ['unpaid', step('PAY', opens - 1, { payment: { status: 'DUE' } }), 'pay'],
  ['unpaid while the door is open: pay first', step('PAY', opens, { payment: { status: 'DUE' } }), 'pay'],
  ['the bank is thinking', step('PAY', opens, { payment: { status: 'PENDING' } }), 'paying'],
  ['unsigned while the door is open: sign first', step('SIGN_CONSENT', opens), 'sign'],
  ['unchecked', step('CHECK_DEVICE', opens - 1), 'check'],
  ['unchecked, but the door is open: go in', step('CHECK_DEVICE', opens), 'join'],
  ['a millisecond early', step('WAIT', opens - 1), 'wait'],
  ['the door opens by itself', step('WAIT', opens), 'join'],
  ['the last millisecond', step('WAIT', closes - 1), 'join'],
  ['the door has closed', step('WAIT', closes), 'over'],
  ['closed while the server still says join', step('JOIN', closes), 'over'],
  ['the server lets in early', step('JOIN', opens - 1), 'join'],
  ['a call that runs over can be returned to', step('RETURN', closes + 1), 'return'],
  ['concluded', step('READ_CONCLUSION', closes + 1), 'read'],
  ['held', step('BOOK', opens - 1, { visit: null, payment: null }), 'book'],
])('%s', (_, got, want) => expect(got).toBe(want));

test('the list says what is done, next and to do', () => {
  const appointment = { funding: 'SELF_PAY' as const, payment: { status: 'PAID' }, consentToSign: { __typename: 'ConsentDocument' as const, id: 'c' }, deviceCheck: null };
  expect(readiness(appointment, { at: 'sign' }).map(({ state }) => state)).toEqual(['done', 'next', 'todo']);
  expect(readiness({ ...appointment, payment: null }, { at: 'sign' }).map(({ key }) => key)).toEqual(['consent', 'device']);
});
