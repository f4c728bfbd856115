import { IconExternalLink } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { MoneyTrailFragment } from '../../gql/graphql';
import { useServerNow } from '../../shared/clock';
import { formatDate, formatMoney } from '../../shared/format';
import { Icon } from '../../ui/Icon';
import { hasTrail, refundWords } from './money';

/** Where the money of one visit has gone: what comes back and by when, and the receipts. */
export function MoneyTrail({ payment, zone }: { payment: MoneyTrailFragment; zone: string }) {
  const { t } = useTranslation('appointment');
  const now = useServerNow();
  if (!hasTrail(payment)) return null;
  return (
    <>
      {payment.refunds.map((refund) => (
        <dl className="sum" key={refund.id}>
          <dt>
            {t(`payment.refund.${refundWords(refund, now)}`, { date: formatDate(refund.doneAt ?? refund.deadline, zone, now) })}
            <span className="small m" style={{ display: 'block' }}>{t(`payment.cause.${refund.cause}`)}</span>
          </dt>
          <dd>{formatMoney(refund.amount)}</dd>
        </dl>
      ))}
      {payment.receipts.length > 0 && (
        <div className="stack" style={{ gap: 0 }}>
          <h3 className="small">{t('payment.receipts')}</h3>
          <ul>
            {payment.receipts.map((receipt) => (
              <li key={receipt.id} className="line between small">
                {receipt.url ? (
                  <a className="line" style={{ minHeight: 44, gap: 6 }} href={receipt.url} target="_blank" rel="noreferrer">
                    {t(`payment.receipt.${receipt.kind}`)} № {receipt.number}<Icon of={IconExternalLink} size={16} />
                  </a>
                ) : (
                  <span className="m">{t(`payment.receipt.${receipt.kind}`)}, {t('payment.receiptLater')}</span>
                )}
                <span>{formatMoney(receipt.amount)}</span>
              </li>
            ))}
          </ul>
        </div>
      )}
    </>
  );
}
