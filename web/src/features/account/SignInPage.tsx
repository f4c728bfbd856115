import { useMutation } from '@apollo/client/react';
import { Link, getRouteApi, useNavigate } from '@tanstack/react-router';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { RequestSignInCodeDocument, type ChallengeClockFragment } from '../../gql/graphql';
import { lostText, problemText } from '../../shared/problem';
import { beginSession } from '../../shared/session';
import { Button } from '../../ui/Button';
import { TextField } from '../../ui/Fields';
import { TaskShell } from '../../ui/PatientShell';
import { CodeStep } from './CodeStep';
import { parsePhone, spacedPhone } from '../../shared/personForm';

const route = getRouteApi('/sign-in');

export default function SignInPage() {
  const { t } = useTranslation('account');
  const { back } = route.useSearch();
  const navigate = useNavigate();
  const [phone, setPhone] = useState('+7 ');
  const [error, setError] = useState<string>();
  const [busy, setBusy] = useState(false);
  const [challenge, setChallenge] = useState<ChallengeClockFragment>();
  const input = useRef<HTMLInputElement>(null);
  const [request] = useMutation(RequestSignInCodeDocument);

  async function send(): Promise<string | null> {
    const parsed = parsePhone(phone);
    if ('error' in parsed) return t(`form.errors.${parsed.error}`);
    try {
      const { data } = await request({ variables: { input: { phone: parsed.phone } } });
      const answer = data?.requestSignInCode;
      switch (answer?.__typename) {
        case 'SignInCodeSent':
          setChallenge(answer.challenge);
          return null;
        case 'InvalidInput':
          return t('form.errors.phone');
        case 'TooManyAttempts':
          return problemText(answer);
        case undefined:
          return lostText();
      }
    } catch {
      return lostText();
    }
  }

  async function next() {
    setBusy(true);
    const refused = await send();
    setBusy(false);
    setError(refused ?? undefined);
    if (refused) input.current?.focus();
  }

  if (challenge) {
    return (
      <CodeStep
        title={t('signIn.title')}
        phone={phone}
        challenge={challenge}
        footer={<p className="m">{t('signIn.noSms')} <Link to="/sign-up">{t('first.signUp')}</Link></p>}
        onBack={() => setChallenge(undefined)}
        onResend={send}
        onConfirmed={async () => {
          await beginSession();
          await navigate({ to: back ?? '/', replace: true });
        }}
      />
    );
  }
  return (
    <TaskShell title={t('signIn.title')} bar={t('signIn.bar')} dock={<Button block busy={busy} type="submit" form="sign-in">{busy ? t('consent.sending') : t('consent.send')}</Button>}>
      <div>
        <h1 tabIndex={-1}>{t('signIn.title')}</h1>
        <p className="m" style={{ marginTop: 6 }}>{back ? t('signIn.again') : t('signIn.lead')}</p>
      </div>
      <form
        id="sign-in"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void next();
        }}
      >
        <TextField
          ref={input}
          label={t('form.phone')}
          type="tel"
          autoComplete="tel"
          value={phone}
          error={error}
          onChange={(event) => setPhone(event.target.value)}
          onBlur={() => setPhone(spacedPhone(phone))}
        />
      </form>
      <p className="m">{t('signIn.noAccount')} <Link to="/sign-up">{t('first.signUp')}</Link></p>
    </TaskShell>
  );
}
