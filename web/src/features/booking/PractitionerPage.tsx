import { useQuery } from '@apollo/client/react';
import { IconCalendarOff } from '@tabler/icons-react';
import { useParams } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { BookingPractitionersDocument, type PractitionerOfferFragment } from '../../gql/graphql';
import { useServerNow } from '../../shared/clock';
import { formatMoney, formatNear, fullName, upperFirst } from '../../shared/format';
import { useClinicZone } from '../../shared/session';
import { Avatar } from '../../ui/Avatar';
import { Button, ButtonLink } from '../../ui/Button';
import { Steps, TaskShell } from '../../ui/PatientShell';
import { CardSkeleton, Empty, LoadFailed, Loading } from '../../ui/States';
import { experience, languageNames } from './offer';

export default function PractitionerPage() {
  const { t } = useTranslation('booking');
  const { specialtyId } = useParams({ from: '/patient/book/$specialtyId' });
  const { data, error, refetch, fetchMore } = useQuery(BookingPractitionersDocument, { variables: { specialtyId } });
  const page = data?.practitioners;
  const specialty = data?.specialty?.__typename === 'Specialty' ? data.specialty.name : t('practitioner.title');

  const more = () =>
    fetchMore({
      variables: { after: page?.pageInfo.endCursor },
      updateQuery: (before, { fetchMoreResult: next }) => ({ ...next, practitioners: { ...next.practitioners, nodes: [...before.practitioners.nodes, ...next.practitioners.nodes] } }),
    });

  return (
    <TaskShell title={specialty} bar={t('step', { step: 2 })} tab="book" back="/book" tabs>
      <Steps step={2} of={4} />
      <h1 tabIndex={-1}>{data ? specialty : t('practitioner.title')}</h1>
      {!page ? (
        error ? <LoadFailed error={error} onRetry={() => void refetch()} /> : <Loading><CardSkeleton /><CardSkeleton /></Loading>
      ) : page.nodes.length === 0 ? (
        <Empty card icon={IconCalendarOff} tone="info" title={t('practitioner.nobody')} actions={<ButtonLink to="/book" block>{t('practitioner.others')}</ButtonLink>}>
          {t('practitioner.nobodyText')}
        </Empty>
      ) : (
        page.nodes.map((practitioner) => <Offer key={practitioner.id} practitioner={practitioner} specialtyId={specialtyId} />)
      )}
      {page?.pageInfo.hasNextPage && <Button variant="soft" block onClick={() => void more()}>{t('practitioner.more')}</Button>}
    </TaskShell>
  );
}

function Offer({ practitioner, specialtyId }: { practitioner: PractitionerOfferFragment; specialtyId: string }) {
  const { t } = useTranslation('booking');
  const now = useServerNow();
  const zone = useClinicZone();
  const several = practitioner.services.length > 1;
  return (
    <section className="card stack" style={{ gap: 14 }} aria-label={fullName(practitioner)}>
      <div className="line" style={{ gap: 14, alignItems: 'flex-start' }}>
        <Avatar person={practitioner} size="l" />
        <div className="grow">
          <h2 className="h3">{fullName(practitioner)}</h2>
          <p className="small m" style={{ marginTop: 3 }}>{[experience(practitioner.experienceYears, t), practitioner.qualification].filter(Boolean).join(', ')}</p>
          <p className="small m">{languageNames(practitioner.languages)}</p>
        </div>
      </div>
      {practitioner.services.map((service, i) => (
        <div key={service.id} className="line between" style={{ boxShadow: 'inset 0 1px var(--tv-line)', paddingTop: 14, flexWrap: 'wrap' }}>
          <div>
            {several && <div className="small">{service.name}</div>}
            <b className="num" style={{ fontSize: '1.125rem' }}>{service.funding === 'COVERED' ? t('practitioner.covered') : formatMoney(service.price)}</b>
            <div className="cap f">{t('practitioner.length', { count: service.durationMinutes })}</div>
          </div>
          <ButtonLink
            to="/book/$specialtyId/$practitionerId"
            params={{ specialtyId, practitionerId: practitioner.id }}
            search={several ? { service: service.id } : {}}
            variant="soft"
            style={{ minHeight: 48, paddingInline: 18 }}
            aria-label={several ? `${service.name}: ${t('practitioner.choose')}` : undefined}
          >
            {i === 0 && practitioner.nextFreeAt ? upperFirst(formatNear(practitioner.nextFreeAt, zone, now)) : t('practitioner.choose')}
          </ButtonLink>
        </div>
      ))}
    </section>
  );
}
