import { useMutation, useQuery } from '@apollo/client/react';
import { IconAlertCircle, IconCheck, IconRefresh } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { DeskMoneyDocument, RetryReceiptDocument, RetryRefundDocument, type DeskDisputeFragment, type DeskMoneyQuery, type DeskPaymentFragment, type DeskRefundFragment } from '../../gql/graphql';
import { syncClock, useServerNow } from '../../shared/clock';
import { formatDate, formatMoney, formatSum, nbsp, shortName } from '../../shared/format';
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
  const [before, setBefore] = useState<string>();
  const [sizes, setSizes] = useState<Sizes>({ open: 20, done: 5, disputes: 5 });
  const answer = useQuery(DeskMoneyDocument, { variables: { before: before ?? null, ...sizes }, fetchPolicy: 'cache-and-network', pollInterval: 30_000 });
  const { error, refetch } = answer;
  const data = answer.data ?? answer.previousData;
  const again = () => void refetch().catch(() => undefined);
  useEffect(() => {
    if (data) syncClock(data.serverTime);
  }, [data]);
  return (
    <StaffShell title={t('money.title')} rail={useDeskRail('/desk/money')}>
      <h1 style={{ fontSize: '1.5rem' }}>{t('money.title')}</h1>
      {data ? <Money data={data} isEarlier={before !== undefined} onBefore={setBefore} onMore={(list) => setSizes((now) => ({ ...now, [list]: Math.min(100, now[list] + 20) }))} onChange={again} /> : error ? <LoadFailed error={error} onRetry={again} /> : <Loading><section className="card"><RowsSkeleton rows={6} /></section></Loading>}
    </StaffShell>
  );
}

/** How many of each list are shown. */
type Sizes = { open: number; done: number; disputes: number };

type MoneyProps = { data: DeskMoneyQuery; /** Whether the payments are not the latest. */ isEarlier: boolean; onBefore: (cursor: string | undefined) => void; onMore: (list: keyof Sizes) => void; onChange: () => void };

function Money({ data, isEarlier, onBefore, onMore, onChange }: MoneyProps) {
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
          <ul className="rows money">
            {data.unmatchedPayments.nodes.map((word) => (
              <li key={word.id}>
                <span className="grow">
                  {formatDate(word.heardAt, zone, now)} · {word.provider}
                  <code className="small m">{[word.ref, word.event].filter(Boolean).join(' · ')}</code>
                </span>
                <Button small variant="soft" onClick={() => setStray(word.id)}>{t('money.lookAfter')}</Button>
                <b>{formatSum(word.amountMinor, word.currencyCode)}</b>
              </li>
            ))}
          </ul>
        </section>
      )}
      {data.disputes.nodes.length > 0 && (
        <section className="card stack" aria-labelledby="money-disputes">
          <h2 className="h3" id="money-disputes">{t('money.disputes')}</h2>
          <p className="small m">{t('money.disputesText')}</p>
          <ul className="rows money">
            {data.disputes.nodes.map((dispute) => <Dispute key={dispute.id} dispute={dispute} zone={zone} now={now} />)}
          </ul>
          {data.disputes.pageInfo.hasNextPage && <div><Button variant="plain" small onClick={() => onMore('disputes')}>{t('money.more')}</Button></div>}
        </section>
      )}
      <section className="card stack" aria-labelledby="money-refunds">
        <h2 className="h3" id="money-refunds">{t('money.refunds')}</h2>
        {data.open.nodes.length === 0 && <p className="m">{t('money.noRefunds')}</p>}
        <ul className="rows money">
          {data.open.nodes.map((refund) => <Refund key={refund.id} refund={refund} zone={zone} now={now} />)}
        </ul>
        {data.open.pageInfo.hasNextPage && <div><Button variant="plain" small onClick={() => onMore('open')}>{t('money.more')}</Button></div>}
        {data.done.nodes.length > 0 && <h3 className="cap f">{t('money.done')}</h3>}
        <ul className="rows money">
          {data.done.nodes.map((refund) => <Refund key={refund.id} refund={refund} zone={zone} now={now} />)}
        </ul>
        {data.done.pageInfo.hasNextPage && <div><Button variant="plain" small onClick={() => onMore('done')}>{t('money.moreDone')}</Button></div>}
      </section>
      <section className="card stack" aria-labelledby="money-payments">
        <h2 className="h3" id="money-payments">{t('money.payments')}</h2>
        <ul className="rows money">
          {data.payments.nodes.map((payment) => <Payment key={payment.id} payment={payment} zone={zone} now={now} onGive={setGiving} />)}
        </ul>
        <div className="line" style={{ flexWrap: 'wrap' }}>
          {data.payments.pageInfo.hasNextPage && <Button variant="plain" small onClick={() => onBefore(data.payments.pageInfo.endCursor ?? undefined)}>{t('money.earlier')}</Button>}
          {isEarlier && <Button variant="plain" small onClick={() => onBefore(undefined)}>{t('money.latest')}</Button>}
        </div>
      </section>
      {giving && <GiveBack payment={giving} onClose={() => setGiving(undefined)} onDone={onChange} />}
      {stray && <LookAfter id={stray} onClose={() => setStray(undefined)} onDone={onChange} />}
    </>
  );
}

