import { IconAlertCircle, IconCalendarOff, IconUserX, type Icon as TablerIcon } from '@tabler/icons-react';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import type { VisitOffFragment } from '../gql/graphql';
import { serverNow } from '../shared/clock';
import { addressName, formatMoney, isoDate } from '../shared/format';
import { moneyBack, whyOff } from '../shared/outcome';
import { Note } from './Note';

const icons: Partial<Record<VisitOffFragment['status'], TablerIcon>> = { CANCELLED: IconCalendarOff, NO_SHOW: IconUserX };

/** «на карту»; empty when the means is not known. */
export function whereTo(payment: VisitOffFragment['payment'], t: TFunction<'change'>): string {
  return payment?.method ? t(`where.${payment.method}`) : '';
}

function reasonText(visit: VisitOffFragment, t: TFunction<'change'>): string {
  const why = whyOff(visit);
  if (why === null) return '';
  if (why !== 'byDoctor' && why !== 'byClinic') return t(`off.text.${why}`);
  const isToday = isoDate(visit.startsAt, visit.clinicTimeZone) === isoDate(serverNow(), visit.clinicTimeZone);
  switch (visit.cancellation?.reason) {
    case 'PRACTITIONER_UNAVAILABLE':
      return t(isToday ? 'off.text.PRACTITIONER_UNAVAILABLE_today' : 'off.text.PRACTITIONER_UNAVAILABLE', { doctor: addressName(visit.practitioner) });
    case 'TECHNICAL':
      return t('off.text.TECHNICAL');
    default:
      return t('off.text.CLINIC');
  }
}

/** What happens to the money, in one sentence; empty when there is nothing to say. */
export function moneyText(visit: VisitOffFragment, t: TFunction<'change'>): string {
  const money = moneyBack(visit);
  const where = whereTo(visit.payment, t);
  switch (money.is) {
    case 'free':
      return '';
    case 'unpaid':
      return t('off.money.unpaid');
    case 'checking':
      return t('off.money.checking');
    case 'kept':
      return t(visit.status === 'NO_SHOW' ? 'off.money.keptAbsent' : 'off.money.kept');
    case 'owed':
      return t('off.money.owed', { sum: formatMoney(money.sum) });
    case 'refunding':
      return money.sum ? t(where ? 'off.money.refundingSumTo' : 'off.money.refundingSum', { sum: formatMoney(money.sum), where }) : t('off.money.refunding');
    case 'refunded':
      return money.sum ? t(where ? 'off.money.refundedSumTo' : 'off.money.refundedSum', { sum: formatMoney(money.sum), where }) : t('off.money.refunded');
  }
}

/** By whom and why a visit did not take place, and what happens to the money. Needs the texts of `change`. */
export function outcomeWords(visit: VisitOffFragment, t: TFunction<'change'>): { icon: TablerIcon; title: string; text: string } | null {
  const why = whyOff(visit);
  if (why === null) return null;
  return { icon: icons[visit.status] ?? IconAlertCircle, title: t(`off.${why}`), text: [reasonText(visit, t), moneyText(visit, t)].filter(Boolean).join(' ') };
}

/** The same as a note; nothing for a visit that is to come or took place. */
export function OutcomeNote({ visit, live }: { visit: VisitOffFragment; live?: boolean }) {
  const { t } = useTranslation('change');
  const words = outcomeWords(visit, t);
  if (!words) return null;
  const isWish = visit.cancellation?.by === 'PATIENT' || whyOff(visit) === 'forYou';
  return <Note tone={visit.status === 'EXPIRED' || isWish ? 'quiet' : 'bad'} icon={words.icon} title={words.title} {...(live && { live })}>{words.text}</Note>;
}
