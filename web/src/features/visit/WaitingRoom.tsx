import { IconChevronRight, IconClock, IconMessage, IconSignature, IconUsersPlus, IconVideo, IconVideoOff, IconWallet } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { permission } from '../../rtc/deviceProblem';
import { trackOf } from '../../rtc/LocalMedia';
import { useReached, useServerNow } from '../../shared/clock';
import { formatDay, formatMoney, formatNear, formatTime, fullName, zoneWords } from '../../shared/format';
import { Avatar } from '../../ui/Avatar';
import { Button, ButtonLink } from '../../ui/Button';
import { Icon } from '../../ui/Icon';
import { Note } from '../../ui/Note';
import { TaskShell } from '../../ui/PatientShell';
import { Sheet } from '../../ui/Sheet';
import { StateChip } from '../../ui/StateChip';
import { announce } from '../../ui/announce';
import { ChatPanel } from '../chat/ChatPanel';
import { useUnread } from '../chat/useChat';
import { CameraView } from '../device/CameraView';
import '../device/device.css';
import { Levels } from '../device/Levels';
import { playTone } from '../device/tone';
import { GuestsSheet } from '../guests/GuestsSheet';
import { useGuests } from '../guests/useGuests';
import { Choice, Late } from './Late';
import { untilOf, type RoomAppointment, type RoomVisit } from './room';
import './room.css';
import type { VisitCallHandle } from './useVisitCall';

type Props = { appointment: RoomAppointment; visit: RoomVisit; call: VisitCallHandle };

/** Before the call: the hour, one's own picture, and the yellow button when the door opens. */
export function WaitingRoom({ appointment, visit, call }: Props) {
  const { t } = useTranslation('visit');
  const isOpen = useReached(visit.opensAt);
  const gate = gateOf(appointment);
  usePreview(call);
  const { delay } = appointment;
  const [waitsFor, setWaitsFor] = useState<string>();
  useDoorbell(isOpen && !gate && !delay);
  if (!gate && delay?.patientMayChoose && waitsFor !== delay.expectedAt) {
    return <Choice appointment={appointment} delay={delay} onWait={() => setWaitsFor(delay.expectedAt)} />;
  }

  return (
    <TaskShell
      title={t('wait.title')}
      back="/visits/$id"
      backParams={{ id: appointment.id }}
      dock={isOpen && !gate && !delay ? undefined : <ButtonLink to="/visits/$id" params={{ id: appointment.id }} variant="line2" block>{t('wait.out')}</ButtonLink>}
    >
      {gate ? (
        <Gate appointment={appointment} gate={gate} />
      ) : delay ? (
        <Late
          appointment={appointment}
          delay={delay}
          person={<Person appointment={appointment} level={1} {...(delay.cause === 'PREVIOUS_VISIT' && { facts: t('late.busy') })} />}
          enter={
            <>
              {isOpen && <Button variant="soft" block onClick={() => void call.call.join()}>{t('late.enter')}</Button>}
              {delay.patientMayChoose && <Button variant="plain" block onClick={() => setWaitsFor(undefined)}>{t('late.again')}</Button>}
            </>
          }
        />
      ) : isOpen ? <Door appointment={appointment} visit={visit} call={call} /> : (
        <Early appointment={appointment} visit={visit} />
      )}
      <Own call={call} appointmentId={appointment.id} />
      <ChatLink visitId={visit.id} appointment={appointment} />
      <GuestsLink appointmentId={appointment.id} />
    </TaskShell>
  );
}

type GateKind = 'pay' | 'sign';

/** What the door will ask for anyway is said before. */
function gateOf({ nextAction }: RoomAppointment): GateKind | null {
  if (nextAction === 'PAY') return 'pay';
  return nextAction === 'SIGN_CONSENT' ? 'sign' : null;
}

function Gate({ appointment, gate }: { appointment: RoomAppointment; gate: GateKind }) {
  const { t } = useTranslation('visit');
  const params = { id: appointment.id };
  return (
    <section className="card stack">
      <Person appointment={appointment} />
      <Note tone="act" icon={gate === 'pay' ? IconWallet : IconSignature} title={t(`gate.${gate}`)}>{t(`gate.${gate}Text`)}</Note>
      {gate === 'pay' ? (
        <ButtonLink to="/visits/$id/payment" params={params} block>{t('gate.payNow', { sum: formatMoney(appointment.payment?.amount ?? appointment.price) })}</ButtonLink>
      ) : (
        <ButtonLink to="/visits/$id/consent" params={params} block>{t('gate.signNow')}</ButtonLink>
      )}
    </section>
  );
}

