import { useQuery } from '@apollo/client/react';
import { useTranslation } from 'react-i18next';
import { OwnScheduleDocument } from '../../gql/graphql';
import { useServerNow } from '../../shared/clock';
import { isoDate } from '../../shared/format';
import { useClinicZone } from '../../shared/session';
import { useDoctorRail } from '../../ui/rails';
import { StaffShell } from '../../ui/StaffShell';
import { LoadFailed, Loading, RowsSkeleton } from '../../ui/States';
import { BreaksSheet } from './BreaksSheet';
import { Exceptions } from './Exceptions';
import { useScheduleChange } from './useChange';
import { Versions } from './Week';
import './schedule.css';

/** A doctor's own week and leave. The desk publishes the week, leave is entered here. */
export default function OwnSchedulePage() {
  const { t } = useTranslation('doctor');
  const { data, error, refetch } = useQuery(OwnScheduleDocument, { fetchPolicy: 'cache-and-network' });
  const timeZone = useClinicZone();
  const today = isoDate(useServerNow(), timeZone);
  const { state, look, make, rest } = useScheduleChange(false);
  const me = data?.viewer?.practitioner;
  return (
    <StaffShell title={t('schedule')} rail={useDoctorRail('/doctor/schedule')}>
      <h1 style={{ fontSize: '1.5rem' }}>{t('schedule')}</h1>
      {me ? (
        <>
          <Exceptions practitionerId={me.id} exceptions={me.schedule?.exceptions ?? []} today={today} isDesk={false} state={state} onLook={(change) => void look(change)} />
          <Versions versions={me.schedule?.versions ?? []} />
          <BreaksSheet state={state} onClose={rest} onMake={(change, seen) => void make(change, seen)} />
        </>
      ) : error ? <LoadFailed error={error} onRetry={() => void refetch()} /> : <Loading><section className="card"><RowsSkeleton rows={5} /></section></Loading>}
    </StaffShell>
  );
}
