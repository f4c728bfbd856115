import { useApolloClient, useMutation } from '@apollo/client/react';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { AmendConclusionDocument, DoctorVisitDocument, SignConclusionDocument, type DoctorVisitFactsFragment } from '../../gql/graphql';
import { uuid } from '../../shared/id';
import { announce } from '../../ui/announce';
import { Button } from '../../ui/Button';
import { ErrorText } from '../../ui/Fields';
import { Sheet } from '../../ui/Sheet';
import { Editor, fieldId, KindNote, neededSections, NotWritten, SavedMark, sectionsFor, SignedView } from './ConclusionPane';
import type { Section, Sections } from './Draft';
import { inputOf, sectionsOf, useDraft } from './useDraft';

type Props = {
  facts: DoctorVisitFactsFragment;
  writing: ReturnType<typeof useDraft>;
  /** The page's other buttons of the foot, such as the one that finishes the visit. */
  finish: React.ReactNode;
  isShown: boolean;
};

type Asking = { at: 'writing' } | { at: 'asking' } | { at: 'busy' } | { at: 'failed'; code: 'CONFLICT' | 'NETWORK' };

/** The conclusion of a visit: written, signed, read, added to. */
export function Conclusion({ facts, writing, finish, isShown }: Props) {
  const versions = facts.visit?.conclusions ?? [];
  const isSigned = versions[0] !== undefined && versions[0].status !== 'DRAFT';
  const takesOne = facts.status === 'BOOKED' || facts.status === 'IN_PROGRESS' || facts.status === 'FULFILLED';
  if (isSigned) return <Signed facts={facts} finish={finish} isShown={isShown} />;
  if (!takesOne) return isShown ? <div className="pane-body"><NotWritten /></div> : null;
  return <Unsigned facts={facts} writing={writing} finish={finish} isShown={isShown} />;
}

/** Fields without which it cannot be signed. */
export function missingIn(sections: Sections): Section[] {
  return neededSections.filter((section) => sections[section].trim() === '');
}

function Unsigned({ facts, writing: { draft, state }, finish, isShown }: Props) {
  const { t } = useTranslation('doctor');
  const [sign] = useMutation(SignConclusionDocument);
  const [faults, setFaults] = useState<readonly string[]>([]);
  const [asking, setAsking] = useState<Asking>({ at: 'writing' });
  const { kind } = facts.service;
  const isBefore = facts.status === 'BOOKED';

  const point = (fields: readonly string[]) => {
    setFaults(fields);
    setAsking({ at: 'writing' });
    const first = sectionsFor(kind).find((section) => fields.includes(section));
    if (first) document.getElementById(fieldId(first))?.focus();
  };
  const ask = () => {
    const missing = missingIn(state.sections);
    if (missing.length > 0) point(missing);
    else setAsking({ at: 'asking' });
  };
  const confirm = async () => {
    setAsking({ at: 'busy' });
    if (!(await draft.flush())) return setAsking({ at: 'failed', code: 'NETWORK' });
    const { saving } = draft.get();
    if (saving.at === 'refused' && saving.fields.length > 0) return point(saving.fields);
    const result = await sign({ variables: { input: { appointmentId: facts.id } }, refetchQueries: [DoctorVisitDocument] }).catch(() => undefined);
    const answer = result?.data?.signConclusion;
    switch (answer?.__typename) {
      case 'SignConclusionSuccess':
        return announce(t('conclusion.announceSigned'));
      case 'InvalidInput':
        return point(answer.fields);
      case 'ConclusionFinal':
      case 'Conflict':
        return setAsking({ at: 'failed', code: 'CONFLICT' });
      case undefined:
        return setAsking({ at: 'failed', code: 'NETWORK' });
    }
  };
  const shown = state.saving.at === 'refused' ? [...faults, ...state.saving.fields] : faults;

  return (
    <>
      {isShown && (
        <div className="pane-body stack" style={{ gap: 14 }}>
          <div className="line between" style={{ flexWrap: 'wrap' }}>
            <KindNote kind={kind} />
            <SavedMark saving={state.saving} timeZone={facts.clinicTimeZone} />
          </div>
          <Editor
            kind={kind}
            sections={state.sections}
            faults={shown}
            onWrite={(section, text) => {
              setFaults((before) => before.filter((field) => field !== section));
              draft.write(section, text);
            }}
            onLeave={() => void draft.flush()}
          />
        </div>
      )}
      {(isShown || finish) && (
        <footer className="pane-foot">
          {isBefore && <p className="cap m grow">{t('conclusion.later')}</p>}
          {!isBefore && <span className="grow" />}
          {finish}
          {isShown && !isBefore && <Button onClick={ask}>{t('conclusion.sign')}</Button>}
        </footer>
      )}
      <SignSheet
        title={t('conclusion.confirm.title')}
        text={t('conclusion.confirm.text')}
        asking={asking}
        onClose={() => setAsking({ at: 'writing' })}
        onSign={() => void confirm()}
      />
    </>
  );
}

