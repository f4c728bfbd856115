import { IconClock, IconDevices, IconLock, IconMessage, IconPhone, IconPhoneOff, IconVideo, IconWifiOff } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useReached } from '../../shared/clock';
import { formatTime, fullName } from '../../shared/format';
import { useClinic } from '../../shared/session';
import { Button, ButtonAnchor, ButtonLink } from '../../ui/Button';
import { Icon } from '../../ui/Icon';
import type { RoomAppointment, RoomVisit, Screen } from './room';
import './room.css';
import type { VisitCallHandle } from './useVisitCall';

const icons = { callEnded: IconPhoneOff, replaced: IconDevices, lost: IconWifiOff, revoked: IconLock };

type Props = {
  appointment: RoomAppointment;
  visit: RoomVisit;
  why: (Screen & { at: 'paused' })['why'];
  call: VisitCallHandle;
  onChat: () => void;
};

/** The call is over and the visit is not: the way back in. */
export function Paused({ appointment, visit, why, call: { call }, onChat }: Props) {
  const { t } = useTranslation('visit');
  const clinic = useClinic();
  const isClosed = useReached(visit.closesAt);
  const time = formatTime(appointment.endsAt, appointment.clinicTimeZone);
  return (
    <section className="room" aria-label={t('room.label')}>
      <header className="room-top">
        <p className="names who">{fullName(appointment.practitioner)}</p>
        <div className="line pills">
          <span className="pill num"><Icon of={IconClock} size={18} />{t('paused.openUntil', { time })}</span>
        </div>
      </header>
      <div className="room-middle">
        <div className="plate" role="status">
          <span className="disc"><Icon of={icons[why]} /></span>
          <h1 className="h2" tabIndex={-1}>{t(`paused.${why}.title`)}</h1>
          <p className="soft">{t(`paused.${why}.text`, { time })}</p>
          {why === 'revoked' ? (
            <ButtonLink className="light" to="/" block>{t('paused.home')}</ButtonLink>
          ) : (
            !isClosed && (
              <Button variant="lamp" block onClick={() => void call.join()}>
                <Icon of={IconVideo} />
                {t(`paused.${why}.action`)}
              </Button>
            )
          )}
          {why === 'lost' && clinic ? (
            <ButtonAnchor className="ghost" block href={`tel:${clinic.supportPhone}`}>
              <Icon of={IconPhone} size={22} />
              {t('callClinic')}
            </ButtonAnchor>
          ) : (
            <Button className="ghost" block onClick={onChat}>
              <Icon of={IconMessage} size={22} />
              {t('wait.write')}
            </Button>
          )}
          <ButtonLink className="ghost" to="/" block>{t('paused.home')}</ButtonLink>
        </div>
      </div>
    </section>
  );
}
