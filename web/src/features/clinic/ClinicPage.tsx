import { useQuery } from '@apollo/client/react';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { ClinicOfficeDocument, type ClinicOfficeQuery, type ColleagueFragment, type ConsentKind } from '../../gql/graphql';
import { useServerNow } from '../../shared/clock';
import { formatNear } from '../../shared/format';
import { useClinicZone } from '../../shared/session';
import { Button } from '../../ui/Button';
import { Note } from '../../ui/Note';
import { useDeskRail } from '../../ui/rails';
import { StaffShell } from '../../ui/StaffShell';
import { LoadFailed, Loading, RowsSkeleton } from '../../ui/States';
import { Invite, RenewLink } from './Invite';
import { NewSpecialty } from './NewSpecialty';
import { NewText } from './NewText';

type Opened = { what: 'invite' } | { what: 'renew'; member: ColleagueFragment } | { what: 'specialty' } | { what: 'text'; kind: ConsentKind };
const kinds = ['PERSONAL_DATA', 'IDS'] as const satisfies readonly ConsentKind[];

/** What a clinic is made of before anybody can book: texts, specialties, people. For the administrator. */
export default function ClinicPage() {
  const { t } = useTranslation('clinic');
  const { data, previousData, error, refetch } = useQuery(ClinicOfficeDocument, { fetchPolicy: 'cache-and-network' });
  const [opened, setOpened] = useState<Opened>();
  const office = data ?? previousData;
  const close = () => setOpened(undefined);
  const done = () => void refetch();
  return (
    <StaffShell title={t('title')} rail={useDeskRail('/desk/clinic')}>
      <h1 style={{ fontSize: '1.5rem' }}>{t('title')}</h1>
      {office ? (
        <>
          <Texts office={office} onOpen={(kind) => setOpened({ what: 'text', kind })} />
          <Part title={t('specialties')} none={office.allSpecialties.length === 0 && t('noSpecialties')} action={<Button small aria-haspopup="dialog" onClick={() => setOpened({ what: 'specialty' })}>{t('addSpecialty')}</Button>}>
            {office.allSpecialties.map(({ id, name, summary, practitionerCount }) => (
              <li key={id}>
                <b>{name}</b>
                <div className="cap m">{[summary, t('doctors', { count: practitionerCount })].filter(Boolean).join(' · ')}</div>
              </li>
            ))}
          </Part>
          <Part title={t('staff')} action={<Button small aria-haspopup="dialog" onClick={() => setOpened({ what: 'invite' })}>{t('invite')}</Button>}>
            {office.staff.map((member) => <Member key={member.id} member={member} onRenew={() => setOpened({ what: 'renew', member })} />)}
          </Part>
        </>
      ) : error ? <LoadFailed error={error} onRetry={done} /> : <Loading><section className="card"><RowsSkeleton rows={5} /></section></Loading>}
      {opened?.what === 'invite' && <Invite specialties={office?.allSpecialties ?? []} onClose={close} onDone={done} />}
      {opened?.what === 'renew' && <RenewLink member={opened.member} onClose={close} onDone={done} />}
      {opened?.what === 'specialty' && <NewSpecialty onClose={close} onDone={done} />}
      {opened?.what === 'text' && <NewText kind={opened.kind} onClose={close} onDone={done} />}
    </StaffShell>
  );
}

type PartProps = { title: string; none?: string | false; action?: ReactNode; children: ReactNode };

function Part({ title, none, action, children }: PartProps) {
  return (
    <section className="card stack">
      <div className="line between" style={{ flexWrap: 'wrap' }}>
        <h2 className="h3">{title}</h2>
        {action}
      </div>
      {none ? <p className="m">{none}</p> : <ul className="rows">{children}</ul>}
    </section>
  );
}

/** A missing text keeps everybody out: it is said first. */
function Texts({ office, onOpen }: { office: ClinicOfficeQuery; onOpen: (kind: ConsentKind) => void }) {
  const { t } = useTranslation('clinic');
  const of = (kind: ConsentKind) => office.consentTexts.find((text) => text.kind === kind);
  return (
    <>
      {kinds.some((kind) => !of(kind)) && <Note tone="act" icon={IconAlertTriangle} title={t('textMissing')}>{t('textMissingText')}</Note>}
      <Part title={t('texts')}>
        {kinds.map((kind) => {
          const text = of(kind);
          return (
            <li key={kind} className="line" style={{ flexWrap: 'wrap' }}>
              <div className="grow" style={{ flexBasis: '16rem' }}>
                <b>{t(`kind.${kind}`)}</b>
                <div className="cap m">{text ? t('version', { title: text.title, version: text.version }) : t('noText')}</div>
              </div>
              <Button variant="soft" small aria-haspopup="dialog" aria-label={t('publishOf', { name: t(`kind.${kind}`) })} onClick={() => onOpen(kind)}>{t('publish')}</Button>
            </li>
          );
        })}
      </Part>
    </>
  );
}

function Member({ member, onRenew }: { member: ColleagueFragment; onRenew: () => void }) {
  const { t } = useTranslation('clinic');
  const zone = useClinicZone();
  const now = useServerNow();
  const { name, email, role, invitedUntil } = member;
  const isOver = invitedUntil && Date.parse(invitedUntil) <= now;
  return (
    <li className="line" style={{ flexWrap: 'wrap' }}>
      <div className="grow" style={{ flexBasis: '16rem', overflowWrap: 'anywhere' }}>
        <b>{name}</b>
        <div>{t(`role.${role}`)} · {email}</div>
        {invitedUntil && <div className="cap m">{isOver ? t('linkOver') : t('invited', { at: formatNear(invitedUntil, zone, now) })}</div>}
      </div>
      {invitedUntil && <Button variant="soft" small aria-haspopup="dialog" aria-label={t('renewOf', { name })} onClick={onRenew}>{t('renew')}</Button>}
    </li>
  );
}
