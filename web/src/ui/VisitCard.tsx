import { useMediaQuery } from '@mantine/hooks';
import { IconCalendarEvent, IconCheck, IconChevronRight, IconCircleCheck, IconClock, IconFileText, IconRefresh, IconSignature, IconVideo, IconWallet } from '@tabler/icons-react';
import { lazy, Suspense, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { AppointmentCardFragment } from '../gql/graphql';
import { useServerNow } from '../shared/clock';
import { formatMoney, formatTime, fullName, upperFirst } from '../shared/format';
import { loadTexts } from '../shared/i18n';
import { nextStep, readiness, type NextStep } from '../shared/nextStep';
import { announce } from './announce';
import { Avatar } from './Avatar';
import { ButtonLink } from './Button';
import { Icon } from './Icon';
import { Note } from './Note';
import { AppointmentChip, StateChip } from './StateChip';
import { Countdown, LitTime, TimeHeadline } from './Time';

const LateCard = lazy(() => Promise.all([import('./LateCard'), loadTexts('change')]).then(([module]) => ({ default: module.LateCard })));

type Props = { appointment: AppointmentCardFragment; title?: string; /** The page of the visit itself needs no link to it. */ hideMore?: boolean };

export function specialtyLine(appointment: Pick<AppointmentCardFragment, 'practitioner' | 'service'>, kind: string): string {
  return [appointment.practitioner.specialties[0]?.name, kind].filter(Boolean).join(' · ');
}

/** Who receives, and as what. */
export function Doctor({ appointment }: { appointment: Pick<AppointmentCardFragment, 'practitioner' | 'service'> }) {
  const { t } = useTranslation();
  return (
    <div className="line" style={{ gap: 14 }}>
      <Avatar person={appointment.practitioner} />
      <div className="grow">
        <b>{fullName(appointment.practitioner)}</b>
        <div className="small m">{specialtyLine(appointment, t(`visitKind.${appointment.service.kind}`))}</div>
      </div>
    </div>
  );
}

/** One visit and its one next action. It becomes the lit card by itself when the door opens. */
export function VisitCard({ appointment, title, hideMore }: Props) {
  const { t } = useTranslation();
  const now = useServerNow();
  const step = nextStep(appointment, now);
  const lit = step.at === 'join' || step.at === 'return';
  const wide = useMediaQuery('(min-width: 62em)');
  const before = useRef(step.at);
  useEffect(() => {
    if (lit && before.current !== step.at) announce(t('visitCard.opened'));
    before.current = step.at;
  }, [lit, step.at, t]);

  const when = { startsAt: appointment.startsAt, endsAt: appointment.endsAt, timeZone: appointment.clinicTimeZone };
  const heading = title ?? t('visitCard.title');
  const { delay } = appointment;
  if (delay && (lit || step.at === 'check' || step.at === 'wait')) {
    return <Suspense><LateCard appointment={appointment} delay={delay} title={heading} hideMore={hideMore} /></Suspense>;
  }
  if (lit) {
    const action = (
      <>
        <ButtonLink to="/visits/$id/room" params={{ id: appointment.id }} variant="lamp" block>
          <Icon of={IconVideo} />
          {t(step.at === 'join' ? 'visitCard.join' : 'visitCard.return')}
        </ButtonLink>
        <p className="small m center">{t(wide ? 'visitCard.allowBrowser' : 'visitCard.allowPhone')}</p>
      </>
    );
    return (
      <section className="card lit stack appear" style={{ gap: 18 }} aria-label={heading}>
        <div className={wide ? 'line' : 'line between'} style={{ flexWrap: 'wrap' }}>
          <h2 className="h3">{heading}</h2>
          <StateChip tone="lit" icon={IconVideo}>{t(step.at === 'join' ? 'visitCard.chip.join' : 'visitCard.chip.return')}</StateChip>
        </div>
        <div className="lit-body">
          <div className="stack" style={{ gap: 18 }}>
            <LitTime {...when} size={wide ? '4.5rem' : '3.75rem'} />
            <Doctor appointment={appointment} />
          </div>
          <div className="stack" style={{ gap: wide ? 12 : 18 }}>{action}</div>
        </div>
        {!hideMore && <ButtonLink to="/visits/$id" params={{ id: appointment.id }} variant="plain" style={{ color: 'inherit', margin: '-10px 0 -8px' }}>{t('visitCard.more')}</ButtonLink>}
      </section>
    );
  }
  return (
    <section className="card stack" style={{ gap: 14 }} aria-label={heading}>
      <div className="line between" style={{ flexWrap: 'wrap' }}>
        <h2 className="h3">{heading}</h2>
        <StepChip step={step} appointment={appointment} />
      </div>
      <TimeHeadline {...when} />
      <Doctor appointment={appointment} />
      {['pay', 'paying', 'sign', 'check', 'wait'].includes(step.at) && <ReadyList appointment={appointment} step={step} />}
      <StepAction step={step} appointment={appointment} />
      {!hideMore && step.at !== 'book' && (
        <ButtonLink to="/visits/$id" params={{ id: appointment.id }} variant="plain" style={{ margin: '-8px 0 -10px' }}>{t('visitCard.more')}</ButtonLink>
      )}
    </section>
  );
}

function StepChip({ step, appointment }: { step: NextStep; appointment: AppointmentCardFragment }) {
  const { t } = useTranslation();
  switch (step.at) {
    case 'book':
      return <StateChip tone="quiet" icon={IconClock}>{t('visitCard.chip.book')}</StateChip>;
    case 'pay':
      return <StateChip tone="act" icon={IconWallet}>{t('visitCard.chip.pay')}</StateChip>;
    case 'paying':
      return <StateChip tone="info" icon={IconRefresh}>{t('visitCard.chip.paying')}</StateChip>;
    case 'sign':
      return <StateChip tone="act" icon={IconSignature}>{t('visitCard.chip.sign')}</StateChip>;
    case 'check':
      return <StateChip tone="act" icon={IconVideo}>{t('visitCard.chip.check')}</StateChip>;
    case 'wait':
      return <StateChip tone="good" icon={IconCircleCheck}>{t('visitCard.chip.wait')}</StateChip>;
    case 'read':
      return <StateChip tone="good" icon={IconFileText}>{t('visitCard.chip.read')}</StateChip>;
    case 'over':
      return <StateChip tone="quiet" icon={IconCalendarEvent}>{t('visitCard.chip.over')}</StateChip>;
    case 'join':
    case 'return':
    case 'none':
      return <AppointmentChip status={appointment.status} absent={appointment.absent} />;
  }
}

function ReadyList({ appointment, step }: { appointment: AppointmentCardFragment; step: NextStep }) {
  const { t } = useTranslation();
  return (
    <ul className="ready">
      {readiness(appointment, step).map(({ key, state }) => (
        <li key={key} className={state}>
          <span className="dot">{state === 'done' ? <Icon of={IconCheck} /> : state === 'next' ? <Icon of={IconChevronRight} /> : null}</span>
          <span>{t(`visitCard.ready.${key}.${state === 'done' ? 'done' : 'todo'}`)}</span>
          {key === 'payment' && appointment.payment && <span className="num nowrap">{formatMoney(appointment.payment.amount)}</span>}
        </li>
      ))}
    </ul>
  );
}

function StepAction({ step, appointment }: { step: NextStep; appointment: AppointmentCardFragment }) {
  const { t } = useTranslation();
  const params = { id: appointment.id };
  const comfort = (text: string) => <p className="small m center" style={{ marginTop: -4 }}>{text}</p>;
  switch (step.at) {
    case 'book':
      return (
        <>
          {step.until && <p className="small m">{t('visitCard.held')} <Countdown until={step.until} /></p>}
          <ButtonLink to="/visits/$id/book" params={params} block>{t('visitCard.book')}</ButtonLink>
        </>
      );
    case 'pay':
      return (
        <>
          <ButtonLink to="/visits/$id/payment" params={params} block>{t('visitCard.pay', { sum: formatMoney(appointment.payment?.amount ?? appointment.price) })}</ButtonLink>
          {comfort(t('visitCard.payLater'))}
        </>
      );
    case 'paying':
      return (
        <>
          <Note tone="info" icon={IconRefresh} title={t('visitCard.paying')} live>{t('visitCard.payingText')}</Note>
          <ButtonLink to="/visits/$id/payment" params={params} variant="soft" block>{t('visitCard.paymentPage')}</ButtonLink>
        </>
      );
    case 'sign':
      return (
        <>
          <ButtonLink to="/visits/$id/consent" params={params} block>{t('visitCard.sign')}</ButtonLink>
          {comfort(t('visitCard.signTime'))}
        </>
      );
    case 'check':
      return (
        <>
          <ButtonLink to="/visits/$id/check" params={params} block>{t('visitCard.check')}</ButtonLink>
          {comfort(t('visitCard.checkTime'))}
        </>
      );
    case 'wait':
      return (
        <>
          <Note icon={IconClock} title={t('visitCard.opensAt', { time: formatTime(step.opensAt, appointment.clinicTimeZone) })}>{t('visitCard.itself')}</Note>
          <ButtonLink to="/visits/$id/room" params={params} variant="soft" block>{t('visitCard.room')}</ButtonLink>
        </>
      );
    case 'read':
      return <ButtonLink to="/history/$id" params={params} block>{t('visitCard.read')}</ButtonLink>;
    case 'over':
      return <p className="small m">{upperFirst(t('visitCard.overText'))}</p>;
    case 'join':
    case 'return':
    case 'none':
      return null;
  }
}
