import { useMutation } from '@apollo/client/react';
import { useCallback, useRef, useState } from 'react';
import { CancelAppointmentDocument, RescheduleAppointmentDocument, type AppointmentCardFragment, type CancellationReason, type ProblemCode } from '../gql/graphql';
import { uuid } from './id';
import { nearestTo } from './slots';

export type Cancelling =
  | { at: 'asking' }
  | { at: 'busy' }
  | { at: 'done'; refund: { amountMinor: number }; appointment: AppointmentCardFragment }
  | { at: 'refused'; code: ProblemCode | 'LOST' };

/** Calls one visit off. A try that got no answer is repeated under its key. */
export function useCancel(appointmentId: string) {
  const [state, setState] = useState<Cancelling>({ at: 'asking' });
  const [cancel] = useMutation(CancelAppointmentDocument);
  const key = useRef({ of: '', key: '' });
  const run = useCallback(
    async (reason: CancellationReason): Promise<Cancelling> => {
      const become = (next: Cancelling) => {
        setState(next);
        return next;
      };
      if (key.current.of !== reason) key.current = { of: reason, key: uuid() };
      become({ at: 'busy' });
      const result = await cancel({ variables: { input: { appointmentId, reason, idempotencyKey: key.current.key } } }).catch(() => undefined);
      const answer = result?.data?.cancelAppointment;
      switch (answer?.__typename) {
        case 'CancelAppointmentSuccess':
          return become({ at: 'done', refund: answer.refund, appointment: answer.appointment });
        case 'InvalidInput':
        case 'Conflict':
          key.current = { of: '', key: '' };
          return become({ at: 'refused', code: answer.code });
        case undefined:
          return become({ at: 'refused', code: 'LOST' });
      }
    },
    [appointmentId, cancel],
  );
  return { state, run };
}

export type Moving =
  | { at: 'choosing'; startsAt?: string }
  | { at: 'busy'; startsAt: string }
  | { at: 'done'; appointment: AppointmentCardFragment }
  | { at: 'taken'; startsAt: string; nearest: string | undefined }
  | { at: 'tooLate'; deadline: string }
  | { at: 'refused'; startsAt: string; code: ProblemCode | 'LOST' };

/** The time that is marked: the chosen one, or the nearest free when that was taken. */
export function markedTime(state: Moving): string | null {
  switch (state.at) {
    case 'choosing':
    case 'busy':
    case 'refused':
      return state.startsAt ?? null;
    case 'taken':
      return state.nearest ?? null;
    case 'done':
    case 'tooLate':
      return null;
  }
}

/** Moves one visit; nothing is held before, so a faster one may take the time. */
export function useMove(appointmentId: string) {
  const [state, setState] = useState<Moving>({ at: 'choosing' });
  const [move] = useMutation(RescheduleAppointmentDocument);
  const key = useRef({ of: '', key: '' });
  const choose = useCallback((startsAt: string) => setState((before) => (before.at === 'busy' ? before : { at: 'choosing', startsAt })), []);
  const run = useCallback(
    async (startsAt: string): Promise<Moving> => {
      const become = (next: Moving) => {
        setState(next);
        return next;
      };
      if (key.current.of !== startsAt) key.current = { of: startsAt, key: uuid() };
      become({ at: 'busy', startsAt });
      const result = await move({ variables: { input: { appointmentId, startsAt, idempotencyKey: key.current.key } } }).catch(() => undefined);
      const answer = result?.data?.rescheduleAppointment;
      if (answer) key.current = { of: '', key: '' };
      switch (answer?.__typename) {
        case 'RescheduleAppointmentSuccess':
          return become({ at: 'done', appointment: answer.appointment });
        case 'SlotTaken':
          return become({ at: 'taken', startsAt, nearest: nearestTo(startsAt, answer.alternatives) });
        case 'TooLateToMove':
          return become({ at: 'tooLate', deadline: answer.deadline });
        case 'InvalidInput':
        case 'Conflict':
          return become({ at: 'refused', startsAt, code: answer.code });
        case undefined:
          return become({ at: 'refused', startsAt, code: 'LOST' });
      }
    },
    [appointmentId, move],
  );
  return { state, choose, run };
}
