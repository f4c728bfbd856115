import { useQuery } from '@apollo/client/react';
import { IconCalendarOff } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { DisplacedVisitsDocument, DoctorScheduleDocument, ScheduleDoctorsDocument, type CalendarOfFragment } from '../../gql/graphql';
import { useServerNow } from '../../shared/clock';
import { fullName, isoDate, shortName } from '../../shared/format';
import { useClinic, useViewer } from '../../shared/session';
import { Note } from '../../ui/Note';
import { useDeskRail } from '../../ui/rails';
import { StaffChange } from '../../ui/StaffChange';
import { StaffShell } from '../../ui/StaffShell';
import { LoadFailed, Loading, RowsSkeleton } from '../../ui/States';
import { BreaksSheet, VisitLine } from './BreaksSheet';
import { Exceptions } from './Exceptions';
import { useScheduleChange } from './useChange';
import { Versions, WeekEditor } from './Week';
import './schedule.css';

/** The desk's schedules: who receives when, leave, and visits that have lost their time. */
export default function SchedulePage() {
  const { t } = useTranslation('desk');
  const { data, error, refetch } = useQuery(ScheduleDoctorsDocument, { fetchPolicy: 'cache-and-network' });
  const timeZone = useClinic()?.timeZone;
  const [chosen, setChosen] = useState<string>();
  const doctors = data?.practitioners.nodes ?? [];
  const doctor = doctors.find(({ id }) => id === chosen) ?? doctors[0];
  return (
    <StaffShell title={t('schedules')} rail={useDeskRail('/desk/schedules')}>
      <h1 style={{ fontSize: '1.5rem' }}>{t('schedules')}</h1>
      <Displaced />
      {doctor && timeZone ? (
        <>
          <div className="field sch-who">
            <label htmlFor="doctor">{t('schedule.doctor')}</label>
            <select id="doctor" className="input" value={doctor.id} onChange={(event) => setChosen(event.target.value)}>
              {doctors.map((d) => <option key={d.id} value={d.id}>{fullName(d)}</option>)}
            </select>
          </div>
          <Calendar key={doctor.id} id={doctor.id} timeZone={timeZone} />
        </>
      ) : error ? <LoadFailed error={error} onRetry={() => void refetch()} /> : <Loading><section className="card"><RowsSkeleton rows={6} /></section></Loading>}
    </StaffShell>
  );
}

function Calendar({ id, timeZone }: { id: string; timeZone: string }) {
  const { data, error, refetch } = useQuery(DoctorScheduleDocument, { variables: { id }, fetchPolicy: 'cache-and-network' });
  if (data?.node?.__typename === 'Practitioner') return <Editors doctor={data.node} timeZone={timeZone} />;
  return error ? <LoadFailed error={error} onRetry={() => void refetch()} /> : <Loading><section className="card"><RowsSkeleton rows={6} /></section></Loading>;
}

function Editors({ doctor, timeZone }: { doctor: CalendarOfFragment; timeZone: string }) {
  const today = isoDate(useServerNow(), timeZone);
  const week = useScheduleChange(true);
  const leave = useScheduleChange(true);
  const versions = doctor.schedule?.versions ?? [];
  return (
    <>
      <Versions versions={versions} />
      <Exceptions practitionerId={doctor.id} exceptions={doctor.schedule?.exceptions ?? []} today={today} isDesk state={leave.state} onLook={(change) => void leave.look(change)} />
      <WeekEditor practitionerId={doctor.id} versions={versions} today={today} timeZone={timeZone} state={week.state} onLook={(change) => void week.look(change)} />
      <BreaksSheet state={leave.state} onClose={leave.rest} onMake={(change, seen) => void leave.make(change, seen)} />
      <BreaksSheet state={week.state} onClose={week.rest} onMake={(change, seen) => void week.make(change, seen)} />
    </>
  );
}

/** Visits that stay booked though the schedule has no time for them: to be moved or called off, one by one. */
function Displaced() {
  const { t } = useTranslation('desk');
  const mayMove = useViewer()?.role === 'REGISTRAR';
  const { data, refetch } = useQuery(DisplacedVisitsDocument, { fetchPolicy: 'cache-and-network', skip: !mayMove });
  const visits = data?.displacedAppointments ?? [];
  if (visits.length === 0) return null;
  return (
    <section className="card stack" aria-labelledby="displaced">
      <h2 className="h3" id="displaced">{t('schedule.displaced')}</h2>
      <Note tone="act" icon={IconCalendarOff} title={t('schedule.displacedTitle', { count: visits.length })}>{t('schedule.displacedText')}</Note>
      <ul className="rows">
        {visits.map((visit) => (
          <li key={visit.id} className="line" style={{ flexWrap: 'wrap' }}>
            <div className="grow">
              <VisitLine visit={visit} />
              <div className="cap m">{shortName(visit.practitioner)}</div>
            </div>
            <StaffChange visit={visit} isDesk onDone={() => void refetch()} />
          </li>
        ))}
      </ul>
    </section>
  );
}
