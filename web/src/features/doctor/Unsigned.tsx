import { useQuery } from '@apollo/client/react';
import { useTranslation } from 'react-i18next';
import { UnsignedVisitsDocument } from '../../gql/graphql';
import { useServerNow } from '../../shared/clock';
import { formatNear, fullName } from '../../shared/format';
import { ButtonLink } from '../../ui/Button';

/** Conclusions of other days that are not signed; those of today stand on the board. */
export function Unsigned({ today }: { today: readonly { id: string }[] }) {
  const { t } = useTranslation('doctor');
  const now = useServerNow();
  const { data, previousData } = useQuery(UnsignedVisitsDocument, { fetchPolicy: 'cache-and-network' });
  const shown = new Set(today.map(({ id }) => id));
  const left = ((data ?? previousData)?.unsignedVisits ?? []).filter(({ id }) => !shown.has(id));
  if (left.length === 0) return null;
  return (
    <section className="card stack" aria-labelledby="unsigned">
      <div>
        <h2 className="h3" id="unsigned">{t('board.left.title')}</h2>
        <p className="m">{t('board.left.text')}</p>
      </div>
      <ul className="rows">
        {left.map(({ id, startsAt, clinicTimeZone, patient, service }) => {
          const name = patient ? fullName(patient) : '';
          const at = formatNear(startsAt, clinicTimeZone, now);
          return (
            <li key={id} className="line" style={{ flexWrap: 'wrap' }}>
              <div className="grow" style={{ flexBasis: '15rem' }}>
                <b>{name}</b>
                <div className="cap m">{[at, service.name].join(' · ')}</div>
              </div>
              <ButtonLink to="/doctor/visits/$id" params={{ id }} hash="conclusion" variant="soft" small aria-label={t('board.left.openOf', { name, at })}>{t('board.left.open')}</ButtonLink>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
