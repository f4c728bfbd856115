import { IconCash, IconClock } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { AppointmentCardFragment } from '../gql/graphql';
import { useServerNow } from '../shared/clock';
import { formatDay, formatTime } from '../shared/format';
import { ButtonLink } from './Button';
import { Note } from './Note';
import { StateChip } from './StateChip';
import { Doctor } from './VisitCard';

type Delay = NonNullable<AppointmentCardFragment['delay']>;

/** The card of a visit whose doctor is late: the new time is the headline. */
export function LateCard({ appointment, delay, title, hideMore }: { appointment: AppointmentCardFragment; delay: Delay; title: string; hideMore?: boolean | undefined }) {
  const { t } = useTranslation(['change', 'common']);
  const now = useServerNow();
  const zone = appointment.clinicTimeZone;
  const time = formatTime(delay.expectedAt, zone);
  return (
    <>
      <section className="card stack appear" style={{ gap: 14 }} aria-label={title}>
        <div className="line between" style={{ flexWrap: 'wrap' }}>
          <h2 className="h3">{title}</h2>
          <StateChip tone="act" icon={IconClock}>{t('change:late.chip')}</StateChip>
        </div>
        <div className="line" style={{ gap: 16, flexWrap: 'wrap' }} role="status">
          <time className="hero-time" dateTime={delay.expectedAt}>{t('change:late.about', { time })}</time>
          <div className="small m">
            <div style={{ color: 'var(--tv-ink)', fontWeight: 600 }}>{formatDay(delay.expectedAt, zone, now)}</div>
            {t('change:late.instead', { time: formatTime(appointment.startsAt, zone) })}
          </div>
        </div>
        <Note tone="act" icon={IconClock} title={t('change:late.begin', { time })}>{[t(`change:late.cause.${delay.cause}`), delay.keepsLength && t('change:late.keeps')].filter(Boolean).join(' ')}</Note>
        <Doctor appointment={appointment} />
        <ButtonLink to="/visits/$id/room" params={{ id: appointment.id }} block>{t(delay.patientMayChoose ? 'change:late.choose' : 'common:visitCard.room')}</ButtonLink>
        {!hideMore && <ButtonLink to="/visits/$id" params={{ id: appointment.id }} variant="plain" style={{ margin: '-8px 0 -10px' }}>{t('common:visitCard.more')}</ButtonLink>}
      </section>
      {!delay.patientMayChoose && (
        <Note icon={IconCash} title={t('change:late.then', { time: formatTime(delay.choiceFrom, zone) })}>{t('change:late.thenText')}</Note>
      )}
    </>
  );
}
