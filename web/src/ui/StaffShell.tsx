import { IconLogout, type Icon as TablerIcon } from '@tabler/icons-react';
import { Link, useNavigate, type LinkProps } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { signOut } from '../shared/session';
import { HelpButton } from './Help';
import { Icon } from './Icon';
import { Mark } from './Mark';
import { usePageTitle } from './PatientShell';

export type RailItem = { to: LinkProps['to']; label: string; icon: TablerIcon; on?: boolean };

/** The staff's frame: the rail at the left, 15 px text, 44 px controls. */
export function StaffShell({ title, rail, children }: { title: string; rail: readonly RailItem[]; children: ReactNode }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  usePageTitle(title);
  return (
    <div className="desk work" data-density="work">
      <nav className="rail" aria-label={t('sections')}>
        <Mark />
        {rail.map((item) => (
          <Link key={item.label} to={item.to} className={item.on ? 'on' : undefined} aria-current={item.on ? 'page' : undefined}>
            <Icon of={item.icon} />
            {item.label}
          </Link>
        ))}
        <span className="grow" />
        <HelpButton className="rail-help" />
        <button type="button" onClick={() => void signOut().then(() => navigate({ to: '/staff' }))}>
          <Icon of={IconLogout} />
          {t('signOut')}
        </button>
      </nav>
      <main className="pane" id="main" tabIndex={-1}>{children}</main>
    </div>
  );
}
