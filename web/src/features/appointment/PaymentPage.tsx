import { useMutation, useQuery } from '@apollo/client/react';
import { IconCircleCheck, IconCreditCard, IconDeviceMobile, IconRefresh, type Icon as TablerIcon } from '@tabler/icons-react';
import { useParams, useSearch } from '@tanstack/react-router';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { PaymentPageDocument, StartPaymentDocument, type AppointmentCardFragment, type PaymentMethod, type PaymentPageQuery } from '../../gql/graphql';
import { useServerNow } from '../../shared/clock';
import { formatDate, formatMoney, formatTime } from '../../shared/format';
import { uuid } from '../../shared/id';
import { lostText, problemText } from '../../shared/problem';
import { useFollow } from '../../shared/useFollow';
import { Button, ButtonLink } from '../../ui/Button';
import { ErrorText } from '../../ui/Fields';
import { PhoneLink } from '../../ui/Help';
import { Icon } from '../../ui/Icon';
import { Note } from '../../ui/Note';
import { TaskShell } from '../../ui/PatientShell';
import { CardSkeleton, Empty, LoadFailed, Loading } from '../../ui/States';
import { Countdown } from '../../ui/Time';
import { Doctor } from '../../ui/VisitCard';

const icons: Record<PaymentMethod, TablerIcon> = { CARD: IconCreditCard, SBP: IconDeviceMobile };

type Screen =
  | { at: 'choose' }
  | { at: 'waiting' }
  | { at: 'failed' }
  | { at: 'paid' }
  | { at: 'expired' }
  | { at: 'cameLate' }
  | { at: 'nothing' };

/** What to show is decided by the payment's state alone: the return from the bank proves nothing. */
export function screenOf(appointment: Pick<AppointmentCardFragment, 'status'> & { payment?: { status: string } | null }, choosing: boolean): Screen {
  const back = appointment.payment?.status === 'REFUND_REQUESTED' || appointment.payment?.status === 'REFUNDED';
  if (appointment.status === 'EXPIRED') return { at: back ? 'cameLate' : 'expired' };
  switch (appointment.payment?.status) {
    case 'DUE':
      return { at: 'choose' };
    case 'PENDING':
      return choosing ? { at: 'choose' } : { at: 'waiting' };
    case 'FAILED':
      return choosing ? { at: 'choose' } : { at: 'failed' };
    case 'PAID':
    case 'SETTLED':
      return { at: 'paid' };
    default:
      return { at: 'nothing' };
  }
}

export default function PaymentPage() {
  const { t } = useTranslation('appointment');
  const { id } = useParams({ from: '/patient/visits/$id/payment' });
  const { data, error, refetch } = useQuery(PaymentPageDocument, { variables: { id }, fetchPolicy: 'network-only' });
  const appointment = data?.appointment;
  useFollow(appointment, () => void refetch().catch(() => undefined));
  if (appointment) return <Payment appointment={appointment} methods={data.paymentMethods} />;
  return (
    <TaskShell title={t('payment.bar')} back="/visits/$id" backParams={{ id }}>
      <h1 tabIndex={-1}>{t('payment.title')}</h1>
      {error || data ? <LoadFailed error={error} onRetry={() => void refetch()} /> : <Loading><CardSkeleton /></Loading>}
    </TaskShell>
  );
}

function Payment({ appointment, methods }: { appointment: NonNullable<PaymentPageQuery['appointment']>; methods: readonly PaymentMethod[] }) {
  const { t } = useTranslation('appointment');
  const now = useServerNow();
  // Who comes from the home page wants to pay; who comes from the bank learns first how it went.
  const { returned } = useSearch({ from: '/patient/visits/$id/payment' });
  const [choosing, setChoosing] = useState(!returned && appointment.payment?.status === 'FAILED');
  const screen = screenOf(appointment, choosing);
  const sum = formatMoney(appointment.payment?.amount ?? appointment.price);
  const zone = appointment.clinicTimeZone;
  const shell = { title: t('payment.bar'), back: '/visits/$id', backParams: { id: appointment.id } } as const;
  switch (screen.at) {
    case 'choose':
      return <Choose appointment={appointment} methods={methods} sum={sum} onStarted={() => setChoosing(false)} />;
    case 'waiting':
      return (
        <TaskShell {...shell} dock={<ButtonLink to="/" variant="line2" block>{t('payment.home')}</ButtonLink>}>
          <Empty level={1} icon={IconRefresh} tone="info" title={t('payment.waiting')} actions={<div className="bar endless" style={{ width: 180 }} role="progressbar" aria-label={t('payment.waiting')}><i /></div>}>
            {t('payment.waitingText')}
          </Empty>
          <section className="card stack" style={{ gap: 10 }} role="status">
            <dl className="sum"><dt>{t('payment.visit', { date: formatDate(appointment.startsAt, zone, now), time: formatTime(appointment.startsAt, zone) })}</dt><dd>{sum}</dd></dl>
            <p className="small m">{t('payment.then')}</p>
          </section>
          <Button variant="plain" block onClick={() => setChoosing(true)}>{t('payment.notPaid')}</Button>
        </TaskShell>
      );
    case 'failed':
      return (
        <TaskShell {...shell} dock={<><Button block onClick={() => setChoosing(true)}>{t('payment.other')}</Button><PhoneLink /></>}>
          <div role="alert"><Empty level={1} icon={IconCreditCard} tone="bad" title={t('payment.failed')}>{t('payment.failedText')}</Empty></div>
        </TaskShell>
      );
    case 'paid':
      return (
        <TaskShell {...shell} back="/" dock={<ButtonLink to="/" block>{t('next')}</ButtonLink>}>
          <div role="status"><Empty level={1} icon={IconCircleCheck} title={t('payment.paid', { sum })}>{t('payment.paidText', { date: formatDate(appointment.startsAt, zone, now), time: formatTime(appointment.startsAt, zone) })}</Empty></div>
        </TaskShell>
      );
    case 'expired':
      return (
        <TaskShell {...shell} back="/" dock={<ButtonLink to="/book" block>{t('payment.bookAgain')}</ButtonLink>}>
          <Empty level={1} icon={IconRefresh} tone="act" title={t('payment.expired')}>{t('payment.expiredText')}</Empty>
        </TaskShell>
      );
    case 'cameLate': {
      const refund = appointment.payment?.refunds[0];
      return (
        <TaskShell {...shell} back="/" dock={<ButtonLink to="/book" block>{t('payment.bookAgain')}</ButtonLink>}>
          <Empty level={1} icon={IconRefresh} tone="act" title={t('payment.cameLate')}>
            {refund?.status === 'DONE' || !refund ? t('payment.cameBack', { sum }) : t('payment.cameLateText', { sum, date: formatDate(refund.deadline, zone, now) })}
          </Empty>
        </TaskShell>
      );
    }
    case 'nothing':
      return (
        <TaskShell {...shell} back="/" dock={<ButtonLink to="/" block>{t('payment.home')}</ButtonLink>}>
          <Empty level={1} icon={IconCircleCheck} title={t('payment.nothing')}>{t('payment.nothingText')}</Empty>
        </TaskShell>
      );
  }
}

