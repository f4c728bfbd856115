import { IconArrowLeft, IconCalendarPlus, IconHistory, IconHome, IconPhone, IconUser, type Icon as TablerIcon } from '@tabler/icons-react';
import { Link, useCanGoBack, useRouter, type LinkProps } from '@tanstack/react-router';
import { useEffect, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { formatPhone } from '../shared/format';
import { useClinic, useViewer } from '../shared/session';
import { ButtonAnchor } from './Button';
import { HelpButton } from './Help';
import { Icon } from './Icon';
import { Mark } from './Mark';

export type Tab = 'home' | 'book' | 'history' | 'profile';
const tabs: readonly { tab: Tab; to: '/' | '/book' | '/history' | '/profile'; icon: TablerIcon }[] = [
  { tab: 'home', to: '/', icon: IconHome },
  { tab: 'book', to: '/book', icon: IconCalendarPlus },
  { tab: 'history', to: '/history', icon: IconHistory },
  { tab: 'profile', to: '/profile', icon: IconUser },
];

export function usePageTitle(title: string) {
  const clinic = useClinic()?.name;
  useEffect(() => {
    document.title = clinic ? `${title} — ${clinic}` : title;
  }, [title, clinic]);
}

function WebTop({ tab }: { tab?: Tab }) {
  const { t } = useTranslation();
  const clinic = useClinic();
  const signedIn = useViewer()?.role === 'PATIENT';
  return (
    <header className="webtop">
      <Mark />
      <span className="name">{clinic?.name}</span>
      {signedIn ? (
        <nav aria-label={t('sections')}>
          {tabs.map((item) => (
            <Link key={item.tab} to={item.to} className={item.tab === tab ? 'on' : undefined} aria-current={item.tab === tab ? 'page' : undefined}>
              {t(`tabs.${item.tab}`)}
            </Link>
          ))}
        </nav>
      ) : (
        <span className="grow" />
      )}
      {clinic && (
        <ButtonAnchor href={`tel:${clinic.supportPhone}`} variant="plain">
          <Icon of={IconPhone} size={22} />
          {formatPhone(clinic.supportPhone)}
        </ButtonAnchor>
      )}
    </header>
  );
}

function Tabs({ tab }: { tab?: Tab }) {
  const { t } = useTranslation();
  return (
    <nav className="tabs" aria-label={t('sections')}>
      {tabs.map((item) => (
        <Link key={item.tab} to={item.to} className={item.tab === tab ? 'on' : undefined} aria-current={item.tab === tab ? 'page' : undefined}>
          <span className="ic"><Icon of={item.icon} /></span>
          {t(`tabs.${item.tab}`)}
        </Link>
      ))}
    </nav>
  );
}

type ShellProps = { title: string; tab?: Tab; /** Takes the place of the tabs. */ dock?: ReactNode; children: ReactNode };

/** A section of the patient's app: the bar above, the tabs below (a bar with all of it on wider screens). */
export function PatientShell({ title, tab, dock, children }: ShellProps) {
  const { t } = useTranslation();
  const clinic = useClinic();
  const signedIn = useViewer()?.role === 'PATIENT';
  usePageTitle(title);
  return (
    <div className="app">
      <a className="btn soft skip" href="#main">{t('skip')}</a>
      <header className="top">
        <Mark />
        <span className="name grow">{clinic?.name}</span>
        <HelpButton />
      </header>
      <WebTop tab={tab} />
      <main className={dock ? 'main form' : 'main'} id="main" tabIndex={-1}>{children}</main>
      {dock ? <div className="dock">{dock}</div> : signedIn && <Tabs tab={tab} />}
    </div>
  );
}

type TaskProps = {
  title: string;
  /** Text of the bar, when it is not the title. */
  bar?: string;
  tab?: Tab;
  /** Where the arrow leads when there is no page to go back to. */
  back?: LinkProps['to'];
  backParams?: Record<string, string>;
  onBack?: () => void;
  dock?: ReactNode;
  tabs?: boolean;
  /** Wide pages use the whole width on wider screens; others are forms of 480 px. */
  wide?: boolean;
  children: ReactNode;
};

/** One task: an arrow back above, the one button in the dock below. */
export function TaskShell({ title, bar, tab, back = '/', backParams, onBack, dock, tabs: withTabs, wide, children }: TaskProps) {
  const { t } = useTranslation();
  const router = useRouter();
  const canGoBack = useCanGoBack();
  usePageTitle(title);
  const goBack = () => {
    if (onBack) onBack();
    else if (canGoBack) router.history.back();
    else void router.navigate({ to: back, params: backParams } as never);
  };
  return (
    <div className="app">
      <a className="btn soft skip" href="#main">{t('skip')}</a>
      <WebTop tab={tab} />
      <header className="top back always">
        <button type="button" className="icon-btn" aria-label={t('back')} onClick={goBack}>
          <Icon of={IconArrowLeft} />
        </button>
        <span className="name grow">{bar ?? title}</span>
        <HelpButton />
      </header>
      <main className={wide ? 'main' : 'main form'} id="main" tabIndex={-1}>{children}</main>
      {dock && <div className="dock">{dock}</div>}
      {withTabs && <Tabs tab={tab} />}
    </div>
  );
}

/** How far a task is. */
export function Steps({ step, of }: { step: number; of: number }) {
  const { t } = useTranslation();
  return (
    <div className="steps" role="img" aria-label={t('step', { step, of })}>
      {Array.from({ length: of }, (_, i) => <i key={i} className={i < step ? 'on' : undefined} />)}
    </div>
  );
}