type SignProps = { title: string; text: string; asking: Asking; onClose: () => void; onSign: () => void };

function SignSheet({ title, text, asking, onClose, onSign }: SignProps) {
  const { t } = useTranslation(['doctor', 'common']);
  const isBusy = asking.at === 'busy';
  return (
    <Sheet open={asking.at !== 'writing'} onClose={onClose} title={title}>
      <p className="m">{text}</p>
      {asking.at === 'failed' && <ErrorText>{t(`common:problem.${asking.code}`)}</ErrorText>}
      <div className="line" style={{ justifyContent: 'flex-end' }}>
        <Button variant="plain" onClick={onClose}>{t('doctor:conclusion.confirm.cancel')}</Button>
        <Button busy={isBusy} onClick={onSign}>{isBusy ? t('doctor:conclusion.signing') : t('doctor:conclusion.confirm.sign')}</Button>
      </div>
    </Sheet>
  );
}

function Signed({ facts, finish, isShown }: Omit<Props, 'writing'>) {
  const { t } = useTranslation('doctor');
  const [isAmending, setAmending] = useState(false);
  const { kind } = facts.service;
  if (isAmending) return <Amend facts={facts} onDone={() => setAmending(false)} isShown={isShown} />;
  return (
    <>
      {isShown && (
        <div className="pane-body stack" style={{ gap: 14 }}>
          <SignedView versions={facts.visit?.conclusions ?? []} kind={kind} timeZone={facts.clinicTimeZone} />
        </div>
      )}
      {(isShown || finish) && (
        <footer className="pane-foot">
          {isShown && <Button variant="plain" onClick={() => setAmending(true)}>{t('conclusion.amend')}</Button>}
          <span className="grow" />
          {finish}
        </footer>
      )}
    </>
  );
}

/** An addendum is a whole new version; it is signed in one go. */
function Amend({ facts, onDone, isShown }: { facts: DoctorVisitFactsFragment; onDone: () => void; isShown: boolean }) {
  const { t } = useTranslation('doctor');
  const client = useApolloClient();
  const [amend] = useMutation(AmendConclusionDocument);
  const [sections, setSections] = useState<Sections>(() => sectionsOf(facts.visit?.conclusions[0]));
  const [faults, setFaults] = useState<readonly string[]>([]);
  const [asking, setAsking] = useState<Asking>({ at: 'writing' });
  const attempt = useRef({ text: '', key: '' });
  const { kind } = facts.service;

  const ask = () => {
    const missing = missingIn(sections);
    setFaults(missing);
    if (missing[0]) document.getElementById(fieldId(missing[0]))?.focus();
    else setAsking({ at: 'asking' });
  };
  const sign = async () => {
    setAsking({ at: 'busy' });
    // The same text keeps its key, so that a repeated press makes one version.
    const text = JSON.stringify(sections);
    if (attempt.current.text !== text) attempt.current = { text, key: uuid() };
    const input = { ...inputOf(facts.id, kind, sections), idempotencyKey: attempt.current.key };
    const result = await amend({ variables: { input } }).catch(() => undefined);
    const answer = result?.data?.amendConclusion;
    switch (answer?.__typename) {
      case 'AmendConclusionSuccess':
        await client.refetchQueries({ include: [DoctorVisitDocument] });
        announce(t('conclusion.announceSigned'));
        return onDone();
      case 'InvalidInput':
        setFaults(answer.fields);
        return setAsking({ at: 'writing' });
      case 'Conflict':
        return setAsking({ at: 'failed', code: 'CONFLICT' });
      case undefined:
        return setAsking({ at: 'failed', code: 'NETWORK' });
    }
  };

  return (
    <>
      {isShown && (
        <div className="pane-body stack" style={{ gap: 14 }}>
          <div>
            <h2 className="h3">{t('conclusion.amendTitle')}</h2>
            <p className="m">{t('conclusion.amendText')}</p>
          </div>
          <Editor
            kind={kind}
            sections={sections}
            faults={faults}
            onWrite={(section, text) => {
              setFaults((before) => before.filter((field) => field !== section));
              setSections((before) => ({ ...before, [section]: text }));
            }}
          />
        </div>
      )}
      {isShown && (
        <footer className="pane-foot">
          <Button variant="plain" onClick={onDone}>{t('conclusion.discard')}</Button>
          <span className="grow" />
          <Button onClick={ask}>{t('conclusion.amendSign')}</Button>
        </footer>
      )}
      <SignSheet title={t('conclusion.amendConfirm')} text={t('conclusion.amendConfirmText')} asking={asking} onClose={() => setAsking({ at: 'writing' })} onSign={() => void sign()} />
    </>
  );
}
