import { useMutation, useQuery } from '@apollo/client/react';
import { zodResolver } from '@hookform/resolvers/zod';
import { IconCheck, IconCircleCheck, IconShieldCheck } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { useRef, useState } from 'react';
import { useForm } from 'react-hook-form';
import { useTranslation } from 'react-i18next';
import { PersonalDataConsentDocument, SignUpDocument, type ChallengeClockFragment, type ConsentTextFragment } from '../../gql/graphql';
import { addressName, ownZone } from '../../shared/format';
import { locale } from '../../shared/i18n';
import { nobody, personInput, personSchema, type PersonValues } from '../../shared/personForm';
import { lostText, problemText } from '../../shared/problem';
import { beginSession, useViewer } from '../../shared/session';
import { Button, ButtonLink } from '../../ui/Button';
import { ErrorText, Tick } from '../../ui/Fields';
import { Icon } from '../../ui/Icon';
import { Note } from '../../ui/Note';
import { Paper } from '../../ui/Paper';
import { focusSex, PersonFields } from '../../ui/PersonFields';
import { PatientShell, Steps, TaskShell } from '../../ui/PatientShell';
import { CardSkeleton, Empty, LoadFailed, Loading } from '../../ui/States';
import { CodeStep } from './CodeStep';

type Step =
  | { at: 'form'; wrong?: readonly string[] }
  | { at: 'consent' }
  | { at: 'code'; challenge: ChallengeClockFragment }
  | { at: 'done' };

export default function SignUpPage() {
  const { t } = useTranslation('account');
  const [step, setStep] = useState<Step>({ at: 'form' });
  const [values, setValues] = useState<PersonValues>(nobody);
  const [newer, setNewer] = useState<ConsentTextFragment>();
  const consent = useQuery(PersonalDataConsentDocument);
  const [signUp] = useMutation(SignUpDocument);
  const document = newer ?? consent.data?.consentDocument;

  /** Sends the form with the consent; what is wrong with it comes back in words. */
  async function send(): Promise<string | null> {
    const person = personInput(values);
    if (!document || !person) return lostText();
    try {
      const { data } = await signUp({
        variables: {
          input: {
            ...person,
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

function FormStep({ values, wrong, onNext }: { values: PersonValues; wrong?: readonly string[]; onNext: (values: PersonValues) => void }) {
  const { t } = useTranslation('account');
  const form = useForm<PersonValues>({ defaultValues: values, resolver: zodResolver(personSchema), mode: 'onBlur', reValidateMode: 'onBlur' });
  const submit = form.handleSubmit(onNext, focusSex);
  return (
    <TaskShell title={t('form.title')} bar={t('step', { step: 1 })} dock={<Button block type="submit" form="sign-up">{t('next')}</Button>}>
      <Steps step={1} of={3} />
      <div>
        <h1 tabIndex={-1}>{t('form.title')}</h1>
        <p className="m" style={{ marginTop: 6 }}>{t('form.lead')}</p>
      </div>
      <form id="sign-up" className="stack" noValidate onSubmit={(event) => void submit(event)}>
        <PersonFields form={form} wrong={wrong} />
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
