import { useMutation } from '@apollo/client/react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { UpdateViewerDocument } from '../gql/graphql';
import { announce } from './announce';
import { ZoneSelect } from './ZoneSelect';

/** On whose clock messages name times, besides the clinic's. */
export function ZoneField({ timeZone, onChange }: { timeZone: string; onChange: () => void }) {
  const { t } = useTranslation('notices');
  const [update] = useMutation(UpdateViewerDocument);
  const [failed, setFailed] = useState(false);
  async function choose(next: string) {
    setFailed(false);
    try {
      await update({ variables: { input: { timeZone: next } } });
      announce(t('saved'));
      onChange();
    } catch {
      setFailed(true);
    }
  }
  return <ZoneSelect label={t('zone.label')} hint={t('zone.hint')} error={failed ? t('failed') : undefined} value={timeZone} onChange={(event) => void choose(event.target.value)} />;
}
