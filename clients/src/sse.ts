// Server-sent events that go on with fresh credentials: a file to copy, beside resume.ts.
import type { Subscriber } from './resume.ts';

/**
 * The same client of graphql-sse, whose subscriptions outlive a session. A socket says by closing
 * with 4403 that the session has ended; here the last event is UNAUTHENTICATED with the `reason`,
 * and the stream completes. `renew` gets fresh credentials, or waits until there are some; the same
 * payload object is sent again then. When it rejects, the subscription ends.
 */
export function renewing<Client extends Subscriber>(client: Client, renew: (reason: string) => Promise<unknown>): Client {
  const subscribe: Subscriber['subscribe'] = (payload, sink) => {
    let isOver = false;
    let stop = () => {};
    const begin = () => {
      let isRenewing = false;
      stop = client.subscribe(payload, {
        next(answer) {
          const reason = endOfSession(answer.errors);
          if (reason === undefined) return sink.next(answer);
          isRenewing = true;
          void renew(reason).then(
            () => isOver || begin(),
            () => (sink.next(answer), sink.complete()),
          );
        },
        error: (reason) => sink.error(reason),
        complete: () => isRenewing || sink.complete(),
      });
    };
    begin();
    return () => {
      isOver = true;
      stop();
    };
  };
  return { ...client, subscribe };
}

/** Why the session has ended; empty when it was over before; undefined for all other answers. */
function endOfSession(errors: unknown): string | undefined {
  if (!Array.isArray(errors)) return undefined;
  const over = errors.find((error) => error?.extensions?.code === 'UNAUTHENTICATED');
  return over && String(over.extensions.reason ?? '');
}
