/** `holdId` is set for a time that is held for oneself already. */
export type Slot = { startsAt: string; endsAt: string; heldByMe: boolean; holdId?: string | null | undefined; holdExpiresAt?: string | null | undefined };
export type ShownSlot = Slot & { gone: boolean };
export type Day<S extends Slot = Slot> = { date: string; slots: readonly S[] };

/** How long a time that was just taken stays in its place. */
export const lingerMs = 4_000;

type Interval = { startsAt: string; endsAt: string };
const touches = (slot: Interval, taken: Interval) =>
  Date.parse(slot.startsAt) < Date.parse(taken.endsAt) && Date.parse(slot.endsAt) > Date.parse(taken.startsAt);

/**
 * Days with what was taken since: a time just taken stays struck for some seconds, an older one is left out.
 * One's own time (held, or being held) is never struck; the one lost to somebody faster stays struck.
 */
export function showDays(days: readonly Day[], taken: ReadonlyMap<string, { interval: Interval; at: number }>, own: string | null, lost: string | null, now: number): Day<ShownSlot>[] {
  return days.map((day) => ({
    date: day.date,
    slots: day.slots.flatMap((slot): ShownSlot[] => {
      if (slot.startsAt === lost) return [{ ...slot, gone: true }];
      if (slot.startsAt === own) return [{ ...slot, gone: false }];
      const hit = [...taken.values()].find(({ interval }) => touches(slot, interval));
      if (!hit) return [{ ...slot, gone: false }];
      return now - hit.at < lingerMs ? [{ ...slot, gone: true }] : [];
    }),
  }));
}

export const freeOf = (day: Day<ShownSlot>) => day.slots.filter((slot) => !slot.gone);

/** A time that is one's own already, on any page or telephone. */
export const heldAmong = (days: readonly Day<Slot>[] | undefined) => days?.flatMap((day) => day.slots).find((slot) => slot.holdId && slot.holdExpiresAt);

/** The free time nearest to one that was taken. */
export function nearestTo(instant: string, slots: readonly Interval[]): string | undefined {
  const wanted = Date.parse(instant);
  return [...slots].sort((a, b) => Math.abs(Date.parse(a.startsAt) - wanted) - Math.abs(Date.parse(b.startsAt) - wanted))[0]?.startsAt;
}
