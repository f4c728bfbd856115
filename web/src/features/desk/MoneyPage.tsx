import { useMutation, useQuery } from '@apollo/client/react';
import { IconAlertCircle, IconCheck, IconRefresh } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { DeskMoneyDocument, RetryRefundDocument, type DeskMoneyQuery, type DeskPaymentFragment, type DeskRefundFragment } from '../../gql/graphql';
import { syncClock, useServerNow } from '../../shared/clock';
import { formatDate, formatMoney, shortName } from '../../shared/format';
import { useClinic } from '../../shared/session';
import { announce } from '../../ui/announce';
import { Button } from '../../ui/Button';
import { useDeskRail } from '../../ui/rails';
import { StaffShell } from '../../ui/StaffShell';
import { PaymentChip, StateChip } from '../../ui/StateChip';
import { LoadFailed, Loading, RowsSkeleton } from '../../ui/States';
import { leftOf, toneOf } from './money';
import { GiveBack, LookAfter } from './MoneyDialogs';
import './desk.css';

/** The desk's money: what goes back, what was paid, and what fits nothing. */
export default function MoneyPage() {
  const { t } = useTranslation('desk');
  const { data, error, refetch } = useQuery(DeskMoneyDocument, { fetchPolicy: 'cache-and-network', pollInterval: 30_000 });
  const again = () => void refetch().catch(() => undefined);
  useEffect(() => {
    if (data) syncClock(data.serverTime);
  }, [data]);
  return (
    <StaffShell title={t('money.title')} rail={useDeskRail('/desk/money')}>
      <h1 style={{ fontSize: '1.5rem' }}>{t('money.title')}</h1>
      {data ? <Money data={data} onChange={again} /> : error ? <LoadFailed error={error} onRetry={again} /> : <Loading><section className="card"><RowsSkeleton rows={6} /></section></Loading>}
    </StaffShell>
  );
}

function Money({ data, onChange }: { data: DeskMoneyQuery; onChange: () => void }) {
  const { t } = useTranslation('desk');
  const zone = useClinic()?.timeZone ?? 'UTC';
  const now = useServerNow();
  const [giving, setGiving] = useState<DeskPaymentFragment>();
  const [stray, setStray] = useState<string>();
  return (
    <>
      {data.unmatchedPayments.nodes.length > 0 && (
        <section className="card stack" aria-labelledby="money-stray">
          <h2 className="h3" id="money-stray">{t('money.unmatched')}</h2>
          <p className="small m">{t('money.unmatchedText')}</p>
          <ul className="stack">
            {data.unmatchedPayments.nodes.map((word) => (
              <li key={word.id} className="line between" style={{ flexWrap: 'wrap' }}>
                <span>{formatDate(word.heardAt, zone, now)} · {word.provider} · <code>{word.ref || '—'}</code> · {word.event}</span>
                <b>{(word.amountMinor / 100).toFixed(2)} {word.currencyCode}</b>
                <Button small variant="soft" onClick={() => setStray(word.id)}>{t('money.lookAfter')}</Button>
              </li>
            ))}
          </ul>
        </section>
      )}
      <section className="card stack" aria-labelledby="money-refunds">
        <h2 className="h3" id="money-refunds">{t('money.refunds')}</h2>
        {data.open.nodes.length === 0 && <p className="m">{t('money.noRefunds')}</p>}
        <ul className="stack">
          {[...data.open.nodes, ...data.done.nodes].map((refund) => <Refund key={refund.id} refund={refund} zone={zone} now={now} />)}
        </ul>
      </section>
      <section className="card stack" aria-labelledby="money-payments">
        <h2 className="h3" id="money-payments">{t('money.payments')}</h2>
        <ul className="stack">
          {data.payments.nodes.map((payment) => (
            <li key={payment.id} className="line between" style={{ flexWrap: 'wrap' }}>
              <span className="grow">
                {whose(payment, zone, now)}
                <span className="small m" style={{ display: 'block' }}>
                  {payment.receipts.map((receipt) => t(`money.receipt.${receipt.kind}`) + (receipt.number ? ` № ${receipt.number}` : ` (${t(`money.receiptStatus.${receipt.status}`)})`)).join(' · ')}
                </span>
              </span>
              <PaymentChip status={payment.status} />
              <b>{formatMoney(payment.amount)}</b>
              {leftOf(payment) > 0 && <Button small variant="soft" onClick={() => setGiving(payment)}>{t('money.giveBack')}</Button>}
            </li>
          ))}
        </ul>
      </section>
      {giving && <GiveBack payment={giving} onClose={() => setGiving(undefined)} onDone={onChange} />}
      {stray && <LookAfter id={stray} onClose={() => setStray(undefined)} onDone={onChange} />}
    </>
  );
}

type Owner = { appointment?: { startsAt: string; patient: Parameters<typeof shortName>[0] | null } | null };

const whose = ({ appointment }: Owner, zone: string, now: number) =>
  appointment?.patient ? `${shortName(appointment.patient)} · ${formatDate(appointment.startsAt, zone, now)}` : '';

const icons = { good: IconCheck, info: IconRefresh, act: IconRefresh, bad: IconAlertCircle } as const;

function Refund({ refund, zone, now }: { refund: DeskRefundFragment; zone: string; now: number }) {
  const { t } = useTranslation('desk');
  const [retry, { loading }] = useMutation(RetryRefundDocument, { variables: { input: { refundId: refund.id } } });
  const again = () => void retry().then(() => announce(t('money.asked')), () => announce(t('money.failed')));
  const tone = toneOf(refund, now);
  return (
    <li className="line between" style={{ flexWrap: 'wrap' }}>
      <span className="grow">
        {refund.payment && whose(refund.payment, zone, now)}
        <span className="small m" style={{ display: 'block' }}>
          {[t(`money.cause.${refund.cause}`), refund.note, refund.doneAt ? t('money.doneAt', { date: formatDate(refund.doneAt, zone, now) }) : t('money.deadline', { date: formatDate(refund.deadline, zone, now) })].filter(Boolean).join(' · ')}
        </span>
      </span>
      <StateChip tone={tone} icon={icons[tone]}>{refund.trouble ? t(`money.trouble.${refund.trouble}`) : t(`money.status.${refund.status}`)}</StateChip>
      <b>{formatMoney(refund.amount)}</b>
      {refund.trouble && <Button small busy={loading} onClick={again}>{t('money.retry')}</Button>}
    </li>
  );
}
