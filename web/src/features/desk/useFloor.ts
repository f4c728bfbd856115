import { useApolloClient, useQuery } from '@apollo/client/react';
import { useEffect, useState } from 'react';
import { DeskFloorChangesDocument, DeskFloorDocument } from '../../gql/graphql';
import { syncClock } from '../../shared/clock';
import { useResumable } from '../../shared/useResumable';
import { withRow } from './floor';

/** The clinic's day, kept up to date; `date` is the clinic's. */
export function useFloor(date: string | null) {
  const client = useApolloClient();
  const [error, setError] = useState<unknown>();
  const variables = { date: date ?? '' };
  const query = useQuery(DeskFloorDocument, { variables, skip: date === null, fetchPolicy: 'network-only', nextFetchPolicy: 'cache-first' });
  const floor = query.data?.deskFloor;
  useEffect(() => {
    if (floor) syncClock(floor.serverTime);
  }, [floor?.serverTime]);
  useResumable(DeskFloorChangesDocument, {
    variables: floor && date !== null ? { date } : null,
    after: floor?.cursor,
    onEvent: (event) => {
      if (event.row?.visit) syncClock(event.row.visit.serverTime);
      client.cache.updateQuery({ query: DeskFloorDocument, variables }, (data) =>
        data && { ...data, deskFloor: { ...data.deskFloor, cursor: event.cursor, rows: withRow(data.deskFloor.rows, event.appointmentId, event.row) } },
      );
    },
    onGap: () => void query.refetch(),
    onEnd: (errors) => setError(errors[0]),
  });
  const retry = () => {
    setError(undefined);
    void query.refetch();
  };
  return { floor, error: query.error ?? error, retry };
}
