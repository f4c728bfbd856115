import { useApolloClient } from '@apollo/client/react';
import { useEffect, useState, useSyncExternalStore } from 'react';
import { SaveConclusionDocument, type ConclusionTextFragment, type VisitKind } from '../../gql/graphql';
import { Draft, type DraftState, type Saved, type Sections } from './Draft';

const empty: Sections = { complaints: '', diagnosis: '', assessment: '', plan: '' };

export function sectionsOf(conclusion: ConclusionTextFragment | undefined): Sections {
  if (!conclusion) return empty;
  const { complaints, diagnosis, assessment, plan } = conclusion;
  return { complaints, diagnosis, assessment, plan };
}

/** The fields of the form: an informational visit has no diagnosis (323-FZ art. 36.2). */
export function inputOf(appointmentId: string, kind: VisitKind, sections: Sections) {
  return { appointmentId, ...sections, diagnosis: kind === 'FOLLOW_UP' ? sections.diagnosis : '' };
}

/** The draft of one appointment for as long as its page is shown; begins with what the server has. */
export function useDraft(appointmentId: string, kind: VisitKind, newest: ConclusionTextFragment | undefined): { draft: Draft; state: DraftState } {
  const client = useApolloClient();
  const [draft] = useState(() => {
    const save = async (sections: Sections): Promise<Saved> => {
      const { data } = await client.mutate({ mutation: SaveConclusionDocument, variables: { input: inputOf(appointmentId, kind, sections) } });
      const answer = data?.saveConclusion;
      switch (answer?.__typename) {
        case 'SaveConclusionSuccess':
          return { ok: true, at: answer.conclusion.updatedAt };
        case 'InvalidInput':
          return { ok: false, fields: answer.fields };
        case 'ConclusionFinal':
        case 'Conflict':
          return { ok: false, fields: [] };
        case undefined:
          throw new Error('no answer');
      }
    };
    const isDraft = newest?.status === 'DRAFT';
    return new Draft(isDraft ? sectionsOf(newest) : empty, isDraft ? newest.updatedAt : null, save);
  });
  const state = useSyncExternalStore(draft.subscribe, draft.get);

  useEffect(() => {
    const hidden = () => document.visibilityState === 'hidden' && void draft.flush();
    const leaving = (event: BeforeUnloadEvent) => {
      if (draft.isOpen) event.preventDefault();
    };
    document.addEventListener('visibilitychange', hidden);
    window.addEventListener('beforeunload', leaving);
    return () => {
      document.removeEventListener('visibilitychange', hidden);
      window.removeEventListener('beforeunload', leaving);
      draft.close();
    };
  }, [draft]);
  return { draft, state };
}
