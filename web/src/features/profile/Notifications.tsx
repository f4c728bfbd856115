import { useMutation, useQuery } from '@apollo/client/react';
import { IconCircleCheck } from '@tabler/icons-react';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { NotificationsDocument, UpdateViewerDocument, type NoticeSettingsFragment } from '../../gql/graphql';
import { announce } from '../../ui/announce';
import { Button } from '../../ui/Button';
import { TextField } from '../../ui/Fields';
import { Icon } from '../../ui/Icon';
import { NoticeLog } from '../../ui/NoticeLog';
import { NoticeSwitches } from '../../ui/NoticeSwitches';
import { PushCard } from '../../ui/PushCard';
import { CardSkeleton, LoadFailed, Loading } from '../../ui/States';
import { ZoneField } from '../../ui/ZoneField';
import { CalendarFeed } from './CalendarFeed';
import { EmailCode } from './EmailCode';

/** What the patient is told and how: mail address, zone, switches, this browser, the calendar. */
export function Notifications() {
  const { data, error, refetch } = useQuery(NotificationsDocument, { fetchPolicy: 'cache-and-network' });
  const again = () => void refetch().catch(() => undefined);
  const viewer = data?.viewer;
  if (!viewer) return error ? <LoadFailed error={error} onRetry={again} /> : <Loading><CardSkeleton /></Loading>;
  return (
    <>
      <Card settings={viewer.notificationSettings} email={viewer.patient?.email ?? ''} isConfirmed={viewer.patient?.isEmailConfirmed ?? false} timeZone={viewer.timeZone} onChange={again} />
      {viewer.notificationSettings.pushKey && <PushCard pushKey={viewer.notificationSettings.pushKey} onChange={again} />}
      <NoticeLog />
      {viewer.calendarFeedUrl && <CalendarFeed url={viewer.calendarFeedUrl} onChange={again} />}
    </>
  );
}

type CardProps = { settings: NoticeSettingsFragment; email: string; isConfirmed: boolean; timeZone: string; onChange: () => void };

function Card({ settings, email, isConfirmed, timeZone, onChange }: CardProps) {
  const { t } = useTranslation('notices');
  return (
    <section className="card stack" style={{ gap: 20 }}>
      <div>
        <h2 className="h3">{t('title')}</h2>
        <p className="small m">{t('lead')}</p>
      </div>
      <Address email={email} onChange={onChange} />
      {email !== '' && (isConfirmed ? <p className="small line" style={{ gap: 8 }}><Icon of={IconCircleCheck} size={20} />{t('email.confirmed')}</p> : <EmailCode key={email} email={email} onConfirmed={onChange} />)}
      <ZoneField timeZone={timeZone} onChange={onChange} />
      <NoticeSwitches settings={settings} onChange={onChange} />
    </section>
  );
}

type Saving = 'no' | 'busy' | 'wrong' | 'failed';

function Address({ email, onChange }: { email: string; onChange: () => void }) {
  const { t } = useTranslation('notices');
  const [update] = useMutation(UpdateViewerDocument);
  const [value, setValue] = useState(email);
  const [saving, setSaving] = useState<Saving>('no');
  async function save(event: FormEvent) {
    event.preventDefault();
    setSaving('busy');
    try {
      const { data } = await update({ variables: { input: { email: value } } });
      const done = data?.updateViewer?.__typename === 'UpdateViewerSuccess';
      setSaving(done ? 'no' : 'wrong');
      if (!done) return;
      announce(t('saved'));
      onChange();
    } catch {
      setSaving('failed');
    }
  }
  const error = saving === 'wrong' ? t('email.wrong') : saving === 'failed' ? t('failed') : undefined;
  return (
    <form className="stack" style={{ gap: 10 }} onSubmit={(event) => void save(event)} noValidate>
      <TextField label={t('email.label')} hint={t('email.hint')} error={error} type="email" autoComplete="email" inputMode="email" value={value} onChange={(event) => setValue(event.target.value)} />
      {value.trim() !== email && <Button type="submit" variant="soft" busy={saving === 'busy'}>{saving === 'busy' ? t('email.saving') : t('email.save')}</Button>}
    </form>
  );
}
