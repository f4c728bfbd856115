import { useQuery } from '@apollo/client/react';
import { useMediaQuery } from '@mantine/hooks';
import { IconAlertCircle, IconCalendarOff, IconCalendarRepeat, IconCircleCheck, IconClock, IconInfoCircle } from '@tabler/icons-react';
import { useParams } from '@tanstack/react-router';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { ChangeVisitDocument, type AppointmentCardFragment } from '../../gql/graphql';
import { syncClock, useReached, useServerNow } from '../../shared/clock';
import { dayParts, formatDay, formatTime, isoDate, zoneWords } from '../../shared/format';
import { useClinic } from '../../shared/session';
import { freeOf, lingerMs } from '../../shared/slots';
import { untilWords } from '../../shared/terms';
import { markedTime, useMove, type Moving } from '../../shared/useChange';
import { useTimes } from '../../shared/useTimes';
import { announce } from '../../ui/announce';
import { Button, ButtonAnchor, ButtonLink } from '../../ui/Button';
import { ErrorText } from '../../ui/Fields';
import { Note } from '../../ui/Note';
import { TaskShell } from '../../ui/PatientShell';
import { CardSkeleton, Empty, LoadFailed, Loading, RowsSkeleton } from '../../ui/States';
import { TimeHeadline } from '../../ui/Time';
import { Days, Slots, Week, ZoneLine } from '../../ui/Times';
import { Doctor } from '../../ui/VisitCard';

/** Another time for a booked visit; the visit itself, its payment and papers stay. */
export default function MovePage() {
  const { t } = useTranslation('change');
  const { id } = useParams({ from: '/patient/visits/$id/move' });
  const { data, error, refetch } = useQuery(ChangeVisitDocument, { variables: { id }, fetchPolicy: 'network-only', nextFetchPolicy: 'cache-first' });
  const [moved, setMoved] = useState<AppointmentCardFragment>();
  useEffect(() => {
    if (data) syncClock(data.serverTime);
  }, [data]);
  const appointment = data?.appointment;
  const terms = data?.cancellationTerms;
  if (moved) return <Moved appointment={moved} />;
  if (appointment?.status === 'BOOKED' && terms) return <Move appointment={appointment} deadline={terms.fullRefundUntil} isFree={terms.practitionerIsLate} onMoved={setMoved} />;
  if (appointment) {
    return (
      <Frame id={id} dock={<ButtonLink to="/visits/$id" params={{ id }} block>{t('move.toVisit')}</ButtonLink>}>
        <Empty level={1} icon={IconCalendarOff} tone="act" title={t('move.tooLate')}>{t('cancel.offText')}</Empty>
      </Frame>
    );
  }
  return (
    <Frame id={id}>
      <h1 tabIndex={-1}>{t('move.title')}</h1>
      {error || data ? <LoadFailed error={error} onRetry={() => void refetch()} /> : <Loading><RowsSkeleton rows={1} /><CardSkeleton /></Loading>}
    </Frame>
  );
}

function Frame({ id, children, dock, wide }: { id: string; children: ReactNode; dock?: ReactNode; wide?: boolean }) {
  const { t } = useTranslation('change');
  return <TaskShell title={t('move.bar')} back="/visits/$id" backParams={{ id }} dock={dock} {...(wide && { wide })}>{children}</TaskShell>;
}

type MoveProps = { appointment: AppointmentCardFragment; deadline: string; isFree: boolean; onMoved: (appointment: AppointmentCardFragment) => void };

