import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import type { CancellationReason } from '../gql/graphql';
import { ErrorText } from './Fields';

type Props = { label: string; reasons: readonly CancellationReason[]; value: CancellationReason | undefined; onChange: (reason: CancellationReason) => void; error?: string | undefined; level?: 2 | 3 };

/** Why a visit is called off, as radio cards. */
export function Reasons({ label, reasons, value, onChange, error, level = 2 }: Props) {
  const { t } = useTranslation('change');
  const id = useId();
  const Heading = level === 2 ? 'h2' : 'h3';
  return (
    <section className="stack" style={{ gap: 10 }} role="radiogroup" aria-labelledby={id} aria-describedby={error ? `${id}-note` : undefined}>
      <Heading className="h3" id={id}>{label}</Heading>
      {reasons.map((reason) => (
        <label className="choice" key={reason} style={{ minHeight: 56 }}>
          <input type="radio" name={id} value={reason} checked={value === reason} onChange={() => onChange(reason)} />
          <span className="grow">{t(`reason.${reason}`)}</span>
          <span className="radio" />
        </label>
      ))}
      {error && <ErrorText id={`${id}-note`}>{error}</ErrorText>}
    </section>
  );
}
