import { IconAlertCircle, IconClock, IconCloudOff, IconDoorOff, IconLock, IconSignature, IconUsers, IconWallet } from '@tabler/icons-react';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import type { JoinProblem } from '../../rtc/signals';
import { useReached } from '../../shared/clock';
import { formatMoney, formatTime } from '../../shared/format';
import { Button, ButtonLink } from '../../ui/Button';
import { PhoneLink } from '../../ui/Help';
import { TaskShell } from '../../ui/PatientShell';
import { Empty } from '../../ui/States';
import type { RoomAppointment } from './room';
import type { VisitCallHandle } from './useVisitCall';

type Props = { appointment: RoomAppointment; problem: JoinProblem; call: VisitCallHandle };

/** The door stayed shut: why, and the one thing to do about it. */
export function Refusal({ appointment, problem, call: { call } }: Props) {
  const { t } = useTranslation('visit');
  const params = { id: appointment.id };
  const { clinicTimeZone } = appointment;
  const opensAt = problem.is === 'tooEarly' ? problem.opensAt : null;
  const isOpen = useReached(opensAt);
  useEffect(() => {
    // The waiting room has the yellow button.
    if (isOpen) call.close();
  }, [isOpen, call]);

  const again = <Button block onClick={() => void call.join()}>{t('refused.again')}</Button>;
  const [icon, dock, text] = ((): [typeof IconClock, React.ReactNode, string] => {
    switch (problem.is) {
      case 'tooEarly':
        return [IconClock, <Button block onClick={() => call.close()}>{t('refused.wait')}</Button>, t('refused.tooEarly.text', { time: formatTime(problem.opensAt, clinicTimeZone) })];
      case 'unpaid':
        return [
          IconWallet,
          <ButtonLink to="/visits/$id/payment" params={params} block>{t('gate.payNow', { sum: formatMoney(problem.amount) })}</ButtonLink>,
          t('refused.unpaid.text'),
        ];
      case 'unsigned':
        return [IconSignature, <ButtonLink to="/visits/$id/consent" params={params} block>{t('gate.signNow')}</ButtonLink>, t('refused.unsigned.text')];
      case 'closed':
        return [IconDoorOff, <ButtonLink to="/visits/$id" params={params} block>{t('refused.toVisit')}</ButtonLink>, t('refused.closed.text')];
      case 'roomFull':
        return [IconUsers, again, t('refused.roomFull.text')];
      case 'signedOut':
        return [IconLock, <ButtonLink to="/sign-in" search={{ back: location.pathname }} block>{t('refused.signIn')}</ButtonLink>, t('refused.signedOut.text')];
      case 'unreachable':
        return [IconCloudOff, again, t('refused.unreachable.text')];
      case 'notAdmitted': // said to guests only
      case 'other':
        return [IconAlertCircle, again, t('refused.other.text')];
    }
  })();
  return (
    <TaskShell title={t('wait.title')} back="/visits/$id" backParams={params} dock={<>{dock}<PhoneLink label={t('callClinic')} /></>}>
      <div role="alert">
        <Empty icon={icon} tone="act" level={1} title={t(`refused.${problem.is === 'notAdmitted' ? 'other' : problem.is}.title`)}>{text}</Empty>
      </div>
    </TaskShell>
  );
}
