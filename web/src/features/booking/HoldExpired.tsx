import { IconClock } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useClinic } from '../../shared/session';
import { Button } from '../../ui/Button';
import { Empty } from '../../ui/States';

type Props = { time: string; busy?: boolean; onAgain: () => void; onOther: () => void };

/** The hold has run out; the time may still be free. */
export function HoldExpired({ time, busy, onAgain, onOther }: Props) {
  const { t } = useTranslation('booking');
  const minutes = Math.round((useClinic()?.holdSeconds ?? 600) / 60);
  return (
    <>
      <div role="status">
        <Empty level={1} icon={IconClock} tone="act" title={t('expired.title', { count: minutes })}>{t('expired.text', { time })}</Empty>
      </div>
      <Button block busy={busy} onClick={onAgain}>{t(busy ? 'time.holding' : 'expired.again', { time })}</Button>
      <Button variant="plain" block onClick={onOther}>{t('expired.other')}</Button>
    </>
  );
}
