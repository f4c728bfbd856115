import { useMutation } from '@apollo/client/react';
import { useCallback, useState } from 'react';
import { ExtendHoldDocument, HoldSlotDocument, type HeldTimeFragment, type ProblemCode } from '../gql/graphql';
import { uuid } from './id';
import { nearestTo, type Slot } from './slots';

type Held = { at: 'held'; id: string; startsAt: string; endsAt: string; expiresAt: string; canExtend: boolean };

/** `kept` is the earlier time, which stays one's own when another is not to be had. */
export type Hold =
  | { at: 'none' }
  | { at: 'holding'; startsAt: string }
  | Held
  | { at: 'taken'; startsAt: string; nearest?: string; kept?: Held }
  | { at: 'expired'; startsAt: string }
  | { at: 'refused'; startsAt: string; code: ProblemCode | 'LOST'; kept?: Held };

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
  return time.holdExpiresAt ? { at: 'held', id: time.id, startsAt: time.startsAt, endsAt: time.endsAt, expiresAt: time.holdExpiresAt, canExtend: time.canExtendHold } : { at: 'none' };
}

type Whose = { practitionerId: string; serviceId: string; patientId: string };

/** Holds one time at once; choosing another one lets the first go when the new one is taken. */
export function useHold() {
  const [hold, setHold] = useState<Hold>({ at: 'none' });
  const [holdSlot] = useMutation(HoldSlotDocument);
  const [extendHold] = useMutation(ExtendHoldDocument);

  const take = useCallback(
    async (whose: Whose, startsAt: string): Promise<Hold> => {
      const before = hold;
      if (before.at === 'holding' || (before.at === 'held' && before.startsAt === startsAt)) return before;
      const kept = before.at === 'held' ? before : before.at === 'taken' || before.at === 'refused' ? before.kept : undefined;
      const staying = kept && { kept };
      setHold({ at: 'holding', startsAt });
      const become = (next: Hold) => {
        setHold(next);
        return next;
      };
      try {
        const { data } = await holdSlot({ variables: { input: { ...whose, startsAt, replaces: kept?.id ?? null, idempotencyKey: uuid() } } });
        const answer = data?.holdSlot;
        switch (answer?.__typename) {
          case 'HoldSlotSuccess':
            return become(heldOf(answer.appointment));
          case 'SlotTaken':
            return become({ at: 'taken', startsAt, nearest: nearestTo(startsAt, answer.alternatives), ...staying });
          case 'InvalidInput':
          case 'Conflict':
            return become({ at: 'refused', startsAt, code: answer.code, ...staying });
          case undefined:
            return become({ at: 'refused', startsAt, code: 'LOST', ...staying });
        }
      } catch {
        return become({ at: 'refused', startsAt, code: 'LOST', ...staying });
      }
    },
    [hold, holdSlot],
  );

  const extend = useCallback(async () => {
    if (hold.at !== 'held') return false;
    const result = await extendHold({ variables: { input: { appointmentId: hold.id } } }).catch(() => undefined);
    const answer = result?.data?.extendHold;
    switch (answer?.__typename) {
      case 'ExtendHoldSuccess':
        setHold(heldOf(answer.appointment));
        return true;
      case 'HoldExpired':
        setHold({ at: 'expired', startsAt: hold.startsAt });
        return false;
      case 'Conflict':
        setHold({ ...hold, canExtend: false });
        return false;
      case undefined:
        return false;
    }
  }, [hold, extendHold]);

  /** Takes up a time that is held already; whether it can be extended shows when one tries. */
  const resume = useCallback((slot: Slot | undefined) => {
    const { holdId, holdExpiresAt: expiresAt } = slot ?? {};
    if (!slot || !holdId || !expiresAt) return;
    setHold((now) => (now.at === 'none' ? { at: 'held', id: holdId, startsAt: slot.startsAt, endsAt: slot.endsAt, expiresAt, canExtend: true } : now));
  }, []);

  return { hold, setHold, take, extend, resume };
}
