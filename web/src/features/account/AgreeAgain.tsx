import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ConsentTextFragment } from '../../gql/graphql';
import { formatDate, ownZone } from '../../shared/format';
import { Button } from '../../ui/Button';
import { ErrorText, Tick } from '../../ui/Fields';
import { PhoneLink } from '../../ui/Help';
import { Paper } from '../../ui/Paper';
import { TaskShell } from '../../ui/PatientShell';

type Props = { text: ConsentTextFragment; at?: string; busy: boolean; refusal: string | null; onBack: () => void; onAgree: () => void };

/** The right code of somebody who has withdrawn the consent: it is given again, or nothing happens. */
export function AgreeAgain({ text, at, busy, refusal, onBack, onAgree }: Props) {
  const { t } = useTranslation('account');
  const [agreed, setAgreed] = useState(false);
  const [isMissing, setMissing] = useState(false);
  const tick = useRef<HTMLInputElement>(null);
  const go = () => {
    if (agreed) return onAgree();
    setMissing(true);
    tick.current?.focus();
  };
  return (
    <TaskShell
      title={t('again.title')}
      bar={t('signIn.bar')}
      onBack={onBack}
      dock={<Button block busy={busy} onClick={go}>{t(busy ? 'again.giving' : 'again.give')}</Button>}
    >
      <div>
        <h1 tabIndex={-1}>{t('again.title')}</h1>
        {at && <p className="m" style={{ marginTop: 6 }}>{t('again.lead', { date: formatDate(at, ownZone()) })}</p>}
      </div>
      <Paper document={text} />
      <Tick
        ref={tick}
        checked={agreed}
        error={isMissing ? t('again.missing') : undefined}
        onChange={(next) => {
          setAgreed(next);
          setMissing(false);
        }}
      >
        {t('consent.agree')}
      </Tick>
      {refusal && <ErrorText>{refusal}</ErrorText>}
      <PhoneLink />
    </TaskShell>
  );
}
