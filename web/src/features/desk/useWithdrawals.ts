import { useApolloClient, useQuery } from '@apollo/client/react';
import { WithdrawalChangesDocument, WithdrawalsDocument, type OpenWithdrawalFragment } from '../../gql/graphql';
import { useResumable } from '../../shared/useResumable';

/** The withdrawals of consents that are open, kept up to date; the nearest deadline first. */
export function useWithdrawals(): readonly OpenWithdrawalFragment[] {
  const client = useApolloClient();
  const query = useQuery(WithdrawalsDocument, { fetchPolicy: 'network-only', nextFetchPolicy: 'cache-first' });
  const list = query.data?.consentWithdrawals;
  useResumable(WithdrawalChangesDocument, {
    variables: list ? {} : null,
    after: list?.cursor,
    onEvent: ({ cursor, withdrawal }) => {
      client.cache.updateQuery({ query: WithdrawalsDocument }, (data) =>
        data && { ...data, consentWithdrawals: { ...data.consentWithdrawals, cursor, nodes: withWithdrawal(data.consentWithdrawals.nodes, withdrawal) } },
      );
    },
    onGap: () => void query.refetch(),
  });
  return list?.nodes ?? [];
}

/** The open ones after one has come or come to its end. */
export function withWithdrawal(open: readonly OpenWithdrawalFragment[], one: OpenWithdrawalFragment): OpenWithdrawalFragment[] {
  const others = open.filter(({ id }) => id !== one.id);
  return one.finishedAt ? others : [...others, one].sort((a, b) => a.finishBy.localeCompare(b.finishBy));
}
