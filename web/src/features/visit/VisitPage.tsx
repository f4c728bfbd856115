import { IconCalendarOff } from '@tabler/icons-react';
import { useQuery } from '@apollo/client/react';
import { useNavigate, useParams } from '@tanstack/react-router';
import { Activity, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { AppointmentChangesDocument, VisitRoomDocument } from '../../gql/graphql';
import { support } from '../../rtc/support';
import { syncClock } from '../../shared/clock';
import { fullName } from '../../shared/format';
import { useResumable } from '../../shared/useResumable';
import { ButtonLink } from '../../ui/Button';
import { TaskShell, usePageTitle } from '../../ui/PatientShell';
import { Sheet } from '../../ui/Sheet';
import { CardSkeleton, Empty, LoadFailed, Loading } from '../../ui/States';
import { ChatPanel } from '../chat/ChatPanel';
import { GuestsSheet } from '../guests/GuestsSheet';
import { useGuests } from '../guests/useGuests';
import { useUnread } from '../chat/useChat';
import { Unsupported } from '../device/Unsupported';
import { CallStage } from './CallStage';
import { Cancelled } from './Cancelled';
import { Finished } from './Finished';
import { Paused } from './Paused';
import { Refusal } from './Refusal';
import { screenOf, type RoomAppointment, type RoomVisit } from './room';
import './room.css';
import { useVisitCall, wasInCall, type VisitCallHandle } from './useVisitCall';
import { WaitingRoom } from './WaitingRoom';

export default function VisitPage() {
  const { id } = useParams({ strict: false }) as { id: string };
  const [supported] = useState(() => support());
  return supported.is === 'none' ? <Unsupported why={supported.why} /> : <VisitData key={id} id={id} />;
}

/** Loads the visit and keeps it up to date. */
function VisitData({ id }: { id: string }) {
  const { t } = useTranslation('visit');
  const { data, error, refetch } = useQuery(VisitRoomDocument, { variables: { id }, fetchPolicy: 'cache-and-network' });
  const appointment = data?.appointment;
  const again = () => void refetch().catch(() => undefined);

  useEffect(() => {
    if (data) syncClock(data.serverTime);
  }, [data?.serverTime]); // eslint-disable-line react-hooks/exhaustive-deps

  useResumable(AppointmentChangesDocument, {
    variables: appointment ? { id } : null,
    after: appointment?.cursor,
    onGap: again,
    onEvent: (event) => {
      // The stream carries the card; conclusions and consents are asked for when they may be there.
      const status = event.appointment?.visit?.status;
      if (status === 'WRAP_UP' || status === 'CONCLUDED' || status === 'CLOSED') again();
    },
  });

  if (appointment?.visit) return <Visit appointment={appointment} visit={appointment.visit} />;
  if (error) return <TaskShell title={t('wait.title')}><LoadFailed level={1} error={error} onRetry={again} /></TaskShell>;
  if (!data) return <TaskShell title={t('wait.title')}><Loading><CardSkeleton /></Loading></TaskShell>;
  return (
    <TaskShell title={t('wait.title')} dock={<ButtonLink to="/" block>{t('finished.home')}</ButtonLink>}>
      <Empty icon={IconCalendarOff} tone="act" level={1} title={t('missing.title')}>{t('missing.text')}</Empty>
    </TaskShell>
  );
}

type Props = { appointment: RoomAppointment; visit: RoomVisit };

function Visit({ appointment, visit }: Props) {
  const call = useVisitCall(appointment.id);
  const screen = screenOf(appointment.status, visit.status, call.state);
  const [isChatOpen, setChatOpen] = useState(false);
  useReturnAfterReload(call, appointment.id);
  const isOver = screen.at === 'cancelled' || screen.at === 'finished';
  useEffect(() => {
    // Nobody is waited for any more: the camera of the waiting room goes out.
    if (isOver && call.state.at !== 'ended') call.call.close();
  }, [isOver, call.call, call.state.at]);

  const chatSheet = (
    <ChatSheet appointment={appointment} visitId={visit.id} isOpen={isChatOpen} onClose={() => setChatOpen(false)} />
  );
  switch (screen.at) {
    case 'waiting':
    case 'call':
      return (
        <>
          {screen.at === 'waiting' && <WaitingRoom appointment={appointment} visit={visit} call={call} />}
          {(screen.at === 'call' || call.state.at === 'idle') && (
            // Drawn ahead while there is time: at the click a call has better things to do.
            <Activity mode={screen.at === 'call' ? 'visible' : 'hidden'}><Room appointment={appointment} visit={visit} call={call} /></Activity>
          )}
        </>
      );
    case 'refused':
      return <Refusal appointment={appointment} problem={screen.problem} call={call} />;
    case 'paused':
      return (
        <main className="visit-room">
          <Paused appointment={appointment} visit={visit} why={screen.why} call={call} onChat={() => setChatOpen(true)} />
          {chatSheet}
        </main>
      );
    case 'finished':
      return (
        <>
          <Finished appointment={appointment} visit={visit} onChat={() => setChatOpen(true)} />
          {chatSheet}
        </>
      );
    case 'cancelled':
      return <Cancelled appointment={appointment} status={screen.status} />;
  }
}

function ChatSheet({ appointment, visitId, isOpen, onClose }: { appointment: RoomAppointment; visitId: string; isOpen: boolean; onClose: () => void }) {
  const { t } = useTranslation('visit');
  return (
    <Sheet open={isOpen} onClose={onClose} title={t('chat.with.doctor')}>
      <div className="chat-sheet">
        <ChatPanel visitId={visitId} appointmentId={appointment.id} other="doctor" hideTitle timeZone={appointment.clinicTimeZone} />
      </div>
    </Sheet>
  );
}

/** The call, always dark; the chat comes from below on phones and stands beside it on wide screens. */
function Room({ appointment, visit, call }: Props & { call: VisitCallHandle }) {
  const { t } = useTranslation('visit');
  const navigate = useNavigate();
  const [isChatOpen, setChatOpen] = useState(() => matchMedia('(min-width: 62em)').matches);
  const unread = useUnread(visit.id);
  const guests = useGuests(appointment.id, 'patient');
  const [areGuestsOpen, setGuestsOpen] = useState(false);
  const { practitioner, service } = appointment;
  usePageTitle(t('room.label'));
  return (
    <main className="visit-room">
      <CallStage
        call={call}
        self="patient"
        other={practitioner}
        subtitle={[practitioner.specialties[0]?.name, service.name].filter(Boolean).join(' · ')}
        endsAt={appointment.endsAt}
        timeZone={appointment.clinicTimeZone}
        chat={{ isOpen: isChatOpen, unread, onToggle: () => setChatOpen((open) => !open) }}
        guests={{ isOpen: areGuestsOpen, waiting: guests.waiting.length, onToggle: () => setGuestsOpen((open) => !open) }}
        onLeft={() => void navigate({ to: '/' })}
      />
      <GuestsSheet appointmentId={appointment.id} self="patient" guests={guests} open={areGuestsOpen} onClose={() => setGuestsOpen(false)} />
      {isChatOpen && (
        <aside className="chat-side" aria-label={t('room.chatWith', { name: fullName(practitioner) })}>
          <ChatPanel visitId={visit.id} appointmentId={appointment.id} other="doctor" onClose={() => setChatOpen(false)} timeZone={appointment.clinicTimeZone} />
        </aside>
      )}
    </main>
  );
}

/** A page that was reloaded in the middle of a call goes back into it by itself. */
function useReturnAfterReload({ call }: VisitCallHandle, appointmentId: string): void {
  useEffect(() => {
    if (wasInCall(appointmentId)) void call.join();
  }, [call, appointmentId]);
}
