import { IconUserOff } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { formatDate, fullName } from '../../shared/format';
import { useClinic } from '../../shared/session';
import { Button } from '../../ui/Button';
import { StateChip } from '../../ui/StateChip';
import { useWithdrawals } from './useWithdrawals';

/** People who have withdrawn the consent: a task with a deadline that the law sets. */
export function Withdrawals({ onOpen }: { onOpen: (patientId: string) => void }) {
  const { t } = useTranslation('desk');
  const timeZone = useClinic()?.timeZone;
  const open = useWithdrawals().filter((one) => !one.finishedAt);
  if (open.length === 0 || !timeZone) return null;
  return (
    <section className="card stack" style={{ gap: 10 }} aria-labelledby="desk-withdrawals">
      <h2 className="h3" id="desk-withdrawals">{t('withdrawal.title', { count: open.length })}</h2>
      <ul className="rows">
        {open.map(({ id, finishBy, patient }) => patient && (
          <li key={id} className="line" style={{ flexWrap: 'wrap' }}>
            <div className="grow"><b>{fullName(patient)}</b></div>
            <StateChip tone="act" icon={IconUserOff}>{t('withdrawal.until', { date: formatDate(finishBy, timeZone) })}</StateChip>
            <Button variant="soft" aria-label={t('withdrawal.open', { name: fullName(patient) })} onClick={() => onOpen(patient.id)}>{t('help.showPatient')}</Button>
          </li>
        ))}
      </ul>
    </section>
  );
}