function Person({ appointment: { practitioner }, facts, level }: { appointment: RoomAppointment; facts?: string; level?: 1 }) {
  const Name = level === 1 ? 'h1' : 'b';
  return (
    <div className="line" style={{ gap: 14 }}>
      <Avatar person={practitioner} size="l" />
      <div className="grow">
        <Name className="h3" style={{ display: 'block' }}>{fullName(practitioner)}</Name>
        <div className="small m">{facts ?? practitioner.specialties.map(({ name }) => name).join(', ')}</div>
      </div>
    </div>
  );
}

function Early({ appointment, visit }: { appointment: RoomAppointment; visit: RoomVisit }) {
  const { t } = useTranslation('visit');
  const { startsAt, clinicTimeZone } = appointment;
  const now = useServerNow();
  const until = untilOf(startsAt, clinicTimeZone, now);
  const when = until.in === 'days' ? formatDay(startsAt, clinicTimeZone, now) : t(`wait.${until.in}`, { count: until.count });
  return (
    <section className="card stack" style={{ gap: 18, paddingBlock: 24 }}>
      <Person appointment={appointment} level={1} />
      <hr className="hr" />
      <div>
        <div className="small m">{t('wait.begins')}</div>
        <time className="hero-time" dateTime={startsAt} style={{ display: 'block' }}>{t('wait.at', { time: formatTime(startsAt, clinicTimeZone) })}</time>
        <div className="m num">{t('wait.in', { when, zone: zoneWords(clinicTimeZone, startsAt) })}</div>
      </div>
      <div className="note">
        <Icon of={IconClock} />
        <p>{until.in === 'minutes' ? t('wait.comfort', { time: formatTime(visit.opensAt, clinicTimeZone) }) : t('wait.later', { when: formatNear(visit.opensAt, clinicTimeZone, now) })}</p>
      </div>
    </section>
  );
}

function Door({ appointment, visit, call }: Props) {
  const { t } = useTranslation('visit');
  const { endsAt, clinicTimeZone, practitioner } = appointment;
  // Somebody is inside and it is not us: it is the doctor.
  const isDoctorInside = visit.status === 'WAITING' || visit.participants.some(({ role, away }) => role === 'PRACTITIONER' && !away);
  const wasInside = visit.status === 'IN_CALL' || visit.status === 'INTERRUPTED' || visit.startedAt !== null;
  const facts = t('door.facts', {
    what: practitioner.specialties.map(({ name }) => name).join(', '),
    time: formatTime(endsAt, clinicTimeZone),
  });
  return (
    <section className="card lit stack appear" style={{ gap: 20, paddingBlock: '32px 24px' }} role="status">
      <div><StateChip tone="lit" icon={IconVideo}>{t('door.open')}</StateChip></div>
      <h1>{t(wasInside ? 'door.back' : isDoctorInside ? 'door.doctorWaits' : 'door.come')}</h1>
      <Person appointment={appointment} facts={facts} />
      <Button variant="lamp" block onClick={() => void call.call.join()}>
        <Icon of={IconVideo} />
        {t(wasInside ? 'door.return' : 'door.enter')}
      </Button>
    </section>
  );
}

