import { useQuery } from '@apollo/client/react';
import { IconCalendarOff, IconCalendarRepeat, IconInfoCircle, IconPhone, IconRefresh } from '@tabler/icons-react';
import { Link, useParams } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ChangeVisitDocument, type AppointmentCardFragment, type CancellationReason, type TermsFragment } from '../../gql/graphql';
import { serverNow, syncClock, useReached } from '../../shared/clock';
import { formatDate, formatMoney, formatNear, formatPhone, formatTime, fullName, lowerFirst, upperFirst, zoneWords } from '../../shared/format';
import { patientReasons } from '../../shared/outcome';
import { lostText, problemText } from '../../shared/problem';
import { useClinic } from '../../shared/session';
import { hoursBefore, termsKind, termsText, untilWords } from '../../shared/terms';
import { useCancel } from '../../shared/useChange';
import { Button, ButtonLink } from '../../ui/Button';
import { ErrorText } from '../../ui/Fields';
import { Note } from '../../ui/Note';
import { whereTo } from '../../ui/Outcome';
import { TaskShell } from '../../ui/PatientShell';
import { Reasons } from '../../ui/Reasons';
import { Sheet } from '../../ui/Sheet';
import { CardSkeleton, Empty, LoadFailed, Loading } from '../../ui/States';
import { TimeHeadline } from '../../ui/Time';
import { Doctor } from '../../ui/VisitCard';

/** Calling one visit off: what comes back, why, and a last question. */
export default function CancelPage() {
  const { t } = useTranslation('change');
  const { id } = useParams({ from: '/patient/visits/$id/cancel' });
  const { data, error, refetch } = useQuery(ChangeVisitDocument, { variables: { id }, fetchPolicy: 'network-only', nextFetchPolicy: 'cache-first' });
  const [cancelled, setCancelled] = useState<{ appointment: AppointmentCardFragment; refund: { amountMinor: number }; paid: number }>();
  useEffect(() => {
    if (data) syncClock(data.serverTime);
  }, [data]);
  const appointment = data?.appointment;
  const terms = data?.cancellationTerms;
  const again = async () => (await refetch().catch(() => undefined))?.data?.cancellationTerms ?? null;
  if (cancelled) return <Done {...cancelled} />;
  if (appointment && terms) {
    return <Ask appointment={appointment} terms={terms} onAgain={again} onDone={(done, refund, paid) => setCancelled({ appointment: done, refund, paid })} />;
  }
  const shell = { title: t('cancel.title'), back: '/visits/$id', backParams: { id } } as const;
  if (appointment) {
    return (
      <TaskShell {...shell} dock={<ButtonLink to="/visits/$id" params={{ id }} block>{t('cancel.toVisit')}</ButtonLink>}>
        <Empty level={1} icon={IconCalendarOff} tone="act" title={t('cancel.off')}>{t('cancel.offText')}</Empty>
      </TaskShell>
    );
  }
  return (
    <TaskShell {...shell}>
      <h1 tabIndex={-1}>{t('cancel.title')}</h1>
      {error || data ? <LoadFailed error={error} onRetry={() => void again()} /> : <Loading><CardSkeleton /></Loading>}
    </TaskShell>
  );
}

type AskProps = {
  appointment: AppointmentCardFragment;
  terms: TermsFragment;
  onAgain: () => Promise<TermsFragment | null>;
  onDone: (appointment: AppointmentCardFragment, refund: { amountMinor: number }, paid: number) => void;
};

