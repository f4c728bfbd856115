import { useMutation, useQuery } from '@apollo/client/react';
import { zodResolver } from '@hookform/resolvers/zod';
import { IconCheck, IconCircleCheck, IconShieldCheck } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { useRef, useState } from 'react';
import { Controller, useForm } from 'react-hook-form';
import { useTranslation } from 'react-i18next';
import { PersonalDataConsentDocument, SignUpDocument, type ChallengeClockFragment, type ConsentTextFragment } from '../../gql/graphql';
import { addressName, ownZone } from '../../shared/format';
import { locale } from '../../shared/i18n';
import { lostText, problemText } from '../../shared/problem';
import { beginSession, useViewer } from '../../shared/session';
import { Button, ButtonLink } from '../../ui/Button';
import { ErrorText, Segmented, TextField, Tick } from '../../ui/Fields';
import { Icon } from '../../ui/Icon';
import { Note } from '../../ui/Note';
import { Paper } from '../../ui/Paper';
import { PatientShell, Steps, TaskShell } from '../../ui/PatientShell';
import { CardSkeleton, Empty, LoadFailed, Loading } from '../../ui/States';
import { CodeStep } from './CodeStep';
import { dotted, parseBirthDate, parsePhone, signUpSchema, spacedPhone, type FormError, type SignUpValues } from './signUpForm';

type Step =
  | { at: 'form'; wrong?: readonly string[] }
  | { at: 'consent' }
  | { at: 'code'; challenge: ChallengeClockFragment }
  | { at: 'done' };

const empty: SignUpValues = { familyName: '', givenName: '', patronymic: '', birthDate: '', sex: '' as 'FEMALE', phone: '+7 ', email: '' };

export default function SignUpPage() {
  const { t } = useTranslation('account');
  const [step, setStep] = useState<Step>({ at: 'form' });
  const [values, setValues] = useState<SignUpValues>(empty);
  const [newer, setNewer] = useState<ConsentTextFragment>();
  const consent = useQuery(PersonalDataConsentDocument);
  const [signUp] = useMutation(SignUpDocument);
  const document = newer ?? consent.data?.consentDocument;

  /** Sends the form with the consent; what is wrong with it comes back in words. */
  async function send(): Promise<string | null> {
    const phone = parsePhone(values.phone);
    const birthDate = parseBirthDate(values.birthDate);
    if (!document || !('phone' in phone) || !birthDate) return lostText();
    try {
      const { data } = await signUp({
        variables: {
          input: {
            familyName: values.familyName.trim(),
            givenName: values.givenName.trim(),
            patronymic: values.patronymic.trim() || null,
            birthDate,
            sex: values.sex,
            phone: phone.phone,
            email: values.email.trim() || null,
            consentDocumentId: document.id,
            locale: locale(),
            timeZone: ownZone(),
          },
        },
      });
      const answer = data?.signUp;
      switch (answer?.__typename) {
        case 'SignUpSuccess':
          setStep({ at: 'code', challenge: answer.challenge });
          return null;
        case 'ConsentOutdated':
          setNewer(answer.current);
          setStep({ at: 'consent' });
          return t('consent.newer');
        case 'InvalidInput':
          setStep({ at: 'form', wrong: answer.fields });
          return null;
        case 'TooManyAttempts':
          return problemText(answer);
        case undefined:
          return lostText();
      }
    } catch {
      return lostText();
    }
  }

  switch (step.at) {
    case 'form':
      return (
        <FormStep
          values={values}
          wrong={step.wrong}
          onNext={(next) => {
            setValues(next);
            setStep({ at: 'consent' });
          }}
        />
      );
    case 'consent':
      return (
        <ConsentStep
          key={document?.id}
          document={document}
          failed={consent.error && !document ? consent.error : undefined}
          onRetry={() => void consent.refetch()}
          newer={newer !== undefined}
          onBack={() => setStep({ at: 'form' })}
          onSend={send}
        />
      );
    case 'code':
      return (
        <CodeStep
          title={t('step', { step: 3 })}
          header={<Steps step={3} of={3} />}
          phone={values.phone}
          challenge={step.challenge}
          onBack={() => setStep({ at: 'form' })}
          onResend={send}
          onConfirmed={async () => {
            await beginSession();
            setStep({ at: 'done' });
          }}
        />
      );
    case 'done':
      return <DoneStep />;
  }
}

