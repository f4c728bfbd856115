import { useMutation } from '@apollo/client/react';
import { IconInfoCircle } from '@tabler/icons-react';
import { useRef, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { ConfirmCodeDocument, type ChallengeClockFragment, type ConsentTextFragment } from '../../gql/graphql';
import { useReached } from '../../shared/clock';
import { maskPhone } from '../../shared/format';
import { lostText, problemText } from '../../shared/problem';
import { announce } from '../../ui/announce';
import { Button } from '../../ui/Button';
import { CodeInput, ErrorText } from '../../ui/Fields';
import { PhoneLink } from '../../ui/Help';
import { Note } from '../../ui/Note';
import { TaskShell } from '../../ui/PatientShell';
import { Countdown } from '../../ui/Time';
import { AgreeAgain } from './AgreeAgain';

type Props = {
  title: string;
  header?: ReactNode;
  phone?: string;
  /** Said instead of the phone, when that is somebody else's secret. */
  sentTo?: string;
  challenge: ChallengeClockFragment;
  /** What else may be the reason that nothing comes. */
  footer?: ReactNode;
  onBack: () => void;
  /** Asks for another code; answers what went wrong, in words. */
  onResend: () => Promise<string | null>;
  onConfirmed: () => Promise<void>;
};

/** The code from the SMS. */
export function CodeStep({ title, header, phone = '', sentTo, challenge, footer, onBack, onResend, onConfirmed }: Props) {
  const { t } = useTranslation('account');
  const [code, setCode] = useState('');
  const [error, setError] = useState<string>();
  const [busy, setBusy] = useState(false);
  const [resending, setResending] = useState(false);
  const [refusal, setRefusal] = useState<string | null>(null);
  const input = useRef<HTMLInputElement>(null);
  const canResend = useReached(challenge.resendAt);
  const [confirm] = useMutation(ConfirmCodeDocument);
  const [withdrawn, setWithdrawn] = useState<{ at?: string; text: ConsentTextFragment }>();

  async function submit(given: string, consentDocumentId?: string) {
    if (busy) return;
    if (given.length < 6) {
      setError(t('code.short'));
      input.current?.focus();
      return;
    }
    setBusy(true);
    setRefusal(null);
    try {
      const { data } = await confirm({ variables: { input: { challengeId: challenge.id, code: given, consentDocumentId } } });
      const answer = data?.confirmCode;
      switch (answer?.__typename) {
        case 'SignInSuccess':
          await onConfirmed();
          return;
        case 'ConsentWithdrawn':
          setWithdrawn({ at: answer.withdrawnAt, text: answer.document });
          return;
        case 'ConsentOutdated':
          setWithdrawn({ at: withdrawn?.at, text: answer.current });
          return;
        case 'CodeInvalid':
          setWithdrawn(undefined);
          setError(t('code.invalid', { count: answer.attemptsLeft }));
          break;
        case 'CodeExpired':
          setWithdrawn(undefined);
          setError(t('code.expired'));
          break;
        case 'TooManyAttempts':
          setWithdrawn(undefined);
          setError(problemText(answer));
          break;
        case undefined:
          setRefusal(lostText());
      }
      input.current?.focus();
      input.current?.select();
    } catch {
      setRefusal(lostText());
    } finally {
      setBusy(false);
    }
  }

  async function resend() {
    setResending(true);
    const refused = await onResend();
    setResending(false);
    setRefusal(refused);
    if (refused) return;
    setCode('');
    setError(undefined);
    announce(t('code.sentAgain'));
    input.current?.focus();
  }

  if (withdrawn) {
    return <AgreeAgain key={withdrawn.text.id} text={withdrawn.text} at={withdrawn.at} busy={busy} refusal={refusal} onBack={onBack} onAgree={() => void submit(code, withdrawn.text.id)} />;
  }
  return (
    <TaskShell
      title={t('code.title')}
      bar={title}
      onBack={onBack}
      dock={<Button block busy={busy} onClick={() => void submit(code)}>{busy ? t('code.confirming') : t('code.confirm')}</Button>}
    >
      {header}
      <div>
        <h1 tabIndex={-1}>{t('code.title')}</h1>
        {sentTo ? <p className="m num" style={{ marginTop: 6 }}>{sentTo}</p> : (
          <p className="m num" style={{ marginTop: 6 }}>
            {t('code.sent')} <span className="nowrap">{maskPhone(phone)}.</span>{' '}
            <button type="button" className="linkish" onClick={onBack}>{t('code.change')}</button>
          </p>
        )}
      </div>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void submit(code);
        }}
        className="stack"
        style={{ gap: 12 }}
      >
        <CodeInput
          ref={input}
          autoFocus
          value={code}
          error={error}
          onChange={(next) => {
            setCode(next);
            setError(undefined);
          }}
          onComplete={(whole) => void submit(whole)}
        />
      </form>
      {refusal && <ErrorText>{refusal}</ErrorText>}
      {canResend ? (
        <Button variant="soft" block busy={resending} onClick={() => void resend()}>{resending ? t('code.resending') : t('code.resend')}</Button>
      ) : (
        <p className="m num">{t('code.resendIn')} <Countdown until={challenge.resendAt} /></p>
      )}
      {error ? <PhoneLink label={t('code.call')} /> : <Note icon={IconInfoCircle} title={t('code.secret')}>{t('code.secretText')}</Note>}
      {footer}
    </TaskShell>
  );
}
