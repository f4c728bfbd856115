import {
  IconAlertCircle, IconCalendarEvent, IconCalendarOff, IconCash, IconCheck, IconCircleCheck, IconClock, IconCreditCard,
  IconLogin2, IconPencil, IconRefresh, IconSignature, IconUserX, IconVideo, IconWallet, IconWifiOff, IconX,
  type Icon as TablerIcon,
} from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { AbsentSide, AppointmentStatus, PaymentStatus, VisitStatus } from '../gql/graphql';
import { Icon } from './Icon';

export type Tone = 'quiet' | 'info' | 'good' | 'act' | 'bad' | 'live' | 'lit';

export function StateChip({ tone, icon, children }: { tone: Tone; icon: TablerIcon; children: ReactNode }) {
  return (
    <span className={`chip ${tone}`}>
      <Icon of={icon} />
      {children}
    </span>
  );
}

type Look = readonly [Tone, TablerIcon];

const appointments: Record<AppointmentStatus, Look> = {
  HELD: ['quiet', IconClock],
  AWAITING_PAYMENT: ['act', IconWallet],
  BOOKED: ['quiet', IconCalendarEvent],
  IN_PROGRESS: ['live', IconVideo],
  FULFILLED: ['good', IconCircleCheck],
  EXPIRED: ['quiet', IconClock],
  CANCELLED: ['bad', IconCalendarOff],
  NO_SHOW: ['bad', IconUserX],
  FAILED: ['bad', IconAlertCircle],
};

const visits: Record<VisitStatus, Look> = {
  SCHEDULED: ['quiet', IconCalendarEvent],
  OPEN: ['info', IconLogin2],
  WAITING: ['lit', IconClock],
  READY: ['good', IconCircleCheck],
  IN_CALL: ['live', IconVideo],
  INTERRUPTED: ['act', IconWifiOff],
  WRAP_UP: ['info', IconPencil],
  CONCLUDED: ['good', IconSignature],
  CLOSED: ['quiet', IconCheck],
  ABORTED: ['bad', IconAlertCircle],
};

const payments: Record<PaymentStatus, Look> = {
  DUE: ['act', IconWallet],
  PENDING: ['info', IconRefresh],
  PAID: ['good', IconCheck],
  SETTLED: ['good', IconCash],
  REFUND_REQUESTED: ['info', IconRefresh],
  REFUNDED: ['quiet', IconCash],
  FAILED: ['bad', IconCreditCard],
  CANCELLED: ['quiet', IconX],
};

/** `absent` says who did not come, when that is known. */
export function AppointmentChip({ status, absent }: { status: AppointmentStatus; absent?: AbsentSide | null | undefined }) {
  const { t } = useTranslation();
  const [tone, icon] = appointments[status];
  return <StateChip tone={tone} icon={icon}>{status === 'NO_SHOW' && absent ? t(`absent.${absent}`) : t(`appointmentStatus.${status}`)}</StateChip>;
}

/** `detail` is added after the words, such as «4 мин». */
export function VisitChip({ status, detail }: { status: VisitStatus; detail?: string }) {
  const { t } = useTranslation();
  const [tone, icon] = visits[status];
  return <StateChip tone={tone} icon={icon}>{[t(`visitStatus.${status}`), detail].filter(Boolean).join(detail && status !== 'WAITING' ? ', ' : '\u00a0')}</StateChip>;
}

export function PaymentChip({ status }: { status: PaymentStatus }) {
  const { t } = useTranslation();
  const [tone, icon] = payments[status];
  return <StateChip tone={tone} icon={icon}>{t(`paymentStatus.${status}`)}</StateChip>;
}

/** Only while money goes back, or has gone. */
export function RefundMark({ payment }: { payment: { status: PaymentStatus } | null | undefined }) {
  return payment?.status === 'REFUND_REQUESTED' || payment?.status === 'REFUNDED' ? <PaymentChip status={payment.status} /> : null;
}
