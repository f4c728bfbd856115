import { useQuery } from '@apollo/client/react';
import { IconAlertCircle, IconCircleCheck, IconClock } from '@tabler/icons-react';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { CancellationTermsDocument, type AppointmentStatus, type CancellationReason, type Role, type TermsFragment } from '../gql/graphql';
import { useServerNow } from '../shared/clock';
import { formatDay, formatMoney, formatNear, formatTime, fullName, isoDate, lowerFirst, type Named } from '../shared/format';
import { clinicReasons, isOfPatient, patientReasons } from '../shared/outcome';
import { freeOf, lingerMs } from '../shared/slots';
import { untilWords } from '../shared/terms';
import { markedTime, useCancel, useMove, type Moving } from '../shared/useChange';
import { useTimes } from '../shared/useTimes';
import { announce } from './announce';
import { Button } from './Button';
import { ErrorText } from './Fields';
import { Note } from './Note';
import { Reasons } from './Reasons';
import { Sheet } from './Sheet';
import { Empty, LoadFailed, Loading, RowsSkeleton } from './States';
import { Days, Slots } from './Times';

export type StaffVisit = {
  id: string;
  status: AppointmentStatus;
  startsAt: string;
  clinicTimeZone: string;
  service: { id: string };
  practitioner: { id: string };
  patient?: Named | null | undefined;
};

type Props = { visit: StaffVisit; /** The desk may also act for a patient who called. */ isDesk?: boolean; /** Says what was done where it stays in sight; else the note stands here. */ onDone?: (words: string) => void };

/** Moving a visit and calling it off, for the doctor and the desk; nothing once it runs or is over. */
export function StaffChange({ visit, isDesk = false, onDone }: Props) {
  const { t } = useTranslation('change');
  const now = useServerNow();
  const [open, setOpen] = useState<'none' | 'move' | 'cancel'>('none');
  const close = () => setOpen('none');
  const [done, setDone] = useState<string>();
  const canCancel = visit.status === 'BOOKED' || visit.status === 'AWAITING_PAYMENT';
  const canMove = visit.status === 'BOOKED' && now < Date.parse(visit.startsAt);
  const of = { name: visit.patient ? fullName(visit.patient) : '', time: formatTime(visit.startsAt, visit.clinicTimeZone) };
  const finish = (words: string) => {
    if (onDone) onDone(words);
    else setDone(words);
    announce(words);
  };
  if (!canCancel && !done && open === 'none') return null;
  return (
    <>
      {done && <Note tone="good" icon={IconCircleCheck} title={done} />}
      {(canMove || canCancel) && <div className="line" style={{ flexWrap: 'wrap', gap: 8 }}>
        {canMove && <Button variant="soft" small aria-haspopup="dialog" aria-label={t('staff.moveOf', of)} onClick={() => setOpen('move')}>{t('staff.move')}</Button>}
        {canCancel && <Button variant="danger-plain" small aria-haspopup="dialog" aria-label={t('staff.cancelOf', of)} onClick={() => setOpen('cancel')}>{t('staff.cancel')}</Button>}
      </div>}
      <Sheet open={open === 'move'} onClose={close} title={t('staff.moveTitle')}>
        <MoveForm visit={visit} onClose={close} onDone={finish} />
      </Sheet>
      <Sheet open={open === 'cancel'} onClose={close} title={t('staff.cancelTitle')}>
        <CancelForm visit={visit} isDesk={isDesk} onClose={close} onDone={finish} />
      </Sheet>
    </>
  );
}

type OffProps = { visit: { clinicTimeZone: string; cancellation?: { by: Role; reason: CancellationReason; at: string } | null | undefined } };

/** By whom and why it was called off, for the clinic's people. */
export function CancelledBy({ visit: { cancellation, clinicTimeZone } }: OffProps) {
  const { t } = useTranslation('change');
  if (!cancellation) return null;
  return <p className="small m">{t('staff.off', { by: t(`staff.by.${cancellation.by}`), when: formatNear(cancellation.at, clinicTimeZone), reason: lowerFirst(t(`reason.${cancellation.reason}`)) })}</p>;
}

type FormProps = { visit: StaffVisit; onClose: () => void; onDone: (words: string) => void };

const nameOf = (visit: StaffVisit) => (visit.patient ? fullName(visit.patient) : '');
const whenOf = (startsAt: string, timeZone: string) => `${formatDay(startsAt, timeZone)}, ${formatTime(startsAt, timeZone)}`;

function Facts({ visit }: { visit: StaffVisit }) {
  return <p><b>{nameOf(visit)}</b><span className="small m" style={{ display: 'block' }}>{whenOf(visit.startsAt, visit.clinicTimeZone)}</span></p>;
}

