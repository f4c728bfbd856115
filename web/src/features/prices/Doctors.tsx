import { useTranslation } from 'react-i18next';
import type { PricesQuery } from '../../gql/graphql';
import { fullName } from '../../shared/format';
import { Tick } from '../../ui/Fields';

type Doctor = PricesQuery['practitioners']['nodes'][number];
type Props = { doctors: readonly Doctor[]; chosen: ReadonlySet<string>; onChange: (chosen: ReadonlySet<string>) => void };

/** Who gives a service. */
export function Doctors({ doctors, chosen, onChange }: Props) {
  const { t } = useTranslation('desk');
  return (
    <fieldset className="stack" style={{ gap: 8, border: 0, padding: 0 }}>
      <legend className="label">{t('price.doctors')}</legend>
      {doctors.map((d) => (
        <Tick key={d.id} checked={chosen.has(d.id)} onChange={(on) => onChange(on ? new Set([...chosen, d.id]) : new Set([...chosen].filter((id) => id !== d.id)))}>
          {fullName(d)}
        </Tick>
      ))}
    </fieldset>
  );
}