function Move({ appointment, deadline, isFree, onMoved }: MoveProps) {
  const { t } = useTranslation(['change', 'booking']);
  const now = useServerNow();
  const isWide = useMediaQuery('(min-width: 62em)');
  const { id, clinicTimeZone: zone } = appointment;
  const { state, choose, run } = useMove(id);
  const isPast = useReached(deadline);
  const isLate = isPast && !isFree;
  const [picked, setPicked] = useState<string>();
  const [isMissing, setMissing] = useState(false);
  const lost = state.at === 'taken' ? state.startsAt : null;
  const { days, timeZone, error, askAgain } = useTimes(appointment.practitioner.id, appointment.service.id, null, lost);
  const marked = markedTime(state);

  if (state.at === 'tooLate' || isLate) return <TooLate appointment={appointment} deadline={state.at === 'tooLate' ? state.deadline : deadline} />;

  const open = days?.filter((day) => freeOf(day).length > 0) ?? [];
  const day = days?.find((one) => one.date === (picked ?? (marked ? isoDate(marked, timeZone) : undefined))) ?? open[0] ?? days?.[0];
  const pick = (startsAt: string) => {
    setPicked(undefined);
    setMissing(false);
    choose(startsAt);
  };

  async function move() {
    if (!marked) {
      setMissing(true);
      document.querySelector<HTMLElement>('button.slot')?.focus();
      return;
    }
    setPicked(undefined);
    const answer = await run(marked);
    switch (answer.at) {
      case 'done':
        onMoved(answer.appointment);
        return;
      case 'taken':
        askAgain(lingerMs);
        return;
      case 'refused':
        askAgain();
        return;
      case 'busy':
      case 'choosing':
      case 'tooLate':
    }
  }

  const dock = (
    <>
      {isMissing && <ErrorText>{t('change:move.choose')}</ErrorText>}
      {marked && <p className="small m">{dayParts(isoDate(marked, timeZone)).short}, {formatTime(marked, timeZone)} {zoneWords(timeZone, marked)}</p>}
      <Button block busy={state.at === 'busy'} onClick={() => void move()}>
        {state.at === 'busy' ? t('change:move.busy', { time: formatTime(state.startsAt, timeZone) }) : marked ? t('change:move.do', { time: formatTime(marked, timeZone) }) : t('change:move.choose')}
      </Button>
    </>
  );
  const said = <Said state={state} timeZone={timeZone} />;
  const facts = (
    <>
      <section className="card stack" style={{ gap: 14 }}>
        <Doctor appointment={appointment} />
        <p className="small m">{t('change:move.now', { when: `${formatDay(appointment.startsAt, zone, now)}, ${formatTime(appointment.startsAt, zone)}` })}</p>
      </section>
      <Note icon={IconInfoCircle} title={t('change:move.rule', { until: untilWords(deadline, zone, now), zone: zoneWords(zone, deadline) })}>{t('change:move.ruleText')}</Note>
    </>
  );
  const none = days && open.length === 0;
  const waiting = error ? <LoadFailed error={error} onRetry={() => askAgain(0)} /> : <Loading><CardSkeleton /></Loading>;
  const nothing = <Empty card icon={IconCalendarOff} tone="info" title={t('booking:none.title')}>{t('booking:none.text')}</Empty>;
  const zoneLine = <ZoneLine timeZone={timeZone} at={marked ?? day?.slots[0]?.startsAt} />;

  if (isWide) {
    return (
      <Frame id={id} wide>
        <div className="two first">
          <aside className="stack" style={{ gap: 20 }}>
            <h1 tabIndex={-1}>{t('change:move.title')}</h1>
            {facts}
            {said}
            <section className="card stack" style={{ gap: 14 }}>{dock}</section>
            {zoneLine}
          </aside>
          {none ? nothing : days ? <Week days={days} marked={marked} timeZone={timeZone} busy={state.at === 'busy'} onChoose={pick} /> : waiting}
        </div>
      </Frame>
    );
  }
  return (
    <Frame id={id} dock={days && !none ? dock : undefined}>
      <h1 tabIndex={-1}>{t('change:move.title')}</h1>
      {facts}
      {none ? nothing : days && day ? (
        <>
          <Days days={days} chosen={day.date} onChoose={setPicked} />
          {said}
          <Slots day={day} marked={marked} timeZone={timeZone} onChoose={pick} />
          {zoneLine}
        </>
      ) : waiting}
    </Frame>
  );
}

/** What became of the time that was pressed. */
function Said({ state, timeZone }: { state: Moving; timeZone: string }) {
  const { t } = useTranslation(['change', 'booking']);
  if (state.at === 'taken') {
    return (
      <Note tone="act" icon={IconClock} live title={t('booking:taken.title', { time: formatTime(state.startsAt, timeZone) })}>
        {state.nearest ? t('booking:taken.nearest', { time: formatTime(state.nearest, timeZone) }) : t('booking:taken.none')}
      </Note>
    );
  }
  if (state.at === 'refused') {
    const reason = state.code === 'PATIENT_BUSY' || state.code === 'OUTSIDE_SCHEDULE' || state.code === 'LOST' ? state.code : 'OTHER';
    const title = reason === 'OTHER' || reason === 'LOST' ? t('change:staff.lost') : t(`booking:refused.${reason}.title`);
    return <Note tone="act" icon={IconAlertCircle} live title={title}>{reason !== 'OTHER' && reason !== 'LOST' && t(`booking:refused.${reason}.text`)}</Note>;
  }
  return null;
}

function TooLate({ appointment, deadline }: { appointment: AppointmentCardFragment; deadline: string }) {
  const { t } = useTranslation('change');
  const phone = useClinic()?.supportPhone;
  const now = useServerNow();
  const { id, clinicTimeZone: zone } = appointment;
  return (
    <Frame
      id={id}
      dock={
        <>
          {phone && <ButtonAnchor href={`tel:${phone}`} block>{t('move.call')}</ButtonAnchor>}
          <ButtonLink to="/visits/$id/cancel" params={{ id }} variant="danger-plain" block>{t('move.cancel')}</ButtonLink>
        </>
      }
    >
      <div role="status">
        <Empty level={1} icon={IconCalendarRepeat} tone="act" title={t('move.tooLate')}>{t('move.tooLateText', { until: untilWords(deadline, zone, now), zone: zoneWords(zone, deadline) })}</Empty>
      </div>
    </Frame>
  );
}

function Moved({ appointment }: { appointment: AppointmentCardFragment }) {
  const { t } = useTranslation('change');
  const { id, clinicTimeZone: zone, startsAt } = appointment;
  const focus = useRef<HTMLDivElement>(null);
  useEffect(() => {
    focus.current?.focus();
    announce(`${t('move.done')}: ${formatDay(startsAt, zone)}, ${formatTime(startsAt, zone)}`);
  }, [t, startsAt, zone]);
  return (
    <Frame id={id} dock={<ButtonLink to="/visits/$id" params={{ id }} replace block>{t('move.toVisit')}</ButtonLink>}>
      <div ref={focus} tabIndex={-1} style={{ outline: 'none' }}>
        <Empty level={1} icon={IconCircleCheck} title={t('move.done')}>{t('move.doneText')}</Empty>
      </div>
      <section className="card stack" style={{ gap: 14 }}>
        <Doctor appointment={appointment} />
        <hr className="hr" />
        <TimeHeadline startsAt={startsAt} endsAt={appointment.endsAt} timeZone={zone} />
      </section>
    </Frame>
  );
}
