import { useFragment } from '@apollo/client/react';
import { IconCircleCheck, IconPhone, IconUserQuestion, IconX } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { DeskPatientFragmentDoc } from '../../gql/graphql';
import { formatNear, formatPhone, formatTime, fullName, isoDate, shortName } from '../../shared/format';
import { Avatar } from '../../ui/Avatar';
import { Button, ButtonAnchor, ButtonLink } from '../../ui/Button';
import { Icon } from '../../ui/Icon';
import { Note } from '../../ui/Note';
import { CancelledBy, StaffChange } from '../../ui/StaffChange';
import { StaffMarks } from '../../ui/StaffMarks';
import { RefundMark } from '../../ui/StateChip';
import { ConfirmDialog } from './ConfirmDialog';
import { FloorChip } from './FloorTable';
import type { Row } from './floor';
import { MessageLog } from './MessageLog';
import { AccountChip, ageOn, birthday } from './PatientFacts';
import { WithdrawalAction, WithdrawalNote } from './Withdrawal';

type Props = { id: string; rows: readonly Row[]; timeZone: string; now: number; onClose: () => void };

/** What the desk knows of a person; it was read by the search or the floor and stays up to date with them. */
export function PatientCard({ id, rows, timeZone, now, onClose }: Props) {
  const { t } = useTranslation(['desk', 'common', 'intake']);
  const { data: patient, complete } = useFragment({ fragment: DeskPatientFragmentDoc, fragmentName: 'DeskPatient', from: { __typename: 'Patient', id } });
  const [confirming, setConfirming] = useState(false);
  const [done, setDone] = useState<string>();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    heading.current?.focus({ preventScroll: false });
    setDone(undefined);
  }, [id]);
  if (!complete) return null;
  const visits = rows.filter((row) => row.patient?.id === id);
  return (
    <section className="card stack patient-card" aria-labelledby="desk-patient">
      <div className="line">
        <Avatar person={patient} />
        <div className="grow">
          <h2 className="h3" id="desk-patient" ref={heading} tabIndex={-1}>{fullName(patient)}</h2>
          <div className="cap m num">
            {birthday(patient.birthDate)} · {t('desk:patient.years', { count: ageOn(patient.birthDate, isoDate(now, timeZone)) })}
          </div>
        </div>
        <AccountChip status={patient.status} />
        <button type="button" className="icon-btn" aria-label={t('common:close')} onClick={onClose}><Icon of={IconX} /></button>
      </div>
      <dl className="facts">
        <div><dt>{t('desk:patient.sex')}</dt><dd>{t(`desk:patient.${patient.sex}`)}</dd></div>
        <div><dt>{t('desk:patient.phone')}</dt><dd className="num">{patient.phone && <a href={`tel:${patient.phone}`}>{formatPhone(patient.phone)}</a>}</dd></div>
        <div><dt>{t('desk:patient.email')}</dt><dd>{patient.email ? <a href={`mailto:${patient.email}`}>{patient.email}</a> : t('desk:patient.noEmail')}</dd></div>
      </dl>
      {done && <Note tone="good" icon={IconCircleCheck} title={done} />}
      {visits.length > 0 && (
        <div>
          <h3 className="cap f">{t('desk:patient.visits')}</h3>
          <ul className="rows">
            {visits.map((row) => (
              <li key={row.id} className="line" style={{ flexWrap: 'wrap' }}>
                <b className="num">{formatTime(row.startsAt, row.clinicTimeZone)}</b>
                <div className="grow">{shortName(row.practitioner)}<CancelledBy visit={row} /></div>
                <FloorChip row={row} now={now} />
                <RefundMark payment={row.payment} />
                <StaffChange visit={row} isDesk onDone={setDone} />
                <StaffMarks visit={row} isDesk />
              </li>
            ))}
          </ul>
        </div>
      )}
      <WithdrawalNote patient={patient} timeZone={timeZone} now={now} onDone={setDone} />
      {patient.confirmation ? (
        <Note tone="good" icon={IconCircleCheck} title={t('desk:patient.confirmedTitle')}>
          {t('desk:patient.confirmedText', {
            paper: patient.confirmation.paper,
            seen: formatNear(patient.confirmation.seenAt, timeZone, now),
            recorded: formatNear(patient.confirmation.confirmedAt, timeZone, now),
            name: patient.confirmation.confirmedBy,
          })}
        </Note>
      ) : (
        patient.status === 'UNCONFIRMED' && <Note tone="act" icon={IconUserQuestion} title={t('desk:patient.UNCONFIRMED')}>{t('desk:patient.unconfirmedText')}</Note>
      )}
      <MessageLog key={id} patientId={id} timeZone={timeZone} now={now} />
      <div className="line" style={{ justifyContent: 'flex-end', flexWrap: 'wrap' }}>
        {patient.phone && (
          <ButtonAnchor href={`tel:${patient.phone}`} variant="plain">
            <Icon of={IconPhone} size={20} />
            {t('desk:help.callPatient')}
          </ButtonAnchor>
        )}
        <WithdrawalAction patient={patient} timeZone={timeZone} onDone={setDone} />
        {!patient.consentWithdrawal && <ButtonLink to="/desk/book" search={{ patient: id }} variant="soft">{t('intake:open')}</ButtonLink>}
        {patient.status === 'UNCONFIRMED' && <Button variant="soft" aria-haspopup="dialog" onClick={() => setConfirming(true)}>{t('desk:patient.confirm')}</Button>}
      </div>
      <ConfirmDialog patient={patient} timeZone={timeZone} open={confirming} onClose={() => setConfirming(false)} />
    </section>
  );
}
