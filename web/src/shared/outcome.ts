import type { AppointmentCardFragment, CancellationReason } from '../gql/graphql';

type Facts = Pick<AppointmentCardFragment, 'status' | 'absent' | 'cancellation' | 'payment'>;
type Sum = { amountMinor: number };

/** Why a visit did not take place, from the patient's side. */
export type Why = 'byYou' | 'forYou' | 'byDoctor' | 'byClinic' | 'cancelled' | 'patientAbsent' | 'doctorAbsent' | 'bothAbsent' | 'noShow' | 'failed' | 'expired';

/** What happens to the money; `sum` is null where the server does not tell how much goes back. */
export type MoneyBack =
  | { is: 'free' }
  | { is: 'unpaid' }
  | { is: 'checking' }
  | { is: 'kept' }
  | { is: 'owed'; sum: Sum }
  | { is: 'refunding'; sum: Sum | null }
  | { is: 'refunded'; sum: Sum | null };

export const patientReasons = ['PLANS_CHANGED', 'FEELS_BETTER', 'WENT_ELSEWHERE', 'OTHER'] as const satisfies readonly CancellationReason[];
export const clinicReasons = ['PRACTITIONER_UNAVAILABLE', 'TECHNICAL', 'CLINIC'] as const satisfies readonly CancellationReason[];

export const isOfPatient = (reason: CancellationReason) => (patientReasons as readonly CancellationReason[]).includes(reason) || reason === 'CONSENT_WITHDRAWN';

/** Null for a visit that is to come, runs or took place. */
export function whyOff({ status, absent, cancellation }: Facts): Why | null {
  switch (status) {
    case 'CANCELLED':
      if (!cancellation) return 'cancelled';
      if (cancellation.by === 'PATIENT') return 'byYou';
      if (cancellation.by === 'PRACTITIONER') return 'byDoctor';
      return isOfPatient(cancellation.reason) ? 'forYou' : 'byClinic';
    case 'NO_SHOW':
      return absent === 'PATIENT' ? 'patientAbsent' : absent === 'PRACTITIONER' ? 'doctorAbsent' : absent === 'BOTH' ? 'bothAbsent' : 'noShow';
    case 'FAILED':
      return 'failed';
    case 'EXPIRED':
      return 'expired';
    case 'HELD':
    case 'AWAITING_PAYMENT':
    case 'BOOKED':
    case 'IN_PROGRESS':
    case 'FULFILLED':
      return null;
  }
}

/** Whether the patient's own side ended it: then a part of the money, or none, goes back. */
const isOwn = (why: Why | null) => why === 'byYou' || why === 'forYou' || why === 'patientAbsent' || why === 'cancelled' || why === 'noShow';

/** The state of the payment decides; the reason only tells how much it was. */
export function moneyBack(facts: Facts): MoneyBack {
  const { payment } = facts;
  const own = isOwn(whyOff(facts));
  if (!payment) return { is: 'free' };
  const sum = own ? null : payment.amount;
  switch (payment.status) {
    case 'REFUND_REQUESTED':
      return { is: 'refunding', sum };
    case 'REFUNDED':
      return { is: 'refunded', sum };
    case 'PAID':
    case 'SETTLED':
      return sum ? { is: 'owed', sum } : { is: 'kept' };
    case 'PENDING':
      return { is: 'checking' };
    case 'DUE':
    case 'FAILED':
    case 'CANCELLED':
      return { is: 'unpaid' };
  }
}
