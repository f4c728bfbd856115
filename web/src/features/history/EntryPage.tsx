import { useQuery } from '@apollo/client/react';
import { IconDownload, IconSignature } from '@tabler/icons-react';
import { useParams } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { HistoryEntryDocument, type SignedConclusionFragment, type DocumentRowFragment, type HistoryEntryQuery } from '../../gql/graphql';
import { useServerNow } from '../../shared/clock';
import { formatBytes, formatDate, formatTime } from '../../shared/format';
import { useClinicZone } from '../../shared/session';
import { whyOff } from '../../shared/outcome';
import { ButtonAnchor, ButtonLink } from '../../ui/Button';
import { ConsentCard } from '../../ui/ConsentCard';
import { FileRow } from '../../ui/FileRow';
import { Icon } from '../../ui/Icon';
import { PhoneLink } from '../../ui/Help';
import { OutcomeNote } from '../../ui/Outcome';
import { TaskShell } from '../../ui/PatientShell';
import { AppointmentChip, StateChip } from '../../ui/StateChip';
import { CardSkeleton, LoadFailed, Loading } from '../../ui/States';
import { Avatar } from '../../ui/Avatar';
import { fullName } from '../../shared/format';
import { Story } from './Story';

type Node = NonNullable<HistoryEntryQuery['node']>;
type Visit = Extract<Node, { __typename: 'Appointment' }>;
type ClinicEntry = Extract<Node, { __typename: 'MedicalHistoryEntry' }>;

export default function EntryPage() {
  const { t } = useTranslation('history');
  const { id } = useParams({ from: '/patient/history/$id' });
  const { data, error, refetch } = useQuery(HistoryEntryDocument, { variables: { id } });
  const now = useServerNow();
  const zone = useClinicZone();
  const node = data?.node;
  const at = node?.__typename === 'Appointment' ? node.startsAt : node?.__typename === 'MedicalHistoryEntry' ? node.occurredAt : undefined;
  const title = at ? t('visit', { date: formatDate(at, zone, now) }) : t('title');
  return (
    <TaskShell title={title} bar={t('title')} back="/history" tab="history" tabs wide>
      <h1 tabIndex={-1}>{title}</h1>
      {node?.__typename === 'Appointment' ? (
        <OnlineVisit visit={node} />
      ) : node?.__typename === 'MedicalHistoryEntry' ? (
        <FromClinic entry={node} />
      ) : error || data ? (
        <LoadFailed error={error} onRetry={() => void refetch()} />
      ) : (
        <Loading><CardSkeleton /></Loading>
      )}
    </TaskShell>
  );
}

function OnlineVisit({ visit }: { visit: Visit }) {
  const { t } = useTranslation(['history', 'common', 'change']);
  const isOff = whyOff(visit) !== null;
  const { practitioner, clinicTimeZone: zone } = visit;
  const { startedAt, finishedAt, conclusions = [] } = visit.visit ?? {};
  const minutes = startedAt && finishedAt ? Math.max(1, Math.round((Date.parse(finishedAt) - Date.parse(startedAt)) / 60_000)) : null;
  const kind = isOff ? `${formatTime(visit.startsAt, zone)}` : minutes === null ? t('history:online') : `${t('history:online')}, ${t('history:minutes', { count: minutes })}`;
  return (
    <div className="two wide">
      <div className="stack">
        <div className="line" style={{ gap: 14 }}>
          <Avatar person={practitioner} />
          <div className="grow">
            <b>{fullName(practitioner)}</b>
            <div className="small m">{[practitioner.specialties[0]?.name, kind].filter(Boolean).join(' · ')}</div>
          </div>
          {visit.status !== 'FULFILLED' && <AppointmentChip status={visit.status} absent={visit.absent} />}
        </div>
        {isOff && (
          <>
            <OutcomeNote visit={visit} />
            <ButtonLink to="/book/$specialtyId" params={{ specialtyId: practitioner.specialties[0]?.id ?? '-' }} variant="soft" block>{t('change:off.schedule')}</ButtonLink>
            <PhoneLink />
          </>
        )}
        <Conclusions conclusions={conclusions} timeZone={zone} finished={visit.status === 'FULFILLED'} />
      </div>
      <aside className="stack">
        {visit.consents.map((consent) => <ConsentCard key={consent.id} consent={consent} timeZone={zone} />)}
        <Documents documents={visit.documents} timeZone={zone} />
        <Story appointmentId={visit.id} />
      </aside>
    </div>
  );
}

