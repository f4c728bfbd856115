import { useApolloClient, useQuery } from '@apollo/client/react';
import { useEffect, useState } from 'react';
import { PractitionerBoardChangesDocument, PractitionerBoardDocument } from '../../gql/graphql';
import { syncClock } from '../../shared/clock';
import { useResumable } from '../../shared/useResumable';
import { withRow } from './board';

/** The practitioner's day, kept up to date; `date` is the clinic's. */
export function useBoard(date: string | null) {
  const client = useApolloClient();
  const [error, setError] = useState<unknown>();
  const variables = { date: date ?? '' };
  const query = useQuery(PractitionerBoardDocument, { variables, skip: date === null, fetchPolicy: 'network-only', nextFetchPolicy: 'cache-first' });
  const board = query.data?.practitionerBoard;
  useEffect(() => {
    if (board) syncClock(board.serverTime);
  }, [board?.serverTime]);
  useResumable(PractitionerBoardChangesDocument, {
    variables: board && date !== null ? { date } : null,
    after: board?.cursor,
    onEvent: (event) => {
      if (event.row?.visit) syncClock(event.row.visit.serverTime);
      client.cache.updateQuery({ query: PractitionerBoardDocument, variables }, (data) =>
        data && { ...data, practitionerBoard: { ...data.practitionerBoard, cursor: event.cursor, rows: withRow(data.practitionerBoard.rows, event.appointmentId, event.row) } },
      );
    },
    onGap: () => void query.refetch(),
    onEnd: (errors) => setError(errors[0]),
  });
  const retry = () => {
    setError(undefined);
    void query.refetch();
  };
  return { board, error: query.error ?? error, retry };
}
