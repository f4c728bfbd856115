// Streams that go on where they were: a file to copy. It needs a client that sends
// the same payload object again when it has reconnected, as graphql-ws and
// graphql-sse do: the place of the stream moves on inside of that object.

export type StreamEvent = { readonly __typename: string; readonly cursor: string };
type Ready = { __typename: 'StreamReady'; cursor: string };
type Gap = { __typename: 'StreamGap'; cursor: string };

/** An entry of `errors`; `extensions.code` says what it is. */
export type Refusal = { readonly message: string; readonly extensions?: Record<string, unknown> };

type Answer = { data?: unknown; errors?: unknown };
type Sink = { next(answer: Answer): void; error(reason: unknown): void; complete(): void };
type Payload = { query: string; variables?: Record<string, unknown> | null | undefined };

/** What this needs of the client of graphql-ws or graphql-sse. */
export type Subscriber = { subscribe(payload: Payload, sink: Sink): () => void };

/**
 * The same client, whose subscriptions go on after the last event they have seen. The operation
 * takes `$after: Cursor` and selects `cursor` of every event. Its `iterate` is the client's own.
 */
export function resuming<Client extends Subscriber>(client: Client): Client {
  const subscribe: Subscriber['subscribe'] = (payload, sink) => {
    const place: Record<string, unknown> = { ...payload.variables };
    const next = (answer: Answer) => {
      const event = eventOf(answer);
      if (event) place['after'] = event.cursor;
      sink.next(answer);
    };
    return client.subscribe({ ...payload, variables: place }, { next, error: (reason) => sink.error(reason), complete: () => sink.complete() });
  };
  return { ...client, subscribe };
}

/** The event in an answer: the one field of the subscription. */
function eventOf({ data }: Answer): StreamEvent | undefined {
  const field = Object.entries(data ?? {}).find(([name]) => name !== '__typename');
  return field?.[1]?.cursor ? field[1] : undefined;
}

/** The events of a subscription's field without those of the stream itself. */
export type News<Event extends StreamEvent> = Exclude<Event, { __typename: 'StreamReady' | 'StreamGap' }>;

export type Handlers<Event extends StreamEvent> = {
  /** An event, in order, none twice and none missing. */
  onEvent?: (event: News<Event>) => void;
  /** The stream is live: everything after its cursor will arrive. */
  onReady?: (event: Ready) => void;
  /** The place is not there any more: query anew. The stream goes on from its newest place by itself. */
  onGap?: (event: Gap) => void;
  /** It has ended for good: the stream does not exist, or is not for this viewer any more; empty when the client gave up. */
  onEnd?: (why: readonly Refusal[]) => void;
  /** Each answer as it came, for a cache. */
  onData?: (data: unknown) => void;
};

/** Follows a stream until the function that it returns is called. */
export function follow<Event extends StreamEvent>(client: Subscriber, payload: Payload, handlers: Handlers<Event>): () => void {
  return resuming(client).subscribe(payload, {
    next(answer) {
      const event = eventOf(answer);
      if (!event) {
        handlers.onEnd?.(refusals(answer.errors));
        return;
      }
      handlers.onData?.(answer.data);
      switch (event.__typename) {
        case 'StreamReady':
          handlers.onReady?.(event as Ready);
          break;
        case 'StreamGap':
          handlers.onGap?.(event as Gap);
          break;
        default:
          handlers.onEvent?.(event as News<Event>);
      }
    },
    error: (reason) => handlers.onEnd?.(refusals(reason)),
    complete: () => {},
  });
}

const refusals = (reason: unknown): readonly Refusal[] => (Array.isArray(reason) ? reason : []);
