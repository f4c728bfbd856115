import { useMutation, useQuery } from '@apollo/client/react';
import { zodResolver } from '@hookform/resolvers/zod';
import { IconUserCheck } from '@tabler/icons-react';
import { useRef, useState } from 'react';
import { useForm } from 'react-hook-form';
import { useTranslation } from 'react-i18next';
import { CreatePatientDocument, PersonalDataConsentDocument, type ConsentTextFragment, type DeskPatientFragment } from '../../gql/graphql';
import { fullName } from '../../shared/format';
import { locale } from '../../shared/i18n';
import { uuid } from '../../shared/id';
import { nobody, personInput, personSchema, spacedPhone, type PersonValues } from '../../shared/personForm';
import { lostText, problemText } from '../../shared/problem';
import { Button } from '../../ui/Button';
import { ErrorText, Segmented } from '../../ui/Fields';
import { Note } from '../../ui/Note';
import { Paper } from '../../ui/Paper';
import { focusSex, PersonFields } from '../../ui/PersonFields';
import { LoadFailed, Loading, RowsSkeleton } from '../../ui/States';
import { birthday } from './PatientFacts';

type Given = 'SPOKEN' | 'PAPER';
type Props = { phone: string | undefined; onDone: (patient: DeskPatientFragment) => void; onBack: () => void };
type Fault = { at: 'form'; text: string } | { at: 'fields'; fields: readonly string[] } | { at: 'exists'; patient: DeskPatientFragment } | { at: 'how' };

/** A card for somebody the clinic does not know yet, with the consent that was given at the desk. */
export function NewPatient({ phone, onDone, onBack }: Props) {
  const { t } = useTranslation('intake');
  const form = useForm<PersonValues>({ defaultValues: { ...nobody, ...(phone && { phone: spacedPhone(phone) }) }, resolver: zodResolver(personSchema), mode: 'onBlur', reValidateMode: 'onBlur' });
  const consent = useQuery(PersonalDataConsentDocument);
  const [newer, setNewer] = useState<ConsentTextFragment>();
  const text = newer ?? consent.data?.consentDocument;
  const [given, setGiven] = useState<Given | ''>('');
  const [fault, setFault] = useState<Fault>();
  const [create, { loading }] = useMutation(CreatePatientDocument);
  const key = useRef(uuid());

  async function send(values: PersonValues) {
    const person = personInput(values);
    if (!given) {
      setFault({ at: 'how' });
      document.querySelector<HTMLInputElement>('input[name=given]')?.focus();
      return;
    }
    if (!person || !text) return setFault({ at: 'form', text: lostText() });
    const input = { ...person, consentDocumentId: text.id, consentChannel: given, locale: locale(), idempotencyKey: key.current };
    const answer = (await create({ variables: { input } }).catch(() => undefined))?.data?.createPatient;
    if (answer) key.current = uuid(); // a lost answer is asked for again by the same key
    switch (answer?.__typename) {
      case 'CreatePatientSuccess':
        return onDone(answer.patient);
      case 'PatientExists':
        return setFault({ at: 'exists', patient: answer.patient });
      case 'ConsentOutdated':
        setNewer(answer.current);
        return setFault({ at: 'form', text: t('new.newer') });
      case 'InvalidInput':
        return setFault({ at: 'fields', fields: answer.fields });
      case 'Conflict':
        return setFault({ at: 'form', text: problemText(answer) });
      case undefined:
        return setFault({ at: 'form', text: lostText() });
    }
  }

  return (
    <form className="card stack desk-form" aria-labelledby="new-patient" noValidate onSubmit={(event) => void form.handleSubmit(send, focusSex)(event)}>
      <h2 className="h3" id="new-patient">{t('new.title')}</h2>
      <p className="m">{t('new.text')}</p>
      <PersonFields form={form} wrong={fault?.at === 'fields' ? fault.fields : undefined} isOther />
      <p className="m">{t('new.consentText')}</p>
      {text ? <Paper document={text} /> : consent.error ? <LoadFailed error={consent.error} onRetry={() => void consent.refetch()} /> : <Loading><RowsSkeleton rows={2} /></Loading>}
      <Segmented<Given>
        label={t('new.how')}
        name="given"
        value={given}
        options={(['SPOKEN', 'PAPER'] as const).map((value) => ({ value, label: t(`new.${value}`) }))}
        onChange={(value) => {
          setGiven(value);
          setFault(undefined);
        }}
        error={fault?.at === 'how' ? t('new.missing') : undefined}
      />
      {fault?.at === 'form' && <ErrorText>{fault.text}</ErrorText>}
      {fault?.at === 'exists' && (
        <Note tone="act" icon={IconUserCheck} live title={t('new.exists', { name: fullName(fault.patient) })}>
          {t('new.existsText', { date: birthday(fault.patient.birthDate) })}
          <div style={{ marginTop: 10 }}><Button variant="soft" small onClick={() => onDone(fault.patient)}>{t('new.existsOpen')}</Button></div>
        </Note>
      )}
      <div className="line" style={{ justifyContent: 'flex-end', flexWrap: 'wrap' }}>
        <Button variant="plain" onClick={onBack}>{t('new.back')}</Button>
        <Button type="submit" busy={loading}>{t(loading ? 'new.creating' : 'new.create')}</Button>
      </div>
    </form>
  );
}
