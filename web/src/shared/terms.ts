import type { TFunction } from 'i18next';
import type { TermsFragment } from '../gql/graphql';
import { formatDay, formatMoney, formatTime } from './format';

export type TermsKind = 'nothing' | 'whole' | 'part' | 'none';

/** What calling a visit off gives back: of nothing paid, all, a part, or none of it. */
export function termsKind({ paid, refund }: Pick<TermsFragment, 'paid' | 'refund'>): TermsKind {
  if (paid.amountMinor === 0) return 'nothing';
  if (refund.amountMinor === 0) return 'none';
  return refund.amountMinor < paid.amountMinor ? 'part' : 'whole';
}

/** «Отмена сейчас вернёт 1 200 ₽ из 2 400 ₽» */
export function termsText(terms: TermsFragment, t: TFunction<'change'>): string {
  return t(`terms.${termsKind(terms)}`, { sum: formatMoney(terms.refund), paid: formatMoney(terms.paid) });
}

/** Whole hours between the deadline and the beginning: «меньше 4 часов». */
export const hoursBefore = (startsAt: string, deadline: string) => Math.round((Date.parse(startsAt) - Date.parse(deadline)) / 3_600_000);

/** «сегодня, 14 октября, до 12:30 по Москве» without the zone. */
export const untilWords = (deadline: string, timeZone: string, now: number) => `${formatDay(deadline, timeZone, now)}, ${formatTime(deadline, timeZone)}`;