/** One's own picture and voice, and what is wrong with them in words. */
function Own({ call: { call, media }, appointmentId }: { call: VisitCallHandle; appointmentId: string }) {
  const { t } = useTranslation('visit');
  const camera = trackOf(media.camera);
  const microphone = trackOf(media.microphone);
  const isIdle = media.camera.is === 'off' && media.microphone.is === 'off';
  const isAsking = media.camera.is === 'asking' || media.microphone.is === 'asking';
  const words = ((): 'both' | 'voice' | 'picture' | 'none' => {
    if (camera && microphone) return 'both';
    if (microphone) return 'voice';
    return camera ? 'picture' : 'none';
  })();
  return (
    <section className="card">
      <div className="line" style={{ gap: 14 }}>
        <div className="wait-own">
          {camera ? <CameraView track={camera} mirrored={media.facing === 'user'} label={t('self.camera')} /> : <Icon of={IconVideoOff} size={32} />}
        </div>
        <div className="stack grow" style={{ gap: 6 }}>
          {isIdle || isAsking ? (
            <>
              <b>{t(isAsking ? 'own.asking' : 'own.ask')}</b>
              <p className="small m">{t('own.askText')}</p>
              {isIdle && <Button variant="soft" small onClick={() => void call.media.open()}>{t('own.turnOn')}</Button>}
            </>
          ) : (
            <>
              <b>{t(`own.${words}`)}</b>
              <p className="small m">{t(`own.${words}Text`)}</p>
              {microphone && <Levels track={microphone} label={t('own.level')} bars={16} style={{ height: 14 }} />}
              {words !== 'both' && (
                <ButtonLink variant="soft" small to="/visits/$id/check" params={{ id: appointmentId }}>{t('own.check')}</ButtonLink>
              )}
            </>
          )}
        </div>
      </div>
    </section>
  );
}

function ChatLink({ visitId, appointment }: { visitId: string; appointment: RoomAppointment }) {
  const { t } = useTranslation('visit');
  const [isOpen, setOpen] = useState(false);
  const unread = useUnread(visitId);
  return (
    <>
      <button type="button" className="card line wait-chat" onClick={() => setOpen(true)} aria-haspopup="dialog">
        <Icon of={IconMessage} />
        <span className="grow">
          <b>{t('wait.write')}</b>
          <span className="small m" style={{ display: 'block' }}>{unread > 0 ? t('wait.unread', { count: unread }) : t('wait.writeText')}</span>
        </span>
        {unread > 0 && <span className="count new" aria-hidden="true">{unread}</span>}
        <span className="f"><Icon of={IconChevronRight} /></span>
      </button>
      <Sheet open={isOpen} onClose={() => setOpen(false)} title={t('chat.with.doctor')}>
        <div className="chat-sheet">
          <ChatPanel visitId={visitId} appointmentId={appointment.id} other="doctor" hideTitle timeZone={appointment.clinicTimeZone} />
        </div>
      </Sheet>
    </>
  );
}

/** Somebody else can be asked in, and the patient answers whom the doctor has proposed. */
function GuestsLink({ appointmentId }: { appointmentId: string }) {
  const { t } = useTranslation('guests');
  const [isOpen, setOpen] = useState(false);
  const guests = useGuests(appointmentId, 'patient');
  const asked = guests.waiting.length;
  return (
    <>
      <button type="button" className="card line wait-chat" onClick={() => setOpen(true)} aria-haspopup="dialog">
        <Icon of={IconUsersPlus} />
        <span className="grow">
          <b>{t('link.title')}</b>
          <span className="small m" style={{ display: 'block' }}>{asked > 0 ? t('link.asked') : guests.list.length > 0 ? guests.list.map(({ name }) => name).join(', ') : t('link.text')}</span>
        </span>
        {asked > 0 && <span className="count new" aria-hidden="true">{asked}</span>}
        <span className="f"><Icon of={IconChevronRight} /></span>
      </button>
      <GuestsSheet appointmentId={appointmentId} self="patient" guests={guests} open={isOpen} onClose={() => setOpen(false)} />
    </>
  );
}

/** The camera opens by itself where it was allowed before; else the person is told first what will be asked. */
function usePreview({ call }: VisitCallHandle): void {
  useEffect(() => {
    let isOver = false;
    void Promise.all([permission('camera'), permission('microphone')]).then((states) => {
      if (!isOver && states.some((state) => state === 'granted')) void call.media.open();
    });
    return () => {
      isOver = true;
    };
  }, [call]);
}

/** Rings once when the door opens while the person waits. */
function useDoorbell(isOpen: boolean): void {
  const { t } = useTranslation('visit');
  const wasOpen = useRef(isOpen);
  useEffect(() => {
    if (isOpen && !wasOpen.current) {
      announce(t('door.say'));
      void playTone([659.25, 783.99]).catch(() => undefined);
    }
    wasOpen.current = isOpen;
  }, [isOpen, t]);
}
