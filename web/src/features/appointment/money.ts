import type { MoneyTrailFragment } from '../../gql/graphql';

type Refund = MoneyTrailFragment['refunds'][number];

/** What the patient is told about one refund: it is never said to be there before the bank has it. */
export function refundWords(refund: Pick<Refund, 'status' | 'deadline'>, now: number): 'done' | 'late' | 'way' {
  if (refund.status === 'DONE') return 'done';
  return refund.status === 'REFUSED' || now >= Date.parse(refund.deadline) ? 'late' : 'way';
}

/** Whether there is anything to show beside the payment's own sum. */
export const hasTrail = (payment: MoneyTrailFragment) => payment.refunds.length > 0 || payment.receipts.length > 0;
