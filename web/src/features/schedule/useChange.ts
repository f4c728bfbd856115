import { useApolloClient, useMutation } from '@apollo/client/react';
import { useCallback, useState } from 'react';
import {
  AddScheduleExceptionDocument,
  DisplacedVisitsDocument,
  PublishScheduleDocument,
  SchedulePreviewDocument,
  WithdrawScheduleExceptionDocument,
  type AddScheduleExceptionInput,
  type BreaksFragment,
  type PublishScheduleInput,
} from '../../gql/graphql';
import { uuid } from '../../shared/id';

type Unkeyed<Input extends { idempotencyKey: string }> = Omit<Input, 'idempotencyKey' | 'acknowledge'>;

/** What is to be done to a calendar. */
export type Change =
  | { is: 'publish'; input: Unkeyed<PublishScheduleInput> }
  | { is: 'add'; input: Unkeyed<AddScheduleExceptionInput> }
  | { is: 'withdraw'; exceptionId: string };

export type Changing =
  | { at: 'idle' }
  | { at: 'busy' }
  | { at: 'looking'; change: Change; breaks: BreaksFragment; isNew: boolean }
  | { at: 'done' }
  | { at: 'refused'; fields: readonly string[] }
  | { at: 'lost' };

/** Looks at what a change breaks, then makes it: at once when nothing breaks, else with what was seen. */
export function useScheduleChange(isDesk: boolean) {
  const client = useApolloClient();
  const [publish] = useMutation(PublishScheduleDocument);
  const [add] = useMutation(AddScheduleExceptionDocument);
  const [withdraw] = useMutation(WithdrawScheduleExceptionDocument);
  const [state, setState] = useState<Changing>({ at: 'idle' });

  const send = useCallback(
    async (change: Change, acknowledge: string | null) => {
      const idempotencyKey = uuid();
      switch (change.is) {
        case 'publish':
          return (await publish({ variables: { input: { ...change.input, acknowledge, idempotencyKey } } })).data?.publishSchedule;
        case 'add':
          return (await add({ variables: { input: { ...change.input, acknowledge, idempotencyKey } } })).data?.addScheduleException;
        case 'withdraw':
          return (await withdraw({ variables: { input: { exceptionId: change.exceptionId, acknowledge, idempotencyKey } } })).data?.withdrawScheduleException;
      }
    },
    [publish, add, withdraw],
  );

  const make = useCallback(
    async (change: Change, acknowledge: string | null) => {
      setState({ at: 'busy' });
      const answer = await send(change, acknowledge).catch(() => undefined);
      switch (answer?.__typename) {
        case 'PublishScheduleSuccess':
        case 'AddScheduleExceptionSuccess':
        case 'WithdrawScheduleExceptionSuccess':
          if (isDesk) void client.refetchQueries({ include: [DisplacedVisitsDocument] });
          return setState({ at: 'done' });
        case 'ScheduleBreaksVisits': // somebody has booked meanwhile
          return setState({ at: 'looking', change, breaks: answer.breaks, isNew: true });
        case 'InvalidInput':
          return setState({ at: 'refused', fields: answer.fields });
        case 'Conflict':
        case undefined:
          return setState({ at: 'lost' });
      }
    },
    [send, client, isDesk],
  );

  const look = useCallback(
    async (change: Change) => {
      setState({ at: 'busy' });
      const ignored = { idempotencyKey: uuid() };
      const variables =
        change.is === 'publish' ? { schedule: { ...change.input, ...ignored } } : change.is === 'add' ? { exception: { ...change.input, ...ignored } } : { withdrawExceptionId: change.exceptionId };
      const result = await client.query({ query: SchedulePreviewDocument, variables, fetchPolicy: 'network-only' }).catch(() => undefined);
      const breaks = result?.data?.schedulePreview;
      if (!breaks || breaks.count === 0) return make(change, null); // a refusal is told by the change itself
      setState({ at: 'looking', change, breaks, isNew: false });
    },
    [client, make],
  );

  return { state, look, make, rest: useCallback(() => setState({ at: 'idle' }), []) };
}
