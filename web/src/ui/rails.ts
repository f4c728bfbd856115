import { IconBell, IconBuildingHospital, IconCalendarPlus, IconCalendarTime, IconCash, IconLayoutGrid, IconListCheck, IconPlugConnected, IconTag } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useViewer } from '../shared/session';
import type { RailItem } from './StaffShell';

const marked = (items: readonly RailItem[], here: RailItem['to']): readonly RailItem[] => items.map((item) => (item.to === here ? { ...item, on: true } : item));

/** The sections of the desk, or of the administrator: patients and their money are the desk's. */
export function useDeskRail(here: RailItem['to']): readonly RailItem[] {
  const { t } = useTranslation(['clinic', 'desk', 'intake', 'programs']);
  const isAdmin = useViewer()?.role === 'ADMIN';
  const both: readonly RailItem[] = [
    { to: '/desk/schedules', label: t('desk:schedules'), icon: IconCalendarTime },
    { to: '/desk/prices', label: t('desk:prices'), icon: IconTag },
  ];
  if (isAdmin) return marked([{ to: '/desk/clinic', label: t('clinic:title'), icon: IconBuildingHospital }, ...both, { to: '/desk/programs', label: t('programs:title'), icon: IconPlugConnected }], here);
  return marked(
    [
      { to: '/desk', label: t('desk:title'), icon: IconLayoutGrid },
      { to: '/desk/book', label: t('intake:title'), icon: IconCalendarPlus },
      ...both,
      { to: '/desk/money', label: t('desk:money.title'), icon: IconCash },
    ],
    here,
  );
}

/** The sections of a doctor. */
export function useDoctorRail(here: RailItem['to']): readonly RailItem[] {
  const { t } = useTranslation(['doctor', 'notices']);
  return marked(
    [
      { to: '/doctor', label: t('doctor:board.today'), icon: IconListCheck },
      { to: '/doctor/schedule', label: t('doctor:schedule'), icon: IconCalendarTime },
      { to: '/doctor/settings', label: t('notices:settings'), icon: IconBell },
    ],
    here,
  );
}
