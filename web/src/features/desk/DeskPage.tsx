import { IconCloudOff, IconCoffee } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { serverNow, useServerNow } from '../../shared/clock';
import { formatTime, isoDate } from '../../shared/format';
import { useClinic } from '../../shared/session';
import { useLink, type Link } from '../../shared/socket';
import { Segmented } from '../../ui/Fields';
import { Note } from '../../ui/Note';
import { useDeskRail } from '../../ui/rails';
import { StaffShell } from '../../ui/StaffShell';
import { Empty, LoadFailed, Loading, RowsSkeleton } from '../../ui/States';
import { filtered, troubles, type Filter, type Row } from './floor';
import { FloorTable } from './FloorTable';
import { HelpNeeded } from './HelpNeeded';
import { PatientCard } from './PatientCard';
import { Found, SearchField } from './PatientSearch';
import { useFloor } from './useFloor';
import { Withdrawals } from './Withdrawals';
import './desk.css';

export default function DeskPage() {
  const { t } = useTranslation('desk');
  const timeZone = useClinic()?.timeZone;
  const now = useServerNow();
  const link = useLink();
  const { floor, error, retry } = useFloor(timeZone ? isoDate(now, timeZone) : null);
  const [search, setSearch] = useState('');
  const [opened, setOpened] = useState<string>();
  const lost = link.at === 'lost';

  return (
    <StaffShell title={t('title')} rail={useDeskRail('/desk')}>
      <header className="line desk-head">
        <div className="grow">
          <h1 style={{ fontSize: '1.5rem' }}>{timeZone && t('heading', { time: formatTime(now, timeZone) })}</h1>
          {floor && <p className="m">{[t('count', { count: floor.rows.length }), !lost && t('updates')].filter(Boolean).join(' · ')}</p>}
        </div>
        <SearchField
          value={search}
          onChange={(text) => {
            setSearch(text);
            setOpened(undefined);
          }}
        />
      </header>
      {link.at === 'lost' && timeZone && <Stale link={link} timeZone={timeZone} />}
      {opened && timeZone && <PatientCard id={opened} rows={floor?.rows ?? []} timeZone={timeZone} now={now} onClose={() => setOpened(undefined)} />}
      {search.trim() !== '' && !opened && <Found text={search} onOpen={(patient) => setOpened(patient.id)} />}
      <Withdrawals onOpen={setOpened} />
      {floor ? (
        <Floor rows={floor.rows} now={now} onOpen={setOpened} />
      ) : error ? (
        <LoadFailed error={error} onRetry={retry} />
      ) : (
        <Loading><section className="card"><RowsSkeleton rows={6} /></section></Loading>
      )}
    </StaffShell>
  );
}

/** The data stays; the note says as of when. */
function Stale({ link, timeZone }: { link: Link & { at: 'lost' }; timeZone: string }) {
  const { t } = useTranslation('desk');
  const [time] = useState(() => formatTime(serverNow() - (performance.now() - link.since), timeZone));
  return <Note tone="bad" icon={IconCloudOff} live title={t('stale.title', { time })}>{t('stale.text')}</Note>;
}

const filters: readonly Filter[] = ['all', 'waiting', 'late'];

function Floor({ rows, now, onOpen }: { rows: readonly Row[]; now: number; onOpen: (patientId: string) => void }) {
  const { t } = useTranslation('desk');
  const [filter, setFilter] = useState<Filter>('all');
  if (rows.length === 0) return <Empty card icon={IconCoffee} title={t('floor.empty')}>{t('floor.emptyText')}</Empty>;
  const shown = filtered(rows, filter, now);
  return (
    <>
      <HelpNeeded troubles={troubles(rows, now)} now={now} onOpen={onOpen} />
      <section className="card grow floor" aria-labelledby="desk-floor">
        <div className="line floor-head">
          <h2 className="h3 grow" id="desk-floor">{t('floor.title')}</h2>
          <Segmented<Filter>
            label={t('floor.filter')}
            hideLabel
            name="filter"
            value={filter}
            options={filters.map((value) => ({ value, label: t(`floor.${value}`, { count: filtered(rows, value, now).length }) }))}
            onChange={setFilter}
          />
        </div>
        {shown.length > 0 ? <FloorTable rows={shown} now={now} onOpen={onOpen} /> : <p className="m" style={{ padding: 18 }}>{t('floor.none')}</p>}
      </section>
    </>
  );
}
