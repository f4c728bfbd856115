import type { BoardRowFragment, DeviceVerdict, VisitStatus } from '../../gql/graphql';

export type Row = BoardRowFragment;

/** What the chip of a row says; the words and the look are the page's. */
export type RowState =
  | { is: 'appointment'; status: Row['status'] }
  | { is: 'visit'; status: VisitStatus; since?: string }
  /** The call or the visit is over and the conclusion is not signed. */
  | { is: 'unsigned'; since: string }
  | { is: 'checked' }
  /** The practitioner is in the room, the patient has not come. */
  | { is: 'alone'; since: string }
  /** The time is over and nobody has said what became of it. */
  | { is: 'timeOver' };

export type Place = 'conclusion' | 'card' | 'documents' | 'chat';
export type RowAction = {
  words: 'return' | 'join' | 'write' | 'reply' | 'message' | 'read' | 'card' | 'details';
  place: Place;
  /** Yellow and filled: the one row that needs the practitioner. */
  lamp: boolean;
};

export type Light = 'good' | 'weak' | 'voice' | 'chat' | 'unknown';

const lights: Record<DeviceVerdict, Light> = { VIDEO: 'good', LOW_VIDEO: 'weak', AUDIO: 'voice', TEXT: 'chat' };
export const lightOf = (row: Row): Light => (row.deviceCheck ? lights[row.deviceCheck.verdict] : 'unknown');

export const isUnpaid = (row: Row) => row.payment !== null && row.payment !== undefined && row.payment.status !== 'PAID' && row.payment.status !== 'SETTLED';

const isLive = (row: Row) => row.status === 'BOOKED' || row.status === 'IN_PROGRESS';
const callRuns = (status: VisitStatus | undefined) => status === 'IN_CALL' || status === 'INTERRUPTED';
const reached = (instant: string, now: number) => now >= Date.parse(instant);

const isHere = (row: Row, role: 'PATIENT' | 'PRACTITIONER') => row.visit?.participants.some((one) => one.role === role) ?? false;
export const patientWaits = (row: Row) => isHere(row, 'PATIENT') && !isHere(row, 'PRACTITIONER');

/** The state of the visit now: its door opens and closes by the clock alone, without an event. */
export function visitStatusAt(row: Row, now: number): VisitStatus | undefined {
  const visit = row.visit;
  if (!visit) return undefined;
  const isOpen = isLive(row) && reached(visit.opensAt, now) && !reached(visit.closesAt, now);
  return visit.status === 'SCHEDULED' && isOpen ? 'OPEN' : visit.status;
}

/** The next action now: the door opens and closes by the clock alone, and a call ends with it. */
export function nextActionAt(row: Row, now: number): Row['nextAction'] {
  const visit = row.visit;
  if (!visit) return row.nextAction;
  const isOver = reached(visit.closesAt, now);
  if (row.nextAction === 'WAIT' && reached(visit.opensAt, now)) return isOver ? 'NONE' : 'JOIN';
  if (row.nextAction === 'JOIN' && isOver) return 'NONE';
  if (row.nextAction === 'RETURN' && isOver) return 'WRITE_CONCLUSION';
  return row.nextAction;
}

export function stateOf(row: Row, now: number): RowState {
  const status = visitStatusAt(row, now);
  const visit = row.visit;
  if (!visit || !status || !(isLive(row) || row.status === 'FULFILLED')) return { is: 'appointment', status: row.status };
  if (nextActionAt(row, now) === 'WRITE_CONCLUSION') return { is: 'unsigned', since: visit.finishedAt ?? visit.statusSince };
  switch (status) {
    case 'SCHEDULED':
      if (isLive(row) && reached(visit.closesAt, now)) return { is: 'timeOver' };
      return row.deviceCheck ? { is: 'checked' } : { is: 'visit', status };
    case 'OPEN':
      return reached(visit.closesAt, now) ? { is: 'timeOver' } : { is: 'visit', status };
    case 'WAITING':
      return isHere(row, 'PATIENT') ? { is: 'visit', status, since: visit.statusSince } : { is: 'alone', since: visit.statusSince };
    case 'IN_CALL':
      return { is: 'visit', status, since: visit.startedAt ?? visit.statusSince };
    case 'INTERRUPTED':
      return { is: 'visit', status, since: visit.statusSince };
    default:
      return { is: 'visit', status };
  }
}

