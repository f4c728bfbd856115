import type { Icon as TablerIcon } from '@tabler/icons-react';

/** A decorative icon; the words beside it say the same. */
export function Icon({ of: Shape, size }: { of: TablerIcon; size?: number }) {
  return <Shape className="i" aria-hidden focusable={false} style={size ? { width: size, height: size } : undefined} />;
}
