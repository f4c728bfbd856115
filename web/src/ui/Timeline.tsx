import { useQuery } from '@apollo/client/react';
import { useTranslation } from 'react-i18next';
import { VisitTimelineDocument, type LinkCause, type LinkMode, type MediaRouteKind, type Role, type VisitTimelineQuery } from '../gql/graphql';
import { formatTime } from '../shared/format';
import { LinkChart } from './LinkChart';
import { LoadFailed, Loading, RowsSkeleton } from './States';

type Entry = NonNullable<NonNullable<VisitTimelineQuery['appointment']>['visit']>['timeline'][number];

/** What happened around a visit, by the clock: the evidence. */
export function Timeline({ appointmentId }: { appointmentId: string }) {
  const { t } = useTranslation('change');
  const { data, error, refetch } = useQuery(VisitTimelineDocument, { variables: { id: appointmentId }, fetchPolicy: 'network-only' });
  const list = data?.appointment?.visit?.timeline;
  if (!list) return error ? <LoadFailed error={error} onRetry={() => void refetch()} /> : <Loading><RowsSkeleton rows={4} /></Loading>;
  if (list.length === 0) return <p className="m">{t('timeline.empty')}</p>;
  const timeZone = data.appointment?.clinicTimeZone ?? 'UTC';
  return (
    <>
      <LinkChart samples={data.appointment?.visit?.linkHistory ?? []} timeZone={timeZone} />
      <ol className="rows">
        {list.map((entry, i) => <Line key={i} entry={entry} timeZone={timeZone} />)}
      </ol>
    </>
  );
}

/** What is to be said of sound and picture. */
function mediaFacts({ switches, carries, because, route, of, isShown }: Entry) {
  const facts: Key[] = [];
  if (switches) facts.push(switches.microphone ? 'microphoneOn' : 'microphoneOff', switches.camera ? 'cameraOn' : 'cameraOff');
  if (carries) facts.push(`carries.${carries}`);
  if (because) facts.push(`because.${because}`);
  if (route) facts.push(`route.${route.kind}`, route.protocol === 'tcp' ? 'tcp' : 'udp');
  if (isShown != null) facts.push(isShown ? 'shown' : 'hidden', ...(of ? [`of.${of}` as const] : []));
  return facts;
}

type Key =
  | 'microphoneOn' | 'microphoneOff' | 'cameraOn' | 'cameraOff' | 'tcp' | 'udp' | 'shown' | 'hidden'
  | `carries.${LinkMode}` | `because.${LinkCause}` | `route.${MediaRouteKind}` | `of.${Role}`;

function Line({ entry, timeZone }: { entry: Entry; timeZone: string }) {
  const { t } = useTranslation(['change', 'common']);
  const time = (at: string) => formatTime(at, timeZone);
  const came = (who: 'patient' | 'doctor', at: string | null | undefined) => t(at ? `change:timeline.facts.${who}` : `change:timeline.facts.${who}Never`, { time: at ? time(at) : '' });
  const isEnd = entry.kind === 'NO_SHOW' || entry.kind === 'FAILED';
  const facts = [
    entry.status && t(`common:visitStatus.${entry.status}`),
    entry.guestRole ? t(`change:timeline.guest.${entry.guestRole}`) : entry.role && t(`change:timeline.role.${entry.role}`),
    ...mediaFacts(entry).map((key) => t(`change:timeline.media.${key}`)),
    entry.expectedAt && t('change:timeline.expected', { time: time(entry.expectedAt) }),
    entry.awaySeconds != null && t('change:timeline.away', { count: entry.awaySeconds }),
    isEnd && came('patient', entry.patientCameAt),
    isEnd && came('doctor', entry.practitionerCameAt),
    entry.by && t('change:timeline.by', { who: t(`change:timeline.role.${entry.by}`).toLowerCase() }),
  ];
  return (
    <li className="line" style={{ alignItems: 'baseline' }}>
      <time className="num" dateTime={entry.at}>{time(entry.at)}</time>
      <div className="grow">
        <b>{t(`change:timeline.kind.${entry.kind}`)}</b>
        <div className="cap m">{facts.filter(Boolean).join(' · ')}</div>
      </div>
    </li>
  );
}