function Ask({ appointment, terms, onAgain, onDone }: AskProps) {
  const { t } = useTranslation('change');
  const { id, clinicTimeZone: zone } = appointment;
  const [reason, setReason] = useState<CancellationReason>();
  const [isMissing, setMissing] = useState(false);
  const [asking, setAsking] = useState<{ at: 'closed' } | { at: 'checking' } | { at: 'open'; changed: boolean }>({ at: 'closed' });
  const { state, run } = useCancel(id);
  const reasons = useRef<HTMLDivElement>(null);
  const isPast = useReached(terms.fullRefundUntil);
  const isLate = isPast && !terms.practitionerIsLate;
  const kind = termsKind(terms);
  const sum = formatMoney(terms.refund);
  useEffect(() => {
    // The deadline passes while the page is open: the sum is asked for again.
    if (isLate && kind === 'whole') void onAgain();
  }, [isLate]); // eslint-disable-line react-hooks/exhaustive-deps

  async function ask() {
    if (!reason) {
      setMissing(true);
      reasons.current?.querySelector('input')?.focus();
      return;
    }
    setAsking({ at: 'checking' });
    const now = await onAgain();
    setAsking({ at: 'open', changed: now !== null && now.refund.amountMinor !== terms.refund.amountMinor });
  }

  async function yes() {
    if (!reason) return;
    const answer = await run(reason);
    if (answer.at === 'done') onDone(answer.appointment, answer.refund, terms.paid.amountMinor);
    if (answer.at === 'refused' && answer.code === 'CONFLICT') void onAgain();
  }

  const refusal = state.at !== 'refused' ? undefined : state.code === 'LOST' ? lostText() : state.code === 'CONFLICT' ? t('cancel.conflict') : problemText({ code: state.code });
  return (
    <TaskShell
      title={t('cancel.title')}
      bar={t('cancel.bar', { date: formatDate(appointment.startsAt, zone) })}
      back="/visits/$id"
      backParams={{ id }}
      dock={
        <>
          <ButtonLink to="/visits/$id" params={{ id }} block>{t('cancel.keep')}</ButtonLink>
          <Button variant="danger-plain" block busy={asking.at === 'checking'} aria-haspopup="dialog" onClick={() => void ask()}>
            {asking.at === 'checking' ? t('cancel.checking') : terms.refund.amountMinor > 0 ? t('cancel.doSum', { sum }) : t('cancel.do')}
          </Button>
        </>
      }
    >
      <h1 tabIndex={-1}>{t('cancel.title')}</h1>
      <section className="card stack" style={{ gap: 14 }}>
        <Doctor appointment={appointment} />
        <hr className="hr" />
        <TimeHeadline startsAt={appointment.startsAt} endsAt={appointment.endsAt} timeZone={zone} />
      </section>
      <Back appointment={appointment} terms={terms} />
      <OtherTime appointment={appointment} terms={terms} isLate={isLate} />
      <div ref={reasons}>
        <Reasons
          label={t('cancel.reason')}
          reasons={patientReasons}
          value={reason}
          onChange={(chosen) => {
            setReason(chosen);
            setMissing(false);
          }}
          error={isMissing ? t('cancel.reasonMissing') : undefined}
        />
      </div>
      <Sheet open={asking.at === 'open'} onClose={() => setAsking({ at: 'closed' })} title={t('cancel.sure')}>
        <p>{upperFirst(t('cancel.sureTime', { when: whenWords(appointment) }))}</p>
        <p>{asking.at === 'open' && asking.changed ? t('cancel.sureChanged', { text: termsText(terms, t) }) : `${termsText(terms, t)}.`}</p>
        {refusal && <ErrorText>{refusal}</ErrorText>}
        <Button variant="danger" block busy={state.at === 'busy'} onClick={() => void yes()}>{t(state.at === 'busy' ? 'cancel.busy' : 'cancel.yes')}</Button>
        <Button variant="plain" block onClick={() => setAsking({ at: 'closed' })}>{t('cancel.keep')}</Button>
      </Sheet>
    </TaskShell>
  );
}

const whenWords = ({ startsAt, clinicTimeZone: zone }: AppointmentCardFragment) => formatNear(startsAt, zone);

