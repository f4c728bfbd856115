import { useQuery } from '@apollo/client/react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { BookableDoctorsDocument, type PractitionerOfferFragment } from '../../gql/graphql';
import { useServerNow } from '../../shared/clock';
import { formatMoney, formatNear, fullName } from '../../shared/format';
import { useClinicZone } from '../../shared/session';
import { Avatar } from '../../ui/Avatar';
import { Button } from '../../ui/Button';
import { LoadFailed, Loading, RowsSkeleton } from '../../ui/States';

/** A doctor and what is booked with the doctor. */
export type Chosen = { doctor: PractitionerOfferFragment; service: PractitionerOfferFragment['services'][number] };

/** Doctors, all or of a specialty. */
export function BookDoctor({ onChoose }: { onChoose: (chosen: Chosen) => void }) {
  const { t } = useTranslation(['intake', 'booking']);
  const [specialty, setSpecialty] = useState('');
  const { data, previousData, error, refetch, fetchMore } = useQuery(BookableDoctorsDocument, { variables: { specialtyId: specialty || null }, fetchPolicy: 'cache-and-network' });
  const page = data?.practitioners;
  const shown = page?.nodes.filter((doctor) => doctor.services.length > 0);
  const more = () =>
    void fetchMore({
      variables: { after: page?.pageInfo.endCursor },
      updateQuery: (before, { fetchMoreResult: next }) => ({ ...next, practitioners: { ...next.practitioners, nodes: [...before.practitioners.nodes, ...next.practitioners.nodes] } }),
    });
  return (
    <section className="card stack" aria-labelledby="book-doctor">
      <div className="line" style={{ flexWrap: 'wrap' }}>
        <h2 className="h3 grow" id="book-doctor">{t('intake:doctor.title')}</h2>
        <div className="field desk-select">
          <label className="sr-only" htmlFor="book-specialty">{t('intake:doctor.specialty')}</label>
          <select id="book-specialty" className="input" value={specialty} onChange={(event) => setSpecialty(event.target.value)}>
            <option value="">{t('intake:doctor.all')}</option>
            {(data ?? previousData)?.specialties.map(({ id, name }) => <option key={id} value={id}>{name}</option>)}
          </select>
        </div>
      </div>
      {shown ? <ul className="rows">{shown.map((doctor) => <Doctor key={doctor.id} doctor={doctor} onChoose={onChoose} />)}</ul>
        : error ? <LoadFailed error={error} onRetry={() => void refetch()} /> : <Loading><RowsSkeleton rows={4} /></Loading>}
      {page?.pageInfo.hasNextPage && <div><Button variant="plain" onClick={more}>{t('booking:practitioner.more')}</Button></div>}
    </section>
  );
}

function Doctor({ doctor, onChoose }: { doctor: PractitionerOfferFragment; onChoose: (chosen: Chosen) => void }) {
  const { t } = useTranslation(['intake', 'booking']);
  const now = useServerNow();
  const timeZone = useClinicZone();
  return (
    <li className="stack" style={{ gap: 10, alignItems: 'stretch' }}>
      <div className="line" style={{ gap: 12 }}>
        <Avatar person={doctor} size="s" />
        <div className="grow">
          <b>{fullName(doctor)}</b>
          <div className="small m">
            {[doctor.specialties.map(({ name }) => name).join(', '), doctor.nextFreeAt ? t('intake:doctor.free', { when: formatNear(doctor.nextFreeAt, timeZone, now) }) : t('intake:doctor.full')].join(' · ')}
          </div>
        </div>
      </div>
      {doctor.services.map((service) => (
        <div key={service.id} className="line between desk-offer">
          <div className="grow small">
            {service.name}
            <div className="cap m">{[t('booking:minutes', { count: service.durationMinutes }), service.funding === 'COVERED' ? t('booking:practitioner.covered') : formatMoney(service.price)].join(' · ')}</div>
          </div>
          <Button variant="soft" small aria-label={t('intake:doctor.chooseOf', { doctor: fullName(doctor), service: service.name })} onClick={() => onChoose({ doctor, service })}>{t('intake:doctor.choose')}</Button>
        </div>
      ))}
    </li>
  );
}
