import { useMutation } from '@apollo/client/react';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { CreateSpecialtyDocument } from '../../gql/graphql';
import { useCreate } from '../../shared/useCreate';
import { Button } from '../../ui/Button';
import { ErrorText } from '../../ui/Fields';
import { Sheet } from '../../ui/Sheet';
import { asInput, noWords, TwoLanguages } from './TwoLanguages';

/** A specialty, which people see once somebody receives in it. */
export function NewSpecialty({ onClose, onDone }: { onClose: () => void; onDone: () => void }) {
  const { t } = useTranslation('clinic');
  const [create, { loading }] = useMutation(CreateSpecialtyDocument);
  const [name, setName] = useState(noWords);
  const [summary, setSummary] = useState(noWords);
  const { key, fault, refuse, isWrong } = useCreate();
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const input = { name: asInput(name), summary: asInput(summary), idempotencyKey: key.current };
    const answer = (await create({ variables: { input } }).catch(() => undefined))?.data?.createSpecialty;
    if (answer?.__typename !== 'CreateSpecialtySuccess') return refuse(answer);
    onDone();
    onClose();
  };
  return (
    <Sheet open onClose={onClose} title={t('addSpecialty')}>
      <form className="stack" onSubmit={(event) => void submit(event)} noValidate>
        <TwoLanguages label={t('name')} value={name} onChange={setName} error={isWrong('name') ? t('badName') : undefined} />
        <TwoLanguages label={t('summary')} hint={t('summaryHint')} value={summary} onChange={setSummary} error={isWrong('summary') ? t('badSummary') : undefined} />
        {fault && fault.fields.length === 0 && <ErrorText>{fault.text}</ErrorText>}
        <Button type="submit" block busy={loading}>{t('add')}</Button>
      </form>
    </Sheet>
  );
}
