import { IconCircleCheck } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CallerVisitFragment } from '../../gql/graphql';
import { formatNear, formatTime, shortName, upperFirst } from '../../shared/format';
import { Note } from '../../ui/Note';
import { CancelledBy, StaffChange } from '../../ui/StaffChange';
import { AppointmentChip } from '../../ui/StateChip';

/** What a patient has booked, to be moved or called off. */
export function CallerVisits({ visits }: { visits: readonly CallerVisitFragment[] }) {
  const { t } = useTranslation('intake');
  const [done, setDone] = useState<string>();
  return (
    <div>
      <h3 className="cap f">{t('visits.title')}</h3>
      {done && <Note tone="good" icon={IconCircleCheck} title={done} />}
      {visits.length === 0 ? <p className="small m">{t('visits.none')}</p> : (
        <ul className="rows">
          {visits.map((visit) => (
            <li key={visit.id} className="line" style={{ flexWrap: 'wrap' }}>
              <div className="grow">
                <b className="num">{upperFirst(formatNear(visit.startsAt, visit.clinicTimeZone))}</b>
                <div className="small m">
                  {[shortName(visit.practitioner), visit.service.name, visit.status === 'HELD' && visit.holdExpiresAt && t('visits.held', { time: formatTime(visit.holdExpiresAt, visit.clinicTimeZone) })].filter(Boolean).join(' · ')}
                </div>
                <CancelledBy visit={visit} />
              </div>
              <AppointmentChip status={visit.status} />
              <StaffChange visit={visit} isDesk onDone={setDone} />
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
