import { IconClock, IconCloudOff, IconCoffee } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { serverNow, useServerNow } from '../../shared/clock';
import { dayParts, formatTime, isoDate, shortName, zoneWords } from '../../shared/format';
import { useClinic, useViewer } from '../../shared/session';
import { useLink } from '../../shared/socket';
import { announce } from '../../ui/announce';
import { Button, ButtonLink } from '../../ui/Button';
import { Icon } from '../../ui/Icon';
import { LateSheet } from '../../ui/LateSheet';
import { Note } from '../../ui/Note';
import { Sheet } from '../../ui/Sheet';
import { useDoctorRail } from '../../ui/rails';
import { StaffShell } from '../../ui/StaffShell';
import { Empty, LoadFailed, Loading, RowsSkeleton } from '../../ui/States';
import { countsOf, lateness, nextRow, patientWaits, type Row } from './board';
import { BoardTable } from './BoardTable';
import { NextHead, NextPatient } from './NextPanel';
import { Unsigned } from './Unsigned';
import { useBoard } from './useBoard';
import './doctor.css';

export default function BoardPage() {
  const { t } = useTranslation('doctor');
  const clinic = useClinic();
  const now = useServerNow();
  const date = clinic ? isoDate(now, clinic.timeZone) : null;
  const { board, error, retry } = useBoard(date);
  useArrivals(board?.rows);

  return (
    <StaffShell title={t('board.today')} rail={useDoctorRail('/doctor')}>
      <BoardHead date={date} timeZone={clinic?.timeZone} now={now} rows={board?.rows} />
      <StaleNote timeZone={clinic?.timeZone} />
      {board && clinic ? (
        <>
          <Day rows={board.rows} now={now} />
          <Unsigned today={board.rows} />
        </>
      ) : error ? (
        <LoadFailed error={error} onRetry={retry} />
      ) : (
        <Loading><section className="card"><RowsSkeleton rows={6} /></section></Loading>
      )}
    </StaffShell>
  );
}

type HeadProps = { date: string | null; timeZone: string | undefined; now: number; rows: readonly Row[] | undefined };

function BoardHead({ date, timeZone, now, rows }: HeadProps) {
  const { t } = useTranslation('doctor');
  const me = useViewer()?.practitioner;
  const counts = rows?.length ? countsOf(rows, now) : undefined;
  const facts = [
    me && shortName(me),
    me?.specialties[0]?.name.toLowerCase(),
    timeZone && t('board.now', { time: formatTime(now, timeZone), zone: zoneWords(timeZone, now) }),
  ];
  return (
    <header className="line between board-head">
      <div>
        <h1 style={{ fontSize: '1.5rem' }}>{date && dayParts(date).long}</h1>
        <p className="m">{facts.filter(Boolean).join(' · ')}</p>
      </div>
      {counts && (
        <div className="kpi">
          <div><b>{counts.all}</b><span>{t('board.counts.all', { count: counts.all })}</span></div>
          <div><b>{counts.done}</b><span>{t('board.counts.done', { count: counts.done })}</span></div>
          <div><b>{counts.waiting}</b><span>{t('board.counts.waiting', { count: counts.waiting })}</span></div>
          <div><b>{counts.unsigned}</b><span>{t('board.counts.unsigned')}</span></div>
        </div>
      )}
    </header>
  );
}

/** While the socket is lost the data stays, with the time it is of. */
function StaleNote({ timeZone }: { timeZone: string | undefined }) {
  const { t } = useTranslation();
  const link = useLink();
  if (link.at !== 'lost' || !timeZone) return null;
  const time = formatTime(serverNow() - (performance.now() - link.since), timeZone);
  return <Note tone="bad" icon={IconCloudOff} live title={t('stale', { time })} />;
}

