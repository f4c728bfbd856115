import { useQuery } from '@apollo/client/react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { OwnNoticesDocument } from '../gql/graphql';
import { useServerNow } from '../shared/clock';
import { formatDate, formatNear, ownZone } from '../shared/format';
import { Button } from './Button';
import { LoadFailed, Loading, RowsSkeleton } from './States';

const page = 10;

/** What was sent to oneself, how and when; opened by a press. */
export function NoticeLog() {
  const { t } = useTranslation('notices');
  const [isOpen, setOpen] = useState(false);
  return (
    <section className="card stack" style={{ gap: 12 }} aria-labelledby="own-notices">
      <h2 className="h3" id="own-notices">{t('log.title')}</h2>
      <p className="small m">{t('log.text')}</p>
      {isOpen ? <List /> : <Button variant="soft" aria-expanded={false} onClick={() => setOpen(true)}>{t('log.show')}</Button>}
    </section>
  );
}

function List() {
  const { t } = useTranslation('notices');
  const now = useServerNow();
  const [first, setFirst] = useState(page);
  const { data, previousData, error, refetch } = useQuery(OwnNoticesDocument, { variables: { first }, fetchPolicy: 'network-only' });
  const log = (data ?? previousData)?.viewer?.notifications;
  if (!log) return error ? <LoadFailed error={error} onRetry={() => void refetch()} /> : <Loading><RowsSkeleton rows={3} /></Loading>;
  if (log.nodes.length === 0) return <p className="m">{t('log.empty')}</p>;
  return (
    <>
      <ul className="rows">
        {log.nodes.map((row) => (
          <li key={row.id} className="line" style={{ flexWrap: 'wrap' }}>
            <div className="grow">
              {t(`log.kinds.${row.kind}`)}
              <div className="cap m num">{[formatNear(row.sentAt ?? row.createdAt, ownZone(), now), row.appointment && t('log.visit', { date: formatDate(row.appointment.startsAt, row.appointment.clinicTimeZone, now) })].filter(Boolean).join(' · ')}</div>
            </div>
            <span className="small">{t(`channels.${row.channel}`)}: {t(`log.states.${row.state}`)}</span>
          </li>
        ))}
      </ul>
      {log.pageInfo.hasNextPage && first < 100 && <Button variant="plain" small onClick={() => setFirst((n) => Math.min(100, n + page))}>{t('log.more')}</Button>}
    </>
  );
}