/** Over by its state or by the clock; such rows are dim. */
export function isPast(row: Row, now: number): boolean {
  if (row.status === 'FULFILLED') return true;
  const running = callRuns(row.visit?.status) || patientWaits(row);
  return reached(row.visit?.closesAt ?? row.endsAt, now) && !running;
}

/**
 * The row that needs the practitioner: the running call, else who has waited longest,
 * else the visit whose time has come.
 */
export function neededRow(rows: readonly Row[], now: number): Row | undefined {
  const joinable = rows.filter((row) => nextActionAt(row, now) === 'JOIN');
  return (
    rows.find((row) => nextActionAt(row, now) === 'RETURN') ??
    joinable.find(patientWaits) ??
    joinable.find((row) => reached(row.startsAt, now))
  );
}

/** One action a row. Who is needed in a call cannot go to another patient, but can write. */
export function actionOf(row: Row, needed: Row | undefined, now: number): RowAction {
  const lamp = row.id === needed?.id;
  const isBusy = needed !== undefined && nextActionAt(needed, now) === 'RETURN';
  switch (nextActionAt(row, now)) {
    case 'RETURN':
      return { words: 'return', place: 'conclusion', lamp };
    case 'JOIN':
      return isBusy && !lamp ? { words: 'message', place: 'chat', lamp: false } : { words: 'join', place: 'conclusion', lamp };
    case 'WRITE_CONCLUSION':
      return { words: 'write', place: 'conclusion', lamp: false };
    default:
      if ((row.visit?.unreadCount ?? 0) > 0) return { words: 'reply', place: 'chat', lamp: false };
      if (row.status === 'FULFILLED') return { words: 'read', place: 'conclusion', lamp: false };
      return { words: isLive(row) ? 'card' : 'details', place: 'card', lamp: false };
  }
}

/** Who comes next: the needed row, or the one after the call that runs. */
export function nextRow(rows: readonly Row[], now: number): Row | undefined {
  const needed = neededRow(rows, now);
  if (needed && nextActionAt(needed, now) !== 'RETURN') return needed;
  return rows.find((row) => row.id !== needed?.id && isLive(row) && !isPast(row, now) && row.status !== 'IN_PROGRESS') ?? needed;
}

/** The patient who waits in the room although the time has begun, and for how many minutes. */
export function lateness(rows: readonly Row[], now: number): { row: Row; minutes: number } | undefined {
  const row = rows.find((one) => isLive(one) && patientWaits(one) && !callRuns(one.visit?.status) && nextActionAt(one, now) === 'JOIN');
  if (!row) return undefined;
  const minutes = Math.floor((now - Date.parse(row.startsAt)) / 60_000);
  return minutes >= 3 ? { row, minutes } : undefined;
}

export function countsOf(rows: readonly Row[], now: number) {
  return {
    all: rows.filter((row) => isLive(row) || row.status === 'FULFILLED').length,
    done: rows.filter((row) => row.status === 'FULFILLED').length,
    waiting: rows.filter((row) => isLive(row) && patientWaits(row)).length,
    unsigned: rows.filter((row) => stateOf(row, now).is === 'unsigned').length,
  };
}

/** The board after one row has come, changed or left. */
export function withRow<One extends { id: string; startsAt: string }>(rows: readonly One[], id: string, row: One | null | undefined): One[] {
  const others = rows.filter((one) => one.id !== id);
  return row ? [...others, row].sort((a, b) => a.startsAt.localeCompare(b.startsAt)) : others;
}

/** Whole years on a date; both are calendar dates. */
export function ageOn(birthDate: string, date: string): number {
  const years = Number(date.slice(0, 4)) - Number(birthDate.slice(0, 4));
  return date.slice(5) < birthDate.slice(5) ? years - 1 : years;
}
