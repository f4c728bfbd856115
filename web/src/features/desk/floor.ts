import type { DeskRowFragment, DeviceVerdict, VisitStatus } from '../../gql/graphql';

export type Row = DeskRowFragment;

export type Light = 'good' | 'weak' | 'voice' | 'chat' | 'unknown';
const lights: Record<DeviceVerdict, Light> = { VIDEO: 'good', LOW_VIDEO: 'weak', AUDIO: 'voice', TEXT: 'chat' };
export const lightOf = (row: Row): Light => (row.deviceCheck ? lights[row.deviceCheck.verdict] : 'unknown');

const minute = 60_000;
const isLive = (row: Row) => row.status === 'BOOKED' || row.status === 'IN_PROGRESS' || row.status === 'AWAITING_PAYMENT';
const reached = (instant: string, now: number) => now >= Date.parse(instant);
const isHere = (row: Row, role: 'PATIENT' | 'PRACTITIONER') => row.visit?.participants.some((one) => one.role === role) ?? false;
export const patientWaits = (row: Row) => row.visit?.status === 'WAITING' && isHere(row, 'PATIENT');
const doctorWaits = (row: Row) => row.visit?.status === 'WAITING' && !isHere(row, 'PATIENT') && isHere(row, 'PRACTITIONER');
const minutesLate = (row: Row, now: number) => Math.floor((now - Date.parse(row.startsAt)) / minute);

export type RowState =
  | { is: 'appointment'; status: Row['status'] }
  | { is: 'visit'; status: VisitStatus; since?: string }
  | { is: 'alone'; since: string }
  | { is: 'payment' }
  | { is: 'timeOver' };

/** What the chip of a row says; the door opens and closes by the clock alone. */
export function stateOf(row: Row, now: number): RowState {
  const visit = row.visit;
  if (!visit || !(isLive(row) || row.status === 'FULFILLED')) return { is: 'appointment', status: row.status };
  const isOver = reached(visit.closesAt, now);
  switch (visit.status) {
    case 'SCHEDULED':
    case 'OPEN':
      if (row.status === 'FULFILLED') return { is: 'appointment', status: row.status };
      if (isOver) return { is: 'timeOver' };
      if (row.payment?.status === 'PENDING') return { is: 'payment' };
      return { is: 'visit', status: reached(visit.opensAt, now) ? 'OPEN' : visit.status };
    case 'WAITING':
      return doctorWaits(row) ? { is: 'alone', since: visit.statusSince } : { is: 'visit', status: 'WAITING', since: visit.statusSince };
    case 'IN_CALL':
      return { is: 'visit', status: 'IN_CALL', since: visit.startedAt ?? visit.statusSince };
    case 'INTERRUPTED':
    case 'WRAP_UP':
      return { is: 'visit', status: visit.status, since: visit.statusSince };
    default:
      return { is: 'visit', status: visit.status };
  }
}

/** A row that does not go on by itself. */
export type Trouble =
  | { is: 'noDoctor'; row: Row; minutes: number }
  | { is: 'noPatient'; row: Row; minutes: number }
  | { is: 'interrupted'; row: Row; since: string }
  | { is: 'unpaid'; row: Row; isChecking: boolean; isOpen: boolean };

/** So long before the door opens an unpaid visit is worth a call. */
const UNPAID_MS = 15 * minute;
/** So long somebody may be late before it is an exception. */
const LATE_MINUTES = 5;
/** A break that lasts longer does not heal by itself. */
const BREAK_MS = minute;

function troubleOf(row: Row, now: number): Trouble | undefined {
  const visit = row.visit;
  if (!visit || !isLive(row)) return undefined;
  const minutes = minutesLate(row, now);
  if (visit.status === 'INTERRUPTED' && now - Date.parse(visit.statusSince) >= BREAK_MS) return { is: 'interrupted', row, since: visit.statusSince };
  if (reached(visit.closesAt, now)) return undefined;
  if (row.delay?.needsDesk || (patientWaits(row) && minutes >= LATE_MINUTES)) return { is: 'noDoctor', row, minutes };
  const payment = row.payment?.status;
  const isUnpaid = payment === 'DUE' || payment === 'PENDING' || payment === 'FAILED';
  if (isUnpaid && now >= Date.parse(visit.opensAt) - UNPAID_MS) return { is: 'unpaid', row, isChecking: payment === 'PENDING', isOpen: reached(visit.opensAt, now) };
  if (doctorWaits(row) && minutes >= LATE_MINUTES) return { is: 'noPatient', row, minutes };
  return undefined;
}

const urgency: readonly Trouble['is'][] = ['noDoctor', 'interrupted', 'noPatient', 'unpaid'];

/** The exceptions, the most urgent first. */
export function troubles(rows: readonly Row[], now: number): Trouble[] {
  return rows
    .map((row) => troubleOf(row, now))
    .filter((trouble) => trouble !== undefined)
    .sort((a, b) => urgency.indexOf(a.is) - urgency.indexOf(b.is));
}

export type Filter = 'all' | 'waiting' | 'late';

export function filtered(rows: readonly Row[], filter: Filter, now: number): readonly Row[] {
  switch (filter) {
    case 'all':
      return rows;
    case 'waiting':
      return rows.filter((row) => patientWaits(row));
    case 'late':
      return rows.filter((row) => row.delay || (isLive(row) && minutesLate(row, now) >= LATE_MINUTES && (patientWaits(row) || doctorWaits(row))));
  }
}

/** Over by its state or by the clock; such rows are dim. */
export function isPast(row: Row, now: number): boolean {
  if (row.status === 'FULFILLED') return true;
  const running = row.visit?.status === 'IN_CALL' || row.visit?.status === 'INTERRUPTED';
  return reached(row.visit?.closesAt ?? row.endsAt, now) && !running;
}

/** The floor after one row has come, changed or left. */
export function withRow<One extends { id: string; startsAt: string }>(rows: readonly One[], id: string, row: One | null | undefined): One[] {
  const others = rows.filter((one) => one.id !== id);
  return row ? [...others, row].sort((a, b) => a.startsAt.localeCompare(b.startsAt)) : others;
}

/** The instant at which clocks of a zone show a local date and time, such as 2026-10-14T16:40. */
export function instantIn(local: string, timeZone: string): number {
  const asUtc = Date.parse(`${local.slice(0, 16)}:00Z`);
  const offset = (instant: number) => {
    const parts = new Intl.DateTimeFormat('en-CA', { timeZone, hourCycle: 'h23', year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit' }).formatToParts(instant);
    const of = (type: string) => parts.find((part) => part.type === type)?.value ?? '';
    return Date.parse(`${of('year')}-${of('month')}-${of('day')}T${of('hour')}:${of('minute')}:00Z`) - instant;
  };
  const first = asUtc - offset(asUtc);
  return asUtc - offset(first);
}

/** A date of birth as people type it, 19.11.1951, in the form the server knows; other words stay. */
export function searchWords(text: string): string {
  const words = text.trim();
  const date = /^(\d{1,2})[./](\d{1,2})[./](\d{4})$/.exec(words);
  if (!date) return words;
  const [, day = '', month = '', year = ''] = date;
  return `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
}
