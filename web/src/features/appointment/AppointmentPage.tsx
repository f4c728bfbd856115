import { useQuery } from '@apollo/client/react';
import { IconCalendarPlus, IconCalendarRepeat, IconPhone, IconPlus } from '@tabler/icons-react';
import { useParams } from '@tanstack/react-router';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { AppointmentPageDocument, type AppointmentPageQuery, type TermsFragment } from '../../gql/graphql';
import { syncClock, useServerNow } from '../../shared/clock';
import { formatBytes, formatDate, formatMoney, formatPhone, zoneWords } from '../../shared/format';
import { whyOff } from '../../shared/outcome';
import { useClinic } from '../../shared/session';
import { hoursBefore, untilWords } from '../../shared/terms';
import { useFollow } from '../../shared/useFollow';
import { ButtonAnchor, ButtonLink } from '../../ui/Button';
import { ConsentCard } from '../../ui/ConsentCard';
import { FileRow } from '../../ui/FileRow';
import { Icon } from '../../ui/Icon';
import { OutcomeNote } from '../../ui/Outcome';
import { TaskShell } from '../../ui/PatientShell';
import { PaymentChip } from '../../ui/StateChip';
import { CardSkeleton, LoadFailed, Loading } from '../../ui/States';
import { VisitCard } from '../../ui/VisitCard';
import { MoneyTrail } from './MoneyTrail';

type Appointment = NonNullable<AppointmentPageQuery['appointment']>;

/** Everything about one visit: its next action, papers, consent, payment. */
export default function AppointmentPage() {
  const { t } = useTranslation('appointment');
  const { id } = useParams({ from: '/patient/visits/$id' });
  const { data, error, refetch } = useQuery(AppointmentPageDocument, { variables: { id } });
  const again = () => void refetch().catch(() => undefined);
  const appointment = data?.appointment;
  useEffect(() => {
    if (data) syncClock(data.serverTime);
  }, [data]);
  useFollow(appointment, again, true);
  const title = appointment ? t('title', { date: formatDate(appointment.startsAt, appointment.clinicTimeZone) }) : t('loading');
  return (
    <TaskShell title={title} back="/" tab="home" tabs wide>
      <h1 tabIndex={-1}>{title}</h1>
      {appointment ? <Details appointment={appointment} terms={data.cancellationTerms} /> : error || data ? <LoadFailed error={error} onRetry={again} /> : <Loading><CardSkeleton /></Loading>}
    </TaskShell>
  );
}

function Details({ appointment, terms }: { appointment: Appointment; terms?: TermsFragment | null | undefined }) {
  const { t } = useTranslation('appointment');
  const now = useServerNow();
  const zone = appointment.clinicTimeZone;
  const params = { id: appointment.id };
  const isOff = whyOff(appointment) !== null;
  return (
    <div className="two wide">
      <div className="stack">
        <VisitCard appointment={appointment} hideMore />
        {isOff && <Off appointment={appointment} />}
        {appointment.reason && (
          <section className="card stack" style={{ gap: 8 }}>
            <h2 className="h3">{t('reason')}</h2>
            <p style={{ whiteSpace: 'pre-wrap' }}>{appointment.reason}</p>
          </section>
        )}
      </div>
      <aside className="stack">
        {appointment.status !== 'HELD' && (!isOff || appointment.documents.length > 0) && (
          <section className="card stack" style={{ gap: 10 }}>
            <h2 className="h3">{t('documents.title')}</h2>
            {appointment.documents.length === 0 ? <p className="small m">{t('documents.none')}</p> : (
              <ul className="stack" style={{ gap: 10 }}>
                {appointment.documents.map((document) => (
                  <FileRow key={document.id} document={document} detail={`${formatDate(document.createdAt, zone, now)}, ${formatBytes(document.size)}`} />
                ))}
              </ul>
            )}
            {!isOff && <ButtonLink to="/visits/$id/documents" params={params} variant="soft" block><Icon of={IconPlus} size={22} />{t('documents.add')}</ButtonLink>}
          </section>
        )}
        {appointment.payment && (
          <section className="card stack" style={{ gap: 10 }}>
            <div className="line between" style={{ flexWrap: 'wrap' }}><h2 className="h3">{t('payment.bar')}</h2><PaymentChip status={appointment.payment.status} /></div>
            <dl className="sum"><dt>{t('payment.sum')}</dt><dd>{formatMoney(appointment.payment.amount)}</dd></dl>
            <MoneyTrail payment={appointment.payment} zone={zone} />
          </section>
        )}
        {terms && appointment.status === 'BOOKED' && now < Date.parse(appointment.startsAt) && <Plans appointment={appointment} terms={terms} now={now} />}
        {appointment.calendarUrl && !isOff && now < Date.parse(appointment.startsAt) && (
          <ButtonAnchor href={appointment.calendarUrl} variant="soft" block><Icon of={IconCalendarPlus} size={22} />{t('calendar')}</ButtonAnchor>
        )}
        {appointment.consents.map((consent) => <ConsentCard key={consent.id} consent={consent} timeZone={zone} />)}
      </aside>
    </div>
  );
}

/** It did not take place: by whom, the money, and what next. */
function Off({ appointment }: { appointment: Appointment }) {
  const { t } = useTranslation('change');
  const phone = useClinic()?.supportPhone;
  return (
    <>
      <OutcomeNote visit={appointment} live />
      <ButtonLink to="/book/$specialtyId" params={{ specialtyId: appointment.practitioner.specialties[0]?.id ?? '-' }} block>{t('off.schedule')}</ButtonLink>
      {phone && <ButtonAnchor href={`tel:${phone}`} variant="plain" block><Icon of={IconPhone} size={20} />{formatPhone(phone)}</ButtonAnchor>}
    </>
  );
}

/** Moving and cancelling, with the rule said before. */
function Plans({ appointment, terms, now }: { appointment: Appointment; terms: TermsFragment; now: number }) {
  const { t } = useTranslation('change');
  const { id, startsAt, clinicTimeZone: zone } = appointment;
  const { fullRefundUntil } = terms;
  const isLate = now > Date.parse(fullRefundUntil);
  return (
    <section className="card stack" style={{ gap: 10 }}>
      <h2 className="h3">{t('visit.title')}</h2>
      <p className="small m">
        {isLate ? t('visit.late', { count: hoursBefore(startsAt, fullRefundUntil) }) : t('visit.untilMove', { until: untilWords(fullRefundUntil, zone, now), zone: zoneWords(zone, fullRefundUntil) })}
      </p>
      {isLate ? <Desk /> : <ButtonLink to="/visits/$id/move" params={{ id }} variant="soft" block><Icon of={IconCalendarRepeat} size={22} />{t('visit.move')}</ButtonLink>}
      <ButtonLink to="/visits/$id/cancel" params={{ id }} variant="danger-plain" block>{t('visit.cancel')}</ButtonLink>
    </section>
  );
}

function Desk() {
  const phone = useClinic()?.supportPhone;
  return phone ? <ButtonAnchor href={`tel:${phone}`} variant="soft" block><Icon of={IconPhone} size={22} />{formatPhone(phone)}</ButtonAnchor> : null;
}