function Day({ rows, now }: { rows: readonly Row[]; now: number }) {
  const { t } = useTranslation('doctor');
  if (rows.length === 0) {
    return (
      <div className="board-empty">
        <Empty card icon={IconCoffee} title={t('board.empty.title')}>{t('board.empty.text')}</Empty>
      </div>
    );
  }
  const next = nextRow(rows, now);
  return (
    <>
      <LateNote rows={rows} next={next} now={now} />
      {next && <NextSheet row={next} now={now} />}
      <div className="board">
        <section className="card grow" aria-label={t('board.today')}>
          <BoardTable rows={rows} now={now} />
        </section>
        <aside className="card stack board-next" style={{ gap: 14 }} aria-labelledby="board-next">
          {next ? (
            <>
              <NextHead row={next} now={now} />
              <NextPatient row={next} now={now} />
            </>
          ) : (
            <>
              <h2 className="h3" id="board-next">{t('board.next.title')}</h2>
              <p className="m">{t('board.next.none')}</p>
            </>
          )}
        </aside>
      </div>
    </>
  );
}

/** Who already knows of a delay, and the way to say it. */
function LateNote({ rows, next, now }: { rows: readonly Row[]; next: Row | undefined; now: number }) {
  const { t } = useTranslation('doctor');
  const [open, setOpen] = useState(false);
  const told = rows.filter((row) => row.delay && row.patient);
  const [row] = told;
  const of = row ?? (next?.status === 'BOOKED' ? next : undefined);
  const names = told.map((one) => one.patient && shortName(one.patient)).join(', ');
  return (
    <>
      {row?.delay ? (
        <div className="note act slim">
          <Icon of={IconClock} />
          <p className="grow"><b className="in">{t('board.late.title', { count: row.delay.minutes })}</b> {t('board.late.told', { count: told.length, names })}</p>
          <Button variant="plain" small aria-haspopup="dialog" onClick={() => setOpen(true)}>{t('board.late.change')}</Button>
        </div>
      ) : (
        <>
          <WaitNote rows={rows} now={now} />
          {of && <div className="line" style={{ justifyContent: 'flex-end' }}><Button variant="plain" small aria-haspopup="dialog" onClick={() => setOpen(true)}>{t('board.late.say')}</Button></div>}
        </>
      )}
      {of && <LateSheet visit={of} open={open} onClose={() => setOpen(false)} />}
    </>
  );
}

function WaitNote({ rows, now }: { rows: readonly Row[]; now: number }) {
  const { t } = useTranslation('doctor');
  const late = lateness(rows, now);
  if (!late) return null;
  const { row, minutes } = late;
  return (
    <div className="note act slim">
      <Icon of={IconClock} />
      <p className="grow">
        <b className="in">{t('board.late.title', { count: minutes })}</b>{' '}
        {row.patient && t('board.late.text', { name: shortName(row.patient), time: formatTime(row.visit?.statusSince ?? row.startsAt, row.clinicTimeZone) })}
      </p>
      <ButtonLink to="/doctor/visits/$id" params={{ id: row.id }} hash="chat" variant="plain" small style={{ paddingInline: 12 }}>{t('board.late.write')}</ButtonLink>
    </div>
  );
}

/** On narrower screens the side panel is a sheet. */
function NextSheet({ row, now }: { row: Row; now: number }) {
  const { t } = useTranslation('doctor');
  const [open, setOpen] = useState(false);
  const name = row.patient ? shortName(row.patient) : '';
  return (
    <>
      <Button variant="soft" className="board-next-open" aria-haspopup="dialog" onClick={() => setOpen(true)}>
        {t('board.next.title')}: {formatTime(row.startsAt, row.clinicTimeZone)} {name}
      </Button>
      <Sheet open={open} onClose={() => setOpen(false)} title={t('board.next.title')}>
        <NextPatient row={row} now={now} />
      </Sheet>
    </>
  );
}

/** Says who has come in; the table itself stays still. */
function useArrivals(rows: readonly Row[] | undefined) {
  const { t } = useTranslation(['doctor', 'common']);
  const known = useRef<Set<string> | undefined>(undefined);
  useEffect(() => {
    if (!rows) return;
    const waiting = rows.filter(patientWaits);
    for (const row of waiting) {
      if (known.current && !known.current.has(row.id) && row.patient) {
        announce(t('doctor:board.changed', { name: shortName(row.patient), time: formatTime(row.startsAt, row.clinicTimeZone), state: t('common:visitStatus.WAITING') }));
      }
    }
    known.current = new Set(waiting.map((row) => row.id));
  }, [rows, t]);
}
