import { useMutation, useQuery } from '@apollo/client/react';
import { IconCalendarOff, IconDoorOff, IconLock, IconVideoOff } from '@tabler/icons-react';
import { getRouteApi, useRouter } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  AskToEnterDocument, GuestInvitationDocument, InvitationChangesDocument, RequestGuestCodeDocument,
  type ChallengeClockFragment, type GuestInvitationQuery,
} from '../../gql/graphql';
import { trackOf } from '../../rtc/LocalMedia';
import { codeOf } from '../../shared/apollo';
import { syncClock, useReached, useServerNow } from '../../shared/clock';
import { formatDay, formatTime, fullName, zoneWords } from '../../shared/format';
import { lostText, problemText } from '../../shared/problem';
import { beginSession, useClinic } from '../../shared/session';
import { useResumable } from '../../shared/useResumable';
import { announce } from '../../ui/announce';
import { Button } from '../../ui/Button';
import { ErrorText } from '../../ui/Fields';
import { PhoneLink } from '../../ui/Help';
import { Icon } from '../../ui/Icon';
import { Note } from '../../ui/Note';
import { TaskShell } from '../../ui/PatientShell';
import { CardSkeleton, Empty, LoadFailed, Loading } from '../../ui/States';
import { CodeStep } from '../account/CodeStep';
import { CameraView } from '../device/CameraView';
import '../device/device.css';
import { Levels } from '../device/Levels';
import { CallStage } from '../visit/CallStage';
import { useVisitCall, wasInCall, type VisitCallHandle } from '../visit/useVisitCall';
import './guests.css';

const route = getRouteApi('/guest/$id');

type Invitation = NonNullable<NonNullable<GuestInvitationQuery['viewer']>['invitation']>;
type Meeting = NonNullable<Invitation['meeting']>;

/** Where the link of an SMS leads: the code, one's own picture, the lobby, the call. */
export default function GuestPage() {
  const { id } = route.useParams();
  // Of the route: signing in forgets what the queries of the page before have watched.
  const isGuest = route.useRouteContext().session.viewer?.role === 'GUEST';
  return isGuest ? <Invited key={id} id={id} /> : <Entry id={id} />;
}

/** Nobody comes in by the link alone: a code goes to the phone that was invited. */
function Entry({ id }: { id: string }) {
  const { t } = useTranslation('guests');
  const [sent, setSent] = useState<{ challenge: ChallengeClockFragment; phoneEnding: string }>();
  const [error, setError] = useState<string>();
  const [isGone, setGone] = useState(false);
  const [busy, setBusy] = useState(false);
  const [request] = useMutation(RequestGuestCodeDocument);
  const router = useRouter();

  async function send(): Promise<string | null> {
    try {
      const { data } = await request({ variables: { input: { guestId: id } } });
      const answer = data?.requestGuestCode;
      switch (answer?.__typename) {
        case 'GuestCodeSent':
          setSent(answer);
          return null;
        case 'TooManyAttempts':
          return problemText(answer);
        case 'VisitClosed':
          setGone(true);
          return null;
        case undefined:
          return lostText();
      }
    } catch (failed) {
      if (codeOf(failed) !== 'NOT_FOUND') return lostText();
      setGone(true);
      return null;
    }
  }
  async function next() {
    setBusy(true);
    setError((await send()) ?? undefined);
    setBusy(false);
  }

  if (isGone) return <Message icon={IconCalendarOff} of="gone" />;
  if (sent) {
    return (
      <CodeStep
        title={t('entry.title')}
        sentTo={t('entry.sentTo', { ending: sent.phoneEnding })}
        challenge={sent.challenge}
        onBack={() => setSent(undefined)}
        onResend={send}
        onConfirmed={async () => {
          await beginSession();
          await router.invalidate();
        }}
      />
    );
  }
  return (
    <TaskShell title={t('lobby.title')} dock={<Button block busy={busy} onClick={() => void next()}>{t('entry.send')}</Button>}>
      <div className="stack">
        <h1 tabIndex={-1}>{t('entry.title')}</h1>
        <p className="m">{t('entry.text')}</p>
        <Note icon={IconLock} title={t('entry.secret')}>{t('entry.secretText')}</Note>
        {error && <ErrorText>{error}</ErrorText>}
      </div>
    </TaskShell>
  );
}

function Invited({ id }: { id: string }) {
  const { t } = useTranslation('guests');
  const { data, error, refetch } = useQuery(GuestInvitationDocument, { fetchPolicy: 'network-only', nextFetchPolicy: 'cache-first' });
  const again = () => void refetch().catch(() => undefined);
  const invitation = data?.viewer?.invitation;
  useEffect(() => {
    if (data) syncClock(data.serverTime);
  }, [data?.serverTime]); // eslint-disable-line react-hooks/exhaustive-deps
  useResumable(InvitationChangesDocument, { variables: invitation?.meeting ? {} : null, onReady: again, onEvent: again, onGap: again, onEnd: again });

  if (!data && error) return <TaskShell title={t('entry.title')}><LoadFailed level={1} error={error} onRetry={again} /></TaskShell>;
  if (!data) return <TaskShell title={t('entry.title')}><Loading><CardSkeleton /></Loading></TaskShell>;
  if (!invitation || invitation.guest.id !== id) return <Entry id={id} />;
  const { guest, meeting } = invitation;
  if (guest.status === 'REMOVED' || guest.status === 'DECLINED' || !meeting) return <Message icon={IconDoorOff} of="removed" />;
  return <Lobby guest={guest} meeting={meeting} />;
}

const silent = { speak: false, share: false };

