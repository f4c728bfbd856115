import type { Icon as TablerIcon } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { Icon } from './Icon';
import type { Tone } from './StateChip';

type Props = { tone?: Tone; icon: TablerIcon; title: ReactNode; children?: ReactNode; live?: boolean };

/** Explains a state; `live` announces it when it appears. */
export function Note({ tone = 'quiet', icon, title, children, live }: Props) {
  return (
    <div className={`note ${tone}${live ? ' appear' : ''}`} role={live ? 'status' : undefined}>
      <Icon of={icon} />
      <div className="grow">
        <b>{title}</b>
        {children && <p>{children}</p>}
      </div>
    </div>
  );
}
