import { IconCash, IconChevronRight, IconCircleCheck, IconFileText, IconMessage, IconSignature, type Icon as TablerIcon } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { formatDate, formatMoney, formatTime } from '../../shared/format';
import { ButtonLink } from '../../ui/Button';
import { Icon } from '../../ui/Icon';
import { TaskShell } from '../../ui/PatientShell';
import { Empty } from '../../ui/States';
import type { RoomAppointment, RoomVisit } from './room';

/** What came of the visit, and where it is kept. */
export function Finished({ appointment, visit, onChat }: { appointment: RoomAppointment; visit: RoomVisit; onChat: () => void }) {
  const { t } = useTranslation('visit');
  const { clinicTimeZone: zone } = appointment;
  const conclusion = visit.conclusions.find(({ signedAt }) => signedAt);
  const consent = appointment.consents[0];
  const paid = appointment.payment && ['PAID', 'SETTLED'].includes(appointment.payment.status) ? appointment.payment : null;
  const params = { id: appointment.id };
  const when = t('finished.when', {
    day: formatDate(appointment.startsAt, zone),
    from: formatTime(visit.startedAt ?? appointment.startsAt, zone),
    to: formatTime(visit.finishedAt ?? appointment.endsAt, zone),
  });
  return (
    <TaskShell
      title={t('finished.title')}
      dock={
        conclusion ? (
          <ButtonLink to="/history/$id" params={params} block>{t('finished.read')}</ButtonLink>
        ) : (
          <ButtonLink to="/" block>{t('finished.home')}</ButtonLink>
        )
      }
    >
      <Empty icon={IconCircleCheck} level={1} title={t('finished.title')}>
        {when}. {t(conclusion ? 'finished.signed' : 'finished.writing')}
      </Empty>
      <section className="card">
        <ul className="rows">
          {conclusion?.signedAt && (
            <Row icon={IconFileText} to="/history/$id" id={appointment.id} title={t('finished.conclusion')}>
              {t('finished.signedAt', { time: formatTime(conclusion.signedAt, zone) })}
            </Row>
          )}
          {consent && (
            <Row icon={IconSignature} to="/history/$id" id={appointment.id} title={t('finished.consent')}>
              {t('finished.consentAt', { day: formatDate(consent.signedAt, zone), time: formatTime(consent.signedAt, zone) })}
            </Row>
          )}
          {paid && (
            <Row icon={IconCash} to="/visits/$id/payment" id={appointment.id} title={t('finished.receipt')}>{formatMoney(paid.amount)}</Row>
          )}
          <Row icon={IconFileText} to="/visits/$id" id={appointment.id} title={t('finished.visit')}>{t('finished.visitText')}</Row>
        </ul>
      </section>
      <button type="button" className="note wait-chat" onClick={onChat}>
        <Icon of={IconMessage} />
        <span className="grow">
          <b>{t('finished.questions')}</b>
          <span className="small">{t('finished.chatUntil', { day: formatDate(visit.chatClosesAt, zone), time: formatTime(visit.chatClosesAt, zone) })}</span>
        </span>
      </button>
    </TaskShell>
  );
}

type RowProps = { icon: TablerIcon; to: '/history/$id' | '/visits/$id' | '/visits/$id/payment'; id: string; title: string; children: ReactNode };

function Row({ icon, to, id, title, children }: RowProps) {
  return (
    <li style={{ padding: '10px 0' }}>
      <Link className="row" to={to} params={{ id }}>
        <span className="disc" style={{ width: 44, height: 44, borderRadius: 14 }}><Icon of={icon} size={24} /></span>
        <span className="grow"><b>{title}</b><span className="small m" style={{ display: 'block' }}>{children}</span></span>
        <span className="go"><Icon of={IconChevronRight} /></span>
      </Link>
    </li>
  );
}
