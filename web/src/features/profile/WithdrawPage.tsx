import { useMutation, useQuery } from '@apollo/client/react';
import { IconArchive, IconCalendarOff, IconDoorExit, IconTrash } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { useRef, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { RequestWithdrawalCodeDocument, WithdrawalDocument, WithdrawConsentDocument, type ChallengeClockFragment, type WithdrawalQuery } from '../../gql/graphql';
import { formatDate, formatMoney, formatNear, ownZone, shortName, upperFirst } from '../../shared/format';
import { lostText, problemText } from '../../shared/problem';
import { leavePush } from '../../shared/push';
import { beginSession } from '../../shared/session';
import { announce } from '../../ui/announce';
import { Button, ButtonLink } from '../../ui/Button';
import { ErrorText } from '../../ui/Fields';
import { Icon } from '../../ui/Icon';
import { TaskShell } from '../../ui/PatientShell';
import { SignatureCode } from '../../ui/SignatureCode';
import { CardSkeleton, LoadFailed, Loading } from '../../ui/States';

/** Withdrawing the consent to data processing: what happens, a code, and it is done. */
export default function WithdrawPage() {
  const { t } = useTranslation('profile');
  const { data, error, refetch } = useQuery(WithdrawalDocument, { fetchPolicy: 'network-only' });
  if (data?.viewer?.patient) return <Ask terms={data.withdrawalTerms} phone={data.viewer.patient.phone ?? ''} />;
  return (
    <TaskShell title={t('withdraw.title')} back="/profile">
      <h1 tabIndex={-1}>{t('withdraw.title')}</h1>
      {error || data ? <LoadFailed error={error} onRetry={() => void refetch()} /> : <Loading><CardSkeleton /></Loading>}
    </TaskShell>
  );
}

function Ask({ terms, phone }: { terms: WithdrawalQuery['withdrawalTerms']; phone: string }) {
  const { t } = useTranslation(['profile', 'account']);
  const navigate = useNavigate();
  const [challenge, setChallenge] = useState<ChallengeClockFragment>();
  const [code, setCode] = useState('');
  const [error, setError] = useState<string>();
  const [refusal, setRefusal] = useState<string>();
  const input = useRef<HTMLInputElement>(null);
  const [request, { loading: sending }] = useMutation(RequestWithdrawalCodeDocument);
  const [withdraw, { loading: closing }] = useMutation(WithdrawConsentDocument);

  async function send() {
    setRefusal(undefined);
    const answer = (await request().catch(() => undefined))?.data?.requestWithdrawalCode;
    switch (answer?.__typename) {
      case 'ConsentCodeSent':
        setChallenge(answer.challenge);
        setCode('');
        setError(undefined);
        announce(t('profile:withdraw.sent'));
        return requestAnimationFrame(() => input.current?.focus());
      case 'TooManyAttempts':
        return setRefusal(problemText(answer));
      case undefined:
        return setRefusal(lostText());
    }
  }

  async function submit() {
    if (closing) return;
    if (code.length < 6) {
      setError(t('account:code.short'));
      return input.current?.focus();
    }
    const answer = (await withdraw({ variables: { input: { code } } }).catch(() => undefined))?.data?.withdrawConsent;
    switch (answer?.__typename) {
      case 'WithdrawConsentSuccess':
        await leavePush().catch(() => undefined);
        await beginSession();
        return navigate({ to: '/withdrawn', search: { until: answer.withdrawal.finishBy }, replace: true });
      case 'CodeInvalid':
        return setError(t('account:code.invalid', { count: answer.attemptsLeft }));
      case 'CodeExpired':
        return setError(t('account:code.expired'));
      case 'TooManyAttempts':
        return setError(problemText(answer));
      case undefined:
        return setRefusal(lostText());
    }
  }

  return (
    <TaskShell
      title={t('profile:withdraw.title')}
      back="/profile"
      dock={
        <>
          <ButtonLink to="/profile" block>{t('profile:withdraw.keep')}</ButtonLink>
          {challenge ? (
            <Button variant="danger-plain" block busy={closing} onClick={() => void submit()}>{t(closing ? 'profile:withdraw.doing' : 'profile:withdraw.do')}</Button>
          ) : (
            <Button variant="danger-plain" block busy={sending} onClick={() => void send()}>{t(sending ? 'profile:withdraw.sending' : 'profile:withdraw.send')}</Button>
          )}
        </>
      }
    >
      <div>
        <h1 tabIndex={-1}>{t('profile:withdraw.title')}</h1>
        <p className="m" style={{ marginTop: 6 }}>{t('profile:withdraw.lead')}</p>
      </div>
      <Effects terms={terms} />
      <p className="m">{t('profile:withdraw.again')}</p>
      {refusal && <ErrorText>{refusal}</ErrorText>}
      {challenge && (
        <SignatureCode
          ref={input}
          words={{ code: t('profile:withdraw.code'), sentTo: t('profile:withdraw.sentTo'), resend: t('account:code.resend'), resendIn: t('account:code.resendIn') }}
          phone={phone}
          code={code}
          error={error}
          resendAt={challenge.resendAt}
          isSending={sending}
          onCode={(next) => {
            setCode(next);
            setError(undefined);
          }}
          onSubmit={() => void submit()}
          onResend={() => void send()}
        />
      )}
    </TaskShell>
  );
}

function Effects({ terms }: { terms: WithdrawalQuery['withdrawalTerms'] }) {
  const { t } = useTranslation('profile');
  return (
    <section className="card">
      <ul className="rows">
        <Effect icon={IconCalendarOff} title={t('withdraw.visits')}>
          {terms.visits.length === 0 ? t('withdraw.noVisits') : (
            <ul style={{ margin: 0, padding: 0, listStyle: 'none' }}>
              {terms.visits.map(({ appointment, refund }) => (
                <li key={appointment.id}>
                  {upperFirst(formatNear(appointment.startsAt, appointment.clinicTimeZone))}, {shortName(appointment.practitioner)}:{' '}
                  <span className="nowrap">{refund.amountMinor > 0 ? t('withdraw.back', { sum: formatMoney(refund) }) : t('withdraw.noBack')}</span>
                </li>
              ))}
            </ul>
          )}
        </Effect>
        <Effect icon={IconDoorExit} title={t('withdraw.closed')}>{t('withdraw.closedText')}</Effect>
        <Effect icon={IconArchive} title={t('withdraw.kept')}>{t('withdraw.keptText')}</Effect>
        <Effect icon={IconTrash} title={t('withdraw.erased', { date: formatDate(terms.finishBy, ownZone()) })}>{t('withdraw.erasedText')}</Effect>
      </ul>
    </section>
  );
}

function Effect({ icon, title, children }: { icon: typeof IconTrash; title: string; children: ReactNode }) {
  return (
    <li className="line" style={{ alignItems: 'flex-start', gap: 12, paddingBlock: 12 }}>
      <Icon of={icon} size={24} />
      <div className="grow">
        <b>{title}</b>
        <div className="small m">{children}</div>
      </div>
    </li>
  );
}