function CancelForm({ visit, isDesk, onClose, onDone }: FormProps & { isDesk: boolean }) {
  const { t } = useTranslation('change');
  const { state, run } = useCancel(visit.id);
  const [reason, setReason] = useState<CancellationReason>();
  const { data } = useQuery(CancellationTermsDocument, { variables: { appointmentId: visit.id, reason: reason ?? null }, fetchPolicy: 'network-only' });
  const [isMissing, setMissing] = useState(false);
  const form = useRef<HTMLDivElement>(null);
  const choose = (chosen: CancellationReason) => {
    setReason(chosen);
    setMissing(false);
  };

  async function yes() {
    if (!reason) {
      setMissing(true);
      form.current?.querySelector('input')?.focus();
      return;
    }
    const answer = await run(reason);
    if (answer.at !== 'done') return;
    const of = { name: nameOf(visit), when: whenOf(visit.startsAt, visit.clinicTimeZone) };
    onDone(answer.refund.amountMinor > 0 ? t('staff.doneSum', { ...of, sum: formatMoney(answer.refund) }) : t('staff.done', of));
    onClose();
  }

  return (
    <div className="stack" ref={form}>
      <Facts visit={visit} />
      <Reasons level={3} label={t('staff.ofClinic')} reasons={clinicReasons} value={reason} onChange={choose} error={isMissing ? t('staff.reasonMissing') : undefined} />
      {isDesk && <Reasons level={3} label={t('staff.ofPatient')} reasons={patientReasons} value={reason} onChange={choose} />}
      <p role="status" className="small m">{data ? (data.cancellationTerms && <TermsWords terms={data.cancellationTerms} reason={reason} timeZone={visit.clinicTimeZone} />) : t('staff.loading')}</p>
      <p className="small m">{t('staff.told')}</p>
      {state.at === 'refused' && <ErrorText>{t(state.code === 'LOST' ? 'staff.lost' : 'staff.conflict')}</ErrorText>}
      <div className="line" style={{ justifyContent: 'flex-end', flexWrap: 'wrap' }}>
        <Button variant="plain" onClick={onClose}>{t('staff.keep')}</Button>
        <Button variant="danger" busy={state.at === 'busy'} onClick={() => void yes()}>{t(state.at === 'busy' ? 'staff.busy' : 'staff.yes')}</Button>
      </div>
    </div>
  );
}

/** What goes back for the reason that is chosen. */
function TermsWords({ terms, reason, timeZone }: { terms: TermsFragment; reason: CancellationReason | undefined; timeZone: string }) {
  const { t } = useTranslation('change');
  const now = useServerNow();
  if (terms.paid.amountMinor === 0) return t('staff.nothing');
  if (!reason || !isOfPatient(reason)) return t('staff.whole', { sum: formatMoney(terms.refund) });
  const isLate = terms.refund.amountMinor < terms.paid.amountMinor;
  return isLate ? t('staff.rulePart', { sum: formatMoney(terms.refund), whole: formatMoney(terms.paid), until: untilWords(terms.fullRefundUntil, timeZone, now) }) : t('staff.ruleWhole', { sum: formatMoney(terms.refund) });
}

function MoveForm({ visit, onClose, onDone }: FormProps) {
  const { t } = useTranslation('change');
  const { state, choose, run } = useMove(visit.id);
  const [picked, setPicked] = useState<string>();
  const [isMissing, setMissing] = useState(false);
  const lost = state.at === 'taken' ? state.startsAt : null;
  const { days, timeZone, error, askAgain } = useTimes(visit.practitioner.id, visit.service.id, null, lost);
  const marked = markedTime(state);
  const open = days?.filter((day) => freeOf(day).length > 0) ?? [];
  const day = days?.find((one) => one.date === (picked ?? (marked ? isoDate(marked, timeZone) : undefined))) ?? open[0];

  async function move() {
    if (!marked) {
      setMissing(true);
      return;
    }
    const answer = await run(marked);
    if (answer.at === 'taken') askAgain(lingerMs);
    if (answer.at === 'refused') askAgain();
    if (answer.at !== 'done') return;
    onDone(t('staff.moved', { name: nameOf(visit), when: whenOf(answer.appointment.startsAt, timeZone) }));
    onClose();
  }

  return (
    <>
      <Facts visit={visit} />
      <p className="small m">{t('staff.moveText')}</p>
      {days && day ? (
        <>
          <Days days={days} chosen={day.date} onChoose={setPicked} />
          <Said state={state} timeZone={timeZone} />
          <Slots
            day={day}
            marked={marked}
            timeZone={timeZone}
            onChoose={(startsAt) => {
              setPicked(undefined);
              setMissing(false);
              choose(startsAt);
            }}
          />
        </>
      ) : days ? <Empty icon={IconClock} title={t('staff.none')} /> : error ? <LoadFailed error={error} onRetry={() => askAgain(0)} /> : <Loading><RowsSkeleton rows={3} /></Loading>}
      {isMissing && <ErrorText>{t('move.choose')}</ErrorText>}
      <div className="line" style={{ justifyContent: 'flex-end', flexWrap: 'wrap', position: 'sticky', bottom: 0, paddingBlock: 12, background: 'var(--tv-surface)' }}>
        <Button variant="plain" onClick={onClose}>{t('staff.keep')}</Button>
        <Button busy={state.at === 'busy'} onClick={() => void move()}>
          {state.at === 'busy' ? t('staff.moving') : marked ? t('staff.moveTo', { time: formatTime(marked, timeZone) }) : t('move.choose')}
        </Button>
      </div>
    </>
  );
}

function Said({ state, timeZone }: { state: Moving; timeZone: string }) {
  const { t } = useTranslation(['change', 'booking']);
  switch (state.at) {
    case 'taken':
      return (
        <Note tone="act" icon={IconClock} live title={t('booking:taken.title', { time: formatTime(state.startsAt, timeZone) })}>
          {state.nearest ? t('booking:taken.nearest', { time: formatTime(state.nearest, timeZone) }) : t('booking:taken.none')}
        </Note>
      );
    case 'tooLate':
      return <Note tone="act" icon={IconClock} live title={t('change:staff.tooLate')} />;
    case 'refused': {
      const words = { LOST: 'lost', PATIENT_BUSY: 'busyPatient', OUTSIDE_SCHEDULE: 'outside' } as const;
      return <Note tone="act" icon={IconAlertCircle} live title={t(`change:staff.${words[state.code as keyof typeof words] ?? 'conflict'}`)} />;
    }
    case 'choosing':
    case 'busy':
    case 'done':
      return null;
  }
}
