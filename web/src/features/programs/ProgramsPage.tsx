import { useQuery } from '@apollo/client/react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ProgramsDocument, type ProgramFragment } from '../../gql/graphql';
import { useServerNow } from '../../shared/clock';
import { formatNear } from '../../shared/format';
import { useClinic } from '../../shared/session';
import { Button } from '../../ui/Button';
import { useDeskRail } from '../../ui/rails';
import { StaffShell } from '../../ui/StaffShell';
import { LoadFailed, Loading, RowsSkeleton } from '../../ui/States';
import { LetIn, NewKey, ShutOut } from './dialogs';

type Opened = { what: 'letIn' } | { what: 'newKey' | 'shutOut'; program: ProgramFragment };
const page = 20;

/** Programs of other companies that book for their patients: for the administrator. */
export default function ProgramsPage() {
  const { t } = useTranslation('programs');
  const [first, setFirst] = useState(page);
  const { data, previousData, error, refetch } = useQuery(ProgramsDocument, { variables: { first }, fetchPolicy: 'cache-and-network' });
  const [opened, setOpened] = useState<Opened>();
  const list = (data ?? previousData)?.apiClients;
  const close = () => setOpened(undefined);
  return (
    <StaffShell title={t('title')} rail={useDeskRail('/desk/programs')}>
      <div className="line between" style={{ flexWrap: 'wrap' }}>
        <h1 style={{ fontSize: '1.5rem' }}>{t('title')}</h1>
        <Button small aria-haspopup="dialog" onClick={() => setOpened({ what: 'letIn' })}>{t('letIn')}</Button>
      </div>
      <p className="m">{t('text')}</p>
      {list ? (
        <section className="card stack">
          {list.nodes.length === 0 ? <p className="m">{t('none')}</p> : (
            <ul className="rows">
              {list.nodes.map((program) => (
                <Row key={program.id} program={program} onOpen={(what) => setOpened({ what, program })} />
              ))}
            </ul>
          )}
          {list.pageInfo.hasNextPage && first < 100 && <div><Button variant="plain" small onClick={() => setFirst((n) => Math.min(100, n + page))}>{t('earlier')}</Button></div>}
        </section>
      ) : error ? <LoadFailed error={error} onRetry={() => void refetch()} /> : <Loading><section className="card"><RowsSkeleton rows={3} /></section></Loading>}
      {opened?.what === 'letIn' && <LetIn onClose={close} onDone={() => void refetch()} />}
      {opened?.what === 'newKey' && <NewKey program={opened.program} onClose={close} />}
      {opened?.what === 'shutOut' && <ShutOut program={opened.program} onClose={close} />}
    </StaffShell>
  );
}

function Row({ program, onOpen }: { program: ProgramFragment; onOpen: (what: 'newKey' | 'shutOut') => void }) {
  const { t } = useTranslation('programs');
  const zone = useClinic()?.timeZone ?? 'UTC';
  const now = useServerNow();
  const at = (instant: string) => formatNear(instant, zone, now);
  const { name, scopes, keyPrefix, createdAt, createdBy, lastUsedAt, revokedAt } = program;
  return (
    <li className="line" style={{ flexWrap: 'wrap' }}>
      <div className="grow" style={{ flexBasis: '16rem' }}>
        <b>{name}</b>
        <div>{scopes.filter((scope) => scope !== 'AVAILABILITY' || scopes.length === 1).map((scope) => t(`scopes.${scope}`)).join(' · ')}</div>
        <div className="cap m">{t('since', { at: at(createdAt), by: createdBy })}</div>
        <div className="cap m">{revokedAt ? t('revoked', { at: at(revokedAt) }) : <>{t('key', { prefix: keyPrefix })} · {lastUsedAt ? t('used', { at: at(lastUsedAt) }) : t('unused')}</>}</div>
      </div>
      {!revokedAt && (
        <>
          <Button variant="soft" small aria-haspopup="dialog" aria-label={t('newKeyOf', { name })} onClick={() => onOpen('newKey')}>{t('newKey')}</Button>
          <Button variant="danger-plain" small aria-haspopup="dialog" aria-label={t('shutOutOf', { name })} onClick={() => onOpen('shutOut')}>{t('shutOut')}</Button>
        </>
      )}
    </li>
  );
}
