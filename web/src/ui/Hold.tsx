import { IconAlertCircle, IconClock } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { formatLeft, formatTime, upperFirst } from '../shared/format';
import { useClinic } from '../shared/session';
import type { Hold } from '../shared/useHold';
import { Note } from './Note';
import { HoldRing, useCountdown } from './Time';

type Said = { title: string; text: string };

/** What happened to the time that was pressed; refused has other words than those to the patient. */
export function HoldSaid({ hold, timeZone, refused }: { hold: Hold; timeZone: string; refused?: Said }) {
  const { t } = useTranslation('booking');
  if (hold.at === 'taken') {
    return (
      <Note tone="act" icon={IconClock} live title={t('taken.title', { time: formatTime(hold.startsAt, timeZone) })}>
        {hold.nearest ? t('taken.nearest', { time: formatTime(hold.nearest, timeZone) }) : t('taken.none')}
      </Note>
    );
  }
  if (hold.at === 'refused') {
    const reason = hold.code === 'HOLD_LIMIT' || hold.code === 'PATIENT_BUSY' || hold.code === 'OUTSIDE_SCHEDULE' || hold.code === 'LOST' ? hold.code : 'OTHER';
    return <Note tone="act" icon={IconAlertCircle} live title={refused?.title ?? t(`refused.${reason}.title`)}>{refused?.text ?? t(`refused.${reason}.text`)}</Note>;
  }
  return null;
}

/** The ring and the words of a hold. */
export function HeldLine({ until, title, held, onEnd }: { until: string; title?: string; held?: string; onEnd: () => void }) {
  const { t } = useTranslation('booking');
  const whole = (useClinic()?.holdSeconds ?? 600) * 1000;
  const left = useCountdown(until, onEnd);
  return (
    <div className="hold">
      <HoldRing left={left} whole={whole} />
      <div className="grow">
        {title && <b>{upperFirst(title)}</b>}
        <div className="small m num" role="timer" aria-live="off">{held ?? t(title ? 'time.held' : 'confirm.held')} <b style={{ color: 'var(--tv-ink)' }}>{formatLeft(left)}</b></div>
      </div>
    </div>
  );
}
