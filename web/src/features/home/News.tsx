import { IconChevronRight } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { VisitOffFragment } from '../../gql/graphql';
import { formatDate, formatTime, shortName } from '../../shared/format';
import { Icon } from '../../ui/Icon';
import { OutcomeNote } from '../../ui/Outcome';
import { AppointmentChip } from '../../ui/StateChip';

/** A visit that did not take place, told once more on the home page. */
export function News({ visit }: { visit: VisitOffFragment }) {
  const { t } = useTranslation('change');
  const zone = visit.clinicTimeZone;
  return (
    <section className="card stack appear" style={{ gap: 12 }} aria-label={t('off.news')}>
      <div className="line between" style={{ flexWrap: 'wrap' }}>
        <h2 className="h3">{t('off.row', { date: formatDate(visit.startsAt, zone), time: formatTime(visit.startsAt, zone) })}</h2>
        <AppointmentChip status={visit.status} absent={visit.absent} />
      </div>
      <p className="small m">{[visit.practitioner.specialties[0]?.name, shortName(visit.practitioner)].filter(Boolean).join(', ')}</p>
      <OutcomeNote visit={visit} />
      <Link className="row" to="/visits/$id" params={{ id: visit.id }}>
        <span className="grow">{t('off.details')}</span>
        <span className="go"><Icon of={IconChevronRight} /></span>
      </Link>
    </section>
  );
}
