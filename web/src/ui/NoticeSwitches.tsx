import { useMutation } from '@apollo/client/react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { SwitchNotificationsDocument, type NoticeSettingsFragment, type NotificationChannel, type NotificationGroup } from '../gql/graphql';
import { announce } from './announce';
import { ErrorText, Tick } from './Fields';

/** What somebody is told, and how. */
export function NoticeSwitches({ settings, onChange }: { settings: NoticeSettingsFragment; onChange: () => void }) {
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
