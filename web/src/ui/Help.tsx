import { IconPhone } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatPhone } from '../shared/format';
import { useClinic } from '../shared/session';
import { ButtonAnchor } from './Button';
import { Icon } from './Icon';
import { Sheet } from './Sheet';

/** «Помощь» with the phone; on every screen of a patient. */
export function HelpButton({ className = 'help' }: { className?: string }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  return (
    <>
      <button type="button" className={className} style={{ border: 0, background: 'none' }} onClick={() => setOpen(true)} aria-haspopup="dialog" aria-label={t('help')}>
        <Icon of={IconPhone} size={22} />
        <span>{t('help')}</span>
      </button>
      <HelpSheet open={open} onClose={() => setOpen(false)} />
    </>
  );
}

export function HelpSheet({ open, onClose }: { open: boolean; onClose: () => void }) {
  const { t } = useTranslation();
  const clinic = useClinic();
  return (
    <Sheet open={open} onClose={onClose} title={t('helpSheet.title')}>
      <p className="m">{t('helpSheet.text')}</p>
      {clinic && (
        <>
          <ButtonAnchor href={`tel:${clinic.supportPhone}`} block>
            <Icon of={IconPhone} size={22} />
            {formatPhone(clinic.supportPhone)}
          </ButtonAnchor>
          <p className="small m">{t('helpSheet.address', { address: clinic.address })}</p>
        </>
      )}
      <p className="small m">{t('helpSheet.emergency')}</p>
    </Sheet>
  );
}

/** The phone as a plain link, for errors and docks. */
export function PhoneLink({ label }: { label?: string }) {
  const clinic = useClinic();
  if (!clinic) return null;
  return (
    <ButtonAnchor href={`tel:${clinic.supportPhone}`} variant="plain">
      <Icon of={IconPhone} size={20} />
      {label ?? formatPhone(clinic.supportPhone)}
    </ButtonAnchor>
  );
}
