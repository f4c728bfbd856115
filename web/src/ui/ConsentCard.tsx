import { IconFileText, IconSignature } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { SignedConsentFragment } from '../gql/graphql';
import { useServerNow } from '../shared/clock';
import { formatDate, formatTime } from '../shared/format';
import { ButtonAnchor } from './Button';
import { Icon } from './Icon';
import { StateChip } from './StateChip';

/** A consent that was signed, and its text as PDF. */
export function ConsentCard({ consent, timeZone }: { consent: SignedConsentFragment; timeZone: string }) {
  const { t } = useTranslation();
  const now = useServerNow();
  return (
    <section className="card stack" style={{ gap: 10 }}>
      <div className="line between" style={{ flexWrap: 'wrap' }}>
        <h2 className="h3">{t('consentCard.title')}</h2>
        <StateChip tone="good" icon={IconSignature}>{t('consentCard.signed')}</StateChip>
      </div>
      <p className="small m">
        {t('consentCard.text', { title: consent.document.title, version: consent.document.version, date: formatDate(consent.signedAt, timeZone, now), time: formatTime(consent.signedAt, timeZone) })}
      </p>
      <ButtonAnchor href={consent.pdfUrl} target="_blank" rel="noopener" variant="plain" style={{ justifyContent: 'flex-start', paddingInline: 0 }}>
        <Icon of={IconFileText} size={22} />
        {t('consentCard.pdf')}
      </ButtonAnchor>
    </section>
  );
}
