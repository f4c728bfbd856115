import type { AbsentSide, Role, VisitTimelineKind } from '../../gql/graphql';

type Entry = { at: string; kind: VisitTimelineKind; role?: Role | null; absent?: AbsentSide | null; expectedAt?: string | null };
type Side = 'yours' | 'doctors';
export type Words =
  | 'booked' | 'moved' | 'checked' | 'late' | 'later' | 'inTime' | 'callEnded' | 'finished' | 'cancelled' | 'failed' | 'guestIn' | 'guestOut'
  | `${'came' | 'away' | 'back' | 'left'}.${Side}` | `absent.${AbsentSide}`;

/** The lines of a timeline that say something to its patient, in the order of the clock. */
export function storyOf<E extends Entry>(timeline: readonly E[]): (E & { words: Words })[] {
  return timeline.flatMap((entry) => {
    const words = wordsOf(entry);
    return words ? [{ ...entry, words }] : [];
  });
}

function wordsOf({ kind, role, absent }: Entry): Words | null {
  const side: Side | null = role === 'PATIENT' ? 'yours' : role === 'PRACTITIONER' ? 'doctors' : null;
  switch (kind) {
    case 'BOOKED':
      return 'booked';
    case 'MOVED':
      return 'moved';
    case 'DEVICE_CHECKED':
      return 'checked';
    case 'JOINED':
      return side && `came.${side}`;
    case 'AWAY':
      return side && `away.${side}`;
    case 'BACK':
      return side && `back.${side}`;
    case 'LEFT':
      return side && `left.${side}`;
    case 'DELAY_ANNOUNCED':
      return 'late';
    case 'DELAY_CHANGED':
      return 'later';
    case 'DELAY_OVER':
      return 'inTime';
    case 'CALL_ENDED':
      return 'callEnded';
    case 'FINISHED':
      return 'finished';
    case 'CANCELLED':
      return 'cancelled';
    case 'NO_SHOW':
      return absent ? `absent.${absent}` : null;
    case 'FAILED':
      return 'failed';
    case 'GUEST_ADMITTED':
      return 'guestIn';
    case 'GUEST_REMOVED':
      return 'guestOut';
    case 'GUEST_INVITED':
    case 'GUEST_AGREED':
    case 'GUEST_DECLINED':
    case 'GUEST_WAITING':
    case 'GUEST_HELD':
    case 'DOOR_OPENED':
    case 'DOOR_CLOSED':
    case 'CONNECTED':
    case 'SWITCHED':
    case 'LINK_SENDS':
    case 'LINK_RECEIVES':
    case 'ROUTED':
    case 'VIEWED':
    case 'STATUS':
    case 'DELAY_PROMISED':
    case 'DELAY_WITHDRAWN':
    case 'DELAY_ALARM':
    case 'DELAY_CHOICE':
      return null; // how the service works, and what the desk does
  }
}
