import { useMutation } from '@apollo/client/react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { UpdateViewerDocument } from '../gql/graphql';
import { ownZone, zoneWords } from '../shared/format';
import { announce } from './announce';
import { ErrorText } from './Fields';

const zones = ['Europe/Kaliningrad', 'Europe/Moscow', 'Europe/Samara', 'Asia/Yekaterinburg', 'Asia/Omsk', 'Asia/Novosibirsk', 'Asia/Krasnoyarsk', 'Asia/Irkutsk', 'Asia/Yakutsk', 'Asia/Vladivostok', 'Asia/Magadan', 'Asia/Kamchatka'];

/** On whose clock messages name times, besides the clinic's. */
export function ZoneField({ timeZone, onChange }: { timeZone: string; onChange: () => void }) {
  const { t } = useTranslation('notices');
  const [update] = useMutation(UpdateViewerDocument);
  const [failed, setFailed] = useState(false);
  const choices = [...new Set([...zones, ownZone(), timeZone])];
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
  return (
    <div className="field">
      <label htmlFor="own-zone">{t('zone.label')}</label>
      <select id="own-zone" className="input" value={timeZone} aria-describedby="own-zone-hint" onChange={(event) => void choose(event.target.value)}>
        {choices.map((zone) => <option key={zone} value={zone}>{zoneWords(zone)}</option>)}
      </select>
      <span className="hint" id="own-zone-hint">{t('zone.hint')}</span>
      {failed && <ErrorText>{t('failed')}</ErrorText>}
    </div>
  );
}
