/** What can be announced of a visit, in minutes after its appointed time: none that is over already. */
export function announceable(startsAt: string, now: number): number[] {
  const late = (now - Date.parse(startsAt)) / 60_000;
  return [5, 10, 15, 20, 30, 45, 60, 90, 120].filter((minutes) => minutes > late + 1).slice(0, 6);
}

/** From then on the desk and the doctor are offered to say that the patient did not come. */
export const absentAfterMs = 15 * 60_000;

type Marked = {
  status: string;
  startsAt: string;
  visit?: { participants: readonly { role: string }[] } | null | undefined;
};

/** Which words about a visit without a call are worth offering; the server has the last word. */
export function marksOf({ status, startsAt, visit }: Marked, now: number): { absent: boolean; failed: boolean } {
  const begun = now >= Date.parse(startsAt);
  const isPatientHere = visit?.participants.some(({ role }) => role === 'PATIENT') ?? false;
  return {
    absent: status === 'BOOKED' && now >= Date.parse(startsAt) + absentAfterMs && !isPatientHere,
    failed: begun && (status === 'BOOKED' || status === 'IN_PROGRESS'),
  };
}
