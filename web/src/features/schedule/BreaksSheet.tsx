import { IconAlertCircle, IconCircleCheck } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { BrokenVisitFragment } from '../../gql/graphql';
import { formatDay, formatPhone, formatTime, fullName } from '../../shared/format';
import { Button } from '../../ui/Button';
import { ErrorText, Tick } from '../../ui/Fields';
import { Note } from '../../ui/Note';
import { Sheet } from '../../ui/Sheet';
import type { Change, Changing } from './useChange';

type Props = { state: Changing; onClose: () => void; onMake: (change: Change, acknowledge: string | null) => void };

/** Which booked visits a change leaves without a time; it is made once somebody has seen them. */
export function BreaksSheet({ state, onClose, onMake }: Props) {
  const { t } = useTranslation('desk');
  return (
    <Sheet open={state.at === 'looking'} onClose={onClose} title={t('schedule.breaks.title')}>
      {state.at === 'looking' && <Looking key={state.breaks.acknowledge} state={state} onClose={onClose} onMake={onMake} />}
    </Sheet>
  );
}

function Looking({ state, onClose, onMake }: Props & { state: Changing & { at: 'looking' } }) {
  const { t } = useTranslation('desk');
  const [seen, setSeen] = useState(false);
  const [asked, setAsked] = useState(false);
  const { breaks, change, isNew } = state;
  return (
    <>
      {isNew && <Note tone="act" icon={IconAlertCircle} live title={t('schedule.breaks.changed')} />}
      <p>{t('schedule.breaks.text', { count: breaks.count })}</p>
      <ul className="rows">{breaks.visits.map((visit) => <li key={visit.id}><VisitLine visit={visit} /></li>)}</ul>
      {breaks.count > breaks.visits.length && <p className="small m">{t('schedule.breaks.more', { count: breaks.count - breaks.visits.length })}</p>}
      <Tick checked={seen} onChange={setSeen} error={asked && !seen ? t('schedule.breaks.tickFirst') : undefined}>{t('schedule.breaks.tick')}</Tick>
      <div className="line" style={{ flexWrap: 'wrap' }}>
        <Button onClick={() => (seen ? onMake(change, breaks.acknowledge ?? null) : setAsked(true))}>{t('schedule.breaks.make')}</Button>
        <Button variant="plain" onClick={onClose}>{t('schedule.breaks.back')}</Button>
      </div>
    </>
  );
}

export function VisitLine({ visit }: { visit: BrokenVisitFragment }) {
  const { t } = useTranslation('desk');
  return (
    <div className="line" style={{ flexWrap: 'wrap', gap: '2px 14px' }}>
      <b className="num">{formatDay(visit.startsAt, visit.clinicTimeZone)}, {formatTime(visit.startsAt, visit.clinicTimeZone)}</b>
      <span className="grow">{visit.patient ? fullName(visit.patient) : t('schedule.breaks.somebody')}</span>
      {visit.patient?.phone && <a className="num" href={`tel:${visit.patient.phone}`}>{formatPhone(visit.patient.phone)}</a>}
    </div>
  );
}

/** What a change has come to, where it was asked for. */
export function Came({ state }: { state: Changing }) {
  const { t } = useTranslation('desk');
  switch (state.at) {
    case 'done':
      return <Note tone="good" icon={IconCircleCheck} live title={t('schedule.saved')} />;
    case 'refused':
      return <ErrorText>{t('schedule.refused')}</ErrorText>;
    case 'lost':
      return <ErrorText>{t('schedule.lost')}</ErrorText>;
    case 'idle':
    case 'busy':
    case 'looking':
      return null;
  }
}
