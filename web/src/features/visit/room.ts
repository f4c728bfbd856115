import type { VisitRoomQuery, VisitStatus, AppointmentStatus } from '../../gql/graphql';
import type { CallState } from '../../rtc/callState';
import type { JoinProblem, VisitEndReason } from '../../rtc/signals';
import { isoDate } from '../../shared/format';

export type RoomAppointment = NonNullable<VisitRoomQuery['appointment']>;
export type RoomVisit = NonNullable<RoomAppointment['visit']>;

/** What the page of a visit shows. */
export type Screen =
  | { at: 'waiting' }
  | { at: 'call' }
  | { at: 'refused'; problem: JoinProblem }
  /** The call is over, the visit is not. */
  | { at: 'paused'; why: 'callEnded' | 'replaced' | 'lost' | 'revoked' }
  | { at: 'finished' }
  | { at: 'cancelled'; status: AppointmentStatus };

const called: readonly AppointmentStatus[] = ['CANCELLED', 'EXPIRED', 'NO_SHOW', 'FAILED'];
const over: readonly VisitStatus[] = ['CONCLUDED', 'CLOSED', 'ABORTED'];

/** How long it is until a visit, as somebody who is early wants to know it. */
export type Until = { in: 'minutes' | 'hours'; count: number } | { in: 'days' };

/** Another day of the clinic is named, not counted: «через 1 день» may be tonight. */
export function untilOf(startsAt: string, timeZone: string, now: number): Until {
  if (isoDate(startsAt, timeZone) !== isoDate(now, timeZone)) return { in: 'days' };
  const minutes = Math.max(1, Math.ceil((Date.parse(startsAt) - now) / 60_000));
  return minutes < 60 ? { in: 'minutes', count: minutes } : { in: 'hours', count: Math.floor(minutes / 60) };
}

/** The server's word about the visit comes first, then the call's own state. */
export function screenOf(status: AppointmentStatus, visit: VisitStatus, call: CallState): Screen {
  if (called.includes(status)) return { at: 'cancelled', status };
  const isOver = over.includes(visit) || status === 'FULFILLED';
  switch (call.at) {
    case 'joining':
    case 'connecting':
    case 'alone':
    case 'live':
    case 'meOffline':
    case 'otherOffline':
      return { at: 'call' };
    case 'refused':
      return isOver ? { at: 'finished' } : { at: 'refused', problem: call.problem };
    case 'ended':
      return isOver ? { at: 'finished' } : ended(call.reason, visit);
    case 'idle':
      if (isOver) return { at: 'finished' };
      return visit === 'WRAP_UP' ? { at: 'paused', why: 'callEnded' } : { at: 'waiting' };
  }
}

function ended(reason: VisitEndReason, visit: VisitStatus): Screen {
  switch (reason) {
    case 'CALL_ENDED':
      return { at: 'paused', why: 'callEnded' };
    case 'REPLACED':
      return { at: 'paused', why: 'replaced' };
    case 'LOST':
    case 'SERVER_STOPPING':
      return { at: 'paused', why: 'lost' };
    case 'REVOKED':
    case 'CONSENT_WITHDRAWN':
      return { at: 'paused', why: 'revoked' };
    case 'VISIT_FINISHED':
    case 'TIME_OVER':
      return { at: 'finished' };
    case 'CANCELLED':
      return { at: 'cancelled', status: 'CANCELLED' };
    case 'PAYMENT_REQUIRED':
    // Guests have a page of their own.
    case 'HELD':
    case 'REMOVED':
      return { at: 'waiting' };
    case 'LEFT':
      return visit === 'WRAP_UP' ? { at: 'paused', why: 'callEnded' } : { at: 'waiting' };
  }
}
