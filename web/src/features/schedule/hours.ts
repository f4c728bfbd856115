import type { CalendarFragment, Weekday } from '../../gql/graphql';

export type Hours = { from: number; to: number };
export type Version = CalendarFragment['versions'][number];

/** 9:00 */
export const clock = (minute: number) => `${Math.floor(minute / 60)}:${String(minute % 60).padStart(2, '0')}`;

/** 9:00–13:00, 14:00–18:00 */
export const hoursText = (hours: readonly Hours[]) => hours.map(({ from, to }) => `${clock(from)}–${clock(to)}`).join(', ');

/** Reads what hoursText writes, and how people type it: 9-13 14-18. Undefined when it is no hours. */
export function parseHours(text: string): Hours[] | undefined {
  const parts = text.replace(/\s*[-–—]\s*/g, '-').split(/[\s,;]+/).filter(Boolean);
  const hours: Hours[] = [];
  for (const part of parts) {
    const match = /^(\d{1,2})(?:[:.](\d\d))?-(\d{1,2})(?:[:.](\d\d))?$/.exec(part);
    if (!match) return undefined;
    const [from, to] = [Number(match[1]) * 60 + Number(match[2] ?? 0), Number(match[3]) * 60 + Number(match[4] ?? 0)];
    if (Number(match[2] ?? 0) > 59 || Number(match[4] ?? 0) > 59 || from >= to || to > 1440 || from < (hours.at(-1)?.to ?? 0)) return undefined;
    hours.push({ from, to });
  }
  return hours;
}

export const weekdays: readonly Weekday[] = ['MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY', 'SATURDAY', 'SUNDAY'];

export type WeekForm = {
  validFrom: string;
  validTo: string;
  timeZone: string;
  site: string;
  days: Record<Weekday, string>;
  grid: string;
  notice: string;
  horizon: string;
  before: string;
  after: string;
  limit: string;
};

/** The form of a version, to go on from; it begins on a date. */
export function formOf(version: Version | undefined, validFrom: string, timeZone: string): WeekForm {
  const days = Object.fromEntries(weekdays.map((weekday) => [weekday, hoursText(version?.week.find((day) => day.weekday === weekday)?.hours ?? [])]));
  return {
    validFrom,
    validTo: '',
    timeZone: version?.timeZone ?? timeZone,
    site: version?.site ?? '',
    days: days as Record<Weekday, string>,
    grid: String(version?.gridMinutes ?? 30),
    notice: String(version?.noticeMinutes ?? 0),
    horizon: String(version?.horizonDays ?? 30),
    before: String(version?.bufferBeforeMinutes ?? 0),
    after: String(version?.bufferAfterMinutes ?? 0),
    limit: version?.dailyLimit ? String(version.dailyLimit) : '',
  };
}

/** What of a form cannot be read; the server knows the bounds. */
export function wrongOf(form: WeekForm): string[] {
  const whole = (text: string) => /^\d{1,5}$/.test(text.trim());
  return [
    ...weekdays.filter((weekday) => !parseHours(form.days[weekday])),
    ...(['grid', 'notice', 'horizon', 'before', 'after'] as const).filter((field) => !whole(form[field])),
    ...(form.limit.trim() === '' || whole(form.limit) ? [] : ['limit']),
    ...(form.validFrom ? [] : ['validFrom']),
  ];
}

/** The input without whose it is. */
export function inputOf(form: WeekForm) {
  return {
    validFrom: form.validFrom,
    validTo: form.validTo || null,
    timeZone: form.timeZone.trim(),
    site: form.site.trim(),
    week: weekdays.flatMap((weekday) => {
      const hours = parseHours(form.days[weekday]) ?? [];
      return hours.length > 0 ? [{ weekday, hours }] : [];
    }),
    gridMinutes: Number(form.grid),
    noticeMinutes: Number(form.notice),
    horizonDays: Number(form.horizon),
    bufferBeforeMinutes: Number(form.before),
    bufferAfterMinutes: Number(form.after),
    dailyLimit: form.limit.trim() === '' ? null : Number(form.limit),
  };
}
