import { useQuery } from '@apollo/client/react';
import { IconArrowLeft, IconMapQuestion } from '@tabler/icons-react';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { DoctorVisitChangesDocument, DoctorVisitDocument, type DoctorVisitFactsFragment } from '../../gql/graphql';
import type { CallState } from '../../rtc/callState';
import { syncClock, useServerNow } from '../../shared/clock';
import { formatDay, formatTime, fullName, isoDate } from '../../shared/format';
import { useResumable } from '../../shared/useResumable';
import { Avatar } from '../../ui/Avatar';
import { Button, ButtonLink } from '../../ui/Button';
import { HelpButton } from '../../ui/Help';
import { Icon } from '../../ui/Icon';
import { usePageTitle } from '../../ui/PatientShell';
import { useDoctorRail } from '../../ui/rails';
import { StaffShell } from '../../ui/StaffShell';
import { CardSkeleton, Empty, LoadFailed, Loading } from '../../ui/States';
import { ChatPanel } from '../chat/ChatPanel';
import { useUnread } from '../chat/useChat';
import { GuestsSheet } from '../guests/GuestsSheet';
import { useGuests } from '../guests/useGuests';
import { CallStage } from '../visit/CallStage';
import { useVisitCall, wasInCall, type VisitCallHandle } from '../visit/useVisitCall';
import { ageOn } from './board';
import { CardPane } from './CardPane';
import { Conclusion } from './Conclusion';
import { DocumentsPane } from './DocumentsPane';
import './doctor.css';
import { FinishDialog, type Ending } from './FinishDialog';
import { Lobby } from './Lobby';
import { RowChip } from './RowParts';
import { useDraft } from './useDraft';
import { panelId, places, tabId, useTab, VisitTabs } from './VisitTabs';
import { takeWish } from './wish';

const route = getRouteApi('/practitioner/doctor/visits/$id');

export default function DoctorVisitPage() {
  const { id } = route.useParams();
  return <LoadedVisit key={id} id={id} />;
}

function LoadedVisit({ id }: { id: string }) {
  const { t } = useTranslation('doctor');
  const query = useQuery(DoctorVisitDocument, { variables: { id }, fetchPolicy: 'network-only', nextFetchPolicy: 'cache-first' });
  const facts = query.data?.appointment;
  useEffect(() => {
    if (query.data) syncClock(query.data.serverTime);
  }, [query.data?.serverTime]);
  useResumable(DoctorVisitChangesDocument, {
    variables: facts ? { id } : null,
    after: facts?.cursor,
    onEvent: (event) => {
      if (event.appointment?.visit) syncClock(event.appointment.visit.serverTime);
    },
    onGap: () => void query.refetch(),
  });
  const rail = useDoctorRail('/doctor');
  if (facts) return <Visit facts={facts} />;
  return (
    <StaffShell title={t('visit.tabs.conclusion')} rail={rail}>
      {query.data ? (
        <Empty card level={1} icon={IconMapQuestion} title={t('visit.missing.title')} actions={<ButtonLink to="/doctor">{t('visit.missing.board')}</ButtonLink>}>
          {t('visit.missing.text')}
        </Empty>
      ) : query.error ? (
        <LoadFailed level={1} error={query.error} onRetry={() => void query.refetch()} />
      ) : (
        <Loading><CardSkeleton /></Loading>
      )}
    </StaffShell>
  );
}

const inCall = (call: CallState) => call.at !== 'idle' && call.at !== 'refused' && call.at !== 'ended';

/** What stands at the left: the call, the way into it, or nothing once the visit is over. */
function stageOf(facts: DoctorVisitFactsFragment, call: CallState, now: number): 'call' | 'lobby' | 'none' {
  if (inCall(call)) return 'call';
  const isLive = facts.status === 'BOOKED' || facts.status === 'IN_PROGRESS';
  return isLive && facts.visit && now < Date.parse(facts.visit.closesAt) ? 'lobby' : 'none';
}

