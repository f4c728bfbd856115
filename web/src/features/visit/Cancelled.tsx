import { useQuery } from '@apollo/client/react';
import { IconCalendarOff, IconChevronRight } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { NextTimesDocument, type AppointmentStatus, type NextTimesQuery } from '../../gql/graphql';
import { formatDay, formatMoney, formatTime, relativeDay, shortName, upperFirst } from '../../shared/format';
import { Avatar } from '../../ui/Avatar';
import { ButtonLink } from '../../ui/Button';
import { PhoneLink } from '../../ui/Help';
import { Icon } from '../../ui/Icon';
import { outcomeWords } from '../../ui/Outcome';
import { TaskShell } from '../../ui/PatientShell';
import { Empty } from '../../ui/States';
import type { RoomAppointment } from './room';

/** The visit does not take place: said at once, by whom, with what happens to the money and who else receives soon. */
export function Cancelled({ appointment, status }: { appointment: RoomAppointment; status: AppointmentStatus }) {
  const { t } = useTranslation('change');
  const { t: room } = useTranslation('visit');
  // The call hears of it before the appointment has come anew.
  const words = outcomeWords(appointment, t) ?? outcomeWords({ ...appointment, status }, t);
  const specialtyId = appointment.practitioner.specialties[0]?.id ?? '-';
  return (
    <TaskShell
      title={room('wait.title')}
      back="/"
      dock={
        <>
          <ButtonLink to="/book/$specialtyId" params={{ specialtyId }} block>{t('off.schedule')}</ButtonLink>
          <PhoneLink />
        </>
      }
    >
      <div role="alert">
        <Empty icon={words?.icon ?? IconCalendarOff} tone="bad" level={1} title={words?.title ?? t('off.cancelled')}>{words?.text}</Empty>
      </div>
      <Nearest specialtyId={specialtyId} timeZone={appointment.clinicTimeZone} />
    </TaskShell>
  );
}

type Practitioner = NextTimesQuery['practitioners']['nodes'][number];

function Nearest({ specialtyId, timeZone }: { specialtyId: string; timeZone: string }) {
  const { t } = useTranslation('change');
  const { data } = useQuery(NextTimesDocument, { variables: { specialtyId }, fetchPolicy: 'network-only' });
  const free = (data?.practitioners.nodes ?? [])
    .flatMap((who) => (who.nextFreeAt ? [{ who, at: who.nextFreeAt }] : []))
    .sort((a, b) => a.at.localeCompare(b.at))
    .slice(0, 3);
  if (free.length === 0) return null;
  return (
    <section className="stack appear" style={{ gap: 10 }}>
      <h2 className="h3">{t('off.nearest')}</h2>
      {free.map(({ who, at }) => (
        <Link key={who.id} className="card flat line" style={{ textDecoration: 'none', color: 'var(--tv-ink)', padding: '12px 16px' }} to="/book/$specialtyId/$practitionerId" params={{ specialtyId, practitionerId: who.id }}>
          <Avatar person={who} size="s" />
          <span className="grow">
            <b className="num">{upperFirst(relativeDay(at, timeZone) ?? formatDay(at, timeZone))}, {formatTime(at, timeZone)}</b>
            <span className="small m" style={{ display: 'block' }}>{[shortName(who), price(who)].filter(Boolean).join(' · ')}</span>
          </span>
          <span className="f"><Icon of={IconChevronRight} /></span>
        </Link>
      ))}
    </section>
  );
}

function price({ services }: Practitioner): string {
  const [service] = services;
  return service && service.funding !== 'COVERED' ? formatMoney(service.price) : '';
}
