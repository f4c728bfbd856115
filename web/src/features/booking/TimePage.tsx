import { useQuery } from '@apollo/client/react';
import { useMediaQuery } from '@mantine/hooks';
import { IconCalendarOff } from '@tabler/icons-react';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useEffect, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { BookingOfferDocument, type PractitionerOfferFragment } from '../../gql/graphql';
import { dayParts, formatMoney, formatTime, fullName, isoDate } from '../../shared/format';
import { freeOf, heldAmong, lingerMs } from '../../shared/slots';
import { ownTime, useHold, type Hold } from '../../shared/useHold';
import { useTimes } from '../../shared/useTimes';
import { announce } from '../../ui/announce';
import { Avatar } from '../../ui/Avatar';
import { Button, ButtonLink } from '../../ui/Button';
import { HeldLine, HoldSaid } from '../../ui/Hold';
import { Steps, TaskShell } from '../../ui/PatientShell';
import { CardSkeleton, Empty, LoadFailed, Loading, RowsSkeleton } from '../../ui/States';
import { Days, Slots, Week, ZoneLine } from '../../ui/Times';
import { HoldExpired } from './HoldExpired';
import { experience, languageNames } from './offer';

export default function TimePage() {
  const { t } = useTranslation('booking');
  const { practitionerId } = useParams({ from: '/patient/book/$specialtyId/$practitionerId' });
  const { data, error, refetch } = useQuery(BookingOfferDocument, { variables: { practitionerId }, fetchPolicy: 'network-only' });
  const practitioner = data?.practitioner?.__typename === 'Practitioner' ? data.practitioner : undefined;
  const service = useService(practitioner);
  if (practitioner && service && data?.viewer?.patient) {
    return <Times key={practitioner.id} practitioner={practitioner} service={service} patientId={data.viewer.patient.id} />;
  }
  return (
    <Frame>
      <Steps step={3} of={4} />
      <h1 tabIndex={-1}>{t('time.title')}</h1>
      {error || data ? <LoadFailed error={error} onRetry={() => void refetch()} /> : <Loading><RowsSkeleton rows={1} /><CardSkeleton /></Loading>}
    </Frame>
  );
}

type Service = PractitionerOfferFragment['services'][number];

function useService(practitioner: PractitionerOfferFragment | undefined): Service | undefined {
  const { service: wanted } = useSearch({ from: '/patient/book/$specialtyId/$practitionerId' });
  return practitioner?.services.find((service) => service.id === wanted) ?? practitioner?.services[0];
}

function Frame({ children, dock, wide, tabs }: { children: ReactNode; dock?: ReactNode; wide?: boolean; tabs?: boolean }) {
  const { t } = useTranslation('booking');
  const { specialtyId } = useParams({ from: '/patient/book/$specialtyId/$practitionerId' });
  return (
    <TaskShell title={t('time.title')} bar={t('step', { step: 3 })} tab="book" back="/book/$specialtyId" backParams={{ specialtyId }} dock={dock} tabs={tabs} wide={wide}>
      {children}
    </TaskShell>
  );
}

type TimesProps = { practitioner: PractitionerOfferFragment; service: Service; patientId: string };

