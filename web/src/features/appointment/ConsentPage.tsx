import { useMutation, useQuery } from '@apollo/client/react';
import { IconCircleCheck, IconFileText } from '@tabler/icons-react';
import { useParams } from '@tanstack/react-router';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ConsentPageDocument, RequestConsentCodeDocument, SignConsentDocument, type ChallengeClockFragment, type ConsentPageQuery, type ConsentTextFragment } from '../../gql/graphql';
import { formatDate } from '../../shared/format';
import { lostText, problemText } from '../../shared/problem';
import { announce } from '../../ui/announce';
import { Button, ButtonAnchor, ButtonLink } from '../../ui/Button';
import { ErrorText } from '../../ui/Fields';
import { Icon } from '../../ui/Icon';
import { Note } from '../../ui/Note';
import { Paper } from '../../ui/Paper';
import { TaskShell } from '../../ui/PatientShell';
import { SignatureCode } from '../../ui/SignatureCode';
import { CardSkeleton, Empty, LoadFailed, Loading } from '../../ui/States';

type Appointment = NonNullable<ConsentPageQuery['appointment']>;

/** The informed voluntary consent: read, ask for a code, sign with it. */
export default function ConsentPage() {
  const { t } = useTranslation('appointment');
  const { id } = useParams({ from: '/patient/visits/$id/consent' });
  const { data, error, refetch } = useQuery(ConsentPageDocument, { variables: { id }, fetchPolicy: 'network-only' });
  const [signed, setSigned] = useState<{ pdfUrl: string } | null>(null);
  const appointment = data?.appointment;
  const text = appointment?.consentToSign;
  if (appointment && (signed || !text)) return <Signed appointment={appointment} pdfUrl={signed?.pdfUrl} />;
  if (appointment && text) return <Sign appointment={appointment} first={text} phone={data?.viewer?.patient?.phone ?? ''} onSigned={setSigned} />;
  return (
    <TaskShell title={t('consent.title')} back="/visits/$id" backParams={{ id }}>
      <h1 tabIndex={-1}>{t('consent.title')}</h1>
      {error || data ? <LoadFailed error={error} onRetry={() => void refetch()} /> : <Loading><CardSkeleton /></Loading>}
    </TaskShell>
  );
}

type SignProps = { appointment: Appointment; first: ConsentTextFragment; phone: string; onSigned: (consent: { pdfUrl: string }) => void };

function Sign({ appointment, first, phone, onSigned }: SignProps) {
  const { t } = useTranslation('appointment');
  const [text, setText] = useState(first);
  const [challenge, setChallenge] = useState<ChallengeClockFragment>();
  const [code, setCode] = useState('');
  const [error, setError] = useState<string>();
  const [refusal, setRefusal] = useState<string>();
  const [busy, setBusy] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const [request] = useMutation(RequestConsentCodeDocument);
  const [sign] = useMutation(SignConsentDocument);
  const appointmentId = appointment.id;

  async function send() {
    setBusy(true);
    setRefusal(undefined);
    try {
      const { data } = await request({ variables: { input: { appointmentId } } });
      const answer = data?.requestConsentCode;
      switch (answer?.__typename) {
        case 'ConsentCodeSent':
          setChallenge(answer.challenge);
          setCode('');
          setError(undefined);
          announce(t('consent.sent'));
          requestAnimationFrame(() => input.current?.focus());
          break;
        case 'TooManyAttempts':
        case 'Conflict':
          setRefusal(problemText(answer));
          break;
        case undefined:
          setRefusal(lostText());
      }
    } catch {
      setRefusal(lostText());
    }
    setBusy(false);
  }

  async function submit(given: string) {
    if (busy) return;
    if (given.length < 6) {
      setError(t('consent.short'));
      input.current?.focus();
      return;
    }
    setBusy(true);
    setRefusal(undefined);
    try {
      const { data } = await sign({ variables: { input: { appointmentId, consentDocumentId: text.id, code: given } } });
      const answer = data?.signConsent;
      switch (answer?.__typename) {
        case 'SignConsentSuccess':
          onSigned(answer.consent);
          return;
        case 'CodeInvalid':
          setError(t('consent.invalid', { count: answer.attemptsLeft }));
          break;
        case 'CodeExpired':
          setError(t('consent.expired'));
          break;
        case 'TooManyAttempts':
          setError(problemText(answer));
          break;
        case 'ConsentOutdated':
          setText(answer.current);
          setChallenge(undefined);
          setRefusal(t('consent.newer'));
          break;
        case 'Conflict':
          setRefusal(problemText(answer));
          break;
        case undefined:
          setRefusal(lostText());
      }
      input.current?.select();
    } catch {
      setRefusal(lostText());
    }
    setBusy(false);
  }

  return (
    <TaskShell
      title={t('consent.title')}
      bar={t('title', { date: formatDate(appointment.startsAt, appointment.clinicTimeZone) })}
      back="/visits/$id"
      backParams={{ id: appointmentId }}
      dock={
        challenge ? (
          <Button block busy={busy} onClick={() => void submit(code)}>{busy ? t('consent.signing') : t('consent.sign')}</Button>
        ) : (
          <Button block busy={busy} onClick={() => void send()}>{busy ? t('consent.sending') : t('consent.send')}</Button>
        )
      }
    >
      <h1 tabIndex={-1}>{t('consent.title')}</h1>
      <p className="m" style={{ marginTop: -8 }}>{t('consent.lead')}</p>
      <Paper key={text.id} document={text} />
      {refusal && <ErrorText>{refusal}</ErrorText>}
      {challenge && (
        <SignatureCode
          ref={input}
          words={{ code: t('consent.code'), sentTo: t('consent.sentTo'), resend: t('consent.resend'), resendIn: t('consent.resendIn') }}
          phone={phone}
          code={code}
          error={error}
          resendAt={challenge.resendAt}
          isSending={busy}
          onCode={(next) => {
            setCode(next);
            setError(undefined);
          }}
          onSubmit={() => void submit(code)}
          onResend={() => void send()}
        />
      )}
      {!challenge && <Note icon={IconFileText} title={t('consent.copy')}>{t('consent.copyText')}</Note>}
    </TaskShell>
  );
}

function Signed({ appointment, pdfUrl }: { appointment: Appointment; pdfUrl?: string }) {
  const { t } = useTranslation('appointment');
  return (
    <TaskShell title={t('consent.done')} back="/" dock={<ButtonLink to="/" block>{t('next')}</ButtonLink>}>
      <Empty
        level={1}
        icon={IconCircleCheck}
        title={t('consent.done')}
        actions={pdfUrl && <ButtonAnchor href={pdfUrl} target="_blank" variant="plain"><Icon of={IconFileText} size={22} />{t('consent.pdf')}</ButtonAnchor>}
      >
        {t('consent.doneText', { date: formatDate(appointment.startsAt, appointment.clinicTimeZone) })}
      </Empty>
    </TaskShell>
  );
}
