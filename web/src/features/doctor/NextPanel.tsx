import { useTranslation } from 'react-i18next';
import { fullName, isoDate } from '../../shared/format';
import { ButtonLink } from '../../ui/Button';
import { ageOn, type Row } from './board';
import { FileLink } from './Files';
import { RowChip } from './RowParts';

const shownFiles = 3;

/** Who comes next: the reason and the papers, to read before the call. */
export function NextPatient({ row, now }: { row: Row; now: number }) {
  const { t } = useTranslation('doctor');
  const more = row.documents.length - shownFiles;
  return (
    <>
      {row.patient && (
        <div>
          <b className="board-next-name">{fullName(row.patient)}</b>
          <div className="cap m">
            {t('years', { count: ageOn(row.patient.birthDate, isoDate(now, row.clinicTimeZone)) })} · {row.service.name}
          </div>
        </div>
      )}
      <div>
        <div className="cap f">{t('board.next.reason')}</div>
        <p className={row.reason ? 'board-reason' : 'm'}>{row.reason || t('board.next.noReason')}</p>
      </div>
      <div className="stack" style={{ gap: 8 }}>
        <div className="cap f">{row.documents.length > 0 ? t('board.next.documents') : t('board.next.noDocuments')}</div>
        {row.documents.slice(0, shownFiles).map((document) => (
          <FileLink key={document.id} document={document} timeZone={row.clinicTimeZone} />
        ))}
        {more > 0 && <p className="cap m">{t('board.next.more', { count: more })}</p>}
      </div>
      <span className="grow" />
      <ButtonLink to="/doctor/visits/$id" params={{ id: row.id }} hash="card" variant="soft">{t('board.next.open')}</ButtonLink>
    </>
  );
}

export function NextHead({ row, now }: { row: Row; now: number }) {
  const { t } = useTranslation('doctor');
  return (
    <div className="line between" style={{ flexWrap: 'wrap', gap: 6 }}>
      <h2 className="h3" id="board-next">{t('board.next.title')}</h2>
      <RowChip row={row} now={now} />
    </div>
  );
}
