import type { TypedDocumentNode } from '@apollo/client';
import type { DocumentNode } from 'graphql';
import type { Client } from 'graphql-ws';
import { named } from './documents';

type Ready = { __typename: 'StreamReady'; cursor: string };
type Gap = { __typename: 'StreamGap'; reason?: string; cursor: string };
type Other = { __typename: string; cursor: string };

export type StreamEvent = Ready | Gap | Other;
/** The events of a subscription's one field, without StreamReady and StreamGap. */
export type EventOf<Data> = Exclude<FieldOf<Data>, { __typename: 'StreamReady' | 'StreamGap' }>;
type FieldOf<Data> = Exclude<Data[Exclude<keyof Data, '__typename'>], null | undefined>;

export type Handlers<Data> = {
  /** An event, in order, none twice and none missing. */
  onEvent?: (event: EventOf<Data>) => void;
  /** The stream is live: everything after its cursor will arrive. */
  onReady?: () => void;
  /** The place is too old: query anew. The stream goes on from the newest place by itself. */
  onGap?: () => void;
  /** The stream has ended for good: signed out, not permitted any more. */
  onEnd?: (errors: readonly { message: string; extensions?: Record<string, unknown> }[]) => void;
  /** Each answer as it came, for a cache. */
  onData?: (data: Data) => void;
};

/**
 * Follows a stream that can be resumed. graphql-ws sends the same payload object again when it has
 * reconnected, so the place is moved on inside of it at each event. Returns how to stop.
 */
export function follow<Data, Variables extends { after?: string | null }>(
  socket: Pick<Client, 'subscribe'>,
  document: TypedDocumentNode<Data, Variables> | DocumentNode,
  variables: Variables,
  handlers: Handlers<Data>,
): () => void {
  const place: Record<string, unknown> & { after?: string | null } = { ...variables };
  const payload = { ...named(document), variables: place };
  return socket.subscribe<Record<string, unknown>>(payload, {
    next: ({ data, errors }) => {
      if (errors?.length) {
        handlers.onEnd?.(errors as never);
        return;
      }
      if (!data) return;
      const event = Object.entries(data).find(([name]) => name !== '__typename')?.[1] as StreamEvent | undefined;
      if (!event) return;
      place.after = event.cursor;
      handlers.onData?.(data as Data);
      switch (event.__typename) {
        case 'StreamReady':
          handlers.onReady?.();
          break;
        case 'StreamGap':
          handlers.onGap?.();
          break;
        default:
          handlers.onEvent?.(event as EventOf<Data>);
      }
    },
    error: (reason) => handlers.onEnd?.(Array.isArray(reason) ? reason : []),
    complete: () => {},
  });
}
