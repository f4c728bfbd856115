import { IconClock, IconDeviceMobile, IconMessage, IconPaperclip, IconPencil, IconSignature, IconUser, IconWallet } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Icon } from '../../ui/Icon';
import { AppointmentChip, StateChip, VisitChip } from '../../ui/StateChip';
import { since } from '../../ui/since';
import { isUnpaid, lightOf, stateOf, type Light, type Row } from './board';

const words = (...parts: string[]) => parts.filter(Boolean).join(', ');

/** The state of a row in words, with the minutes in it. */
export function RowChip({ row, now }: { row: Row; now: number }) {
  const { t } = useTranslation('doctor');
  const state = stateOf(row, now);
  switch (state.is) {
    case 'appointment':
      return <AppointmentChip status={state.status} absent={row.absent} />;
    case 'visit':
      return <VisitChip status={state.status} detail={state.since && since(state.since, now, state.status === 'INTERRUPTED')} />;
    case 'unsigned':
      return <StateChip tone="act" icon={IconPencil}>{words(t('board.state.unsigned'), since(state.since, now))}</StateChip>;
    case 'checked':
      return <StateChip tone="info" icon={IconDeviceMobile}>{t('board.state.checked')}</StateChip>;
    case 'alone':
      return <StateChip tone="info" icon={IconUser}>{words(t('board.state.alone'), since(state.since, now))}</StateChip>;
    case 'timeOver':
      return <StateChip tone="quiet" icon={IconClock}>{t('board.state.timeOver')}</StateChip>;
  }
}

const bars: Record<Light, string> = { good: 'g', weak: 'y', voice: 'y', chat: 'r', unknown: '' };

/** The device light in words; the bars repeat them. */
export function LinkLight({ row }: { row: Row }) {
  const { t } = useTranslation('doctor');
  const light = lightOf(row);
  return (
    <span className="link">
      <span className={`sig ${bars[light]}`} aria-hidden="true"><i /><i /><i /></span>
      {t(`board.light.${light}`)}
    </span>
  );
}

/** Consent, payment, papers and unread messages; what is missing is said and coloured. */
export function Marks({ row }: { row: Row }) {
  const { t } = useTranslation('doctor');
  const unread = row.visit?.unreadCount ?? 0;
  const consent = row.consentToSign === null;
  const paid = !isUnpaid(row);
  const paidWords = !row.payment ? t('board.mark.free') : paid ? t('board.mark.paid') : t('board.mark.unpaid');
  return (
    <ul className="marks">
      <li className={consent ? undefined : 'need'} title={consent ? t('board.mark.consentSigned') : t('board.mark.consentMissing')}>
        <Icon of={IconSignature} />
        <span className="sr-only">{consent ? t('board.mark.consentSigned') : t('board.mark.consentMissing')}</span>
        {!consent && <span aria-hidden="true">{t('board.mark.no')}</span>}
      </li>
      <li className={paid ? undefined : 'need'} title={paidWords}>
        <Icon of={IconWallet} />
        <span className="sr-only">{paidWords}</span>
        {!paid && <span aria-hidden="true">{t('board.mark.no')}</span>}
      </li>
      {row.documentCount > 0 && (
        <li title={t('board.mark.documents', { count: row.documentCount })}>
          <Icon of={IconPaperclip} />
          <span className="sr-only">{t('board.mark.documents', { count: row.documentCount })}</span>
          <span aria-hidden="true">{row.documentCount}</span>
        </li>
      )}
      {unread > 0 && (
        <li className="new" title={t('board.mark.unread', { count: unread })}>
          <Icon of={IconMessage} />
          <span className="sr-only">{t('board.mark.unread', { count: unread })}</span>
          <span aria-hidden="true">{unread}</span>
        </li>
      )}
    </ul>
  );
}
