import { useMutation } from '@apollo/client/react';
import { useCallback, useState } from 'react';
import { HoldSlotDocument, ReleaseHoldDocument, type HeldTimeFragment, type ProblemCode } from '../../gql/graphql';
import { uuid } from '../../shared/id';
import { nearestTo } from '../../shared/slots';

export type Hold =
  | { at: 'none' }
  | { at: 'holding'; startsAt: string }
  | { at: 'held'; id: string; startsAt: string; endsAt: string; expiresAt: string }
  | { at: 'taken'; startsAt: string; nearest?: string }
  | { at: 'expired'; startsAt: string }
  | { at: 'refused'; startsAt: string; code: ProblemCode | 'LOST' };

/** The time that is one's own on this page, or on its way to be. */
export function ownTime(hold: Hold): string | null {
  switch (hold.at) {
    case 'holding':
    case 'held':
      return hold.startsAt;
    case 'none':
    case 'taken':
    case 'expired':
    case 'refused':
      return null;
  }
}

export function heldOf(time: HeldTimeFragment): Hold {
  return time.holdExpiresAt ? { at: 'held', id: time.id, startsAt: time.startsAt, endsAt: time.endsAt, expiresAt: time.holdExpiresAt } : { at: 'none' };
}

type Whose = { practitionerId: string; serviceId: string; patientId: string };

/** Holds one time at once; choosing another one lets the first go. */
export function useHold(start: Hold = { at: 'none' }) {
  const [hold, setHold] = useState<Hold>(start);
  const [holdSlot] = useMutation(HoldSlotDocument);
  const [releaseHold] = useMutation(ReleaseHoldDocument);

  const take = useCallback(
    async (whose: Whose, startsAt: string): Promise<Hold> => {
      const before = hold;
      if (before.at === 'holding' || (before.at === 'held' && before.startsAt === startsAt)) return before;
      setHold({ at: 'holding', startsAt });
      const become = (next: Hold) => {
        setHold(next);
        return next;
      };
      try {
        if (before.at === 'held') await releaseHold({ variables: { input: { appointmentId: before.id } } });
        const { data } = await holdSlot({ variables: { input: { ...whose, startsAt, idempotencyKey: uuid() } } });
        const answer = data?.holdSlot;
        switch (answer?.__typename) {
          case 'HoldSlotSuccess':
            return become(heldOf(answer.appointment));
          case 'SlotTaken':
            return become({ at: 'taken', startsAt, nearest: nearestTo(startsAt, answer.alternatives) });
          case 'InvalidInput':
          case 'Conflict':
            return become({ at: 'refused', startsAt, code: answer.code });
          case undefined:
            return become({ at: 'refused', startsAt, code: 'LOST' });
        }
      } catch {
        return become({ at: 'refused', startsAt, code: 'LOST' });
      }
    },
    [hold, holdSlot, releaseHold],
  );

  return { hold, setHold, take };
}