function FromClinic({ entry }: { entry: ClinicEntry }) {
  const zone = useClinicZone();
  return (
    <div className="two wide">
      <div className="stack">
        <p className="m">{[entry.title, entry.practitionerName].filter(Boolean).join(', ')}</p>
        {entry.text && <section className="card"><p style={{ whiteSpace: 'pre-wrap' }}>{entry.text}</p></section>}
        {entry.conclusions.length > 0 && <Conclusions conclusions={entry.conclusions} timeZone={zone} finished />}
      </div>
      <aside className="stack"><Documents documents={entry.documents} timeZone={zone} /></aside>
    </div>
  );
}

function Conclusions({ conclusions, timeZone, finished }: { conclusions: readonly SignedConclusionFragment[]; timeZone: string; finished: boolean }) {
  const { t } = useTranslation('history');
  const now = useServerNow();
  const [latest, ...earlier] = conclusions;
  if (!latest) {
    return finished ? <section className="card stack" style={{ gap: 8 }}><h2 className="h3">{t('conclusion.title')}</h2><p className="m">{t('conclusion.notYet')}</p></section> : null;
  }
  const steps = latest.plan.split('\n').map((line) => line.trim()).filter(Boolean);
  const part = (title: string, text: string) =>
    text && (
      <div>
        <h3 className="part">{title}</h3>
        <p style={{ whiteSpace: 'pre-wrap' }}>{text}</p>
      </div>
    );
  return (
    <section className="card stack" style={{ gap: 16 }}>
      <div className="line between" style={{ flexWrap: 'wrap' }}>
        <h2>{t('conclusion.title')}</h2>
        <StateChip tone="good" icon={IconSignature}>{t(latest.version > 1 ? 'conclusion.amended' : 'conclusion.signed')}</StateChip>
      </div>
      {part(t('conclusion.complaints'), latest.complaints)}
      {part(t('conclusion.diagnosis'), latest.diagnosis)}
      {part(t('conclusion.assessment'), latest.assessment)}
      {steps.length > 0 && (
        <div>
          <h3 className="part">{t('conclusion.plan')}</h3>
          {steps.length === 1 ? <p>{steps[0]}</p> : <ol className="nums">{steps.map((step, i) => <li key={i}>{step}</li>)}</ol>}
        </div>
      )}
      <hr className="hr" />
      {latest.signedAt && (
        <p className="cap f">
          {t('conclusion.signature', { who: latest.signedBy, date: formatDate(latest.signedAt, timeZone, now), time: formatTime(latest.signedAt, timeZone), version: latest.version })}
        </p>
      )}
      {latest.pdfUrl && <ButtonAnchor block href={latest.pdfUrl} target="_blank" rel="noopener"><Icon of={IconDownload} size={22} />{t('conclusion.pdf')}</ButtonAnchor>}
      {earlier.map((version) => version.pdfUrl && (
        <ButtonAnchor key={version.id} variant="plain" href={version.pdfUrl} target="_blank" rel="noopener">{t('conclusion.earlier', { version: version.version })}</ButtonAnchor>
      ))}
    </section>
  );
}

function Documents({ documents, timeZone }: { documents: readonly DocumentRowFragment[]; timeZone: string }) {
  const { t } = useTranslation('history');
  const now = useServerNow();
  if (documents.length === 0) return null;
  return (
    <section className="stack" style={{ gap: 10 }}>
      <h2 className="h3">{t('visitDocuments')}</h2>
      <ul className="stack" style={{ gap: 10 }}>
        {documents.map((document) => (
          <FileRow key={document.id} document={document} detail={[t(document.fromPatient ? 'you' : 'doctor'), formatDate(document.createdAt, timeZone, now), formatBytes(document.size)].join(', ')} />
        ))}
      </ul>
    </section>
  );
}
