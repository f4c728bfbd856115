import { AppointmentChangesDocument } from '../gql/graphql';
import { syncClock } from './clock';
import { useResumable } from './useResumable';

type Followed = { id: string; cursor: string } | null | undefined;

const over = ['FULFILLED', 'EXPIRED', 'CANCELLED', 'NO_SHOW', 'FAILED'];

/**
 * Keeps an appointment up to date in the cache. `onChange` is called when the query should be asked again:
 * the stream has a gap or has ended, or the appointment is over, or (with `every`) at each event.
 */
export function useFollow(appointment: Followed, onChange: () => void, every = false) {
  useResumable(AppointmentChangesDocument, {
    variables: appointment ? { id: appointment.id } : null,
    after: appointment?.cursor,
    onGap: onChange,
    onEnd: onChange,
    onEvent: (event) => {
      if (event.appointment?.visit) syncClock(event.appointment.visit.serverTime);
      if (every || !event.appointment || over.includes(event.appointment.status)) onChange();
    },
  });
}
