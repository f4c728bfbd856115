import { useQuery } from '@apollo/client/react';
import { IconChevronRight, IconFileText, IconHistory, IconLock, IconStethoscope } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { HistoryDocument, type HistoryQuery, type HistoryRowFragment, type VisitOffFragment } from '../../gql/graphql';
import { useServerNow } from '../../shared/clock';
import { formatBytes, formatDate, formatTime, isoDate, lowerFirst, shortName } from '../../shared/format';
import { whyOff } from '../../shared/outcome';
import { useClinic, useClinicZone, useViewer } from '../../shared/session';
import { Avatar } from '../../ui/Avatar';
import { Button, ButtonLink } from '../../ui/Button';
import { Segmented } from '../../ui/Fields';
import { FileRow } from '../../ui/FileRow';
import { Icon } from '../../ui/Icon';
import { Note } from '../../ui/Note';
import { outcomeWords } from '../../ui/Outcome';
import { PatientShell } from '../../ui/PatientShell';
import { AppointmentChip } from '../../ui/StateChip';
import { Empty, LoadFailed, Loading, RowsSkeleton } from '../../ui/States';

export default function HistoryPage() {
  const { t } = useTranslation('history');
  const patientId = useViewer()?.patient?.id ?? '';
  const { data, error, refetch, fetchMore } = useQuery(HistoryDocument, { variables: { patientId }, skip: !patientId, fetchPolicy: 'network-only' });
  const page = data?.medicalHistory;
  const more = () =>
    void fetchMore({
      variables: { after: page?.pageInfo.endCursor },
      updateQuery: (before, { fetchMoreResult: next }) => ({ ...next, viewer: before.viewer, medicalHistory: { ...next.medicalHistory, nodes: [...before.medicalHistory.nodes, ...next.medicalHistory.nodes] } }),
    });
  return (
    <PatientShell title={t('title')} tab="history">
      <div className="column">
        <h1 tabIndex={-1}>{t('title')}</h1>
        {page ? (
          <>
            {page.nodes.length === 0 ? <Nothing limited={page.limitedToOnlineVisits} /> : <Entries page={page} onMore={more} />}
            <NotHeld visits={data.viewer?.past.nodes ?? []} />
          </>
        ) : error ? (
          <LoadFailed error={error} onRetry={() => void refetch()} />
        ) : (
          <Loading><RowsSkeleton rows={4} /></Loading>
        )}
      </div>
    </PatientShell>
  );
}

function Nothing({ limited }: { limited: boolean }) {
  const { t } = useTranslation('history');
  return (
    <>
      <Empty icon={IconHistory} title={t('empty')} actions={<ButtonLink to="/book" style={{ marginTop: 6 }}>{t('book')}</ButtonLink>}>{t('emptyText')}</Empty>
      {limited && <Limited />}
    </>
  );
}

function Limited() {
  const { t } = useTranslation('history');
  const address = useClinic()?.address;
  return <Note icon={IconLock} title={t('limited')}>{t('limitedText')} {address}</Note>;
}

function Entries({ page, onMore }: { page: HistoryQuery['medicalHistory']; onMore: () => void }) {
  const { t } = useTranslation('history');
  const [shown, setShown] = useState<'visits' | 'documents'>('visits');
  return (
    <>
      <Segmented label={t('show')} hideLabel name="shown" value={shown} onChange={setShown} options={[{ value: 'visits', label: t('visits') }, { value: 'documents', label: t('documents') }]} />
      {shown === 'visits' ? <Visits entries={page.nodes} /> : <Documents entries={page.nodes} />}
      {page.pageInfo.hasNextPage && <Button variant="soft" block onClick={onMore}>{t('more')}</Button>}
      {page.limitedToOnlineVisits && <Limited />}
    </>
  );
}

function Visits({ entries }: { entries: readonly HistoryRowFragment[] }) {
  const { t } = useTranslation('history');
  const zone = useClinicZone();
  const years = new Map<string, HistoryRowFragment[]>();
  for (const entry of entries) {
    const year = isoDate(entry.occurredAt, zone).slice(0, 4);
    years.set(year, [...(years.get(year) ?? []), entry]);
  }
  return [...years].map(([year, ofYear]) => (
    <section key={year}>
      <h2 className="h3" style={{ marginBottom: -4 }}>{year}</h2>
      <ul className="rows">
        {ofYear.map((entry) => {
          const practitioner = entry.appointment?.practitioner;
          const what = practitioner?.specialties[0]?.name ?? entry.title;
          const details = [practitioner ? shortName(practitioner) : entry.practitionerName, entry.source === 'CLINIC' && t('fromChart'), entry.conclusions.length > 1 && t('addendum')].filter(Boolean);
          return (
            <li key={entry.id}>
              <Link className="row" to="/history/$id" params={{ id: entry.appointment?.id ?? entry.id }}>
                {practitioner ? <Avatar person={practitioner} /> : <span className="disc" style={{ width: 56, height: 56, borderRadius: 18, flex: 'none' }}><Icon of={IconStethoscope} size={26} /></span>}
                <div className="grow">
                  <b>{formatDate(entry.occurredAt, zone, Date.parse(`${year}-06-01`))}, {lowerFirst(what)}</b>
                  <div className="small m">{details.join(' · ')}</div>
                </div>
                <span className="go"><Icon of={IconChevronRight} /></span>
              </Link>
            </li>
          );
        })}
      </ul>
    </section>
  ));
}

/** Called off, missed or broken off: they are no part of the chart, but the patient looks for them here. */
function NotHeld({ visits }: { visits: readonly VisitOffFragment[] }) {
  const { t } = useTranslation('change');
  const now = useServerNow();
  const shown = visits.filter((visit) => visit.status !== 'EXPIRED' && whyOff(visit) !== null);
  if (shown.length === 0) return null;
  return (
    <section>
      <h2 className="h3" style={{ marginBottom: -4 }}>{t('off.section')}</h2>
      <ul className="rows">
        {shown.map((visit) => (
          <li key={visit.id}>
            <Link className="row" to="/history/$id" params={{ id: visit.id }}>
              <Avatar person={visit.practitioner} />
              <div className="grow">
                <b>{t('off.row', { date: formatDate(visit.startsAt, visit.clinicTimeZone, now), time: formatTime(visit.startsAt, visit.clinicTimeZone) })}</b>
                <div className="small m">{[visit.practitioner.specialties[0]?.name, shortName(visit.practitioner)].filter(Boolean).join(', ')}</div>
                <div style={{ marginTop: 6 }}><AppointmentChip status={visit.status} absent={visit.absent} /></div>
                <div className="small m">{outcomeWords(visit, t)?.text}</div>
              </div>
              <span className="go"><Icon of={IconChevronRight} /></span>
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Documents({ entries }: { entries: readonly HistoryRowFragment[] }) {
  const { t } = useTranslation('history');
  const now = useServerNow();
  const zone = useClinicZone();
  const documents = entries.flatMap((entry) => entry.documents);
  if (documents.length === 0) return <Empty icon={IconFileText} title={t('noDocuments')}>{t('noDocumentsText')}</Empty>;
  return (
    <ul className="stack" style={{ gap: 10 }}>
      {documents.map((document) => (
        <FileRow key={document.id} document={document} detail={[t(document.fromPatient ? 'you' : 'doctor'), formatDate(document.createdAt, zone, now), formatBytes(document.size)].join(', ')} />
      ))}
    </ul>
  );
}
