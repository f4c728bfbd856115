import type { BoardRowFragment } from '../../gql/graphql';

export const at = (time: string) => Date.parse(`2026-10-14T${time}:00+03:00`);
const utc = (time: string) => new Date(at(time)).toISOString();

type Visit = NonNullable<BoardRowFragment['visit']>;
type Change = Partial<Omit<BoardRowFragment, 'visit'>> & { visit?: Partial<Visit> | null };

let made = 0;

/** A booked visit of half an hour that begins at `time` in Moscow. */
export function row(time: string, { visit = {}, ...change }: Change = {}): BoardRowFragment {
  made += 1;
  const startsAt = utc(time);
  const endsAt = new Date(at(time) + 30 * 60_000).toISOString();
  return {
    __typename: 'Appointment',
    id: `a${made}`,
    status: 'BOOKED',
    startsAt,
    endsAt,
    clinicTimeZone: 'Europe/Moscow',
    reason: 'Давление по утрам выше обычного',
    nextAction: 'WAIT',
    absent: null,
  delay: null,
    documentCount: 0,
    patient: { __typename: 'Patient', id: `p${made}`, familyName: 'Ковалёва', givenName: 'Нина', patronymic: 'Павловна', birthDate: '1958-02-11' },
    service: { __typename: 'HealthcareService', id: 's1', name: 'Повторный приём', kind: 'FOLLOW_UP' },
    payment: null,
    consentToSign: null,
    deviceCheck: null,
    documents: [],
    visit:
      visit === null
        ? null
        : {
            __typename: 'Visit',
            id: `v${made}`,
            status: 'SCHEDULED',
            statusSince: startsAt,
            opensAt: startsAt,
            closesAt: endsAt,
            serverTime: startsAt,
            startedAt: null,
            finishedAt: null,
            unreadCount: 0,
            participants: [],
            ...visit,
          },
    ...change,
  };
}

export const patientIn = { __typename: 'Participant', id: 'in-patient', role: 'PATIENT', away: false } as const;
export const doctorIn = { __typename: 'Participant', id: 'in-doctor', role: 'PRACTITIONER', away: false } as const;

export const running = (time: string, since: string) =>
  row(time, { status: 'IN_PROGRESS', nextAction: 'RETURN', visit: { status: 'IN_CALL', startedAt: utc(since), participants: [patientIn, doctorIn], closesAt: new Date(at(time) + 45 * 60_000).toISOString() } });
export const waiting = (time: string, since: string, change: Change = {}) =>
  row(time, { nextAction: 'JOIN', ...change, visit: { status: 'WAITING', statusSince: utc(since), participants: [patientIn], ...change.visit } });
export const unsigned = (time: string, since: string) =>
  row(time, { status: 'FULFILLED', nextAction: 'WRITE_CONCLUSION', visit: { status: 'WRAP_UP', finishedAt: utc(since) } });
