import { IconCircleCheck } from '@tabler/icons-react';
import { getRouteApi } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { formatDate, ownZone } from '../../shared/format';
import { ButtonLink } from '../../ui/Button';
import { TaskShell } from '../../ui/PatientShell';
import { Empty } from '../../ui/States';

const route = getRouteApi('/withdrawn');

/** What is true after a withdrawal; nobody is signed in here. */
export default function WithdrawnPage() {
  const { t } = useTranslation('profile');
  const { until } = route.useSearch();
  return (
    <TaskShell title={t('withdraw.done')} dock={<ButtonLink to="/" block>{t('withdraw.home')}</ButtonLink>}>
      <Empty level={1} icon={IconCircleCheck} title={t('withdraw.done')}>
        {until ? t('withdraw.doneText', { date: formatDate(until, ownZone()) }) : t('withdraw.doneShort')} {t('withdraw.again')}
      </Empty>
    </TaskShell>
  );
}
