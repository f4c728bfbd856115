import { useMutation, useQuery } from '@apollo/client/react';
import { IconPlus } from '@tabler/icons-react';
import { useNavigate, useParams } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { BookAppointmentDocument, ExtendHoldDocument, HeldAppointmentDocument, type HeldAppointmentQuery } from '../../gql/graphql';
import { syncClock, useReached } from '../../shared/clock';
import { formatDate, formatMoney, formatPhone, formatTime, fullName } from '../../shared/format';
import { uuid } from '../../shared/id';
import { lostText, problemText } from '../../shared/problem';
import { useClinic } from '../../shared/session';
import { useHold } from '../../shared/useHold';
import { announce } from '../../ui/announce';
import { Avatar } from '../../ui/Avatar';
import { Button } from '../../ui/Button';
import { ErrorText, TextArea } from '../../ui/Fields';
import { HeldLine } from '../../ui/Hold';
import { Icon } from '../../ui/Icon';
import { Steps, TaskShell } from '../../ui/PatientShell';
import { CardSkeleton, LoadFailed, Loading } from '../../ui/States';
import { TimeHeadline } from '../../ui/Time';
import { HoldExpired } from './HoldExpired';

type Appointment = NonNullable<HeldAppointmentQuery['appointment']>;
const reasonLimit = 2000;

export default function ConfirmPage() {
  const { t } = useTranslation('booking');
  const { id } = useParams({ from: '/patient/visits/$id/book' });
  const navigate = useNavigate();
  const { data, error, refetch } = useQuery(HeldAppointmentDocument, { variables: { id }, fetchPolicy: 'network-only' });
  useEffect(() => {
    if (data) syncClock(data.serverTime);
  }, [data]);
  const appointment = data?.appointment;
  const status = appointment?.status;
  useEffect(() => {
    // Booked in another window, or by the button below: what comes next is on the home page.
    if (status === 'AWAITING_PAYMENT') void navigate({ to: '/visits/$id/payment', params: { id }, replace: true });
    else if (status && status !== 'HELD' && status !== 'EXPIRED') void navigate({ to: '/', replace: true });
  }, [status, id, navigate]);

  if (appointment && (status === 'HELD' || status === 'EXPIRED')) {
    return <Confirm key={appointment.id} appointment={appointment} patientId={data.viewer?.patient?.id ?? ''} />;
  }
  return (
    <TaskShell title={t('confirm.title')} bar={t('step', { step: 4 })} tab="book" back="/book">
      <Steps step={4} of={4} />
      <h1 tabIndex={-1}>{t('confirm.title')}</h1>
      {error || data?.appointment === null ? <LoadFailed error={error} onRetry={() => void refetch()} /> : <Loading><CardSkeleton /></Loading>}
    </TaskShell>
  );
}

