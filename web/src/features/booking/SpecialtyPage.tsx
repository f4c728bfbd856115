import { useQuery } from '@apollo/client/react';
import {
  IconActivityHeartbeat, IconBabyCarriage, IconBrain, IconChevronRight, IconEye, IconNurse, IconSearch, IconStethoscope, type Icon as TablerIcon,
} from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { BookingSpecialtiesDocument, type BookingSpecialtiesQuery } from '../../gql/graphql';
import { useServerNow } from '../../shared/clock';
import { formatNear, fullName } from '../../shared/format';
import { useClinicZone } from '../../shared/session';
import { Avatar } from '../../ui/Avatar';
import { Icon } from '../../ui/Icon';
import { Steps, TaskShell } from '../../ui/PatientShell';
import { Empty, LoadFailed, Loading, RowsSkeleton } from '../../ui/States';

const icons: readonly [RegExp, TablerIcon][] = [
  [/терап|therap|general/i, IconStethoscope],
  [/кардио|cardio/i, IconActivityHeartbeat],
  [/невро|neuro/i, IconBrain],
  [/офтал|окул|ophthal/i, IconEye],
  [/педиатр|pediat|paediat/i, IconBabyCarriage],
];
const iconOf = (name: string) => icons.find(([pattern]) => pattern.test(name))?.[1] ?? IconNurse;
const plain = (text: string) => text.toLowerCase().replaceAll('ё', 'е');

export default function SpecialtyPage() {
  const { t } = useTranslation('booking');
  const { data, error, refetch } = useQuery(BookingSpecialtiesDocument);
  return (
    <TaskShell title={t('specialty.title')} bar={t('step', { step: 1 })} tab="book" tabs>
      <Steps step={1} of={4} />
      <div>
        <h1 tabIndex={-1}>{t('specialty.title')}</h1>
        <p className="m" style={{ marginTop: 6 }}>{t('specialty.lead')}</p>
      </div>
      {data ? <Choice data={data} /> : error ? <LoadFailed error={error} onRetry={() => void refetch()} /> : <Loading><RowsSkeleton rows={6} /></Loading>}
    </TaskShell>
  );
}

function Choice({ data }: { data: BookingSpecialtiesQuery }) {
  const { t } = useTranslation('booking');
  const [search, setSearch] = useState('');
  const now = useServerNow();
  const zone = useClinicZone();
  const wanted = plain(search.trim());
  const practitioners = data.practitioners.nodes;
  const specialties = data.specialties.filter((specialty) => plain(`${specialty.name} ${specialty.summary}`).includes(wanted));
  const found = wanted.length < 2 ? [] : practitioners.filter((practitioner) => plain(`${practitioner.familyName} ${practitioner.givenName} ${practitioner.patronymic ?? ''}`).includes(wanted));

  return (
    <>
      <div className="input" role="search">
        <Icon of={IconSearch} />
        <input type="search" value={search} onChange={(event) => setSearch(event.target.value)} placeholder={t('specialty.search')} aria-label={t('specialty.search')} />
      </div>
      {specialties.length + found.length === 0 ? (
        <Empty icon={IconSearch} title={t('specialty.nothing')}>{t('specialty.nothingText')}</Empty>
      ) : (
        <ul className="rows card" style={{ paddingBlock: 4 }}>
          {found.map((practitioner) => (
            <li key={practitioner.id}>
              <Link className="row" to="/book/$specialtyId/$practitionerId" params={{ specialtyId: practitioner.specialties[0]?.id ?? '-', practitionerId: practitioner.id }}>
                <Avatar person={practitioner} />
                <div className="grow">
                  <b>{fullName(practitioner)}</b>
                  <div className="small m">{practitioner.specialties.map((s) => s.name).join(', ')}</div>
                </div>
                <span className="go"><Icon of={IconChevronRight} /></span>
              </Link>
            </li>
          ))}
          {specialties.map((specialty) => (
            <li key={specialty.id}>
              <Link className="row" to="/book/$specialtyId" params={{ specialtyId: specialty.id }}>
                <span className="disc" style={{ width: 52, height: 52, borderRadius: 16, flex: 'none' }}><Icon of={iconOf(specialty.name)} size={26} /></span>
                <div className="grow">
                  <b>{specialty.name}</b>
                  <div className="small m">
                    {t('specialty.doctors', { count: specialty.practitionerCount })}
                    {specialty.nextFreeAt && ` · ${formatNear(specialty.nextFreeAt, zone, now)}`}
                  </div>
                </div>
                <span className="go"><Icon of={IconChevronRight} /></span>
              </Link>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