type Owner = { appointment?: { startsAt: string; patient: Parameters<typeof shortName>[0] | null } | null };

const whose = ({ appointment }: Owner, zone: string, now: number) =>
  appointment?.patient ? `${shortName(appointment.patient)} · ${formatDate(appointment.startsAt, zone, now)}` : '';

type PaymentProps = { payment: DeskPaymentFragment; zone: string; now: number; onGive: (payment: DeskPaymentFragment) => void };

function Payment({ payment, zone, now, onGive }: PaymentProps) {
  const { t } = useTranslation('desk');
  const who = whose(payment, zone, now);
  return (
    <li>
      <span className="grow">
        {who}
        {payment.receipts.map((receipt) => <Receipt key={receipt.id} receipt={receipt} who={who} />)}
      </span>
      <PaymentChip status={payment.status} />
      {leftOf(payment) > 0 && <Button small variant="soft" aria-label={t('money.giveBackOf', { who })} onClick={() => onGive(payment)}>{t('money.giveBack')}</Button>}
      <b>{formatMoney(payment.amount)}</b>
    </li>
  );
}

function Receipt({ receipt: { id, kind, number, status }, who }: { receipt: DeskPaymentFragment['receipts'][number]; who: string }) {
  const { t } = useTranslation('desk');
  const [retry, { loading }] = useMutation(RetryReceiptDocument, { variables: { input: { receiptId: id } } });
  const again = () => void retry().then(() => announce(t('money.receiptAsked')), () => announce(t('money.failed')));
  const what = `${t(`money.receipt.${kind}`)} ${number ? `№${nbsp}${number}` : `(${t(`money.receiptStatus.${status}`)})`}`;
  return (
    <span className="small m receipt">
      {what}
      {status === 'REFUSED' && <Button small variant="soft" busy={loading} aria-label={t('money.receiptRetryOf', { what, who })} onClick={again}>{t('money.receiptRetry')}</Button>}
    </span>
  );
}

const disputeTones = { OPEN: 'act', WON: 'good', LOST: 'bad' } as const;

function Dispute({ dispute, zone, now }: { dispute: DeskDisputeFragment; zone: string; now: number }) {
  const { t } = useTranslation('desk');
  const tone = disputeTones[dispute.status];
  const when = dispute.closedAt ? formatDate(dispute.closedAt, zone, now) : dispute.evidenceDueAt ? t('money.evidence', { date: formatDate(dispute.evidenceDueAt, zone, now) }) : formatDate(dispute.openedAt, zone, now);
  return (
    <li>
      <span className="grow">
        {whose(dispute.payment, zone, now)}
        <span className="small m">{when} · {dispute.reason}</span>
        <code className="small m">{dispute.provider} · {dispute.ref}</code>
      </span>
      <StateChip tone={tone} icon={icons[tone]}>{t(`money.dispute.${dispute.status}`)}</StateChip>
      <b>{formatMoney(dispute.amount)}</b>
    </li>
  );
}

const icons = { good: IconCheck, info: IconRefresh, act: IconRefresh, bad: IconAlertCircle } as const;

function Refund({ refund, zone, now }: { refund: DeskRefundFragment; zone: string; now: number }) {
  const { t } = useTranslation('desk');
  const [retry, { loading }] = useMutation(RetryRefundDocument, { variables: { input: { refundId: refund.id } } });
  const again = () => void retry().then(() => announce(t('money.asked')), () => announce(t('money.failed')));
  const tone = toneOf(refund, now);
  return (
    <li>
      <span className="grow">
        {refund.payment && whose(refund.payment, zone, now)}
        <span className="small m">
          {[t(`money.cause.${refund.cause}`), refund.note, refund.doneAt ? t('money.doneAt', { date: formatDate(refund.doneAt, zone, now) }) : t('money.deadline', { date: formatDate(refund.deadline, zone, now) })].filter(Boolean).join(' · ')}
        </span>
      </span>
      <StateChip tone={tone} icon={icons[tone]}>{refund.trouble ? t(`money.trouble.${refund.trouble}`) : t(`money.status.${refund.status}`)}</StateChip>
      {refund.trouble && <Button small busy={loading} onClick={again}>{t('money.retry')}</Button>}
      <b>{formatMoney(refund.amount)}</b>
    </li>
  );
}
