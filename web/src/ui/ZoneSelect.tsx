import { useId, type ChangeEvent, type ReactNode } from 'react';
import { ownZone, zoneWords } from '../shared/format';
import { ErrorText } from './Fields';

const zones = ['Europe/Kaliningrad', 'Europe/Moscow', 'Europe/Samara', 'Asia/Yekaterinburg', 'Asia/Omsk', 'Asia/Novosibirsk', 'Asia/Krasnoyarsk', 'Asia/Irkutsk', 'Asia/Yakutsk', 'Asia/Vladivostok', 'Asia/Magadan', 'Asia/Kamchatka'];

type Props = { label: string; hint?: ReactNode; error?: string | undefined; value: string; onChange: (event: ChangeEvent<HTMLSelectElement>) => void };

/** A time zone in words: the country's, the one of this device and the one that is chosen already. */
export function ZoneSelect({ label, hint, error, value, onChange }: Props) {
  const id = useId();
  const choices = [...new Set([...zones, ownZone(), value])];
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <select id={id} className="input" value={value} aria-invalid={error ? true : undefined} aria-describedby={hint ? `${id}-hint` : undefined} onChange={onChange}>
        {choices.map((zone) => <option key={zone} value={zone}>{zoneWords(zone)}</option>)}
      </select>
      {hint && <span className="hint" id={`${id}-hint`}>{hint}</span>}
      {error && <ErrorText>{error}</ErrorText>}
    </div>
  );
}
