import { useQuery } from '@apollo/client/react';
import { useTranslation } from 'react-i18next';
import { DoctorNoticesDocument } from '../../gql/graphql';
import { NoticeLog } from '../../ui/NoticeLog';
import { NoticeSwitches } from '../../ui/NoticeSwitches';
import { PushCard } from '../../ui/PushCard';
import { useDoctorRail } from '../../ui/rails';
import { StaffShell } from '../../ui/StaffShell';
import { CardSkeleton, LoadFailed, Loading } from '../../ui/States';
import { ZoneField } from '../../ui/ZoneField';
import './doctor.css';

/** What the doctor is told of the day, in which browser, on whose clock. */
export default function SettingsPage() {
  const { t } = useTranslation('notices');
  const { data, error, refetch } = useQuery(DoctorNoticesDocument, { fetchPolicy: 'cache-and-network' });
  const again = () => void refetch().catch(() => undefined);
  const viewer = data?.viewer;
  return (
    <StaffShell title={t('settings')} rail={useDoctorRail('/doctor/settings')}>
      <h1 style={{ fontSize: '1.5rem' }}>{t('settings')}</h1>
      {viewer ? (
        <div className="stack doctor-settings">
          <section className="card stack" style={{ gap: 20 }} aria-labelledby="doctor-notices">
            <h2 className="h3" id="doctor-notices">{t('title')}</h2>
            <p className="m">{t(viewer.notificationSettings.pushKey ? 'work.lead' : 'work.none')}</p>
            <NoticeSwitches settings={viewer.notificationSettings} onChange={again} />
            {viewer.notificationSettings.pushKey && !viewer.notificationSettings.reachable.includes('PUSH') && <p className="small m">{t('work.noBrowser')}</p>}
            <ZoneField timeZone={viewer.timeZone} onChange={again} />
          </section>
          {viewer.notificationSettings.pushKey && <PushCard pushKey={viewer.notificationSettings.pushKey} onChange={again} />}
          <NoticeLog />
        </div>
      ) : error ? <LoadFailed error={error} onRetry={again} /> : <Loading><CardSkeleton /></Loading>}
    </StaffShell>
  );
}
