import { IconCircleCheck, IconCloudCheck, IconCloudOff, IconCloudUp, IconFileText, IconInfoCircle, IconLock } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { ConclusionTextFragment, VisitKind } from '../../gql/graphql';
import { formatDate, formatTime } from '../../shared/format';
import { ButtonAnchor } from '../../ui/Button';
import { TextArea } from '../../ui/Fields';
import { Icon } from '../../ui/Icon';
import { Note } from '../../ui/Note';
import { Empty } from '../../ui/States';
import type { DraftState, Section, Sections } from './Draft';

const maxSection = 10_000;
/** Without these the server does not sign. */
export const neededSections: readonly Section[] = ['assessment', 'plan'];
export const sectionsFor = (kind: VisitKind): readonly Section[] =>
  kind === 'FOLLOW_UP' ? ['complaints', 'diagnosis', 'assessment', 'plan'] : ['complaints', 'assessment', 'plan'];

export const fieldId = (section: Section) => `conclusion-${section}`;

type EditorProps = { kind: VisitKind; sections: Sections; faults: readonly string[]; onWrite: (section: Section, text: string) => void; onLeave?: () => void };

/** The sections as fields. What is missing to sign is said at its field. */
export function Editor({ kind, sections, faults, onWrite, onLeave }: EditorProps) {
  const { t } = useTranslation('doctor');
  const hints: Partial<Record<Section, string>> = { diagnosis: t('conclusion.diagnosisHint'), plan: t('conclusion.planHint') };
  const faultOf = (section: Section) => {
    if (!faults.includes(section)) return undefined;
    return sections[section].trim() === '' ? t('conclusion.needed') : t('conclusion.tooLong');
  };
  return (
    <>
      {sectionsFor(kind).map((section) => (
        <TextArea
          key={section}
          id={fieldId(section)}
          label={t(`conclusion.${section}`)}
          hint={hints[section]}
          error={faultOf(section)}
          rows={section === 'diagnosis' ? 2 : 4}
          maxLength={maxSection}
          value={sections[section]}
          onChange={(event) => onWrite(section, event.target.value)}
          onBlur={onLeave}
        />
      ))}
    </>
  );
}

/** What the law lets happen in this visit. */
export function KindNote({ kind }: { kind: VisitKind }) {
  const { t } = useTranslation('doctor');
  return (
    <div className="note slim">
      <Icon of={kind === 'FOLLOW_UP' ? IconLock : IconInfoCircle} size={20} />
      <p className="grow">{kind === 'FOLLOW_UP' ? t('conclusion.followUp') : t('conclusion.informational')}</p>
    </div>
  );
}

export function SavedMark({ saving, timeZone }: { saving: DraftState['saving']; timeZone: string }) {
  const { t } = useTranslation('doctor');
  const isBad = saving.at === 'lost' || saving.at === 'refused';
  const icon = isBad ? IconCloudOff : saving.at === 'saved' || saving.at === 'clean' ? IconCloudCheck : IconCloudUp;
  return (
    <span className={isBad ? 'line cap saved bad' : 'line cap f saved'} role="status">
      <Icon of={icon} size={18} />
      {saving.at === 'saved' ? t('conclusion.saving.saved', { time: formatTime(saving.when, timeZone) }) : t(`conclusion.saving.${saving.at}`)}
    </span>
  );
}

function Version({ conclusion, kind }: { conclusion: ConclusionTextFragment; kind: VisitKind }) {
  const { t } = useTranslation('doctor');
  return (
    <dl className="conclusion-text">
      {sectionsFor(kind).map((section) => (
        <div key={section}>
          <dt className="label">{t(`conclusion.${section}`)}</dt>
          <dd className={conclusion[section] ? undefined : 'f'}>{conclusion[section] || t('conclusion.empty')}</dd>
        </div>
      ))}
    </dl>
  );
}

function PdfLink({ conclusion }: { conclusion: ConclusionTextFragment }) {
  const { t } = useTranslation('doctor');
  if (!conclusion.pdfUrl) return null;
  return (
    <ButtonAnchor href={conclusion.pdfUrl} target="_blank" rel="noopener" variant="line2" small>
      <Icon of={IconFileText} size={20} />
      {t('conclusion.pdfOf', { version: conclusion.version })}
    </ButtonAnchor>
  );
}

/** A signed conclusion is only read; earlier versions stay below it. */
export function SignedView({ versions, kind, timeZone }: { versions: readonly ConclusionTextFragment[]; kind: VisitKind; timeZone: string }) {
  const { t } = useTranslation('doctor');
  const [newest, ...older] = versions;
  if (!newest) return null;
  const signed = (one: ConclusionTextFragment) =>
    one.signedAt ? t('conclusion.signed', { date: formatDate(one.signedAt, timeZone), time: formatTime(one.signedAt, timeZone) }) : '';
  return (
    <>
      <Note tone="good" icon={IconCircleCheck} title={signed(newest)}>
        {newest.signedBy && t('conclusion.signedBy', { name: newest.signedBy })}
      </Note>
      <Version conclusion={newest} kind={kind} />
      <div className="line" style={{ flexWrap: 'wrap' }}><PdfLink conclusion={newest} /></div>
      {older.length > 0 && (
        <section className="stack" style={{ gap: 8 }}>
          <h3 className="label">{t('conclusion.older')}</h3>
          {older.map((one) => (
            <details key={one.id} className="older">
              <summary>{t('conclusion.version', { version: one.version })} · {signed(one)}</summary>
              <Version conclusion={one} kind={kind} />
              <PdfLink conclusion={one} />
            </details>
          ))}
        </section>
      )}
    </>
  );
}

export function NotWritten() {
  const { t } = useTranslation('doctor');
  return <Empty icon={IconFileText} title={t('conclusion.notYet')}>{t('conclusion.notYetText')}</Empty>;
}
