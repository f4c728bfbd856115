import { useQuery } from '@apollo/client/react';
import { IconUserPlus } from '@tabler/icons-react';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { CallerDocument, type CallerQuery, type DeskPatientFragment } from '../../gql/graphql';
import { syncClock } from '../../shared/clock';
import { formatPhone, fullName } from '../../shared/format';
import { useClinic } from '../../shared/session';
import { Avatar } from '../../ui/Avatar';
import { Button, ButtonLink } from '../../ui/Button';
import { Icon } from '../../ui/Icon';
import { useDeskRail } from '../../ui/rails';
import { StaffShell } from '../../ui/StaffShell';
import { CardSkeleton, LoadFailed, Loading } from '../../ui/States';
import { BookDoctor, type Chosen } from './BookDoctor';
import { BookTime } from './BookTime';
import { CallerVisits } from './CallerVisits';
import { NewPatient } from './NewPatient';
import { AccountChip, birthday } from './PatientFacts';
import { Found, SearchField } from './PatientSearch';
import './desk.css';

/** The desk books for somebody who calls or stands before it: who, with whom, when. */
export default function BookPage() {
  const { t } = useTranslation('intake');
  const { patient } = useSearch({ from: '/desk-area/desk/book' });
  return (
    <StaffShell title={t('title')} rail={useDeskRail('/desk/book')}>
      <h1 style={{ fontSize: '1.5rem' }}>{t('heading')}</h1>
      {patient ? <ForPatient key={patient} id={patient} /> : <Who />}
    </StaffShell>
  );
}

function Who() {
  const { t } = useTranslation('intake');
  const navigate = useNavigate();
  const [search, setSearch] = useState('');
  const [isNew, setNew] = useState(false);
  const open = (patient: DeskPatientFragment) => void navigate({ to: '/desk/book', search: { patient: patient.id } });
  if (isNew) return <NewPatient phone={/^[\d+()\-\s]{5,}$/.test(search) ? search : undefined} onDone={open} onBack={() => setNew(false)} />;
  return (
    <>
      <section className="card stack" aria-labelledby="book-who">
        <h2 className="h3" id="book-who">{t('who.title')}</h2>
        <p className="m">{t('who.text')}</p>
        <SearchField value={search} onChange={setSearch} />
        <div><Button variant="soft" onClick={() => setNew(true)}><Icon of={IconUserPlus} size={20} />{t('who.new')}</Button></div>
      </section>
      {search.trim() !== '' && <Found text={search} onOpen={open} />}
    </>
  );
}

type Caller = CallerQuery['node'] & { __typename: 'Patient' };

function ForPatient({ id }: { id: string }) {
  const { data, error, refetch } = useQuery(CallerDocument, { variables: { id }, fetchPolicy: 'cache-and-network' });
  useEffect(() => {
    if (data) syncClock(data.serverTime);
  }, [data]);
  if (data?.node?.__typename !== 'Patient') {
    return error || data ? <LoadFailed error={error} onRetry={() => void refetch()} /> : <Loading><CardSkeleton /></Loading>;
  }
  return <Booking patient={data.node} onBooked={() => void refetch()} />;
}

function Booking({ patient, onBooked }: { patient: Caller; onBooked: () => void }) {
  const { t } = useTranslation('intake');
  const timeZone = useClinic()?.timeZone;
  const [chosen, setChosen] = useState<Chosen>();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  if (!timeZone) return null;
  return (
    <>
      <section className="card stack patient-card" aria-labelledby="book-whom">
        <div className="line" style={{ flexWrap: 'wrap' }}>
          <Avatar person={patient} />
          <div className="grow">
            <h2 className="h3" id="book-whom" ref={heading} tabIndex={-1}>{fullName(patient)}</h2>
            <div className="cap m num">{[birthday(patient.birthDate), patient.phone && formatPhone(patient.phone)].filter(Boolean).join(' · ')}</div>
          </div>
          <AccountChip status={patient.status} />
          <ButtonLink to="/desk/book" search={{}} variant="plain" small>{t('who.other')}</ButtonLink>
        </div>
        <CallerVisits visits={patient.appointments.nodes} />
      </section>
      {chosen
        ? <BookTime key={`${chosen.doctor.id} ${chosen.service.id}`} patient={patient} chosen={chosen} onOther={() => setChosen(undefined)} onBooked={onBooked} />
        : <BookDoctor onChoose={setChosen} />}
    </>
  );
}
