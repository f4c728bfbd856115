import { useMutation, useQuery } from '@apollo/client/react';
import { IconLinkOff } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { AcceptStaffInvitationDocument, StaffInvitationDocument, type StaffInvitationQuery } from '../../gql/graphql';
import { lostText } from '../../shared/problem';
import { beginSession } from '../../shared/session';
import { Button, ButtonAnchor } from '../../ui/Button';
import { CodeInput, ErrorText, TextField } from '../../ui/Fields';
import { TaskShell } from '../../ui/PatientShell';
import { Empty, LoadFailed, Loading, RowsSkeleton } from '../../ui/States';

type Invitation = NonNullable<StaffInvitationQuery['staffInvitation']>;

/** Where somebody of the staff comes in by a link, once. */
export default function WelcomePage() {
  const { t } = useTranslation('account');
  const [token] = useState(() => window.location.hash.slice(1));
  const { data, error, refetch } = useQuery(StaffInvitationDocument, { variables: { token }, fetchPolicy: 'network-only', nextFetchPolicy: 'cache-first' });
  const invitation = data?.staffInvitation;
  if (invitation) return <SetUp invitation={invitation} token={token} />;
  return (
    <TaskShell title={t('welcome.title')} bar={t('signIn.bar')}>
      <h1 tabIndex={-1}>{t('welcome.title')}</h1>
      {data ? <Empty card icon={IconLinkOff} title={t('welcome.over')}>{t('welcome.overText')}</Empty>
        : error ? <LoadFailed error={error} onRetry={() => void refetch()} /> : <Loading><section className="card"><RowsSkeleton rows={3} /></section></Loading>}
    </TaskShell>
  );
}

type Fault = { at: 'password' | 'code' | 'form'; text: string };

function SetUp({ invitation, token }: { invitation: Invitation; token: string }) {
  const { t } = useTranslation('account');
  const navigate = useNavigate();
  const [accept, { loading }] = useMutation(AcceptStaffInvitationDocument);
  const [password, setPassword] = useState('');
  const [code, setCode] = useState('');
  const [fault, setFault] = useState<Fault>();
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if ([...password].length < 10) return setFault({ at: 'password', text: t('welcome.badPassword') });
    if (code.length < 6) return setFault({ at: 'code', text: t('code.short') });
    const answer = (await accept({ variables: { input: { token, password, code } } }).catch(() => undefined))?.data?.acceptStaffInvitation;
    switch (answer?.__typename) {
      case 'SignInSuccess':
        await beginSession();
        return navigate({ to: '/', replace: true }); // from there everybody is led to the pages of their role
      case 'InvalidInput':
        return setFault(answer.fields.includes('code') ? { at: 'code', text: t('welcome.badCode') } : { at: 'password', text: t('welcome.badPassword') });
      case 'CodeExpired':
        return setFault({ at: 'form', text: t('welcome.overText') });
      case undefined:
        setFault({ at: 'form', text: lostText() });
    }
  };
  const textOf = (at: Fault['at']) => (fault?.at === at ? fault.text : undefined);
  return (
    <TaskShell title={t('welcome.title')} bar={t('signIn.bar')} dock={<Button block busy={loading} type="submit" form="welcome">{t('welcome.enter')}</Button>}>
      <div>
        <h1 tabIndex={-1}>{t('welcome.title')}</h1>
        <p className="m" style={{ marginTop: 6, overflowWrap: 'anywhere' }}>{t('welcome.lead', { name: invitation.name, email: invitation.email })}</p>
      </div>
      <form id="welcome" className="stack" noValidate onSubmit={(event) => void submit(event)}>
        <input type="text" name="username" autoComplete="username" value={invitation.email} readOnly hidden />
        <TextField label={t('welcome.password')} hint={t('welcome.passwordHint')} type="password" autoComplete="new-password" value={password} error={textOf('password')} onChange={(event) => setPassword(event.target.value)} />
        <Authenticator invitation={invitation} />
        <div className="field" style={{ gap: 8 }}>
          <span className="label" aria-hidden="true">{t('staff.code')}</span>
          <CodeInput label={t('staff.code')} value={code} onChange={setCode} error={textOf('code')} />
        </div>
        {fault?.at === 'form' && <ErrorText>{fault.text}</ErrorText>}
      </form>
    </TaskShell>
  );
}

/** The second factor, for a phone beside the screen, for this phone, and for who types it. */
function Authenticator({ invitation: { authenticatorQr, authenticatorUrl, authenticatorSecret } }: { invitation: Invitation }) {
  const { t } = useTranslation('account');
  return (
    <section className="card stack" aria-labelledby="authenticator">
      <h2 className="h3" id="authenticator">{t('welcome.app')}</h2>
      <p>{t('welcome.appText')}</p>
      <img src={authenticatorQr} width={240} height={240} alt={t('welcome.qr')} style={{ background: '#fff', borderRadius: 8, alignSelf: 'center', maxWidth: '100%', height: 'auto' }} />
      <ButtonAnchor href={authenticatorUrl} variant="soft" block>{t('welcome.openApp')}</ButtonAnchor>
      <p className="small m" style={{ overflowWrap: 'anywhere' }}>{t('welcome.secret')} <b className="num">{authenticatorSecret.match(/.{1,4}/g)?.join(' ')}</b></p>
    </section>
  );
}
