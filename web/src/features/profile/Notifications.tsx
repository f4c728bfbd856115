import { useMutation, useQuery } from '@apollo/client/react';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { NotificationsDocument, SwitchNotificationsDocument, UpdateViewerDocument, type NoticeSettingsFragment, type NotificationChannel, type NotificationGroup } from '../../gql/graphql';
import { ownZone, zoneWords } from '../../shared/format';
import { announce } from '../../ui/announce';
import { Button } from '../../ui/Button';
import { ErrorText, TextField, Tick } from '../../ui/Fields';
import { CardSkeleton, LoadFailed, Loading } from '../../ui/States';
import { CalendarFeed } from './CalendarFeed';
import { PushCard } from './PushCard';

/** What the patient is told and how: mail address, zone, switches, this browser, the calendar. */
export function Notifications() {
  const { data, error, refetch } = useQuery(NotificationsDocument, { fetchPolicy: 'cache-and-network' });
  const again = () => void refetch().catch(() => undefined);
  const viewer = data?.viewer;
  if (!viewer) return error ? <LoadFailed error={error} onRetry={again} /> : <Loading><CardSkeleton /></Loading>;
  return (
    <>
      <Card settings={viewer.notificationSettings} email={viewer.patient?.email ?? ''} timeZone={viewer.timeZone} onChange={again} />
      {viewer.notificationSettings.pushKey && <PushCard pushKey={viewer.notificationSettings.pushKey} onChange={again} />}
      {viewer.calendarFeedUrl && <CalendarFeed url={viewer.calendarFeedUrl} onChange={again} />}
    </>
  );
}

type CardProps = { settings: NoticeSettingsFragment; email: string; timeZone: string; onChange: () => void };

function Card({ settings, email, timeZone, onChange }: CardProps) {
  const { t } = useTranslation('notices');
  return (
    <section className="card stack" style={{ gap: 20 }}>
      <div>
        <h2 className="h3">{t('title')}</h2>
        <p className="small m">{t('lead')}</p>
      </div>
      <Address email={email} onChange={onChange} />
      <Zone timeZone={timeZone} onChange={onChange} />
      <Switches settings={settings} onChange={onChange} />
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

const zones = ['Europe/Kaliningrad', 'Europe/Moscow', 'Europe/Samara', 'Asia/Yekaterinburg', 'Asia/Omsk', 'Asia/Novosibirsk', 'Asia/Krasnoyarsk', 'Asia/Irkutsk', 'Asia/Yakutsk', 'Asia/Vladivostok', 'Asia/Magadan', 'Asia/Kamchatka'];

function Zone({ timeZone, onChange }: { timeZone: string; onChange: () => void }) {
  const { t } = useTranslation('notices');
  const [update] = useMutation(UpdateViewerDocument);
  const [failed, setFailed] = useState(false);
  const choices = [...new Set([...zones, ownZone(), timeZone])];
  async function choose(next: string) {
    setFailed(false);
    try {
      await update({ variables: { input: { timeZone: next } } });
      announce(t('saved'));
      onChange();
    } catch {
      setFailed(true);
    }
  }
  return (
    <div className="field">
      <label htmlFor="own-zone">{t('zone.label')}</label>
      <select id="own-zone" className="input" value={timeZone} aria-describedby="own-zone-hint" onChange={(event) => void choose(event.target.value)}>
        {choices.map((zone) => <option key={zone} value={zone}>{zoneWords(zone)}</option>)}
      </select>
      <span className="hint" id="own-zone-hint">{t('zone.hint')}</span>
      {failed && <ErrorText>{t('failed')}</ErrorText>}
    </div>
  );
}

function Switches({ settings, onChange }: { settings: NoticeSettingsFragment; onChange: () => void }) {
  const { t } = useTranslation('notices');
  const [change] = useMutation(SwitchNotificationsDocument);
  const [failed, setFailed] = useState(false);
  // What was pressed shows at once; the answer settles it.
  const [pressed, setPressed] = useState<Record<string, boolean>>({});
  async function turn(group: NotificationGroup, channel: NotificationChannel, isOn: boolean) {
    setFailed(false);
    setPressed((all) => ({ ...all, [group + channel]: isOn }));
    try {
      await change({ variables: { input: { switches: [{ group, channel, isOn }] } } });
      announce(t('saved'));
    } catch {
      setFailed(true);
      setPressed((all) => ({ ...all, [group + channel]: !isOn }));
    }
    onChange();
  }
  return (
    <>
      {settings.groups.map(({ group, channels }) => (
        <fieldset key={group} className="stack" style={{ gap: 8, border: 0, padding: 0, margin: 0, minInlineSize: 0 }}>
          <legend className="label" style={{ padding: 0, marginBottom: 8 }}>{t(`groups.${group}`)}</legend>
          {channels.filter(({ channel, isLocked }) => !isLocked && (channel === 'SMS' || settings.reachable.includes(channel))).map(({ channel, isOn }) => (
            <Tick key={channel} checked={pressed[group + channel] ?? isOn} onChange={(next) => void turn(group, channel, next)}>{t(`channels.${channel}`)}</Tick>
          ))}
          {channels.some(({ isLocked }) => isLocked) && <p className="small m">{t('always')}</p>}
        </fieldset>
      ))}
      {failed && <ErrorText>{t('failed')}</ErrorText>}
    </>
  );
}
