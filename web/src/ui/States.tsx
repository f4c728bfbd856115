import type { Icon as TablerIcon } from '@tabler/icons-react';
import { IconCloudOff, IconMapQuestion } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { codeOf, supportCode } from '../shared/apollo';
import { Button, ButtonLink } from './Button';
import { PhoneLink } from './Help';
import { Icon } from './Icon';
import { useAfter } from './Time';

type EmptyProps = { icon: TablerIcon; tone?: '' | 'act' | 'bad' | 'info'; title: ReactNode; children?: ReactNode; actions?: ReactNode; card?: boolean; level?: 1 | 2 };

/** A disc, what is or will be here, one action. */
export function Empty({ icon, tone = '', title, children, actions, card, level = 2 }: EmptyProps) {
  return (
    <section className={card ? 'card empty' : 'empty'} style={{ gap: 14, paddingBlock: 32 }}>
      <span className={`disc ${tone}`}><Icon of={icon} /></span>
      {level === 1 ? <h1 className="h2" tabIndex={-1}>{title}</h1> : <h2>{title}</h2>}
      {children && <p className="m">{children}</p>}
      {actions}
    </section>
  );
}

type FailureProps = { error?: unknown; title?: string; text?: string; onRetry: () => void; level?: 1 | 2 };

/** There is nothing here, or nothing for this person: the two look the same. */
export function Missing() {
  const { t } = useTranslation();
  return (
    <Empty card level={1} icon={IconMapQuestion} title={t('missing.title')} actions={<ButtonLink to="/" block>{t('missing.home')}</ButtonLink>}>
      {t('missing.text')}
    </Empty>
  );
}

/** What happened, what is safe, retry, phone, a short code for the support; without an error, that there is nothing. */
export function LoadFailed({ error, title, text, onRetry, level }: FailureProps) {
  const { t } = useTranslation();
  if (!title && (!error || codeOf(error) === 'NOT_FOUND')) return <Missing />;
  const code = supportCode(error);
  return (
    <div role="alert">
      <Empty
        card
        level={level}
        icon={IconCloudOff}
        tone="act"
        title={title ?? t('failed.title')}
        actions={
          <>
            <Button block onClick={onRetry} style={{ marginTop: 4 }}>{t('failed.retry')}</Button>
            <PhoneLink />
            {code && <p className="cap f">{t('failed.code')} <span className="num">{code}</span></p>}
          </>
        }
      >
        {text ?? t('failed.text')}
      </Empty>
    </div>
  );
}

export function Skeleton({ width = '100%', height = 18, radius = 10 }: { width?: number | string; height?: number; radius?: number }) {
  return <div className="skel" style={{ width, height, borderRadius: radius }} />;
}

/** Skeletons appear after 300 ms, in the shape of what comes. */
export function Loading({ children }: { children: ReactNode }) {
  const { t } = useTranslation();
  const after = useAfter(300);
  return (
    <div aria-busy="true" aria-label={t('loading')} role="status" className="stack">
      {after ? children : null}
    </div>
  );
}

export function CardSkeleton() {
  return (
    <section className="card stack">
      <div className="line between"><Skeleton width="44%" height={22} /><Skeleton width="30%" height={28} radius={14} /></div>
      <div className="line"><Skeleton width="42%" height={52} /><div className="stack grow" style={{ gap: 8 }}><Skeleton /><Skeleton width="70%" height={16} /></div></div>
      <div className="line"><Skeleton width={56} height={56} radius={18} /><div className="stack grow" style={{ gap: 8 }}><Skeleton width="80%" /><Skeleton width="60%" height={16} /></div></div>
      <Skeleton height={56} />
    </section>
  );
}

export function RowsSkeleton({ rows = 3 }: { rows?: number }) {
  return (
    <section className="stack" style={{ gap: 14 }}>
      <Skeleton width="40%" height={24} />
      {Array.from({ length: rows }, (_, i) => (
        <div className="line" key={i}><Skeleton width={40} height={40} radius={13} /><Skeleton width={`${70 - i * 6}%`} height={20} /></div>
      ))}
    </section>
  );
}
