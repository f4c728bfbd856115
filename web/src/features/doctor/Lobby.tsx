import { IconArrowLeft, IconUsersPlus } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { DoctorVisitFactsFragment } from '../../gql/graphql';
import type { CallState } from '../../rtc/callState';
import { formatDay, formatTime, fullName, zoneWords } from '../../shared/format';
import { Avatar } from '../../ui/Avatar';
import { Button } from '../../ui/Button';
import { Icon } from '../../ui/Icon';
import { isUnpaid, nextActionAt, patientWaits } from './board';
import { RowChip } from './RowParts';

type Props = { facts: DoctorVisitFactsFragment; call: CallState; now: number; onJoin: () => void; onGuests: () => void };

/** The room before the call, between two calls, and after a refusal: what is, and the one way in. */
export function Lobby({ facts, call, now, onJoin, onGuests }: Props) {
  const { t } = useTranslation('doctor');
  const { patient } = facts;
  const words = useWords(facts, call, now);
  return (
    <section className="room lobby" aria-label={words.title}>
      <div className="lobby-top">
        <Link to="/doctor" className="pill"><Icon of={IconArrowLeft} size={18} />{t('visit.back')}</Link>
        <RowChip row={facts} now={now} />
      </div>
      <div className="plate">
        {patient && <Avatar person={patient} size="l" />}
        {patient && <h1 className="h2">{fullName(patient)}</h1>}
        <div>
          <p className="hero-time lobby-time">{formatTime(facts.startsAt, facts.clinicTimeZone)}</p>
          <p className="soft">
            {t('visit.lobby.day', {
              day: formatDay(facts.startsAt, facts.clinicTimeZone, now),
              time: formatTime(facts.endsAt, facts.clinicTimeZone),
              zone: zoneWords(facts.clinicTimeZone, facts.startsAt),
            })}
          </p>
        </div>
        <div role="status"><h2 className="h3">{words.title}</h2></div>
        {words.text && <p className="soft">{words.text}</p>}
        {words.join && <Button variant={words.isQuiet ? 'soft' : 'lamp'} block className={words.isQuiet ? 'ghost' : undefined} onClick={onJoin}>{words.join}</Button>}
        {facts.visit && <Button variant="soft" block className="ghost" onClick={onGuests}><Icon of={IconUsersPlus} />{t('visit.lobby.guests')}</Button>}
      </div>
    </section>
  );
}

type Words = { title: string; text?: string; join?: string; isQuiet?: boolean };

function useWords(facts: DoctorVisitFactsFragment, call: CallState, now: number): Words {
  const { t } = useTranslation('doctor');
  const time = (instant: string) => formatTime(instant, facts.clinicTimeZone);
  const { visit } = facts;
  if (!visit) return { title: t('visit.over.off') };
  const action = nextActionAt(facts, now);
  const canJoin = action === 'JOIN' || action === 'RETURN' || (visit.status === 'WRAP_UP' && facts.status === 'IN_PROGRESS');
  const closes = time(visit.closesAt);
  if (call.at === 'ended' && call.reason === 'REPLACED') return { title: t('visit.lobby.replaced'), text: t('visit.lobby.replacedText'), join: t('visit.before.return') };
  if (call.at === 'ended' && (call.reason === 'LOST' || call.reason === 'SERVER_STOPPING')) return { title: t('visit.lobby.lost'), text: t('visit.lobby.lostText'), join: t('visit.before.return') };
  if (call.at === 'refused') return { title: t('visit.lobby.refused'), text: t('visit.lobby.refusedText'), ...(canJoin && { join: t('visit.lobby.again') }) };
  if (visit.status === 'WRAP_UP' && canJoin) return { title: t('visit.over.call'), text: t('visit.over.callText', { time: closes }), join: t('visit.over.again'), isQuiet: true };
  if (action === 'RETURN') return { title: t('visit.lobby.running'), text: t('visit.lobby.runningText'), join: t('visit.before.return') };
  const hindrance = isUnpaid(facts) ? t('visit.before.unpaid') : facts.consentToSign ? t('visit.before.unsigned') : undefined;
  if (action === 'JOIN') {
    const isWaiting = patientWaits(facts);
    return { title: isWaiting ? t('visit.before.waiting') : t('visit.lobby.open'), text: isWaiting ? undefined : (hindrance ?? t('visit.before.ready')), join: t('visit.before.join') } as Words;
  }
  return { title: t('visit.before.title', { time: time(visit.opensAt) }), text: [hindrance, t('visit.before.text')].filter(Boolean).join(' ') };
}
