import { useMutation } from '@apollo/client/react';
import { IconCalendar, IconCopy, IconRefresh } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { RotateCalendarFeedDocument } from '../../gql/graphql';
import { announce } from '../../ui/announce';
import { Button, ButtonAnchor } from '../../ui/Button';
import { ErrorText, TextField } from '../../ui/Fields';
import { Icon } from '../../ui/Icon';
import { Sheet } from '../../ui/Sheet';

type Said = 'nothing' | 'busy' | 'copied' | 'rotated' | 'failed';

/** The secret address of the patient's calendar: open, copy, change. */
export function CalendarFeed({ url, onChange }: { url: string; onChange: () => void }) {
  const { t } = useTranslation('notices');
  const [rotate] = useMutation(RotateCalendarFeedDocument);
  const [said, setSaid] = useState<Said>('nothing');
  const [asking, setAsking] = useState(false);
  async function run(what: () => Promise<unknown>, then: 'copied' | 'rotated') {
    setSaid('busy');
    try {
      await what();
      setSaid(then);
      announce(t(`calendar.${then}`));
    } catch {
      setSaid('failed');
    }
  }
  const change = async () => {
    setAsking(false);
    await rotate();
    onChange();
  };
  return (
    <section className="card stack" style={{ gap: 12 }}>
      <h2 className="h3">{t('calendar.title')}</h2>
      <p className="small m">{t('calendar.text')}</p>
      <TextField label={t('calendar.address')} readOnly value={url} onFocus={(event) => event.target.select()} />
      <ButtonAnchor href={url.replace(/^https?:/, 'webcal:')} variant="soft"><Icon of={IconCalendar} size={22} />{t('calendar.subscribe')}</ButtonAnchor>
      <Button variant="soft" onClick={() => void run(() => navigator.clipboard.writeText(url), 'copied')}><Icon of={IconCopy} size={22} />{t('calendar.copy')}</Button>
      <Button variant="line2" busy={said === 'busy'} aria-haspopup="dialog" onClick={() => setAsking(true)}><Icon of={IconRefresh} size={22} />{said === 'busy' ? t('calendar.rotating') : t('calendar.rotate')}</Button>
      {(said === 'copied' || said === 'rotated') && <p className="small">{t(`calendar.${said}`)}</p>}
      {said === 'failed' && <ErrorText>{t('failed')}</ErrorText>}
      <Sheet open={asking} onClose={() => setAsking(false)} title={t('calendar.rotateTitle')}>
        <p>{t('calendar.rotateText')}</p>
        <Button variant="danger" block onClick={() => void run(change, 'rotated')}>{t('calendar.rotate')}</Button>
        <Button variant="plain" block onClick={() => setAsking(false)}>{t('calendar.keep')}</Button>
      </Sheet>
    </section>
  );
}
