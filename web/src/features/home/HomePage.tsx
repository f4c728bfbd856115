import { useQuery } from '@apollo/client/react';
import { IconCalendarPlus, IconChevronRight, IconEye, IconFileText, IconListCheck, IconShieldCheck } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { lazy, Suspense, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { HomeDocument, type AppointmentCardFragment, type HomeQuery } from '../../gql/graphql';
import { syncClock, useServerNow } from '../../shared/clock';
import { addressName, formatDate, shortName } from '../../shared/format';
import { loadTexts } from '../../shared/i18n';
import { nextStep } from '../../shared/nextStep';
import { useFollow } from '../../shared/useFollow';
import { useViewer } from '../../shared/session';
import { Avatar } from '../../ui/Avatar';
import { ButtonLink } from '../../ui/Button';
import { HelpSheet } from '../../ui/Help';
import { Icon } from '../../ui/Icon';
import { Note } from '../../ui/Note';
import { PatientShell } from '../../ui/PatientShell';
import { CardSkeleton, Empty, LoadFailed, Loading, RowsSkeleton } from '../../ui/States';
import { VisitCard } from '../../ui/VisitCard';

const News = lazy(() => Promise.all([import('./News'), loadTexts('change')]).then(([module]) => ({ default: module.News })));

type Viewer = NonNullable<HomeQuery['viewer']>;

/** What is next, and what was concluded. */
export function HomePage() {
  const { t } = useTranslation('home');
  const patient = useViewer()?.patient;
  const { data, error, refetch } = useQuery(HomeDocument, { fetchPolicy: 'cache-and-network' });
  useEffect(() => {
    if (data) syncClock(data.serverTime);
  }, [data]);
  useEffect(() => {
    const again = () => {
      if (document.visibilityState === 'visible') void refetch().catch(() => undefined);
    };
    document.addEventListener('visibilitychange', again);
    return () => document.removeEventListener('visibilitychange', again);
  }, [refetch]);

  const viewer = data?.viewer;
  return (
    <PatientShell title={t('title')} tab="home">
      <h1 className="h2 hello" tabIndex={-1}>{patient ? t('hello', { name: addressName(patient) }) : t('title')}</h1>
      {viewer ? (
        <Loaded viewer={viewer} onChange={() => void refetch().catch(() => undefined)} />
      ) : error ? (
        <LoadFailed error={error} title={t('failed')} text={t('failedText')} onRetry={() => void refetch().catch(() => undefined)} />
      ) : (
        <Loading><CardSkeleton /><RowsSkeleton rows={2} /></Loading>
      )}
    </PatientShell>
  );
}

function Loaded({ viewer, onChange }: { viewer: Viewer; onChange: () => void }) {
  const { t } = useTranslation('home');
  const now = useServerNow();
  const [next, ...later] = viewer.current.nodes;
  const step = next ? nextStep(next, now).at : 'none';
  const off = viewer.past.nodes.filter((past) => isNews(past, now));
  const [own, unasked] = [true, false].map((isOwn) => off.filter(({ cancellation }) => (cancellation?.by === 'PATIENT') === isOwn));
  const concluded = viewer.past.nodes.filter((past) => past.visit?.conclusions.length);
  const unconfirmed = viewer.patient?.status === 'UNCONFIRMED';
  return (
    <div className="two mix">
      <div className="stack">
        {viewer.current.nodes.map((appointment) => <Follow key={appointment.id} appointment={appointment} onChange={onChange} />)}
        <AllNews visits={unasked} />
        {next ? <VisitCard appointment={next} /> : <Nothing />}
        {later.map((appointment) => <VisitCard key={appointment.id} appointment={appointment} title={t('later')} />)}
        <AllNews visits={own} />
        {concluded.length === 0 ? (
          <section className="after">
            <h2 style={{ margin: '6px 0 2px' }}>{t('conclusions')}</h2>
            <p className="m">{t('noConclusions')}</p>
          </section>
        ) : (
          <section className="after">
            <h2 style={{ margin: '6px 0 2px' }}>{t('conclusions')}</h2>
            <ul className="rows">
              {concluded.map((past) => (
                <li key={past.id}>
                  <Link className="row" to="/history/$id" params={{ id: past.id }}>
                    <Avatar person={past.practitioner} size="s" />
                    <div className="grow">
                      <b>{[past.practitioner.specialties[0]?.name, shortName(past.practitioner)].filter(Boolean).join(', ')}</b>
                      <div className="small m">
                        {formatDate(past.startsAt, past.clinicTimeZone, now)}
                        {(past.visit?.conclusions.length ?? 0) > 1 && `, ${t('addendum')}`}
                      </div>
                    </div>
                    <span className="go"><Icon of={IconChevronRight} /></span>
                  </Link>
                </li>
              ))}
            </ul>
          </section>
        )}
      </div>
      <aside className="stack">
        {(step === 'join' || step === 'wait' || step === 'return') && <AtHand />}
        {unconfirmed && step !== 'join' && step !== 'return' && <Unconfirmed />}
      </aside>
    </div>
  );
}

/** What the clinic called off stands above the next visit, what one called off oneself below. */
function AllNews({ visits = [] }: { visits?: Viewer['past']['nodes'] | undefined }) {
  return visits.length > 0 && <Suspense>{visits.map((visit) => <News key={visit.id} visit={visit} />)}</Suspense>;
}

const newsMs = 3 * 86_400_000;
const notHeld = ['CANCELLED', 'NO_SHOW', 'FAILED'];

/** What did not take place lately, or should have been soon, or while its money is on the way. */
function isNews({ status, startsAt, cancellation, payment }: Viewer['past']['nodes'][number], now: number): boolean {
  const since = now - newsMs;
  return notHeld.includes(status) && (payment?.status === 'REFUND_REQUESTED' || Date.parse(cancellation?.at ?? startsAt) > since);
}

/** Keeps one visit up to date; what has ended moves on to the history. */
function Follow({ appointment, onChange }: { appointment: AppointmentCardFragment; onChange: () => void }) {
  useFollow(appointment, onChange);
  return null;
}

function Nothing() {
  const { t } = useTranslation('home');
  return (
    <Empty card icon={IconCalendarPlus} title={t('empty')} actions={<ButtonLink to="/book" block style={{ marginTop: 6 }}>{t('book')}</ButtonLink>}>
      {t('emptyText')}
    </Empty>
  );
}

function AtHand() {
  const { t } = useTranslation('home');
  return (
    <section className="card">
      <h2 className="h3" style={{ marginBottom: 2 }}>{t('atHand.title')}</h2>
      <ul className="ready">
        <li><Icon of={IconListCheck} /><span>{t('atHand.medicines')}</span></li>
        <li><Icon of={IconFileText} /><span>{t('atHand.papers')}</span></li>
        <li><Icon of={IconEye} /><span>{t('atHand.glasses')}</span></li>
      </ul>
    </section>
  );
}

function Unconfirmed() {
  const { t } = useTranslation('home');
  const [open, setOpen] = useState(false);
  return (
    <Note icon={IconShieldCheck} title={t('unconfirmed')}>
      {t('unconfirmedText')}{' '}
      <button type="button" className="linkish" style={{ color: 'inherit' }} onClick={() => setOpen(true)}>{t('where')}</button>
      <HelpSheet open={open} onClose={() => setOpen(false)} />
    </Note>
  );
}
