import { useQuery } from '@apollo/client/react';
import { IconFileText, IconHistory, IconLock } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { PatientChartDocument, type DoctorVisitFactsFragment, type PatientChartQuery } from '../../gql/graphql';
import { useServerNow } from '../../shared/clock';
import { formatDate, fullName, isoDate } from '../../shared/format';
import { Avatar } from '../../ui/Avatar';
import { Button, ButtonAnchor } from '../../ui/Button';
import { Icon } from '../../ui/Icon';
import { Empty, LoadFailed, Loading, RowsSkeleton } from '../../ui/States';
import { CancelledBy, StaffChange } from '../../ui/StaffChange';
import { StaffMarks } from '../../ui/StaffMarks';
import { RefundMark } from '../../ui/StateChip';
import { ageOn } from './board';
import { FileLink } from './Files';

const pageSize = 20;

/** Who the patient is, why they come, and what happened before. */
export function CardPane({ facts }: { facts: DoctorVisitFactsFragment }) {
  const { t } = useTranslation('doctor');
  const now = useServerNow();
  const { patient } = facts;
  return (
    <div className="pane-body stack">
      {patient && (
        <div className="line">
          <Avatar person={patient} />
          <div>
            <h2 className="h3">{fullName(patient)}</h2>
            <p className="cap m">
              {t('years', { count: ageOn(patient.birthDate, isoDate(now, facts.clinicTimeZone)) })} · {t('card.born').toLowerCase()} {patient.birthDate.split('-').reverse().join('.')}
            </p>
          </div>
        </div>
      )}
      {facts.status !== 'BOOKED' && (
        <div className="line" style={{ flexWrap: 'wrap' }}>
          <CancelledBy visit={facts} />
          <RefundMark payment={facts.payment} />
        </div>
      )}
      <StaffChange visit={facts} />
      <StaffMarks visit={facts} />
      <section>
        <h3 className="label">{t('card.reason')}</h3>
        <p className={facts.reason ? 'board-reason' : 'm'}>{facts.reason || t('board.next.noReason')}</p>
      </section>
      {patient && <Chart patientId={patient.id} timeZone={facts.clinicTimeZone} />}
    </div>
  );
}

type Entry = PatientChartQuery['medicalHistory']['nodes'][number];

function Chart({ patientId, timeZone }: { patientId: string; timeZone: string }) {
  const { t } = useTranslation('doctor');
  const { data, error, refetch, fetchMore } = useQuery(PatientChartDocument, { variables: { patientId, first: pageSize } });
  const page = data?.medicalHistory;
  if (!page) return error ? <LoadFailed error={error} onRetry={() => void refetch()} /> : <Loading><RowsSkeleton /></Loading>;
  const more = () =>
    void fetchMore({
      variables: { after: page.pageInfo.endCursor },
      updateQuery: (before, { fetchMoreResult: next }) => ({
        ...next,
        medicalHistory: { ...next.medicalHistory, nodes: [...before.medicalHistory.nodes, ...next.medicalHistory.nodes] },
      }),
    });
  return (
    <section className="stack" style={{ gap: 10 }}>
      <h3 className="label">{t('card.history')}</h3>
      {page.limitedToOnlineVisits && (
        <div className="note slim"><Icon of={IconLock} size={20} /><p className="grow">{t('card.limited')}</p></div>
      )}
      {page.nodes.length === 0 && <Empty icon={IconHistory} title={t('card.empty')}>{t('card.emptyText')}</Empty>}
      <ul className="stack" style={{ gap: 8 }}>
        {page.nodes.map((entry) => <li key={entry.id}><EntryCard entry={entry} timeZone={timeZone} /></li>)}
      </ul>
      {page.pageInfo.hasNextPage && <div><Button variant="plain" onClick={more}>{t('card.more')}</Button></div>}
    </section>
  );
}

function EntryCard({ entry, timeZone }: { entry: Entry; timeZone: string }) {
  const { t } = useTranslation('doctor');
  const [conclusion] = entry.conclusions;
  return (
    <details className="older">
      <summary>
        <span className="entry">
          <b>{entry.title}</b>
          <span className="cap m">{[formatDate(entry.occurredAt, timeZone), entry.practitionerName, t(`card.source.${entry.source}`)].filter(Boolean).join(' · ')}</span>
        </span>
      </summary>
      <div className="stack" style={{ gap: 10 }}>
        {entry.text && <p className="board-reason">{entry.text}</p>}
        {conclusion ? (
          <dl className="conclusion-text">
            {conclusion.diagnosis && <div><dt className="label">{t('conclusion.diagnosis')}</dt><dd>{conclusion.diagnosis}</dd></div>}
            <div><dt className="label">{t('conclusion.assessment')}</dt><dd>{conclusion.assessment}</dd></div>
            <div><dt className="label">{t('conclusion.plan')}</dt><dd>{conclusion.plan}</dd></div>
          </dl>
        ) : (
          entry.source === 'ONLINE_VISIT' && <p className="m">{t('card.noConclusion')}</p>
        )}
        {entry.documents.map((document) => <FileLink key={document.id} document={document} timeZone={timeZone} />)}
        {conclusion?.pdfUrl && (
          <div>
            <ButtonAnchor href={conclusion.pdfUrl} target="_blank" rel="noopener" variant="line2" small>
              <Icon of={IconFileText} size={20} />
              {t('conclusion.pdf')}
            </ButtonAnchor>
          </div>
        )}
      </div>
    </details>
  );
}
