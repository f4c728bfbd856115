import { expect, test } from 'vitest';
import type { OpenWithdrawalFragment } from '../../gql/graphql';
import { withWithdrawal } from './useWithdrawals';

const one = (id: string, finishBy: string, finishedAt: string | null = null): OpenWithdrawalFragment => ({
  __typename: 'ConsentWithdrawal', id, withdrawnAt: '2026-10-14T09:00:00Z', finishBy, finishedAt, patient: null,
});

test('a withdrawal that comes stands by its deadline, once, and leaves with its end', () => {
  const first = one('a', '2026-11-13T09:00:00Z');
  const sooner = one('b', '2026-11-10T09:00:00Z');
  const both = withWithdrawal(withWithdrawal([], first), sooner);
  expect(both.map(({ id }) => id)).toEqual(['b', 'a']);
  expect(withWithdrawal(both, sooner)).toHaveLength(2);
  expect(withWithdrawal(both, { ...sooner, finishedAt: '2026-10-15T09:00:00Z' })).toEqual([first]);
});
