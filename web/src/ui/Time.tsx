import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useServerNow } from '../shared/clock';
import { formatDay, formatLeft, formatTime, relativeDay, formatDate, zoneWords } from '../shared/format';
import { announce } from './announce';

type When = { startsAt: string; endsAt: string; timeZone: string };

/** The hour of a visit, then the day and the zone. */
export function TimeHeadline({ startsAt, endsAt, timeZone, size = '3rem' }: When & { size?: string }) {
  const { t } = useTranslation();
  const now = useServerNow();
  return (
    <div className="line" style={{ '--g': '16px', alignItems: 'center', flexWrap: 'wrap' } as React.CSSProperties}>
      <time className="hero-time" dateTime={startsAt} style={{ fontSize: size }}>{formatTime(startsAt, timeZone)}</time>
      <div className="small m" style={{ flex: '1 1 130px' }}>
        <div style={{ color: 'var(--tv-ink)', fontWeight: 600 }}>{formatDay(startsAt, timeZone, now)}</div>
        {t('until', { time: formatTime(endsAt, timeZone), zone: zoneWords(timeZone, startsAt) })}
      </div>
    </div>
  );
}

/** The same on the lit card: the hour alone in a line of its own. */
export function LitTime({ startsAt, endsAt, timeZone, size = '3.75rem' }: When & { size?: string }) {
  const { t } = useTranslation();
  const now = useServerNow();
  const day = relativeDay(startsAt, timeZone, now) ?? formatDate(startsAt, timeZone, now);
  return (
    <div>
      <time className="hero-time" dateTime={startsAt} style={{ fontSize: size, display: 'block' }}>{formatTime(startsAt, timeZone)}</time>
      <div className="m" style={{ marginTop: 4 }}>
        {day}, {t('until', { time: formatTime(endsAt, timeZone), zone: zoneWords(timeZone, startsAt) })}
      </div>
    </div>
  );
}

const marks = [120, 60, 0];

/** Milliseconds left on the server's clock; announced at two minutes, one minute and the end. */
export function useCountdown(until: string, onEnd?: () => void): number {
  const { t } = useTranslation();
  const now = useServerNow();
  const left = Math.max(0, Date.parse(until) - now);
  const seconds = Math.ceil(left / 1000);
  const before = useRef(seconds);
  const ended = useRef(false);
  const end = useRef(onEnd);
  useEffect(() => {
    end.current = onEnd;
  });
  useEffect(() => {
    ended.current = false;
  }, [until]);
  useEffect(() => {
    for (const mark of marks) {
      if (before.current > mark && seconds <= mark) announce(mark === 0 ? t('timer.over') : t('timer.left', { count: mark / 60 }));
    }
    before.current = seconds;
    if (seconds === 0 && !ended.current) {
      ended.current = true;
      end.current?.();
    }
  }, [seconds, t]);
  return left;
}

/** A clock that runs down, such as 9:41. */
export function Countdown({ until, onEnd }: { until: string; onEnd?: () => void }) {
  const left = useCountdown(until, onEnd);
  return <span className="num" role="timer" aria-live="off">{formatLeft(left)}</span>;
}

/** The ring of a hold; it turns yellow under two minutes. */
export function HoldRing({ left, whole }: { left: number; whole: number }) {
  const percent = Math.max(0, Math.min(100, (left / whole) * 100));
  return <span className={left < 120_000 ? 'ring low' : 'ring'} style={{ '--p': `${percent.toFixed(1)}%` } as React.CSSProperties} aria-hidden="true" />;
}

/** True once `ms` have gone by: skeletons wait 300 ms, so that quick answers do not flicker. */
export function useAfter(ms: number): boolean {
  const [after, setAfter] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setAfter(true), ms);
    return () => clearTimeout(timer);
  }, [ms]);
  return after;
}
