import { useTranslation } from 'react-i18next';
import { TextArea, TextField } from '../../ui/Fields';

export type Words = { ru: string; en: string };
export const noWords: Words = { ru: '', en: '' };
/** As the server takes it: an empty translation is none. */
export const asInput = ({ ru, en }: Words) => ({ ru, en: en.trim() || null });

type Props = { label: string; hint?: string; value: Words; onChange: (words: Words) => void; error?: string; long?: boolean };

/** One text in both languages; the English may be left out. */
export function TwoLanguages({ label, hint, value, onChange, error, long }: Props) {
  const { t } = useTranslation('clinic');
  const Field = long ? TextArea : TextField;
  return (
    <>
      <Field label={label} hint={hint} lang="ru" value={value.ru} error={error} onChange={(event: { target: { value: string } }) => onChange({ ...value, ru: event.target.value })} />
      <Field label={t('inEnglish', { what: label })} hint={t('inEnglishHint')} lang="en" value={value.en} onChange={(event: { target: { value: string } }) => onChange({ ...value, en: event.target.value })} />
    </>
  );
}
