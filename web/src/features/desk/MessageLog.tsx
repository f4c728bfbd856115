import { useMutation, useQuery } from '@apollo/client/react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { DeskLogDocument, RetryNotificationDocument, type LogRowFragment } from '../../gql/graphql';
import { formatDate, formatNear } from '../../shared/format';
import { Button } from '../../ui/Button';
import { ErrorText } from '../../ui/Fields';
import { LoadFailed } from '../../ui/States';

const page = 5;

/** What was sent to a patient, without its words; what got stuck can be sent again. */
export function MessageLog({ patientId, timeZone, now }: { patientId: string; timeZone: string; now: number }) {
  const { t } = useTranslation('desk');
  const [first, setFirst] = useState(page);
  const { data, previousData, error, refetch } = useQuery(DeskLogDocument, { variables: { patientId, first }, fetchPolicy: 'cache-and-network' });
  const node = (data ?? previousData)?.node;
  const again = () => void refetch().catch(() => undefined);
  if (error) return <LoadFailed error={error} onRetry={again} />;
  const log = node?.__typename === 'Patient' ? node.notifications : undefined;
  if (!log) return null;
  return (
    <div>
      <h3 className="cap f">{t('log.title')}</h3>
      {log.nodes.length === 0 ? <p className="small m">{t('log.empty')}</p> : (
        <ul className="rows">
          {log.nodes.map((row) => <Row key={row.id} row={row} timeZone={timeZone} now={now} onChange={again} />)}
        </ul>
      )}
      {log.pageInfo.hasNextPage && first < 100 && <Button variant="plain" small onClick={() => setFirst((n) => Math.min(100, n + page))}>{t('log.more')}</Button>}
    </div>
  );
}

type RowProps = { row: LogRowFragment; timeZone: string; now: number; onChange: () => void };

function Row({ row, timeZone, now, onChange }: RowProps) {
  const { t } = useTranslation('desk');
  const [retry] = useMutation(RetryNotificationDocument);
  const [answer, setAnswer] = useState<'no' | 'busy' | 'changed' | 'failed'>('no');
  const what = `${t(`log.kinds.${row.kind}`)}, ${t(`log.channels.${row.channel}`)}`;
  const isStuck = row.state === 'PARKED' || row.state === 'FAILED';
  async function again() {
    setAnswer('busy');
    try {
      const { data } = await retry({ variables: { input: { notificationId: row.id } } });
      setAnswer(data?.retryNotification?.__typename === 'RetryNotificationSuccess' ? 'no' : 'changed');
    } catch {
      setAnswer('failed');
    }
    onChange();
  }
  return (
    <li className="line" style={{ flexWrap: 'wrap' }}>
      <div className="grow">
        {what}
        <div className="cap m num">
          {formatNear(row.sentAt ?? row.createdAt, timeZone, now)}
          {row.appointment && ` · ${t('log.visit', { date: formatDate(row.appointment.startsAt, row.appointment.clinicTimeZone, now) })}`}
        </div>
      </div>
      <span className="small">
        {t(`log.states.${row.state}`)}
        {row.problem && row.state !== 'SENT' && `: ${t(`log.problems.${row.problem as 'NO_ANSWER'}`)}`}
      </span>
      {isStuck && <Button variant="soft" small busy={answer === 'busy'} aria-label={t('log.retryOf', { what })} onClick={() => void again()}>{answer === 'busy' ? t('log.retrying') : t('log.retry')}</Button>}
      {(answer === 'changed' || answer === 'failed') && <ErrorText>{t(`log.${answer}`)}</ErrorText>}
    </li>
  );
}
