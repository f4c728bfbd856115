import { IconAlertCircle, IconPhone, IconUserX, IconWallet, IconWifiOff, type Icon as TablerIcon } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { formatMoney, formatTime, fullName, shortName } from '../../shared/format';
import { Button, ButtonAnchor } from '../../ui/Button';
import { Icon } from '../../ui/Icon';
import { StateChip, type Tone } from '../../ui/StateChip';
import { since } from '../../ui/since';
import { patientWaits, type Trouble } from './floor';

type Props = { troubles: readonly Trouble[]; now: number; onOpen: (patientId: string) => void };

/** The exceptions, above all: each says what is wrong and whom to call. */
export function HelpNeeded({ troubles, now, onOpen }: Props) {
  const { t } = useTranslation('desk');
  if (troubles.length === 0) return null;
  return (
    <section className="stack" style={{ gap: 10 }} aria-labelledby="desk-help">
      <h2 className="h3" id="desk-help">
        {t('help.title')} <span className="count bad">{troubles.length}</span>
      </h2>
      <ul className="trouble">
        {troubles.map((trouble, i) => (
          <TroubleCard key={trouble.row.id} trouble={trouble} first={i === 0} now={now} onOpen={onOpen} />
        ))}
      </ul>
    </section>
  );
}

const looks: Record<Trouble['is'], readonly [Tone, TablerIcon]> = {
  noDoctor: ['bad', IconAlertCircle],
  noPatient: ['act', IconUserX],
  interrupted: ['act', IconWifiOff],
  unpaid: ['act', IconWallet],
};

function TroubleCard({ trouble, first, now, onOpen }: { trouble: Trouble; first: boolean; now: number; onOpen: (patientId: string) => void }) {
  const { t } = useTranslation('desk');
  const { row } = trouble;
  const [tone, icon] = looks[trouble.is];
  const words = useTroubleWords(trouble, now);
  const variant = first ? 'primary' : 'soft';
  return (
    <li className={tone === 'bad' ? 'card stack urgent' : 'card stack'}>
      <div><StateChip tone={tone} icon={icon}>{words.chip}</StateChip></div>
      <div className="grow">
        <b>{words.who}</b>
        <div className="cap m">{words.facts}</div>
      </div>
      {row.patient?.phone ? (
        <ButtonAnchor href={`tel:${row.patient.phone}`} variant={variant}>
          <Icon of={IconPhone} size={20} />
          {t('help.callPatient')}
        </ButtonAnchor>
      ) : (
        row.patient && <Button variant={variant} onClick={() => row.patient && onOpen(row.patient.id)}>{t('help.showPatient')}</Button>
      )}
    </li>
  );
}

function useTroubleWords(trouble: Trouble, now: number): { chip: string; who: string; facts: string } {
  const { t } = useTranslation('desk');
  const { row } = trouble;
  const time = formatTime(row.startsAt, row.clinicTimeZone);
  const doctor = shortName(row.practitioner);
  const patient = row.patient ? fullName(row.patient) : '';
  const specialty = row.practitioner.specialties[0]?.name.toLowerCase();
  switch (trouble.is) {
    case 'noDoctor':
      return { chip: t('help.noDoctor', { count: trouble.minutes }), who: [doctor, specialty].filter(Boolean).join(', '), facts: t(patientWaits(row) ? 'help.noDoctorText' : 'help.noDoctorKnown', { time, patient }) };
    case 'noPatient':
      return { chip: t('help.noPatient', { count: trouble.minutes }), who: patient, facts: t('help.noPatientText', { time, doctor }) };
    case 'interrupted':
      return { chip: t('help.interrupted', { time: since(trouble.since, now, true) }), who: patient, facts: t('help.interruptedText', { time, doctor }) };
    case 'unpaid': {
      const opens = formatTime(row.visit?.opensAt ?? row.startsAt, row.clinicTimeZone);
      const chip = trouble.isOpen ? t('help.unpaidNow') : trouble.isChecking ? t('help.checking', { time: opens }) : t('help.unpaid', { time: opens });
      return { chip, who: patient, facts: t('help.unpaidText', { doctor, sum: row.payment ? formatMoney(row.payment.amount) : '' }) };
    }
  }
}
