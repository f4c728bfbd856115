import { IconClock, IconRefresh, IconUser } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { formatPhone, formatTime, fullName, otherDay, shortName } from '../../shared/format';
import { Button } from '../../ui/Button';
import { AppointmentChip, RefundMark, StateChip, VisitChip } from '../../ui/StateChip';
import { since } from '../../ui/since';
import { isPast, lightOf, stateOf, type Light, type Row } from './floor';

export function FloorChip({ row, now }: { row: Row; now: number }) {
  const { t } = useTranslation('desk');
  const state = stateOf(row, now);
  switch (state.is) {
    case 'appointment':
      return <AppointmentChip status={state.status} absent={row.absent} />;
    case 'payment':
      return <StateChip tone="info" icon={IconRefresh}>{t('floor.state.checking')}</StateChip>;
    case 'visit':
      return <VisitChip status={state.status} detail={state.since && since(state.since, now, state.status === 'INTERRUPTED')} />;
    case 'alone':
      return <StateChip tone="info" icon={IconUser}>{[t('floor.state.alone'), since(state.since, now)].filter(Boolean).join(', ')}</StateChip>;
    case 'timeOver':
      return <StateChip tone="quiet" icon={IconClock}>{t('floor.state.timeOver')}</StateChip>;
  }
}

const bars: Record<Light, string> = { good: 'g', weak: 'y', voice: 'y', chat: 'r', unknown: '' };

function LinkLight({ row }: { row: Row }) {
  const { t } = useTranslation('desk');
  const light = lightOf(row);
  return (
    <span className="link">
      <span className={`sig ${bars[light]}`} aria-hidden="true"><i /><i /><i /></span>
      {t(`floor.light.${light}`)}
    </span>
  );
}

type Props = { rows: readonly Row[]; now: number; onOpen: (patientId: string) => void };

/** The clinic's day; on phones each row is a card. The roles stay when the layout changes. */
export function FloorTable({ rows, now, onOpen }: Props) {
  const { t } = useTranslation('desk');
  return (
    <table className="tbl floor-tbl" role="table">
      <thead role="rowgroup">
        <tr role="row">
          <th role="columnheader" scope="col">{t('floor.columns.doctor')}</th>
          <th role="columnheader" scope="col">{t('floor.columns.time')}</th>
          <th role="columnheader" scope="col">{t('floor.columns.patient')}</th>
          <th role="columnheader" scope="col">{t('floor.columns.state')}</th>
          <th role="columnheader" scope="col">{t('floor.columns.link')}</th>
          <th role="columnheader" scope="col"><span className="sr-only">{t('floor.columns.action')}</span></th>
        </tr>
      </thead>
      <tbody role="rowgroup">
        {rows.map((row) => (
          <FloorLine key={row.id} row={row} now={now} onOpen={onOpen} />
        ))}
      </tbody>
    </table>
  );
}

function FloorLine({ row, now, onOpen }: { row: Row; now: number; onOpen: (patientId: string) => void }) {
  const { t } = useTranslation('desk');
  const { patient, practitioner } = row;
  const time = formatTime(row.startsAt, row.clinicTimeZone);
  const day = otherDay(row.startsAt, row.clinicTimeZone, now);
  const isOff = row.status === 'CANCELLED' || row.status === 'NO_SHOW' || row.status === 'FAILED';
  return (
    <tr role="row" className={isPast(row, now) ? 'past' : undefined}>
      <td role="cell" className="nowrap">
        <b>{shortName(practitioner)}</b>
        <span className="cap f">{practitioner.specialties[0]?.name.toLowerCase()}</span>
      </td>
      <td role="cell" className="t"><time dateTime={row.startsAt}>{time}</time>{day && <span className="cap f">{day}</span>}</td>
      <th role="rowheader" scope="row">
        {patient && fullName(patient)}
        {patient?.phone && <a className="cap num phone" href={`tel:${patient.phone}`}>{formatPhone(patient.phone)}</a>}
      </th>
      <td role="cell">
        <span className="line" style={{ flexWrap: 'wrap', gap: 6 }}>
          <FloorChip row={row} now={now} />
          {row.delay && <StateChip tone="act" icon={IconClock}>{t('floor.delayed', { time: formatTime(row.delay.expectedAt, row.clinicTimeZone) })}</StateChip>}
        </span>
      </td>
      <td role="cell">{isOff ? <RefundMark payment={row.payment} /> : <LinkLight row={row} />}</td>
      <td role="cell">
        {patient && (
          <Button variant="plain" small onClick={() => onOpen(patient.id)} aria-label={t('floor.detailsOf', { name: fullName(patient), time })}>
            {t('floor.details')}
          </Button>
        )}
      </td>
    </tr>
  );
}
