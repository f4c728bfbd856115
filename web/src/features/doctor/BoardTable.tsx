import { useTranslation } from 'react-i18next';
import { formatTime, isoDate, otherDay, shortName } from '../../shared/format';
import { ButtonLink } from '../../ui/Button';
import { RefundMark } from '../../ui/StateChip';
import { actionOf, ageOn, isPast, neededRow, type Row } from './board';
import { LinkLight, Marks, RowChip } from './RowParts';
import { wishToJoin } from './wish';

/** The day as a table; on phones each row is a card with the same order. The roles stay when the layout changes. */
export function BoardTable({ rows, now }: { rows: readonly Row[]; now: number }) {
  const { t } = useTranslation('doctor');
  const needed = neededRow(rows, now);
  return (
    <table className="tbl board-tbl" role="table">
      <thead role="rowgroup">
        <tr role="row">
          <th role="columnheader" scope="col">{t('board.columns.time')}</th>
          <th role="columnheader" scope="col">{t('board.columns.patient')}</th>
          <th role="columnheader" scope="col">{t('board.columns.state')}</th>
          <th role="columnheader" scope="col">{t('board.columns.link')}</th>
          <th role="columnheader" scope="col">{t('board.columns.marks')}</th>
          <th role="columnheader" scope="col"><span className="sr-only">{t('board.columns.action')}</span></th>
        </tr>
      </thead>
      <tbody role="rowgroup">
        {rows.map((row) => (
          <BoardLine key={row.id} row={row} needed={needed} now={now} />
        ))}
      </tbody>
    </table>
  );
}

function BoardLine({ row, needed, now }: { row: Row; needed: Row | undefined; now: number }) {
  const { t } = useTranslation('doctor');
  const action = actionOf(row, needed, now);
  const time = formatTime(row.startsAt, row.clinicTimeZone);
  const day = otherDay(row.startsAt, row.clinicTimeZone, now);
  const name = row.patient ? shortName(row.patient) : '';
  const isOff = row.status === 'CANCELLED' || row.status === 'NO_SHOW' || row.status === 'FAILED';
  const look = row.id === needed?.id ? 'now' : isPast(row, now) ? 'past' : undefined;
  return (
    <tr role="row" className={look} aria-current={look === 'now' ? 'true' : undefined}>
      <td role="cell" className="t"><time dateTime={row.startsAt}>{time}</time>{day && <span className="cap f">{day}</span>}</td>
      <th role="rowheader" scope="row">
        <b>{name}</b>
        {row.patient && (
          <span className="cap f">
            {t('years', { count: ageOn(row.patient.birthDate, isoDate(now, row.clinicTimeZone)) })} · {t(`kind.${row.service.kind}`)}
          </span>
        )}
      </th>
      <td role="cell"><RowChip row={row} now={now} /></td>
      <td role="cell">{!isOff && <LinkLight row={row} />}</td>
      <td role="cell">{isOff ? <RefundMark payment={row.payment} /> : <Marks row={row} />}</td>
      <td role="cell">
        <ButtonLink
          to="/doctor/visits/$id"
          params={{ id: row.id }}
          hash={action.place}
          variant={action.lamp ? 'lamp' : 'plain'}
          small
          onClick={() => (action.words === 'join' || action.words === 'return') && wishToJoin(row.id)}
          aria-label={t('board.actionOf', { action: t(`board.action.${action.words}`), name, time })}
        >
          {t(`board.action.${action.words}`)}
        </ButtonLink>
      </td>
    </tr>
  );
}
