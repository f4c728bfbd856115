import { useMutation } from '@apollo/client/react';
import { IconMail } from '@tabler/icons-react';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { ConfirmEmailDocument, RequestEmailCodeDocument, type ChallengeClockFragment } from '../../gql/graphql';
import { useReached } from '../../shared/clock';
import { lostText, problemText } from '../../shared/problem';
import { announce } from '../../ui/announce';
import { Button } from '../../ui/Button';
import { CodeInput, ErrorText } from '../../ui/Fields';
import { Note } from '../../ui/Note';
import { Countdown } from '../../ui/Time';

/** An address that is not confirmed gets nothing: a code proves that it is one's own. */
export function EmailCode({ email, onConfirmed }: { email: string; onConfirmed: () => void }) {
  const { t } = useTranslation('notices');
  const [challenge, setChallenge] = useState<ChallengeClockFragment>();
  const [refusal, setRefusal] = useState<string>();
  const [request, { loading }] = useMutation(RequestEmailCodeDocument);

  async function send() {
    setRefusal(undefined);
    const answer = (await request({ variables: { input: { email } } }).catch(() => undefined))?.data?.requestEmailCode;
    switch (answer?.__typename) {
      case 'EmailCodeSent':
        setChallenge(answer.challenge);
        return announce(t('code.sent', { email }));
      case 'Conflict':
        return onConfirmed(); // confirmed, or changed, in another window
      case 'TooManyAttempts':
        return setRefusal(problemText(answer));
      case undefined:
        return setRefusal(lostText());
    }
  }

  return (
    <div className="stack" style={{ gap: 12 }}>
      <Note tone="act" icon={IconMail} title={t('code.title')}>{t(challenge ? 'code.sent' : 'code.text', { email })}</Note>
      {challenge ? <Entry key={challenge.id} challenge={challenge} busy={loading} onResend={() => void send()} onConfirmed={onConfirmed} />
        : <Button variant="soft" busy={loading} onClick={() => void send()}>{t(loading ? 'code.sending' : 'code.send')}</Button>}
      {refusal && <ErrorText>{refusal}</ErrorText>}
    </div>
  );
}

type EntryProps = { challenge: ChallengeClockFragment; busy: boolean; onResend: () => void; onConfirmed: () => void };

function Entry({ challenge, busy, onResend, onConfirmed }: EntryProps) {
  const { t } = useTranslation(['notices', 'account']);
  const [code, setCode] = useState('');
  const [error, setError] = useState<string>();
  const [confirm, { loading }] = useMutation(ConfirmEmailDocument);
  const canResend = useReached(challenge.resendAt);

  async function submit(given: string) {
    if (loading) return;
    if (given.length < 6) return setError(t('account:code.short'));
    const answer = (await confirm({ variables: { input: { challengeId: challenge.id, code: given } } }).catch(() => undefined))?.data?.confirmEmail;
    switch (answer?.__typename) {
      case 'ConfirmEmailSuccess':
        announce(t('notices:email.confirmed'));
        return onConfirmed();
      case 'CodeInvalid':
        return setError(t('notices:code.invalid', { count: answer.attemptsLeft }));
      case 'CodeExpired':
        return setError(t('account:code.expired'));
      case 'TooManyAttempts':
        return setError(problemText(answer));
      case undefined:
        return setError(lostText());
    }
  }

  return (
    <form
      className="stack"
      style={{ gap: 12 }}
      onSubmit={(event: FormEvent) => {
        event.preventDefault();
        void submit(code);
      }}
    >
      <CodeInput
        autoFocus
        label={t('notices:code.label')}
        value={code}
        error={error}
        onChange={(next) => {
          setCode(next);
          setError(undefined);
        }}
        onComplete={(whole) => void submit(whole)}
      />
      <Button type="submit" variant="soft" busy={loading}>{t(loading ? 'account:code.confirming' : 'account:code.confirm')}</Button>
      {canResend ? <Button variant="plain" busy={busy} onClick={onResend}>{t('account:code.resend')}</Button>
        : <p className="small m num">{t('account:code.resendIn')} <Countdown until={challenge.resendAt} /></p>}
    </form>
  );
}
