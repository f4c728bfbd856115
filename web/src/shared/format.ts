import { serverNow } from './clock';
import { language } from './i18n';

type Money = { amountMinor: number };

export const nbsp = '\u00a0';
const tag = () => (language() === 'en' ? 'en-GB' : 'ru-RU');

const cache = new Map<string, Intl.DateTimeFormat>();
function dates(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = tag() + JSON.stringify(options);
  const made = cache.get(key) ?? new Intl.DateTimeFormat(tag(), options);
  cache.set(key, made);
  return made;
}

type Instant = string | number;
const at = (instant: Instant) => new Date(instant);

/** 16:30; without a leading zero, as people write it: 9:40. */
export function formatTime(instant: Instant, timeZone: string): string {
  return dates({ hour: 'numeric', minute: '2-digit', hourCycle: 'h23', timeZone }).format(at(instant)).replace(/^0(?=\d)/, '');
}

/** The calendar date in a zone: 2026-10-14. */
export function isoDate(instant: Instant, timeZone: string): string {
  return new Intl.DateTimeFormat('en-CA', { year: 'numeric', month: '2-digit', day: '2-digit', timeZone }).format(at(instant));
}

/** 14 октября; with the year when it is another one. */
export function formatDate(instant: Instant, timeZone: string, now: number = serverNow()): string {
  const sameYear = isoDate(instant, timeZone).slice(0, 4) === isoDate(now, timeZone).slice(0, 4);
  const text = dates({ day: 'numeric', month: 'long', ...(sameYear ? {} : { year: 'numeric' }), timeZone }).format(at(instant));
  return text.replace(/\s?г\.$/, '').replace(/ /g, nbsp);
}

function daysApart(instant: Instant, timeZone: string, now: number): number {
  return Math.round((Date.parse(isoDate(instant, timeZone)) - Date.parse(isoDate(now, timeZone))) / 86_400_000);
}

/** «сегодня», «завтра», «вчера», or null. */
export function relativeDay(instant: Instant, timeZone: string, now: number = serverNow()): string | null {
  const words = language() === 'en' ? { '-1': 'yesterday', '0': 'today', '1': 'tomorrow' } : { '-1': 'вчера', '0': 'сегодня', '1': 'завтра' };
  return words[String(daysApart(instant, timeZone, now)) as '0'] ?? null;
}

/** «завтра» of what stands on the board of today but is not today's; else nothing. */
export function otherDay(instant: Instant, timeZone: string, now: number): string | null {
  return daysApart(instant, timeZone, now) === 0 ? null : relativeDay(instant, timeZone, now);
}

/** сегодня, 14 октября · четверг, 15 октября */
export function formatDay(instant: Instant, timeZone: string, now: number = serverNow()): string {
  const day = relativeDay(instant, timeZone, now) ?? dates({ weekday: 'long', timeZone }).format(at(instant));
  return `${day}, ${formatDate(instant, timeZone, now)}`;
}

/** «завтра в 9:40», «в пятницу в 10:00», «28 октября в 9:00» */
export function formatNear(instant: Instant, timeZone: string, now: number = serverNow()): string {
  const time = formatTime(instant, timeZone);
  const relative = relativeDay(instant, timeZone, now);
  const apart = daysApart(instant, timeZone, now);
  if (language() === 'en') {
    const day = relative ?? (apart > 0 && apart < 7 ? `on ${dates({ weekday: 'long', timeZone }).format(at(instant))}` : formatDate(instant, timeZone, now));
    return `${day} at${nbsp}${time}`;
  }
  const weekdays = ['в воскресенье', 'в понедельник', 'во вторник', 'в среду', 'в четверг', 'в пятницу', 'в субботу'];
  const weekday = new Date(`${isoDate(instant, timeZone)}T00:00:00Z`).getUTCDay();
  const day = relative ?? (apart > 0 && apart < 7 ? weekdays[weekday] : formatDate(instant, timeZone, now));
  return `${day} в${nbsp}${time}`;
}

/** чт, 15: the parts of a day in a strip; `date` is a calendar date. */
export function dayParts(date: string): { weekday: string; day: string; long: string; short: string } {
  const noon = `${date}T12:00:00Z`;
  const zone = { timeZone: 'UTC' } as const;
  const long = dates({ weekday: 'long', day: 'numeric', month: 'long', ...zone }).format(at(noon));
  const short = dates({ weekday: 'short', day: 'numeric', month: 'long', ...zone }).format(at(noon));
  return {
    weekday: dates({ weekday: 'short', ...zone }).format(at(noon)),
    day: dates({ day: 'numeric', ...zone }).format(at(noon)),
    long: upperFirst(long).replace(/(\d+) /, `$1${nbsp}`),
    short: upperFirst(short.replace(',', '')).replace(/(\d+) /, `$1${nbsp}`),
  };
}

/** 15–21 октября: from one calendar date to another. */
export function formatDays(from: string, to: string): string {
  return dates({ day: 'numeric', month: 'long', timeZone: 'UTC' }).formatRange(at(`${from}T12:00:00Z`), at(`${to}T12:00:00Z`));
}

/** Hour of the day in a zone, 0 to 23. */
export function hourOf(instant: Instant, timeZone: string): number {
  return Number(new Intl.DateTimeFormat('en-GB', { hour: '2-digit', hourCycle: 'h23', timeZone }).format(at(instant)));
}

