import { expect, test } from 'vitest';
import type { AppointmentCardFragment } from '../gql/graphql';
import { moneyBack, whyOff } from './outcome';

type Facts = Parameters<typeof whyOff>[0];
const amount = { __typename: 'Money' as const, amountMinor: 240_000, currency: 'RUB' as const };
const paid = (status: NonNullable<AppointmentCardFragment['payment']>['status']) => ({ __typename: 'Payment' as const, id: 'm', status, method: 'CARD' as const, paidAt: null, amount });
const off = (more: Partial<Facts>): Facts => ({ status: 'CANCELLED', absent: null, cancellation: null, payment: null, ...more });
const by = (role: 'PATIENT' | 'PRACTITIONER' | 'REGISTRAR', reason: 'FEELS_BETTER' | 'CLINIC') => ({ __typename: 'Cancellation' as const, by: role, reason, at: '2026-10-14T10:00:00Z' });

test.each<[string, Partial<Facts>, string | null]>([
  ['the patient', { cancellation: by('PATIENT', 'FEELS_BETTER') }, 'byYou'],
  ['the doctor', { cancellation: by('PRACTITIONER', 'CLINIC') }, 'byDoctor'],
  ['the desk for the clinic', { cancellation: by('REGISTRAR', 'CLINIC') }, 'byClinic'],
  ['the desk for a patient who called', { cancellation: by('REGISTRAR', 'FEELS_BETTER') }, 'forYou'],
  ['a word about it has not come yet', {}, 'cancelled'],
  ['the patient did not come', { status: 'NO_SHOW', absent: 'PATIENT' }, 'patientAbsent'],
  ['the doctor did not come', { status: 'NO_SHOW', absent: 'PRACTITIONER' }, 'doctorAbsent'],
  ['neither came', { status: 'NO_SHOW', absent: 'BOTH' }, 'bothAbsent'],
  ['the technology failed', { status: 'FAILED' }, 'failed'],
  ['it is to come', { status: 'BOOKED' }, null],
  ['it took place', { status: 'FULFILLED' }, null],
])('why it did not take place: %s', (_, facts, why) => expect(whyOff(off(facts))).toBe(why));

test.each<[string, Partial<Facts>, object]>([
  ['all of it when the doctor did not come', { status: 'NO_SHOW', absent: 'PRACTITIONER', payment: paid('REFUND_REQUESTED') }, { is: 'refunding', sum: amount }],
  ['all of it when neither came', { status: 'NO_SHOW', absent: 'BOTH', payment: paid('REFUNDED') }, { is: 'refunded', sum: amount }],
  ['all of it after a failure', { status: 'FAILED', payment: paid('REFUND_REQUESTED') }, { is: 'refunding', sum: amount }],
  ['no sum is promised when the patient called it off: it may be a part', { cancellation: by('PATIENT', 'FEELS_BETTER'), payment: paid('REFUND_REQUESTED') }, { is: 'refunding', sum: null }],
  ['none for a missed visit', { status: 'NO_SHOW', absent: 'PATIENT', payment: paid('PAID') }, { is: 'kept' }],
  ['the clinic owes what it has not asked the bank for yet', { cancellation: by('PRACTITIONER', 'CLINIC'), payment: paid('SETTLED') }, { is: 'owed', sum: amount }],
  ['nothing was paid', { cancellation: by('PATIENT', 'FEELS_BETTER'), payment: paid('CANCELLED') }, { is: 'unpaid' }],
  ['the bank is still thinking', { cancellation: by('PATIENT', 'FEELS_BETTER'), payment: paid('PENDING') }, { is: 'checking' }],
  ['covered', {}, { is: 'free' }],
])('the money: %s', (_, facts, money) => expect(moneyBack(off(facts))).toEqual(money));
