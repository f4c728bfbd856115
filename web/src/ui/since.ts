import { language } from '../shared/i18n';

const unit = (value: number, of: 'second' | 'minute' | 'hour') =>
  new Intl.NumberFormat(language() === 'en' ? 'en-GB' : 'ru-RU', { style: 'unit', unit: of, unitDisplay: 'short' })
    .format(value)
    .replace(/\s/g, '\u00a0');

/** How long ago, as a chip says it: «4 мин», «1 ч 20 мин»; less than a minute is not said, or in seconds. */
export function since(instant: string, now: number, withSeconds = false): string {
  const seconds = Math.max(0, Math.floor((now - Date.parse(instant)) / 1000));
  const minutes = Math.floor(seconds / 60);
  if (minutes < 1) return withSeconds ? unit(seconds, 'second') : '';
  if (minutes < 60) return unit(minutes, 'minute');
  const rest = minutes % 60;
  return [unit(Math.floor(minutes / 60), 'hour'), rest > 0 && unit(rest, 'minute')].filter(Boolean).join('\u00a0');
}