function FormStep({ values, wrong, onNext }: { values: SignUpValues; wrong?: readonly string[]; onNext: (values: SignUpValues) => void }) {
  const { t } = useTranslation('account');
  const form = useForm<SignUpValues>({ defaultValues: values, resolver: zodResolver(signUpSchema), mode: 'onBlur', reValidateMode: 'onBlur' });
  const { errors } = form.formState;
  const error = (field: keyof SignUpValues) => {
    const key = errors[field]?.message as FormError | undefined;
    if (key) return t(`form.errors.${key}`);
    return wrong?.includes(field) && !form.formState.dirtyFields[field] ? t('form.errors.refused') : undefined;
  };
  const submit = form.handleSubmit(onNext, (found) => {
    if (Object.keys(found)[0] === 'sex') document.querySelector<HTMLInputElement>('input[name=sex]')?.focus();
  });
  return (
    <TaskShell title={t('form.title')} bar={t('step', { step: 1 })} dock={<Button block type="submit" form="sign-up">{t('next')}</Button>}>
      <Steps step={1} of={3} />
      <div>
        <h1 tabIndex={-1}>{t('form.title')}</h1>
        <p className="m" style={{ marginTop: 6 }}>{t('form.lead')}</p>
      </div>
      <form id="sign-up" className="stack" noValidate onSubmit={(event) => void submit(event)}>
        <TextField label={t('form.familyName')} autoComplete="family-name" {...form.register('familyName')} error={error('familyName')} />
        <TextField label={t('form.givenName')} autoComplete="given-name" {...form.register('givenName')} error={error('givenName')} />
        <TextField label={t('form.patronymic')} autoComplete="additional-name" hint={t('form.patronymicHint')} {...form.register('patronymic')} error={error('patronymic')} />
        <Controller
          control={form.control}
          name="birthDate"
          render={({ field }) => (
            <TextField
              {...field}
              label={t('form.birthDate')}
              inputMode="numeric"
              autoComplete="bday"
              placeholder={t('form.birthDatePlaceholder')}
              onChange={(event) => field.onChange(dotted(event.target.value, field.value))}
              error={error('birthDate')}
            />
          )}
        />
        <Controller
          control={form.control}
          name="sex"
          render={({ field }) => (
            <Segmented
              label={t('form.sex')}
              name="sex"
              value={field.value}
              onChange={(value) => {
                field.onChange(value);
                form.clearErrors('sex');
              }}
              options={[{ value: 'FEMALE', label: t('form.female') }, { value: 'MALE', label: t('form.male') }]}
              error={error('sex')}
            />
          )}
        />
        <Controller
          control={form.control}
          name="phone"
          render={({ field }) => (
            <TextField
              {...field}
              label={t('form.phone')}
              type="tel"
              autoComplete="tel"
              onBlur={() => {
                field.onChange(spacedPhone(field.value));
                field.onBlur();
              }}
              error={error('phone')}
            />
          )}
        />
        <TextField label={t('form.email')} type="email" autoComplete="email" hint={t('form.emailHint')} {...form.register('email')} error={error('email')} />
      </form>
    </TaskShell>
  );
}

type ConsentProps = {
  document?: ConsentTextFragment;
  failed?: unknown;
  onRetry: () => void;
  newer: boolean;
  onBack: () => void;
  onSend: () => Promise<string | null>;
};

function ConsentStep({ document, failed, onRetry, newer, onBack, onSend }: ConsentProps) {
  const { t } = useTranslation('account');
  const [agreed, setAgreed] = useState(false);
  const [missing, setMissing] = useState(false);
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<string | null>(null);
  const tick = useRef<HTMLInputElement>(null);

  async function next() {
    if (!agreed) {
      setMissing(true);
      tick.current?.focus();
      return;
    }
    setBusy(true);
    setRefusal(await onSend());
    setBusy(false);
  }

  return (
    <TaskShell
      title={t('consent.title')}
      bar={t('step', { step: 2 })}
      onBack={onBack}
      dock={document && <Button block busy={busy} onClick={() => void next()}>{busy ? t('consent.sending') : t('consent.send')}</Button>}
    >
      <Steps step={2} of={3} />
      <div>
        <h1 tabIndex={-1}>{t('consent.title')}</h1>
        <p className="m" style={{ marginTop: 6 }}>{t('consent.lead')}</p>
      </div>
      {newer && <Note tone="act" icon={IconShieldCheck} title={t('consent.newer')} live />}
      {failed ? <LoadFailed error={failed} onRetry={onRetry} /> : !document ? <Loading><CardSkeleton /></Loading> : (
        <>
          <Paper document={document} />
          <Tick
            ref={tick}
            checked={agreed}
            onChange={(on) => {
              setAgreed(on);
              setMissing(false);
            }}
            error={missing ? t('consent.missing') : undefined}
          >
            {t('consent.agree')}
          </Tick>
          {refusal && <ErrorText>{refusal}</ErrorText>}
        </>
      )}
    </TaskShell>
  );
}

function DoneStep() {
  const { t } = useTranslation('account');
  const navigate = useNavigate();
  const patient = useViewer()?.patient;
  return (
    <PatientShell
      title={t('done.title')}
      dock={
        <>
          <ButtonLink block to="/book">{t('done.toBook')}</ButtonLink>
          <Button variant="plain" onClick={() => void navigate({ to: '/' })}>{t('done.home')}</Button>
        </>
      }
    >
        <Empty level={1} icon={IconCircleCheck} title={patient ? t('done.hello', { name: addressName(patient) }) : t('done.title')}>{t('done.lead')}</Empty>
        <section className="card stack" style={{ gap: 6 }}>
          <h2 className="h3">{t('done.now')}</h2>
          <ul className="ready">
            {(['book', 'attend', 'read'] as const).map((key) => (
              <li className="done" key={key}>
                <span className="dot"><Icon of={IconCheck} /></span>
                <span>{t(`done.${key}`)}</span>
              </li>
            ))}
          </ul>
        </section>
        {patient?.status === 'UNCONFIRMED' && <Note icon={IconShieldCheck} title={t('done.unconfirmed')}>{t('done.unconfirmedText')}</Note>}
    </PatientShell>
  );
}
