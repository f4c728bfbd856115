import { useMutation } from '@apollo/client/react';
import { IconBell, IconCircleCheck } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { SubscribeToPushDocument, UnsubscribeFromPushDocument } from '../gql/graphql';
import { joinPush, leavePush, pushState, type PushState } from '../shared/push';
import { announce } from './announce';
import { Button } from './Button';
import { ErrorText } from './Fields';
import { Icon } from './Icon';
import { Note } from './Note';

type Asked = 'no' | 'busy' | 'refused' | 'failed';

/** Push messages of this browser, said in plain words before the browser asks. */
export function PushCard({ pushKey, onChange }: { pushKey: string; onChange: () => void }) {
  const { t } = useTranslation('notices');
  const [subscribe] = useMutation(SubscribeToPushDocument);
  const [unsubscribe] = useMutation(UnsubscribeFromPushDocument);
  const [state, setState] = useState<PushState>();
  const [asked, setAsked] = useState<Asked>('no');
  useEffect(() => void pushState().then(setState, () => setState('unsupported')), []);

  async function join() {
    const browser = await joinPush(pushKey);
    if (!browser) return 'refused' as const;
    const { data } = await subscribe({ variables: { input: browser } });
    if (data?.subscribeToPush?.__typename === 'SubscribeToPushSuccess') return 'no' as const;
    await leavePush();
    return 'failed' as const;
  }
  async function leave() {
    const endpoint = await leavePush();
    if (endpoint) await unsubscribe({ variables: { input: { endpoint } } });
    return 'no' as const;
  }
  async function run(what: () => Promise<Asked>) {
    setAsked('busy');
    const answer = await what().catch(() => 'failed' as const);
    setAsked(answer);
    if (answer === 'no') announce(t('saved'));
    setState(await pushState());
    onChange();
  }
  if (!state) return null;
  return (
    <section className="card stack" style={{ gap: 12 }}>
      <h2 className="h3">{t('push.title')}</h2>
      <p className="small m">{t('push.text')}</p>
      {state === 'on' && <Note tone="good" icon={IconCircleCheck} title={t('push.isOn')} />}
      {(state === 'denied' || state === 'unsupported') && <p className="small">{t(`push.${state}`)}</p>}
      {state === 'off' && <Button variant="soft" busy={asked === 'busy'} onClick={() => void run(join)}><Icon of={IconBell} size={22} />{asked === 'busy' ? t('push.turningOn') : t('push.on')}</Button>}
      {state === 'on' && <Button variant="line2" busy={asked === 'busy'} onClick={() => void run(leave)}>{t('push.off')}</Button>}
      {asked === 'refused' && state !== 'denied' && <ErrorText>{t('push.refused')}</ErrorText>}
      {asked === 'failed' && <ErrorText>{t('failed')}</ErrorText>}
    </section>
  );
}
