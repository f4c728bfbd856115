import type { AppointmentCardFragment } from '../gql/graphql';

/** What a patient does next about one appointment; each screen that shows it switches over `at`. */
export type NextStep =
  | { at: 'book'; until: string | null }
  | { at: 'pay' }
  | { at: 'paying' }
  | { at: 'sign' }
  | { at: 'check' }
  | { at: 'wait'; opensAt: string }
  | { at: 'join' }
  | { at: 'return' }
  | { at: 'read' }
  | { at: 'over' }
  | { at: 'none' };

type Facts = Pick<AppointmentCardFragment, 'status' | 'nextAction' | 'holdExpiresAt' | 'startsAt'> & {
  payment?: { status: string } | null;
  visit?: { opensAt: string; closesAt: string; status: string } | null;
};

/**
 * The server says what is next; only what the clock alone changes is decided here, on the server's
 * time, so that the yellow button appears by itself. An open door comes before the device check:
 * a person whose doctor waits should go in.
 */
export function nextStep(appointment: Facts, now: number): NextStep {
  const { visit } = appointment;
  const opened = visit != null && now >= Date.parse(visit.opensAt);
  const closed = visit != null && now >= Date.parse(visit.closesAt);
  switch (appointment.nextAction) {
    case 'BOOK':
      return { at: 'book', until: appointment.holdExpiresAt ?? null };
    case 'PAY':
      return appointment.payment?.status === 'PENDING' ? { at: 'paying' } : { at: 'pay' };
    case 'SIGN_CONSENT':
      return { at: 'sign' };
    case 'CHECK_DEVICE':
      return closed ? { at: 'over' } : opened ? { at: 'join' } : { at: 'check' };
    case 'WAIT':
      if (closed) return { at: 'over' };
      return opened ? { at: 'join' } : { at: 'wait', opensAt: visit?.opensAt ?? appointment.startsAt };
    case 'JOIN':
      return closed ? { at: 'over' } : { at: 'join' };
    case 'RETURN':
      return { at: 'return' };
    case 'READ_CONCLUSION':
      return { at: 'read' };
    case 'WRITE_CONCLUSION':
    case 'NONE':
      return { at: 'none' };
  }
}

export type Readiness = { key: 'payment' | 'consent' | 'device'; state: 'done' | 'next' | 'todo' };

/** The list under the person's name: what is done, what is next, what is still to come. */
export function readiness(appointment: Pick<AppointmentCardFragment, 'funding' | 'consentToSign' | 'deviceCheck'> & { payment?: { status: string } | null }, step: NextStep): Readiness[] {
  const paid = appointment.payment == null || ['PAID', 'SETTLED'].includes(appointment.payment.status);
  const all: Readiness[] = [
    { key: 'payment', state: paid ? 'done' : step.at === 'pay' || step.at === 'paying' ? 'next' : 'todo' },
    { key: 'consent', state: appointment.consentToSign == null ? 'done' : step.at === 'sign' ? 'next' : 'todo' },
    { key: 'device', state: appointment.deviceCheck != null ? 'done' : step.at === 'check' ? 'next' : 'todo' },
  ];
  return appointment.payment == null ? all.slice(1) : all;
}