const places: Record<string, [ru: string, en: string]> = {
  'Europe/Moscow': ['по\u00a0Москве', 'Moscow\u00a0time'],
  'Europe/Kaliningrad': ['по\u00a0Калининграду', 'Kaliningrad\u00a0time'],
  'Europe/Samara': ['по\u00a0Самаре', 'Samara\u00a0time'],
  'Asia/Yekaterinburg': ['по\u00a0Екатеринбургу', 'Yekaterinburg\u00a0time'],
  'Asia/Omsk': ['по\u00a0Омску', 'Omsk\u00a0time'],
  'Asia/Novosibirsk': ['по\u00a0Новосибирску', 'Novosibirsk\u00a0time'],
  'Asia/Krasnoyarsk': ['по\u00a0Красноярску', 'Krasnoyarsk\u00a0time'],
  'Asia/Irkutsk': ['по\u00a0Иркутску', 'Irkutsk\u00a0time'],
  'Asia/Yakutsk': ['по\u00a0Якутску', 'Yakutsk\u00a0time'],
  'Asia/Vladivostok': ['по\u00a0Владивостоку', 'Vladivostok\u00a0time'],
  'Asia/Magadan': ['по\u00a0Магадану', 'Magadan\u00a0time'],
  'Asia/Kamchatka': ['по\u00a0Камчатке', 'Kamchatka\u00a0time'],
};

/** The zone in words: «по Москве». */
export function zoneWords(timeZone: string, instant: Instant = serverNow()): string {
  const known = places[timeZone];
  if (known) return known[language() === 'en' ? 1 : 0];
  const offset = dates({ timeZone, timeZoneName: 'shortOffset' }).formatToParts(at(instant)).find((part) => part.type === 'timeZoneName')?.value ?? timeZone;
  const words = offset.replace('GMT', 'UTC');
  return language() === 'en' ? `${words}${nbsp}time` : `по${nbsp}времени${nbsp}${words}`;
}

/** Whether two zones show the same wall clock at an instant. */
export function sameClock(a: string, b: string, instant: Instant): boolean {
  return isoDate(instant, a) === isoDate(instant, b) && formatTime(instant, a) === formatTime(instant, b);
}

export const ownZone = () => Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC';

/** 2 400 ₽ */
export const formatMoney = (money: Money) => formatSum(money.amountMinor, '₽');

/** 2 400 EUR: a sum in hundredths of a currency that need not be the clinic's. */
export function formatSum(amountMinor: number, currency: string): string {
  const whole = amountMinor % 100 === 0;
  const number = new Intl.NumberFormat(tag(), { minimumFractionDigits: whole ? 0 : 2, maximumFractionDigits: 2, useGrouping: true }).format(amountMinor / 100);
  return `${number.replace(/[\s\u202f]/g, nbsp)}${nbsp}${currency}`;
}

/** 0,5 · 1 200: a number as people of the language write it, with so many digits after the comma at most. */
export function formatNumber(value: number, digits = 1): string {
  return new Intl.NumberFormat(tag(), { maximumFractionDigits: digits }).format(value).replace(/[\s\u202f]/g, nbsp);
}

/** 0,4 МБ */
export function formatBytes(bytes: number): string {
  const units = language() === 'en' ? ['KB', 'MB'] : ['КБ', 'МБ'];
  const mega = bytes >= 100_000;
  const value = mega ? bytes / 1_000_000 : Math.max(1, bytes / 1000);
  return `${formatNumber(value, mega && value < 20 ? 1 : 0)}${nbsp}${units[mega ? 1 : 0]}`;
}

/** 9:41; hours only when there are some. */
export function formatLeft(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / 1000));
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor((seconds % 3600) / 60);
  const rest = String(seconds % 60).padStart(2, '0');
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, '0')}:${rest}` : `${minutes}:${rest}`;
}

export type Named = { familyName: string; givenName: string; patronymic?: string | null };

/** Воронцов Андрей Игоревич; in English Andrei Vorontsov. */
export function fullName(person: Named): string {
  if (language() === 'en') return `${person.givenName} ${person.familyName}`;
  return [person.familyName, person.givenName, person.patronymic].filter(Boolean).join(' ');
}

/** Воронцов А. И. */
export function shortName(person: Named): string {
  const initials = [person.givenName, person.patronymic].filter((name): name is string => Boolean(name)).map((name) => `${name.charAt(0)}.`);
  return [person.familyName, ...initials].join(nbsp);
}

/** Нина Павловна: how to address somebody. */
export function addressName(person: Named): string {
  if (language() === 'en') return person.givenName;
  return [person.givenName, person.patronymic].filter(Boolean).join(nbsp);
}

export function initials(person: Named): string {
  return (person.givenName.charAt(0) + person.familyName.charAt(0)).toUpperCase();
}

/** 8 800 000-00-12 for the clinic's own number, +7 916 123-45-67 else. */
export function formatPhone(e164: string): string {
  const digits = /^\+7(\d{3})(\d{3})(\d{2})(\d{2})$/.exec(e164);
  if (!digits) return e164;
  const [, area, a, b, c] = digits;
  const country = area === '800' ? '8' : '+7';
  return `${country}${nbsp}${area}${nbsp}${a}\u2011${b}\u2011${c}`;
}

/** +7 916 •••‑••‑42: enough to recognise one's own number. */
export function maskPhone(phone: string): string {
  const digits = phone.replace(/\D/g, '').replace(/^8(?=\d{10}$)/, '7');
  const ten = digits.slice(-10);
  return `+7${nbsp}${ten.slice(0, 3)}${nbsp}•••\u2011••\u2011${ten.slice(-2)}`;
}

export function upperFirst(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** For the middle of a sentence: «кардиолог», but «ЭКГ». */
export function lowerFirst(text: string): string {
  return /^\p{Lu}\p{Ll}/u.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text;
}
