import { IconChevronLeft, IconChevronRight, IconClock } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { dayParts, formatDays, formatTime, hourOf, ownZone, sameClock, zoneWords } from '../shared/format';
import { freeOf, type Day, type ShownSlot } from '../shared/slots';
import { Icon } from './Icon';

/** Whose clock the times are on. */
export function ZoneLine({ timeZone, at }: { timeZone: string; at?: string | undefined }) {
  const { t } = useTranslation('booking');
  if (!at) return null;
  const zone = zoneWords(timeZone, at);
  return (
    <p className="small m line" style={{ gap: 8 }}>
      <Icon of={IconClock} size={20} />
      <span>{sameClock(timeZone, ownZone(), at) ? t('zone.same', { zone }) : t('zone.other', { zone, time: formatTime(at, timeZone), own: formatTime(at, ownZone()) })}</span>
    </p>
  );
}

export function Days({ days, chosen, onChoose }: { days: readonly Day<ShownSlot>[]; chosen: string; onChoose: (date: string) => void }) {
  const { t } = useTranslation('booking');
  useEffect(() => {
    const day = document.querySelector('.day.on');
    if (day && 'scrollIntoView' in day) day.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [chosen]);
  return (
    <div className="days" role="group" aria-label={t('time.day')}>
      {days.map((day) => {
        const { weekday, day: number, long } = dayParts(day.date);
        const count = freeOf(day).length;
        const words = count > 0 ? t('time.free', { count }) : t('time.noFree');
        return (
          <button
            key={day.date}
            type="button"
            className={['day', day.date === chosen && 'on', count === 0 && 'none'].filter(Boolean).join(' ')}
            aria-pressed={day.date === chosen}
            onClick={() => onChoose(day.date)}
          >
            <span className="sr-only">{long}, {words}</span>
            <span aria-hidden="true">{weekday}<b>{number}</b>{words}</span>
          </button>
        );
      })}
    </div>
  );
}

function SlotButton({ slot, marked, timeZone, onChoose }: { slot: ShownSlot; marked: string | null; timeZone: string; onChoose: (startsAt: string) => void }) {
  const { t } = useTranslation('booking');
  const time = formatTime(slot.startsAt, timeZone);
  if (slot.gone) return <div className="slot gone"><span>{time}</span><small>{t('time.gone')}</small></div>;
  const on = slot.startsAt === marked;
  return (
    <button type="button" className={on ? 'slot on' : 'slot'} aria-pressed={on} onClick={() => onChoose(slot.startsAt)}>
      {slot.heldByMe && !on ? <><span>{time}</span><small>{t('time.yours')}</small></> : time}
    </button>
  );
}

export function Slots({ day, marked, timeZone, onChoose }: { day: Day<ShownSlot>; marked: string | null; timeZone: string; onChoose: (startsAt: string) => void }) {
  const { t } = useTranslation('booking');
  const early = day.slots.filter((slot) => hourOf(slot.startsAt, timeZone) < 13);
  const late = day.slots.filter((slot) => hourOf(slot.startsAt, timeZone) >= 13);
  const grid = (slots: readonly ShownSlot[]) => (
    <div className="slots">
      {slots.map((slot) => <SlotButton key={slot.startsAt} slot={slot} marked={marked} timeZone={timeZone} onChoose={onChoose} />)}
    </div>
  );
  return (
    <>
      <h2 className="h3">{dayParts(day.date).long}</h2>
      {day.slots.length === 0 && <p className="m">{t('time.closed')}</p>}
      {early.length > 0 && grid(early)}
      {late.length > 0 && (
        <>
          {early.length > 0 && <h3 style={{ marginTop: 4 }}>{t('time.afternoon')}</h3>}
          {grid(late)}
        </>
      )}
    </>
  );
}

/** Seven days beside each other. */
export function Week({ days, marked, timeZone, busy, onChoose }: { days: readonly Day<ShownSlot>[]; marked: string | null; timeZone: string; busy: boolean; onChoose: (startsAt: string) => void }) {
  const { t } = useTranslation('booking');
  const first = days.findIndex((day) => freeOf(day).length > 0);
  const [from, setFrom] = useState(Math.floor(Math.max(0, first) / 7) * 7);
  const shown = days.slice(from, from + 7);
  const begin = shown[0];
  const end = shown.at(-1);
  return (
    <section className="card stack" style={{ gap: 20, padding: '24px 28px' }} aria-busy={busy || undefined}>
      <div className="line between">
        <button type="button" className="icon-btn" aria-label={t('time.before')} onClick={() => setFrom(Math.max(0, from - 7))}><Icon of={IconChevronLeft} /></button>
        <h2 className="h3">{begin && end && formatDays(begin.date, end.date)}</h2>
        <button type="button" className="icon-btn" aria-label={t('time.after')} onClick={() => setFrom(from + 7 < days.length ? from + 7 : from)}><Icon of={IconChevronRight} /></button>
      </div>
      <div style={{ display: 'grid', gridTemplateColumns: 'repeat(7, minmax(0, 1fr))', gap: 12 }}>
        {shown.map((day) => {
          const { weekday, day: number, long } = dayParts(day.date);
          return (
            <div className="stack" style={{ gap: 10 }} key={day.date} role="group" aria-label={long}>
              <div className="center small m">{weekday}<b style={{ display: 'block', font: '600 1.375rem/1.3 var(--tv-font)', color: 'var(--tv-ink)' }}>{number}</b></div>
              {day.slots.length === 0 ? <p className="cap f center" style={{ paddingTop: 14 }}>{t('time.closedShort')}</p> : day.slots.map((slot) => <SlotButton key={slot.startsAt} slot={slot} marked={marked} timeZone={timeZone} onChoose={onChoose} />)}
            </div>
          );
        })}
      </div>
    </section>
  );
}
