import { useEffect, useState, useSyncExternalStore, type CSSProperties } from 'react';
import { LevelMeter } from '../../rtc/LevelMeter';

/** How loud a track is, from 0 to 1; drawn again several times a second, so only small components use it. */
export function useLevel(track: MediaStreamTrack | null): number {
  const [meter] = useState(() => new LevelMeter());
  useEffect(() => {
    if (!track) return undefined;
    meter.start(track);
    return () => meter.stop();
  }, [meter, track]);
  return useSyncExternalStore(meter.subscribe, meter.getSnapshot);
}

type Props = { track: MediaStreamTrack | null; label: string; bars?: number; style?: CSSProperties; onLevel?: (level: number) => void };

export function Levels({ track, label, bars = 20, style, onLevel }: Props) {
  const level = useLevel(track);
  useEffect(() => onLevel?.(level), [level, onLevel]);
  const lit = Math.round(level * bars);
  return (
    <div className="levels" style={style} role="meter" aria-label={label} aria-valuemin={0} aria-valuemax={100} aria-valuenow={Math.round((lit / bars) * 100)}>
      {Array.from({ length: bars }, (_, i) => (
        <i key={i} className={i < lit ? 'on' : undefined} />
      ))}
    </div>
  );
}
