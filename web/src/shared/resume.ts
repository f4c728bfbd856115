import type { TypedDocumentNode } from '@apollo/client';
import type { DocumentNode } from 'graphql';
import * as stream from '../../../clients/src/resume';
import { named } from './documents';

/** The events of a subscription's one field, without StreamReady and StreamGap. */
export type EventOf<Data> = stream.News<Extract<FieldOf<Data>, stream.StreamEvent>>;
type FieldOf<Data> = Exclude<Data[Exclude<keyof Data, '__typename'>], null | undefined>;

export type Handlers<Data> = Omit<stream.Handlers<Extract<FieldOf<Data>, stream.StreamEvent>>, 'onData'> & {
  /** Each answer as it came, for a cache. */
  onData?: (data: Data) => void;
};

/** Follows a stream that can be resumed, as every client does (clients/src/resume.ts). Returns how to stop. */
export function follow<Data, Variables extends { after?: string | null }>(
  socket: stream.Subscriber,
  document: TypedDocumentNode<Data, Variables> | DocumentNode,
  variables: Variables,
  handlers: Handlers<Data>,
): () => void {
  return stream.follow(socket, { ...named(document), variables }, handlers as stream.Handlers<Extract<FieldOf<Data>, stream.StreamEvent>>);
}