/** One's own picture and the wait; let in, the call takes the page. */
function Lobby({ guest, meeting }: { guest: Invitation['guest']; meeting: Meeting }) {
  const listens = guest.role === 'OBSERVER';
  const mayShare = guest.role === 'CONSULTANT' || guest.role === 'REPRESENTATIVE';
  const call = useVisitCall(meeting.appointmentId, { listens });
  const isOpen = useReached(meeting.opensAt);
  const isAdmitted = guest.status === 'ADMITTED';
  const { at } = call.state;
  const wasWaiting = useRef(!isAdmitted || wasInCall(meeting.appointmentId));
  useEffect(() => {
    if (!isAdmitted) wasWaiting.current = true;
    if (!isAdmitted || !isOpen || !wasWaiting.current) return;
    wasWaiting.current = false;
    // Let in while they wait, or back after a reload: nobody has to press anything.
    void call.call.join();
  }, [isAdmitted, isOpen, call.call]);
  const isOver = meeting.isOver || (call.state.at === 'ended' && (call.state.reason === 'VISIT_FINISHED' || call.state.reason === 'CANCELLED'));
  useEffect(() => {
    if (isOver && at !== 'ended') call.call.close();
  }, [isOver, at, call.call]);

  if (isOver) return <Message icon={IconCalendarOff} of="over" />;
  if (at !== 'idle' && at !== 'ended' && at !== 'refused' && meeting.practitioner) {
    return (
      <main className="visit-room">
        <CallStage
          call={call}
          self="patient"
          other={meeting.practitioner}
          endsAt={meeting.endsAt}
          timeZone={meeting.clinicTimeZone}
          rights={listens ? silent : { speak: true, share: mayShare }}
        />
      </main>
    );
  }
  return <Waiting guest={guest} meeting={meeting} call={call} isOpen={isOpen} listens={listens} />;
}

type WaitingProps = { guest: Invitation['guest']; meeting: Meeting; call: VisitCallHandle; isOpen: boolean; listens: boolean };

function Waiting({ guest, meeting, call, isOpen, listens }: WaitingProps) {
  const { t } = useTranslation('guests');
  const now = useServerNow();
  const [ask] = useMutation(AskToEnterDocument);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string>();
  const { startsAt, clinicTimeZone: zone, practitioner } = meeting;
  const words = guest.status === 'ADMITTED' ? (isOpen ? 'admitted' : 'early') : guest.status === 'WAITING' ? 'waiting' : guest.status === 'HELD' ? 'held' : 'ready';
  useEffect(() => {
    if (words === 'held') announce(t('lobby.held'));
  }, [words, t]);
  const knock = async () => {
    setBusy(true);
    setError(undefined);
    const { data } = (await ask({ variables: { input: { guestId: guest.id } } }).catch(() => undefined)) ?? {};
    setBusy(false);
    if (data?.askToEnter?.__typename !== 'AskToEnterSuccess') setError(lostText());
  };
  return (
    <TaskShell
      title={t('lobby.title')}
      dock={
        words === 'ready' ? <Button variant="lamp" block busy={busy} onClick={() => void knock()}>{t('lobby.ask')}</Button>
        : words === 'admitted' ? <Button variant="lamp" block onClick={() => void call.call.join()}>{t('lobby.enter')}</Button>
        : <PhoneLink label={t('lobby.call')} />
      }
    >
      <section className="card stack" role="status">
        <h1 tabIndex={-1}>{t(`lobby.${words}`)}</h1>
        <p className="m">{t(`lobby.${words}Text`)}</p>
      </section>
      <section className="card stack">
        <p className="num">{t('lobby.when', { day: formatDay(startsAt, zone, now), time: formatTime(startsAt, zone), zone: zoneWords(zone, startsAt) })}</p>
        {practitioner && <p className="m">{t('lobby.doctor', { name: fullName(practitioner), what: practitioner.specialties.map(({ name }) => name).join(', ') })}</p>}
        <p className="m">{t('lobby.as', { role: t(`roles.${guest.role}`) })}</p>
      </section>
      {listens ? <p className="m">{t('lobby.listens')}</p> : <Own call={call} />}
      {error && <ErrorText>{error}</ErrorText>}
      <p className="small m">{t('entry.secretText')}</p>
    </TaskShell>
  );
}

/** One's own picture and voice before anybody else has them. */
function Own({ call: { call, media } }: { call: VisitCallHandle }) {
  const { t } = useTranslation('guests');
  const camera = trackOf(media.camera);
  const microphone = trackOf(media.microphone);
  const isIdle = media.camera.is === 'off' && media.microphone.is === 'off';
  return (
    <section className="card stack">
      <div className="guest-own">
        {camera ? <CameraView track={camera} mirrored={media.facing === 'user'} label={t('own.camera')} /> : <Icon of={IconVideoOff} size={32} />}
      </div>
      {microphone && <Levels track={microphone} label={t('own.level')} bars={16} style={{ height: 14 }} />}
      {isIdle ? (
        <>
          <p className="m">{t('own.text')}</p>
          <Button variant="soft" block onClick={() => void call.media.open()}>{t('own.turnOn')}</Button>
        </>
      ) : (
        <p className="m">{t(camera && microphone ? 'own.both' : microphone ? 'own.voice' : 'own.none')}</p>
      )}
    </section>
  );
}

function Message({ icon, of }: { icon: typeof IconDoorOff; of: 'gone' | 'removed' | 'over' }) {
  const { t } = useTranslation('guests');
  const clinic = useClinic();
  return (
    <TaskShell title={t(`${of}.title`)} dock={clinic && <PhoneLink label={t('lobby.call')} />}>
      <div role="alert">
        <Empty icon={icon} tone="act" level={1} title={t(`${of}.title`)}>{t(`${of}.text`)}</Empty>
      </div>
    </TaskShell>
  );
}
