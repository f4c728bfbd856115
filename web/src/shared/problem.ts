import i18next from 'i18next';
import type { ProblemCode } from '../gql/graphql';
import { formatTime, ownZone } from './format';

type Refusal = { code: ProblemCode; retryAt?: string };

/** What to say about a refusal that a screen has no better words for. */
export function problemText({ code, retryAt }: Refusal): string {
  const t = i18next.getFixedT(i18next.language, 'common');
  switch (code) {
    case 'INVALID_INPUT':
      return t('problem.INVALID_INPUT');
    case 'CONFLICT':
      return t('problem.CONFLICT');
    case 'TOO_MANY_ATTEMPTS':
      return t('problem.TOO_MANY_ATTEMPTS', { time: retryAt ? formatTime(retryAt, ownZone()) : '' });
    default:
      return t('problem.OTHER');
  }
}

/** What to say when no answer came. */
export function lostText(): string {
  return i18next.getFixedT(i18next.language, 'common')('problem.NETWORK');
}
