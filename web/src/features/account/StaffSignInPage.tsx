import { useMutation } from '@apollo/client/react';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { SignInStaffDocument } from '../../gql/graphql';
import { lostText, problemText } from '../../shared/problem';
import { beginSession } from '../../shared/session';
import { Button } from '../../ui/Button';
import { CodeInput, ErrorText, TextField } from '../../ui/Fields';
import { TaskShell } from '../../ui/PatientShell';

const route = getRouteApi('/staff');
type Missing = 'email' | 'password' | 'code';

export default function StaffSignInPage() {
  const { t } = useTranslation('account');
  const { back } = route.useSearch();
  const navigate = useNavigate();
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const [code, setCode] = useState('');
  const [missing, setMissing] = useState<Missing>();
  const [refusal, setRefusal] = useState<string>();
  const [busy, setBusy] = useState(false);
  const inputs = { email: useRef<HTMLInputElement>(null), password: useRef<HTMLInputElement>(null), code: useRef<HTMLInputElement>(null) };
  const [signIn] = useMutation(SignInStaffDocument);

  async function submit(given: string) {
    if (busy) return;
    const lacking: Missing | undefined = !email.includes('@') ? 'email' : !password ? 'password' : given.length < 6 ? 'code' : undefined;
    setMissing(lacking);
    setRefusal(undefined);
    if (lacking) {
      inputs[lacking].current?.focus();
      return;
    }
    setBusy(true);
    try {
      const { data } = await signIn({ variables: { input: { email: email.trim(), password, code: given } } });
      const answer = data?.signInStaff;
      switch (answer?.__typename) {
        case 'SignInSuccess': {
          await beginSession();
          await navigate({ to: back ?? '/', replace: true }); // from there everybody is led to the pages of their role
          return;
        }
        case 'SignInRefused':
          setCode('');
          setRefusal(t('staff.refused'));
          inputs.password.current?.focus();
          break;
        case 'TooManyAttempts':
          setRefusal(problemText(answer));
          break;
        case undefined:
          setRefusal(lostText());
      }
    } catch {
      setRefusal(lostText());
    } finally {
      setBusy(false);
    }
  }

  return (
    <TaskShell title={t('staff.title')} bar={t('signIn.bar')} dock={<Button block busy={busy} type="submit" form="staff">{busy ? t('staff.entering') : t('staff.enter')}</Button>}>
      <div>
        <h1 tabIndex={-1}>{t('staff.title')}</h1>
        <p className="m" style={{ marginTop: 6 }}>{t('staff.lead')}</p>
      </div>
      <form
        id="staff"
        className="stack"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void submit(code);
        }}
      >
        <TextField ref={inputs.email} label={t('staff.email')} type="email" autoComplete="username" value={email} onChange={(event) => setEmail(event.target.value)} error={missing === 'email' ? t('form.errors.email') : undefined} />
        <TextField ref={inputs.password} label={t('staff.password')} type="password" autoComplete="current-password" value={password} onChange={(event) => setPassword(event.target.value)} error={missing === 'password' ? t('staff.noPassword') : undefined} />
        <div className="field" style={{ gap: 8 }}>
          <span className="label" aria-hidden="true">{t('staff.code')}</span>
          <CodeInput ref={inputs.code} label={t('staff.code')} value={code} onChange={setCode} onComplete={(whole) => void submit(whole)} error={missing === 'code' ? t('code.short') : undefined} />
        </div>
        {refusal && <ErrorText>{refusal}</ErrorText>}
      </form>
    </TaskShell>
  );
}