function Times({ practitioner, service, patientId }: TimesProps) {
  const { t } = useTranslation('booking');
  const navigate = useNavigate();
  const wide = useMediaQuery('(min-width: 62em)');
  const { hold, setHold, take, extend, resume } = useHold();
  const own = ownTime(hold);
  const lost = hold.at === 'taken' ? hold.startsAt : null;
  const { days, timeZone, error, askAgain } = useTimes(practitioner.id, service.id, own, lost);
  const mine = heldAmong(days);
  useEffect(() => resume(mine), [mine?.holdId, resume]);
  const [picked, setPicked] = useState<string>();
  const whose = { practitionerId: practitioner.id, serviceId: service.id, patientId };

  const marked = own ?? (hold.at === 'taken' ? (hold.nearest ?? null) : null);
  const open = days?.filter((day) => freeOf(day).length > 0) ?? [];
  const day = days?.find((d) => d.date === (picked ?? (marked ? isoDate(marked, timeZone) : undefined))) ?? open[0] ?? days?.[0];

  async function choose(startsAt: string) {
    setPicked(undefined);
    const next = await take(whose, startsAt);
    if (next.at === 'held') announce(t('time.heldNow', { time: formatTime(startsAt, timeZone) }));
    if (next.at === 'taken') askAgain(lingerMs);
  }

  if (hold.at === 'expired') {
    return (
      <Frame tabs>
        <Steps step={3} of={4} />
        <HoldExpired
          time={formatTime(hold.startsAt, timeZone)}
          onAgain={() => void choose(hold.startsAt)}
          onOther={() => {
            setHold({ at: 'none' });
            askAgain(0);
          }}
        />
      </Frame>
    );
  }

  const dock = <Dock hold={hold} timeZone={timeZone} onExpire={() => hold.at === 'held' && setHold({ at: 'expired', startsAt: hold.startsAt })} onTake={(startsAt) => void choose(startsAt)} onExtend={() => void extend().then((ok) => ok && announce(t('time.extended')))} onNext={(id) => void navigate({ to: '/visits/$id/book', params: { id } })} />;
  const hasDock = hold.at === 'held' || hold.at === 'holding' || (hold.at === 'taken' && hold.nearest !== undefined);
  const note = <HoldSaid hold={hold} timeZone={timeZone} />;
  const none = days && open.length === 0 && own === null;
  const zone = <ZoneLine timeZone={timeZone} at={marked ?? day?.slots[0]?.startsAt} />;
  const price = service.funding === 'COVERED' ? t('practitioner.covered') : formatMoney(service.price);

  if (wide) {
    return (
      <Frame wide>
        <div className="two first">
          <aside className="stack" style={{ gap: 20 }}>
            <h1 tabIndex={-1}>{t('time.title')}</h1>
            <section className="card stack">
              <div className="line" style={{ gap: 14 }}>
                <Avatar person={practitioner} size="l" />
                <h2 className="h3">{fullName(practitioner)}</h2>
              </div>
              <p className="small m">
                {[practitioner.specialties[0]?.name, practitioner.qualification].filter(Boolean).join(', ')}. {experience(practitioner.experienceYears, t)}. {languageNames(practitioner.languages)}.
              </p>
              <dl className="sum"><dt>{t('time.service', { count: service.durationMinutes })}</dt><dd>{price}</dd></dl>
            </section>
            {note}
            {hasDock && <section className="card stack" style={{ gap: 14 }}>{dock}</section>}
            {zone}
          </aside>
          {none ? <NoTime /> : days ? <Week days={days} marked={marked} timeZone={timeZone} busy={hold.at === 'holding'} onChoose={(at) => void choose(at)} /> : <Waiting error={error} onRetry={() => askAgain(0)} />}
        </div>
      </Frame>
    );
  }
  return (
    <Frame dock={hasDock ? dock : undefined} tabs={!hasDock}>
      <Steps step={3} of={4} />
      <h1 tabIndex={-1}>{t('time.title')}</h1>
      <div className="line" style={{ gap: 12 }}>
        <Avatar person={practitioner} size="s" />
        <div className="grow">
          <b>{fullName(practitioner)}</b>
          <div className="small m">{[practitioner.specialties[0]?.name, t('minutes', { count: service.durationMinutes }), price].filter(Boolean).join(' · ')}</div>
        </div>
      </div>
      {none ? <NoTime /> : days && day ? (
        <>
          <Days days={days} chosen={day.date} onChoose={setPicked} />
          {note}
          <Slots day={day} marked={marked} timeZone={timeZone} onChoose={(at) => void choose(at)} />
          {zone}
        </>
      ) : <Waiting error={error} onRetry={() => askAgain(0)} />}
    </Frame>
  );
}

function Waiting({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  return error ? <LoadFailed error={error} onRetry={onRetry} /> : <Loading><CardSkeleton /></Loading>;
}

function NoTime() {
  const { t } = useTranslation('booking');
  const { specialtyId } = useParams({ from: '/patient/book/$specialtyId/$practitionerId' });
  return (
    <Empty card icon={IconCalendarOff} tone="info" title={t('none.title')} actions={<ButtonLink to="/book/$specialtyId" params={{ specialtyId }} block style={{ marginTop: 6 }}>{t('none.others')}</ButtonLink>}>
      {t('none.text')}
    </Empty>
  );
}

type DockProps = { hold: Hold; timeZone: string; onExpire: () => void; onTake: (startsAt: string) => void; onExtend: () => void; onNext: (id: string) => void };

function Dock({ hold, timeZone, onExpire, onTake, onExtend, onNext }: DockProps) {
  const { t } = useTranslation('booking');
  switch (hold.at) {
    case 'holding':
      return <Button block busy>{t('time.holding', { time: formatTime(hold.startsAt, timeZone) })}</Button>;
    case 'held':
      return (
        <>
          <HeldLine until={hold.expiresAt} title={`${dayParts(isoDate(hold.startsAt, timeZone)).short}, ${formatTime(hold.startsAt, timeZone)}`} onEnd={onExpire} />
          <Button block onClick={() => onNext(hold.id)}>{t('next')}</Button>
          {hold.canExtend && <Button block variant="plain" onClick={onExtend}>{t('time.extend')}</Button>}
        </>
      );
    case 'taken':
      return hold.nearest ? <Button block onClick={() => onTake(hold.nearest!)}>{t('taken.choose', { time: formatTime(hold.nearest, timeZone) })}</Button> : null;
    case 'none':
    case 'expired':
    case 'refused':
      return null;
  }
}
