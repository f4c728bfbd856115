import { expect, test } from 'vitest';
import type { DeskRowFragment } from '../../gql/graphql';
import { filtered, instantIn, searchWords, stateOf, troubles } from './floor';

const at = (time: string) => Date.parse(`2026-10-14T${time}:00+03:00`);
const utc = (time: string) => new Date(at(time)).toISOString();
const inRoom = (role: 'PATIENT' | 'PRACTITIONER') => ({ __typename: 'Participant', id: role, role, away: false }) as const;

type Visit = NonNullable<DeskRowFragment['visit']>;
function row(time: string, visit: Partial<Visit>, payment: DeskRowFragment['payment'] = null): DeskRowFragment {
  return {
    __typename: 'Appointment',
    id: time,
    status: 'BOOKED',
    startsAt: utc(time),
    endsAt: new Date(at(time) + 30 * 60_000).toISOString(),
    clinicTimeZone: 'Europe/Moscow',
    absent: null,
    delay: null,
    cancellation: null,
    service: { __typename: 'HealthcareService', id: 's' },
    patient: null,
    practitioner: { __typename: 'Practitioner', id: 'd', familyName: 'Воронцов', givenName: 'Андрей', patronymic: 'Игоревич', specialties: [] },
    payment,
    deviceCheck: null,
    visit: {
      __typename: 'Visit',
      id: `v${time}`,
      status: 'SCHEDULED',
      statusSince: utc(time),
      opensAt: utc(time),
      closesAt: new Date(at(time) + 30 * 60_000).toISOString(),
      serverTime: utc(time),
      startedAt: null,
      finishedAt: null,
      unreadCount: 0,
      participants: [],
      ...visit,
    },
  };
}
const due = { __typename: 'Payment', id: 'm', status: 'DUE', amount: { __typename: 'Money', amountMinor: 170_000, currency: 'RUB' } } as const;

const noDoctor = row('16:20', { status: 'WAITING', participants: [inRoom('PATIENT')] });
const noPatient = row('16:25', { status: 'WAITING', participants: [inRoom('PRACTITIONER')] });
const interrupted = row('16:00', { status: 'INTERRUPTED', statusSince: utc('16:34') });
const unpaid = row('16:45', {}, due);
const calm = row('17:30', {}, due);
const all = [interrupted, noDoctor, noPatient, unpaid, calm];

test('exceptions are found by the clock and sorted by urgency', () => {
  expect(troubles(all, at('16:36')).map(({ is, row }) => [is, row.id])).toEqual([
    ['noDoctor', '16:20'],
    ['interrupted', '16:00'],
    ['noPatient', '16:25'],
    ['unpaid', '16:45'],
  ]);
});

test('a break of less than a minute heals by itself', () => {
  expect(troubles([{ ...interrupted, visit: { ...interrupted.visit!, statusSince: utc('16:36') } }], at('16:36'))).toEqual([]);
});

test('who waits and who is late', () => {
  expect(filtered(all, 'waiting', at('16:36'))).toEqual([noDoctor]);
  expect(filtered(all, 'late', at('16:36'))).toEqual([noDoctor, noPatient]);
});

test('the door opens and closes by the clock', () => {
  expect(stateOf(calm, at('17:29'))).toEqual({ is: 'visit', status: 'SCHEDULED' });
  expect(stateOf(calm, at('17:30'))).toEqual({ is: 'visit', status: 'OPEN' });
  expect(stateOf(calm, at('18:00'))).toEqual({ is: 'timeOver' });
});

test('local time of the clinic becomes an instant, over a change of the clocks too', () => {
  expect(new Date(instantIn('2026-10-14T16:40', 'Europe/Moscow')).toISOString()).toBe('2026-10-14T13:40:00.000Z');
  expect(new Date(instantIn('2026-03-29T04:30', 'Europe/Berlin')).toISOString()).toBe('2026-03-29T02:30:00.000Z');
});

test('a date of birth is understood as people write it', () => {
  expect(searchWords(' 9.11.1951 ')).toBe('1951-11-09');
  expect(searchWords('Рябова')).toBe('Рябова');
});

test('a doctor who does not come is an exception, whether or not the patient is in the room', () => {
  const delay = { __typename: 'Delay', expectedAt: utc('16:45'), minutes: 15, cause: 'PRACTITIONER_ABSENT', announcedBy: null, needsDesk: true, patientMayChoose: false, choiceFrom: utc('16:45'), keepsLength: true } as const;
  const late = { ...row('16:30', { status: 'OPEN' }), delay };
  expect(troubles([late], at('16:41'))).toEqual([{ is: 'noDoctor', row: late, minutes: 11 }]);
  const known = { ...late, delay: { ...delay, needsDesk: false } };
  expect(troubles([known], at('16:34'))).toEqual([]);
  expect(filtered([known, calm], 'late', at('16:34'))).toEqual([known]);
});