/** One visit: the call beside what the practitioner needs for it. Works before the call and after it. */
function Visit({ facts }: { facts: DoctorVisitFactsFragment }) {
  const { t } = useTranslation('doctor');
  const now = useServerNow();
  const call = useVisitCall(facts.id);
  const name = facts.patient ? fullName(facts.patient) : '';
  usePageTitle(t('visit.title', { name }));
  const join = () => void call.call.join();
  useEffect(() => {
    if (takeWish(facts.id) || wasInCall(facts.id)) void call.call.join();
  }, [call.call, facts.id]);

  const stage = stageOf(facts, call.state, now);
  const guests = useGuests(facts.id, 'doctor');
  const [areGuestsOpen, setGuestsOpen] = useState(false);
  const age = facts.patient && t('years', { count: ageOn(facts.patient.birthDate, isoDate(now, facts.clinicTimeZone)) });
  return (
    <main id="main" tabIndex={-1} className={`doctor-visit work ${stage === 'none' ? 'alone' : ''}`} data-density="work">
      {stage === 'call' && facts.patient && (
        <CallStage call={call} self="doctor" other={facts.patient} subtitle={age ?? undefined} endsAt={facts.endsAt} timeZone={facts.clinicTimeZone} compact guests={{ isOpen: areGuestsOpen, waiting: guests.waiting.length, onToggle: () => setGuestsOpen((open) => !open) }} />
      )}
      {stage === 'lobby' && <Lobby facts={facts} call={call.state} now={now} onJoin={join} onGuests={() => setGuestsOpen(true)} />}
      <GuestsSheet appointmentId={facts.id} self="doctor" guests={guests} open={areGuestsOpen} onClose={() => setGuestsOpen(false)} />
      <Pane facts={facts} call={call} now={now} stage={stage} />
    </main>
  );
}

type PaneProps = { facts: DoctorVisitFactsFragment; call: VisitCallHandle; now: number; stage: 'call' | 'lobby' | 'none' };

function Pane({ facts, call, now, stage }: PaneProps) {
  const [tab, setTab] = useTab();
  const writing = useDraft(facts.id, facts.service.kind, facts.visit?.conclusions[0]);
  const visit = facts.visit;
  return (
    <section className="doctor-pane">
      {stage === 'none' && <PaneHead facts={facts} now={now} />}
      <div className="line tabs-row">
        {visit ? <LiveTabs visitId={visit.id} tab={tab} onTab={setTab} documents={facts.documents.length} /> : <VisitTabs tab={tab} shown={places.filter((place) => place !== 'chat')} onTab={setTab} documents={facts.documents.length} unread={0} />}
        <HelpButton className="btn plain pane-help" />
      </div>
      <div role="tabpanel" id={panelId} aria-labelledby={tabId(tab)} className="pane-panel">
        {tab === 'card' && <CardPane facts={facts} />}
        {tab === 'documents' && <DocumentsPane documents={facts.documents} timeZone={facts.clinicTimeZone} />}
        {tab === 'chat' && visit && <ChatPanel visitId={visit.id} appointmentId={facts.id} other="patient" hideTitle timeZone={facts.clinicTimeZone} />}
        <Conclusion facts={facts} writing={writing} isShown={tab === 'conclusion'} finish={facts.status === 'IN_PROGRESS' && <Finish facts={facts} call={call} />} />
      </div>
    </section>
  );
}

function LiveTabs({ visitId, ...rest }: { visitId: string; tab: (typeof places)[number]; onTab: (place: (typeof places)[number]) => void; documents: number }) {
  return <VisitTabs {...rest} shown={places} unread={useUnread(visitId)} />;
}

/** Without a room beside it the pane says itself whose visit this is. */
function PaneHead({ facts, now }: { facts: DoctorVisitFactsFragment; now: number }) {
  const { t } = useTranslation('doctor');
  const { patient, clinicTimeZone: zone } = facts;
  return (
    <header className="line pane-head">
      <Link to="/doctor" className="icon-btn" aria-label={t('visit.back')}><Icon of={IconArrowLeft} /></Link>
      {patient && <Avatar person={patient} size="s" />}
      <div className="grow">
        <h1 className="h3">{patient && fullName(patient)}</h1>
        <p className="cap m">
          {[patient && t('years', { count: ageOn(patient.birthDate, isoDate(now, zone)) }), `${formatDay(facts.startsAt, zone, now)}, ${formatTime(facts.startsAt, zone)}`].filter(Boolean).join(' · ')}
        </p>
      </div>
      <RowChip row={facts} now={now} />
    </header>
  );
}

function Finish({ facts, call }: { facts: DoctorVisitFactsFragment; call: VisitCallHandle }) {
  const { t } = useTranslation('doctor');
  const [isOpen, setOpen] = useState(false);
  const visit = facts.visit;
  if (!visit) return null;
  const newest = visit.conclusions[0];
  const isSigned = newest !== undefined && newest.status !== 'DRAFT';
  const callRuns = visit.status === 'IN_CALL' || visit.status === 'INTERRUPTED';
  const choices: Ending[] = [...(inCall(call.state) ? ['leave' as const] : []), ...(inCall(call.state) || callRuns ? ['end' as const] : []), 'finish'];
  return (
    <>
      <Button variant={isSigned ? 'primary' : 'line2'} aria-haspopup="dialog" onClick={() => setOpen(true)}>{t('visit.finishButton')}</Button>
      <FinishDialog
        appointmentId={facts.id}
        open={isOpen}
        onClose={() => setOpen(false)}
        choices={choices}
        isSigned={isSigned}
        openUntil={formatTime(visit.closesAt, facts.clinicTimeZone)}
        onLeave={() => void call.call.leave()}
      />
    </>
  );
}
