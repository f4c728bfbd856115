import { IconBrowserOff, IconCopy } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Support } from '../../rtc/support';
import { Button } from '../../ui/Button';
import { PhoneLink } from '../../ui/Help';
import { Icon } from '../../ui/Icon';
import { TaskShell } from '../../ui/PatientShell';
import { Empty } from '../../ui/States';
import { announce } from '../../ui/announce';
import './device.css';

/** A browser that cannot call gets a clear page with the way out. */
export function Unsupported({ why }: { why: (Support & { is: 'none' })['why'] }) {
  const { t } = useTranslation('device');
  const [isCopied, setCopied] = useState(false);
  const copy = async () => {
    await navigator.clipboard?.writeText(location.href).catch(() => undefined);
    setCopied(true);
    announce(t('unsupported.copied'));
  };
  return (
    <TaskShell
      title={t('unsupported.title')}
      dock={
        <>
          <Button block onClick={() => void copy()}>
            <Icon of={IconCopy} />
            {isCopied ? t('unsupported.copied') : t('unsupported.copy')}
          </Button>
          <PhoneLink label={t('callClinic')} />
        </>
      }
    >
      <Empty icon={IconBrowserOff} tone="act" level={1} title={t(`unsupported.${why}.title`)}>
        {t(`unsupported.${why}.text`)}
      </Empty>
      <section className="card stack" style={{ gap: 8 }}>
        <h2 className="h3">{t('unsupported.which')}</h2>
        <ul className="m bul">
          <li>{t('unsupported.android')}</li>
          <li>{t('unsupported.iphone')}</li>
          <li>{t('unsupported.computer')}</li>
        </ul>
        <p className="small m">{t('unsupported.safe')}</p>
      </section>
    </TaskShell>
  );
}
