import { useQuery } from '@apollo/client/react';
import { useCallback, useEffect, useRef, useState } from 'react';
import { AvailabilityChangesDocument, AvailabilityDocument } from '../gql/graphql';
import { serverNow } from './clock';
import { useClinicZone } from './session';
import { useResumable } from './useResumable';
import { lingerMs, showDays, type Day, type ShownSlot } from './slots';

const horizonMs = 28 * 86_400_000;
const nobody = new Map<string, never>();

/** The free times of a practitioner, live: what others take is struck and leaves, what gets free appears. `lost` is the time that somebody else was faster to take. The desk looks for a patient. */
export function useTimes(practitionerId: string, serviceId: string, own: string | null, lost: string | null, patientId?: string) {
  const [range] = useState(() => {
    const from = Math.floor(serverNow() / 60_000) * 60_000;
    return { from: new Date(from).toISOString(), to: new Date(from + horizonMs).toISOString() };
  });
  const clinicZone = useClinicZone();
  const [taken, setTaken] = useState<ReadonlyMap<string, { interval: { startsAt: string; endsAt: string }; at: number }>>(nobody);
  const [, redraw] = useState(0);
  const { data, error, refetch } = useQuery(AvailabilityDocument, {
    variables: { practitionerId, serviceId, ...range, patientId: patientId ?? null },
    fetchPolicy: 'network-only',
  });

  const again = useRef<ReturnType<typeof setTimeout>>(undefined);
  const askAgain = useCallback(
    (after = 250) => {
      clearTimeout(again.current);
      again.current = setTimeout(() => void refetch().then(() => setTaken(nobody), () => undefined), after);
    },
    [refetch],
  );
  useEffect(() => () => clearTimeout(again.current), []);

  // What oneself takes and lets go on this page changes nothing for oneself: the times around it stay in place.
  const mine = useRef(new Set<string>());
  const had = useRef(new Set<string>());
  useEffect(() => {
    if (!data || !own) return;
    mine.current.add(own);
    had.current.add(own);
  }, [data, own]);

  useResumable(AvailabilityChangesDocument, {
    variables: data ? { practitionerId, ...range } : null,
    after: data?.availability.cursor,
    onGap: () => askAgain(0),
    onEvent: (event) => {
      if (event.startsAt === own) return;
      const wasMine = mine.current.delete(event.startsAt);
      if (event.free) {
        if (!wasMine) askAgain();
        return;
      }
      setTaken((before) => new Map(before).set(event.startsAt, { interval: event, at: performance.now() }));
      setTimeout(() => redraw((n) => n + 1), lingerMs + 50);
    },
  });

  // Marked as one's own is only what was held elsewhere; this page knows better what it has done.
  const read = data?.availability.days.map((day) => ({ ...day, slots: day.slots.map((slot) => (had.current.has(slot.startsAt) ? { ...slot, heldByMe: false } : slot)) }));
  const days: Day<ShownSlot>[] | undefined = read && showDays(read, taken, own, lost, performance.now());
  return { days, timeZone: data?.availability.timeZone ?? clinicZone, error, askAgain };
}
