import type { DeskPaymentFragment, DeskRefundFragment } from '../../gql/graphql';

type Facts = Pick<DeskRefundFragment, 'status' | 'trouble' | 'deadline'>;
const day = 24 * 60 * 60 * 1000;

/** The colour of a refund: red when somebody has to act, amber two days before its deadline. */
export function toneOf(refund: Facts, now: number): 'bad' | 'act' | 'good' | 'info' {
  if (refund.status === 'DONE') return 'good';
  if (refund.trouble) return 'bad';
  return Date.parse(refund.deadline) - now <= 2 * day ? 'act' : 'info';
}

/** What can still be given back of a payment, in its currency's minor units; nothing while a refund of it is under way. */
export function leftOf({ status, paidAt, amount, refundedAmount }: Pick<DeskPaymentFragment, 'status' | 'paidAt' | 'amount' | 'refundedAmount'>): number {
  return paidAt && status !== 'REFUND_REQUESTED' ? amount.amountMinor - refundedAmount.amountMinor : 0;
}

/** Roubles as people type them, in minor units; null for what is no sum. */
export function minorOf(text: string): number | null {
  const found = /^(\d{1,7})(?:[.,](\d{1,2}))?$/.exec(text.replace(/[\s\u00a0₽]/g, ''));
  if (!found) return null;
  const minor = Number(found[1]) * 100 + Number((found[2] ?? '').padEnd(2, '0'));
  return minor > 0 ? minor : null;
}
