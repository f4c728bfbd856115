import { useQuery } from '@apollo/client/react';
import { IconCalendarEvent, IconCash, IconClock, IconCoffee, type Icon as TablerIcon } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { CancellationTermsDocument } from '../../gql/graphql';
import { useServerNow } from '../../shared/clock';
import { formatMoney, formatTime } from '../../shared/format';
import { lostText } from '../../shared/problem';
import { useCancel } from '../../shared/useChange';
import { Button } from '../../ui/Button';
import { ErrorText } from '../../ui/Fields';
import { Icon } from '../../ui/Icon';
import { TaskShell } from '../../ui/PatientShell';
import { Empty } from '../../ui/States';
import type { RoomAppointment } from './room';

type Delay = NonNullable<RoomAppointment['delay']>;

/** The new time, for somebody who waits. */
export function Late({ appointment, delay, person, enter }: { appointment: RoomAppointment; delay: Delay; person: ReactNode; enter: ReactNode }) {
  const { t } = useTranslation(['visit', 'change']);
  const { startsAt, clinicTimeZone: zone } = appointment;
  const waited = Math.floor((useServerNow() - Date.parse(startsAt)) / 60_000);
  const facts = [t('change:late.instead', { time: formatTime(startsAt, zone) }), waited > 0 && t('visit:late.waited', { count: waited })];
  return (
    <section className="card stack appear" style={{ gap: 18, paddingBlock: 24 }}>
      {person}
      <hr className="hr" />
      <div role="status">
        <div className="small m">{t('visit:late.newTime')}</div>
        <time className="hero-time" dateTime={delay.expectedAt} style={{ display: 'block' }}>{t('change:late.about', { time: formatTime(delay.expectedAt, zone) })}</time>
        <div className="m num">{facts.filter(Boolean).join(' · ')}</div>
      </div>
      <div className="note act">
        <Icon of={IconClock} />
        <p>{[delay.keepsLength && t('change:late.keeps'), !delay.patientMayChoose && t('visit:late.offer', { time: formatTime(delay.choiceFrom, zone) })].filter(Boolean).join(' ') || t(`change:late.cause.${delay.cause}`)}</p>
      </div>
      {enter}
    </section>
  );
}

type Way = 'wait' | 'move' | 'money';
const icons: Record<Way, TablerIcon> = { wait: IconCoffee, move: IconCalendarEvent, money: IconCash };

/** The doctor is later than the clinic allows: wait on, another time, or all the money back. */
export function Choice({ appointment, delay, onWait }: { appointment: RoomAppointment; delay: Delay; onWait: () => void }) {
  const { t } = useTranslation(['visit', 'change']);
  const navigate = useNavigate();
  const [way, setWay] = useState<Way>('wait');
  const { data } = useQuery(CancellationTermsDocument, { variables: { appointmentId: appointment.id }, fetchPolicy: 'network-only' });
  const { state, run } = useCancel(appointment.id);
  const time = formatTime(delay.expectedAt, appointment.clinicTimeZone);
  const refund = data?.cancellationTerms?.refund;
  const money = refund && refund.amountMinor > 0 ? t('visit:choice.money', { sum: formatMoney(refund) }) : t('visit:choice.cancel');
  const words: Record<Way, readonly [string, string]> = {
    wait: [t('visit:choice.wait'), t('visit:choice.waitText', { time })],
    move: [t('visit:choice.move'), t('visit:choice.moveText')],
    money: [money, refund && refund.amountMinor > 0 ? t('visit:choice.moneyText') : t('visit:choice.cancelText')],
  };
  const go = () => {
    switch (way) {
      case 'wait':
        return onWait();
      case 'move':
        return void navigate({ to: '/visits/$id/move', params: { id: appointment.id } });
      case 'money':
        return void run('PRACTITIONER_LATE');
    }
  };
  const label: Record<Way, string> = { wait: t('visit:choice.waitUntil', { time }), move: t('visit:choice.moveNow'), money };
  return (
    <TaskShell
      title={t('visit:wait.title')}
      back="/visits/$id"
      backParams={{ id: appointment.id }}
      dock={
        <>
          {state.at === 'refused' && <ErrorText>{state.code === 'LOST' ? lostText() : t('change:cancel.conflict')}</ErrorText>}
          <Button block busy={state.at === 'busy'} onClick={go}>{state.at === 'busy' ? t('change:cancel.busy') : label[way]}</Button>
        </>
      }
    >
      <div role="status">
        <Empty level={1} icon={IconClock} tone="act" title={t('visit:choice.title')}>{t('visit:choice.text')}</Empty>
      </div>
      <div className="stack" style={{ gap: 10 }} role="radiogroup" aria-label={t('visit:choice.label')}>
        {(['wait', 'move', 'money'] as const).map((one) => (
          <label className="choice" key={one} style={{ minHeight: 72 }}>
            <input type="radio" name="late-choice" value={one} checked={way === one} onChange={() => setWay(one)} />
            <Icon of={icons[one]} />
            <span className="grow">
              <b>{words[one][0]}</b>
              <span className="small m" style={{ display: 'block' }}>{words[one][1]}</span>
            </span>
            <span className="radio" />
          </label>
        ))}
      </div>
    </TaskShell>
  );
}
