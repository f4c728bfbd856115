import type { LinkQuality } from '../../rtc/signals';
import type { Link } from '../../rtc/stats';

/** What the light says: how good, and whose connection is to blame. */
export type Light = { mark: 'g' | 'y' | 'r'; words: 'good' | 'unevenOwn' | 'unevenOther' | 'weakOwn' | 'weakOther' };

const rank = { GOOD: 0, UNEVEN: 1, WEAK: 2 } as const;

const worse = (a: LinkQuality, b: LinkQuality): LinkQuality => (rank[b] > rank[a] ? b : a);

/**
 * The worst connection of a call gives the word; one's own comes first when both
 * are alike, since that is where one can do something. The server's word counts; the
 * browser's own look fills in until the server has one. A link that carries less
 * than it could (`isReduced`) is never called good.
 */
export function lightOf(links: ReadonlyMap<string, LinkQuality>, othersIds: readonly string[], seenHere: Link, isReduced: boolean): Light {
  const others = othersIds.map((id) => links.get(id) ?? 'GOOD');
  const worst = others.reduce<LinkQuality>(worse, 'GOOD');
  const ownSaid = [...links].find(([id]) => !othersIds.includes(id))?.[1];
  const own = worse(ownSaid ?? (seenHere === 'weak' ? 'UNEVEN' : 'GOOD'), isReduced ? 'UNEVEN' : 'GOOD');
  const isOwn = rank[own] >= rank[worst];
  switch (isOwn ? own : worst) {
    case 'GOOD':
      return { mark: 'g', words: 'good' };
    case 'UNEVEN':
      return { mark: 'y', words: isOwn ? 'unevenOwn' : 'unevenOther' };
    case 'WEAK':
      return { mark: 'r', words: isOwn ? 'weakOwn' : 'weakOther' };
  }
}
