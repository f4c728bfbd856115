import { useQuery } from '@apollo/client/react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { VisitTimelineDocument } from '../../gql/graphql';
import { useServerNow } from '../../shared/clock';
import { formatNear, formatTime, upperFirst } from '../../shared/format';
import { Button } from '../../ui/Button';
import { LoadFailed, Loading, RowsSkeleton } from '../../ui/States';
import { storyOf } from './story';

/** How a visit went, in a patient's words; opened by a press. */
export function Story({ appointmentId }: { appointmentId: string }) {
  const { t } = useTranslation('change');
  const [isOpen, setOpen] = useState(false);
  return (
    <section className="card stack" style={{ gap: 12 }} aria-labelledby="story">
      <h2 className="h3" id="story">{t('story.title')}</h2>
      {isOpen ? <Lines appointmentId={appointmentId} /> : <Button variant="soft" aria-expanded={false} onClick={() => setOpen(true)}>{t('story.show')}</Button>}
    </section>
  );
}

function Lines({ appointmentId }: { appointmentId: string }) {
  const { t } = useTranslation('change');
  const now = useServerNow();
  const { data, error, refetch } = useQuery(VisitTimelineDocument, { variables: { id: appointmentId }, fetchPolicy: 'network-only' });
  const timeline = data?.appointment?.visit?.timeline;
  const zone = data?.appointment?.clinicTimeZone ?? 'UTC';
  if (!timeline) return error ? <LoadFailed error={error} onRetry={() => void refetch()} /> : <Loading><RowsSkeleton rows={4} /></Loading>;
  const lines = storyOf(timeline);
  if (lines.length === 0) return <p className="m">{t('story.empty')}</p>;
  return (
    <ol className="rows">
      {lines.map(({ words, at, expectedAt }, i) => (
        <li key={i}>
          {t(`story.${words}`, { time: expectedAt ? formatTime(expectedAt, zone) : '' })}
          <div className="cap m num"><time dateTime={at}>{upperFirst(formatNear(at, zone, now))}</time></div>
        </li>
      ))}
    </ol>
  );
}