function Confirm({ appointment, patientId }: { appointment: Appointment; patientId: string }) {
  const { t } = useTranslation('booking');
  const navigate = useNavigate();
  const clinic = useClinic();
  const { service, practitioner, clinicTimeZone: timeZone } = appointment;
  const time = formatTime(appointment.startsAt, timeZone);
  const isPaid = appointment.funding !== 'COVERED' && appointment.price.amountMinor > 0;
  const [expired, setExpired] = useState(appointment.status === 'EXPIRED');
  const [reason, setReason] = useState(appointment.reason ?? '');
  const [writing, setWriting] = useState(Boolean(appointment.reason));
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<string>();
  const key = useRef(uuid());
  const area = useRef<HTMLTextAreaElement>(null);
  const { hold, take } = useHold();
  const [book] = useMutation(BookAppointmentDocument);
  const [extendHold] = useMutation(ExtendHoldDocument);
  const toTimes = () =>
    void navigate({ to: '/book/$specialtyId/$practitionerId', params: { specialtyId: practitioner.specialties[0]?.id ?? '-', practitionerId: practitioner.id }, search: { service: service.id } });

  async function submit() {
    if (reason.length > reasonLimit) {
      area.current?.focus();
      return;
    }
    setBusy(true);
    setRefusal(undefined);
    try {
      const { data } = await book({ variables: { input: { appointmentId: appointment.id, reason: reason.trim() || null, idempotencyKey: key.current } } });
      const answer = data?.bookAppointment;
      switch (answer?.__typename) {
        case 'BookAppointmentSuccess':
          announce(t('confirm.done', { time }));
          return;
        case 'HoldExpired':
          setExpired(true);
          break;
        case 'InvalidInput':
        case 'Conflict':
          setRefusal(answer.code === 'PATIENT_BUSY' ? t('refused.PATIENT_BUSY.text') : problemText(answer));
          break;
        case undefined:
          setRefusal(lostText());
      }
    } catch {
      setRefusal(lostText());
    }
    setBusy(false);
  }

  async function longer() {
    const result = await extendHold({ variables: { input: { appointmentId: appointment.id } } }).catch(() => undefined);
    const answer = result?.data?.extendHold;
    if (answer?.__typename === 'ExtendHoldSuccess') announce(t('time.extended'));
    if (answer?.__typename === 'HoldExpired') setExpired(true);
  }

  async function again() {
    const next = await take({ practitionerId: practitioner.id, serviceId: service.id, patientId }, appointment.startsAt);
    if (next.at === 'held') void navigate({ to: '/visits/$id/book', params: { id: next.id }, replace: true });
    else toTimes();
  }

  if (expired) {
    return (
      <TaskShell title={t('confirm.title')} bar={t('step', { step: 4 })} tab="book" back="/book" tabs>
        <Steps step={4} of={4} />
        <HoldExpired time={time} busy={hold.at === 'holding'} onAgain={() => void again()} onOther={toTimes} />
      </TaskShell>
    );
  }
  return (
    <TaskShell
      title={t('confirm.title')}
      bar={t('step', { step: 4 })}
      tab="book"
      back="/book"
      onBack={toTimes}
      dock={
        <>
          {appointment.holdExpiresAt && <HeldLine until={appointment.holdExpiresAt} onEnd={() => setExpired(true)} />}
          {appointment.canExtendHold && <Button variant="plain" small onClick={() => void longer()}>{t('time.extend')}</Button>}
          {refusal && <ErrorText>{refusal}</ErrorText>}
          <Button block busy={busy} onClick={() => void submit()}>{t(busy ? 'confirm.booking' : 'confirm.book', { time })}</Button>
        </>
      }
    >
      <Steps step={4} of={4} />
      <h1 tabIndex={-1}>{t('confirm.title')}</h1>
      <section className="card stack" style={{ gap: 14 }}>
        <div className="line" style={{ gap: 12 }}>
          <Avatar person={practitioner} size="s" />
          <div className="grow">
            <b>{fullName(practitioner)}</b>
            <div className="small m">{[practitioner.specialties[0]?.name, service.name].filter(Boolean).join(' · ')}</div>
          </div>
        </div>
        <hr className="hr" />
        <TimeHeadline startsAt={appointment.startsAt} endsAt={appointment.endsAt} timeZone={timeZone} size="2.5rem" />
      </section>
      <section className="card stack" style={{ gap: 12 }}>
        <dl className="sum">
          <dt>{t('time.service', { count: service.durationMinutes })}</dt>
          <dd>{appointment.funding === 'COVERED' ? t('practitioner.covered') : formatMoney(appointment.price)}</dd>
        </dl>
        <p className="small m">{!isPaid ? t('confirm.free') : t(service.paymentPolicy === 'PREPAY' ? 'confirm.prepay' : 'confirm.atVisit')}</p>
      </section>
      {clinic && (
        <section className="card stack" style={{ gap: 8 }}>
          <h2 className="h3">{t('confirm.plans')}</h2>
          {isPaid && <Rule appointment={appointment} />}
          <p className="small m">{t('confirm.plansText')} <a className="nowrap" href={`tel:${clinic.supportPhone}`}>{formatPhone(clinic.supportPhone)}</a></p>
        </section>
      )}
      {writing ? (
        <TextArea
          ref={area}
          label={t('confirm.reason')}
          hint={t('confirm.reasonHint')}
          value={reason}
          onChange={(event) => setReason(event.target.value)}
          error={reason.length > reasonLimit ? t('confirm.reasonLong', { count: reasonLimit }) : undefined}
        />
      ) : (
        <Button
          variant="plain"
          style={{ justifyContent: 'flex-start', paddingInline: 0 }}
          onClick={() => {
            setWriting(true);
            requestAnimationFrame(() => area.current?.focus());
          }}
        >
          <Icon of={IconPlus} size={22} />
          {t('confirm.addReason')}
        </Button>
      )}
    </TaskShell>
  );
}

/** What comes back when the plans change, and until when: read before booking. */
function Rule({ appointment: { price, cancellationRule: rule, clinicTimeZone } }: { appointment: Appointment }) {
  const { t } = useTranslation('booking');
  const until = rule.fullRefundUntil;
  const isOver = useReached(until);
  return (
    <ul className="small m bul">
      {!isOver && <li>{t('confirm.rule.whole', { time: formatTime(until, clinicTimeZone), date: formatDate(until, clinicTimeZone), sum: formatMoney(price) })}</li>}
      <li>{t(isOver ? 'confirm.rule.now' : 'confirm.rule.late', { sum: formatMoney(rule.lateRefund) })}</li>
      <li>{t('confirm.rule.clinic')}</li>
    </ul>
  );
}
