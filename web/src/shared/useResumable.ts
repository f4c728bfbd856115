import type { TypedDocumentNode } from '@apollo/client';
import { useApolloClient } from '@apollo/client/react';
import { useEffect, useRef } from 'react';
import { follow, type Handlers } from './resume';
import { socket } from './socket';

type Options<Data, Variables> = Omit<Handlers<Data>, 'onData'> & {
  /** Variables without `after`; null waits. */
  variables: Omit<Variables, 'after'> | null;
  /** The cursor of the query that was shown; only its first value counts. */
  after?: string | null;
};

/**
 * Subscribes to a stream that can be resumed, and writes what comes into the Apollo cache, so that
 * queries and fragments of the same objects are drawn again by themselves.
 */
export function useResumable<Data, Variables extends { after?: string | null }>(
  document: TypedDocumentNode<Data, Variables>,
  { variables, after, ...handlers }: Options<Data, Variables>,
) {
  const client = useApolloClient();
  const latest = useRef(handlers);
  useEffect(() => {
    latest.current = handlers;
  });
  const start = useRef(after);
  start.current = after;
  const key = variables === null ? null : JSON.stringify(variables);

  useEffect(() => {
    if (key === null) return undefined;
    const named = client.cache.transformDocument(document);
    const given = { ...(JSON.parse(key) as Record<string, unknown>), after: start.current ?? null };
    return follow<Data, Variables>(socket, named, given as unknown as Variables, {
      onData: (data) => {
        client.cache.write({ dataId: 'ROOT_SUBSCRIPTION', query: named, result: data as never, variables: given as never });
      },
      onEvent: (event) => latest.current.onEvent?.(event),
      onReady: (event) => latest.current.onReady?.(event),
      onGap: (event) => latest.current.onGap?.(event),
      onEnd: (errors) => latest.current.onEnd?.(errors),
    });
  }, [client, document, key]);
}