/** The sum that comes back, and by which rule. */
function Back({ appointment, terms }: { appointment: AppointmentCardFragment; terms: TermsFragment }) {
  const { t } = useTranslation('change');
  const kind = termsKind(terms);
  const zone = appointment.clinicTimeZone;
  const count = hoursBefore(appointment.startsAt, terms.fullRefundUntil);
  const where = whereTo(appointment.payment, t);
  const until = t('terms.until', { until: untilWords(terms.fullRefundUntil, zone, serverNow()), zone: zoneWords(zone, terms.fullRefundUntil) });
  if (kind === 'nothing') {
    const text = appointment.payment?.status === 'PENDING' ? 'checking' : appointment.payment ? 'unpaid' : 'free';
    return <section className="card"><p>{t(`terms.${text}`)}</p></section>;
  }
  return (
    <section className="card stack" style={{ gap: 8 }}>
      <p className="sr-only">{termsText(terms, t)}.</p>
      <div className="line between" aria-hidden="true">
        <span>{where ? t('cancel.backTo', { where }) : t('cancel.back')}</span>
        <b className="num" style={{ fontSize: '1.375rem' }}>{formatMoney(terms.refund)}</b>
      </div>
      <p className="small m">
        {kind === 'none' ? t('terms.lessNone', { count }) : [kind === 'part' ? `${termsText(terms, t)}. ${t('terms.lessWhole', { count })}` : until, t('terms.days')].join(' ')}
      </p>
    </section>
  );
}

function OtherTime({ appointment, terms, isLate }: { appointment: AppointmentCardFragment; terms: TermsFragment; isLate: boolean }) {
  const { t } = useTranslation('change');
  const phone = useClinic()?.supportPhone;
  if (appointment.status !== 'BOOKED') return null;
  if (!isLate) {
    return (
      <Note icon={IconCalendarRepeat} title={t('cancel.otherTime')}>
        {t('cancel.otherTimeText')} <Link to="/visits/$id/move" params={{ id: appointment.id }}>{t('cancel.moveInstead')}</Link>
      </Note>
    );
  }
  return (
    <Note icon={IconPhone} title={t('cancel.otherTime')}>
      {t('cancel.desk', { count: hoursBefore(appointment.startsAt, terms.fullRefundUntil) })} {phone && <a className="nowrap" href={`tel:${phone}`}>{formatPhone(phone)}</a>}
    </Note>
  );
}

/** Called off: the money is on its way, or there is none to return. */
function Done({ appointment, refund, paid }: { appointment: AppointmentCardFragment; refund: { amountMinor: number }; paid: number }) {
  const { t } = useTranslation('change');
  const where = whereTo(appointment.payment, t);
  const sum = formatMoney(refund);
  const heading = useRef<HTMLDivElement>(null);
  useEffect(() => heading.current?.focus(), []);
  return (
    <TaskShell
      title={t('cancel.done')}
      back="/"
      dock={
        <>
          <ButtonLink to="/" block>{t('cancel.home')}</ButtonLink>
          <ButtonLink to="/book/$specialtyId" params={{ specialtyId: appointment.practitioner.specialties[0]?.id ?? '-' }} variant="soft" block>{t('cancel.again')}</ButtonLink>
        </>
      }
    >
      <div role="status" ref={heading} tabIndex={-1} style={{ outline: 'none' }}>
        <Empty level={1} icon={IconCalendarOff} title={t('cancel.done')}>
          {t('cancel.doneText', { name: fullName(appointment.practitioner), when: `${lowerFirst(formatDate(appointment.startsAt, appointment.clinicTimeZone))}, ${formatTime(appointment.startsAt, appointment.clinicTimeZone)}` })}
        </Empty>
      </div>
      {refund.amountMinor > 0 ? (
        <Note tone="info" icon={IconRefresh} title={where ? t('cancel.refundingTo', { sum, where }) : t('cancel.refunding', { sum })}>{t('cancel.refundingText')}</Note>
      ) : (
        <Note icon={IconInfoCircle} title={t('cancel.noMoney')}>{t(paid > 0 ? 'cancel.keptText' : 'cancel.noMoneyText')}</Note>
      )}
    </TaskShell>
  );
}