type ChooseProps = { appointment: AppointmentCardFragment; methods: readonly PaymentMethod[]; sum: string; onStarted: () => void };

function Choose({ appointment, methods, sum, onStarted }: ChooseProps) {
  const { t } = useTranslation('appointment');
  const [method, setMethod] = useState<PaymentMethod | undefined>(methods[0]);
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<string>();
  const key = useRef(uuid());
  const [start] = useMutation(StartPaymentDocument);

  async function pay() {
    if (!method) return;
    setBusy(true);
    setRefusal(undefined);
    try {
      const { data } = await start({
        variables: { input: { appointmentId: appointment.id, method, returnUrl: `/visits/${encodeURIComponent(appointment.id)}/payment?returned=true`, idempotencyKey: key.current } },
      });
      const answer = data?.startPayment;
      switch (answer?.__typename) {
        case 'StartPaymentSuccess':
          onStarted();
          window.location.assign(answer.checkoutUrl);
          return;
        case 'PaymentProviderUnavailable':
          setRefusal(t('payment.unavailable'));
          break;
        case 'PaymentNotNeeded':
          setRefusal(t('payment.nothingText'));
          break;
        case 'HoldExpired':
          setRefusal(t('payment.expiredText'));
          break;
        case 'InvalidInput':
        case 'Conflict':
          setRefusal(problemText(answer));
          break;
        case undefined:
          setRefusal(lostText());
      }
      key.current = uuid();
    } catch {
      setRefusal(lostText());
    }
    setBusy(false);
  }

  return (
    <TaskShell
      title={t('payment.bar')}
      back="/visits/$id"
      backParams={{ id: appointment.id }}
      dock={
        <>
          {refusal && <ErrorText>{refusal}</ErrorText>}
          <Button block busy={busy} onClick={() => void pay()}>{busy ? t('payment.opening') : t('payment.pay', { sum })}</Button>
        </>
      }
    >
      <h1 tabIndex={-1}>{t('payment.title')}</h1>
      <section className="card stack" style={{ gap: 12 }}>
        <Doctor appointment={appointment} />
        <hr className="hr" />
        <dl className="sum"><dt>{t('payment.due')}</dt><dd style={{ fontSize: '1.375rem' }}>{sum}</dd></dl>
        {appointment.holdExpiresAt && appointment.status === 'AWAITING_PAYMENT' && <p className="small m">{t('payment.held')} <Countdown until={appointment.holdExpiresAt} /></p>}
      </section>
      {appointment.payment?.status === 'FAILED' && <Note tone="act" icon={IconCreditCard} title={t('payment.before')}>{t('payment.failedText')}</Note>}
      <section className="stack" style={{ gap: 10 }} role="radiogroup" aria-label={t('payment.how')}>
        <h2 className="h3">{t('payment.how')}</h2>
        {methods.map((each) => (
          <label className="choice" key={each}>
            <input type="radio" name="method" value={each} checked={method === each} onChange={() => setMethod(each)} />
            <span className="disc" style={{ width: 44, height: 44, borderRadius: 14, flex: 'none' }}><Icon of={icons[each]} size={24} /></span>
            <span className="grow">
              <b>{t(`payment.methods.${each}`)}</b>
              <span className="small m" style={{ display: 'block' }}>{t(`payment.methods.${each}_hint`)}</span>
            </span>
            <span className="radio" />
          </label>
        ))}
      </section>
      {appointment.status !== 'AWAITING_PAYMENT' && <p className="small m">{t('payment.later')}</p>}
    </TaskShell>
  );
}
