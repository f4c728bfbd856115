import { useMutation, useQuery } from '@apollo/client/react';
import { useMantineColorScheme, type MantineColorScheme } from '@mantine/core';
import { IconFileText, IconLogout, IconShieldCheck } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ProfileDocument, UpdateViewerDocument, type ProfileQuery } from '../../gql/graphql';
import { formatDate, formatPhone, fullName, ownZone } from '../../shared/format';
import { language, loadLanguage, locale, type Language } from '../../shared/i18n';
import { lostText } from '../../shared/problem';
import { beginSession, signOut, useClinic } from '../../shared/session';
import { Avatar } from '../../ui/Avatar';
import { Button, ButtonAnchor, ButtonLink } from '../../ui/Button';
import { ErrorText, Segmented } from '../../ui/Fields';
import { Icon } from '../../ui/Icon';
import { Note } from '../../ui/Note';
import { PatientShell } from '../../ui/PatientShell';
import { CardSkeleton, LoadFailed, Loading } from '../../ui/States';
import { Notifications } from './Notifications';
import { Programs } from './Programs';

type Patient = NonNullable<NonNullable<ProfileQuery['viewer']>['patient']>;

export default function ProfilePage() {
  const { t } = useTranslation('profile');
  const { data, error, refetch } = useQuery(ProfileDocument);
  const patient = data?.viewer?.patient;
  return (
    <PatientShell title={t('title')} tab="profile">
      <div className="column">
        <h1 tabIndex={-1}>{t('title')}</h1>
        {patient ? <About patient={patient} /> : error ? <LoadFailed error={error} onRetry={() => void refetch()} /> : <Loading><CardSkeleton /></Loading>}
        {patient && <Notifications />}
        {patient && <Programs />}
        <Settings />
        {patient?.dataConsent && <Data consent={patient.dataConsent} />}
        <Leave />
      </div>
    </PatientShell>
  );
}

function About({ patient }: { patient: Patient }) {
  const { t } = useTranslation('profile');
  const address = useClinic()?.address;
  return (
    <>
      <section className="card stack" style={{ gap: 14 }}>
        <div className="line" style={{ gap: 14 }}>
          <Avatar person={patient} size="l" />
          <h2 className="h3 grow">{fullName(patient)}</h2>
        </div>
        <dl className="sum">
          <dt>{t('birthDate')}</dt>
          <dd>{formatDate(`${patient.birthDate}T12:00:00Z`, 'UTC')}</dd>
          {patient.phone && <><dt>{t('phone')}</dt><dd>{formatPhone(patient.phone)}</dd></>}
          {patient.email && <><dt>{t('email')}</dt><dd style={{ overflowWrap: 'anywhere' }}>{patient.email}</dd></>}
        </dl>
        <p className="small m">{t('change')}</p>
      </section>
      {patient.status === 'CONFIRMED' ? (
        <Note tone="good" icon={IconShieldCheck} title={t('confirmed')}>{t('confirmedText')}</Note>
      ) : (
        <Note icon={IconShieldCheck} title={t('unconfirmed')}>{t('unconfirmedText')} {address}</Note>
      )}
    </>
  );
}

function Data({ consent }: { consent: NonNullable<Patient['dataConsent']> }) {
  const { t } = useTranslation('profile');
  return (
    <section className="card stack" style={{ gap: 8 }}>
      <h2 className="h3">{t('data.title')}</h2>
      <p>{t('data.given', { date: formatDate(consent.signedAt, ownZone()) })}</p>
      <ButtonAnchor href={consent.pdfUrl} target="_blank" rel="noopener" variant="plain" block>
        <Icon of={IconFileText} size={22} />
        {t('data.pdf')}
      </ButtonAnchor>
      <ButtonLink to="/profile/withdraw" variant="danger-plain" block>{t('data.withdraw')}</ButtonLink>
    </section>
  );
}

function Settings() {
  const { t } = useTranslation('profile');
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const [update] = useMutation(UpdateViewerDocument);
  const change = (next: Language) =>
    void loadLanguage(next, true)
      .then(() => update({ variables: { input: { locale: locale() } } }))
      .catch(() => undefined) // the page is in the new language anyhow
      .then(beginSession);
  return (
    <section className="card stack" style={{ gap: 20 }}>
      <Segmented<Language> label={t('language')} name="language" value={language()} onChange={change} options={[{ value: 'ru', label: 'Русский' }, { value: 'en', label: 'English' }]} />
      <Segmented<MantineColorScheme>
        label={t('scheme.title')}
        name="scheme"
        value={colorScheme}
        onChange={setColorScheme}
        options={(['auto', 'light', 'dark'] as const).map((value) => ({ value, label: t(`scheme.${value}`) }))}
      />
    </section>
  );
}

function Leave() {
  const { t } = useTranslation('profile');
  const navigate = useNavigate();
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<string>();
  async function leave() {
    setBusy(true);
    try {
      await signOut();
      await navigate({ to: '/', replace: true });
    } catch {
      setRefusal(lostText());
      setBusy(false);
    }
  }
  return (
    <>
      <Button variant="line2" block busy={busy} onClick={() => void leave()}>
        {!busy && <Icon of={IconLogout} size={22} />}
        {busy ? t('leaving') : t('leave')}
      </Button>
      {refusal && <ErrorText>{refusal}</ErrorText>}
    </>
  );
}
