import {
  ChatChangesDocument,
  ChatDocument,
  MarkMessagesReadDocument,
  SendMessageDocument,
  type ChatChangesSubscription,
  type ChatChangesSubscriptionVariables,
  type ChatLineFragment,
  type ChatQuery,
} from '../../gql/graphql';
import { Store } from '../../rtc/store';
import { client } from '../../shared/apollo';
import { uuid } from '../../shared/id';
import { follow } from '../../shared/resume';
import { socket } from '../../shared/socket';
import { uploadDocuments } from '../../shared/upload';

const PAGE = 50;
const PAGES = 20;
/** A panel that is closed and opened again finds the chat still there. */
const LINGER_MS = 10_000;

type VisitChat = Extract<ChatQuery['node'], { __typename: 'Visit' }>;

export type Line = ChatLineFragment;

/** Why a message did not go; each but `lost` needs the person to change something. */
export type Refusal = 'lost' | 'tooLarge' | 'wrongType' | 'refused' | 'closed';

/** A message on its way. `sent` is how much of its files has gone, from 0 to 1. */
export type Pending = {
  readonly key: string;
  readonly text: string;
  readonly files: readonly File[];
} & ({ readonly is: 'sending'; readonly sent: number } | { readonly is: 'failed'; readonly why: Refusal });

export type ChatState = {
  readonly at: 'loading' | 'ready' | 'failed';
  readonly lines: readonly Line[];
  readonly pending: readonly Pending[];
  readonly unread: number;
  readonly opensAt: string | null;
  readonly closesAt: string | null;
};

const nothing: ChatState = { at: 'loading', lines: [], pending: [], unread: 0, opensAt: null, closesAt: null };

/** Chat is the conversation of one visit: loaded once, then live, with what is still to be sent. */
export class Chat extends Store<ChatState> {
  readonly #visitId: string;
  #users = 0;
  #readers = 0;
  #stop: (() => void) | undefined;
  #linger: ReturnType<typeof setTimeout> | undefined;
  /** What became of the files of a message: the key of their upload, then the papers. */
  #uploads = new Map<string, { idempotencyKey: string; documentIds?: readonly string[] }>();
  #markedSeq = 0;

  constructor(visitId: string) {
    super(nothing);
    this.#visitId = visitId;
  }

  /** Keeps the chat live until the returned function is called. */
  retain(): () => void {
    clearTimeout(this.#linger);
    if (++this.#users === 1 && !this.#stop) this.#start();
    return () => {
      if (--this.#users > 0) return;
      this.#linger = setTimeout(() => {
        this.#stop?.();
        this.#stop = undefined;
        this.#set({ at: 'loading' });
      }, LINGER_MS);
    };
  }

  /** Says that the messages are before somebody's eyes, until the returned function is called. */
  read(): () => void {
    this.#readers++;
    this.#markRead();
    const onLook = () => this.#markRead();
    document.addEventListener('visibilitychange', onLook);
    return () => {
      this.#readers--;
      document.removeEventListener('visibilitychange', onLook);
    };
  }

  reload(): void {
    this.#stop?.();
    this.#start();
  }

  send(text: string, files: readonly File[] = [], appointmentId?: string): void {
    const pending: Pending = { key: uuid(), text, files, is: 'sending', sent: 0 };
    this.#set({ pending: [...this.getSnapshot().pending, pending] });
    void this.#deliver(pending, appointmentId);
  }

  /** Tries once more, under the same key: what has arrived is not written twice. */
  retry(key: string, appointmentId?: string): void {
    const pending = this.getSnapshot().pending.find((other) => other.key === key);
    if (!pending) return;
    this.#change(key, { is: 'sending', sent: 0 });
    void this.#deliver(pending, appointmentId);
  }

  discard(key: string): void {
    this.#uploads.delete(key);
    this.#set({ pending: this.getSnapshot().pending.filter((other) => other.key !== key) });
  }

  #start(): void {
    const run = { isOver: false, unfollow: () => {} };
    this.#stop = () => {
      run.isOver = true;
      run.unfollow();
    };
    if (this.getSnapshot().at === 'failed') this.#set({ at: 'loading' });
    void this.#load().then(
      (place) => {
        if (run.isOver) return;
        const variables = { visitId: this.#visitId, after: place };
        run.unfollow = follow<ChatChangesSubscription, ChatChangesSubscriptionVariables>(socket, ChatChangesDocument, variables, {
          onEvent: (event) => this.#take(event.message),
          // An empty chat has no place to go on from: what came meanwhile is asked for.
          onReady: () => void (place === null && this.#load().catch(() => null)),
          onGap: () => void this.#load().catch(() => null),
          onEnd: () => {
            if (!run.isOver) this.#set({ at: 'failed' });
          },
        });
      },
      () => {
        if (!run.isOver) this.#set({ at: 'failed' });
      },
    );
  }

  async #load(): Promise<string | null> {
    let after: string | null = null;
    for (let page = 0; page < PAGES; page++) {
      const visit: VisitChat = await this.#ask(after);
      const { messages } = visit;
      this.#merge(messages.nodes);
      after = messages.pageInfo.endCursor ?? after;
      if (messages.pageInfo.hasNextPage) continue;
      this.#set({ at: 'ready', unread: visit.unreadCount, opensAt: visit.chatOpensAt, closesAt: visit.chatClosesAt });
      this.#markRead();
      break;
    }
    return after;
  }

  async #ask(after: string | null): Promise<VisitChat> {
    const { data } = await client.query({
      query: ChatDocument,
      variables: { visitId: this.#visitId, first: PAGE, after },
      fetchPolicy: 'no-cache',
    });
    if (data?.node?.__typename !== 'Visit') throw new Error('no chat');
    return data.node;
  }

  #take(line: Line): void {
    const { lines, pending, unread } = this.getSnapshot();
    if (lines.some(({ seq }) => seq === line.seq)) return;
    this.#merge([line]);
    if (line.mine) {
      // Our own message may arrive here before the answer to sending it.
      const own = pending.find(({ is, text }) => is === 'sending' && text === line.text);
      if (own) this.discard(own.key);
    } else {
      this.#set({ unread: unread + 1 });
      this.#markRead();
    }
  }

  #merge(more: readonly Line[]): void {
    const bySeq = new Map(this.getSnapshot().lines.map((line) => [line.seq, line]));
    for (const line of more) bySeq.set(line.seq, line);
    this.#set({ lines: [...bySeq.values()].sort((a, b) => a.seq - b.seq) });
  }

  #markRead(): void {
    const { lines, unread, at } = this.getSnapshot();
    const seq = lines.at(-1)?.seq ?? 0;
    if (this.#readers === 0 || at !== 'ready' || unread === 0 || seq <= this.#markedSeq || document.visibilityState !== 'visible') return;
    const before = this.#markedSeq;
    this.#markedSeq = seq;
    this.#set({ unread: 0 });
    client
      .mutate({ mutation: MarkMessagesReadDocument, variables: { input: { visitId: this.#visitId, seq } } })
      .catch(() => (this.#markedSeq = before));
  }

  async #deliver({ key, text, files }: Pending, appointmentId: string | undefined): Promise<void> {
    try {
      const documentIds = await this.#upload(key, files, appointmentId);
      const { data } = await client.mutate({
        mutation: SendMessageDocument,
        variables: { input: { visitId: this.#visitId, text, documentIds: [...documentIds], idempotencyKey: key } },
        fetchPolicy: 'no-cache',
      });
      const answer = data?.sendMessage;
      switch (answer?.__typename) {
        case 'SendMessageSuccess':
          this.#merge([answer.chatMessage]);
          return this.discard(key);
        case 'ChatClosed':
          this.#set({ opensAt: answer.opensAt, closesAt: answer.closesAt });
          return this.#fail(key, 'closed');
        case 'InvalidInput':
        case 'Conflict':
          return this.#fail(key, answer.retryable ? 'lost' : 'refused');
        case undefined:
          return this.#fail(key, 'lost');
      }
    } catch (error) {
      this.#fail(key, error instanceof Refused ? error.why : 'lost');
    }
  }

  async #upload(key: string, files: readonly File[], appointmentId: string | undefined): Promise<readonly string[]> {
    if (files.length === 0 || !appointmentId) return [];
    const upload = this.#uploads.get(key) ?? { idempotencyKey: uuid() };
    this.#uploads.set(key, upload);
    if (upload.documentIds) return upload.documentIds;
    const { idempotencyKey } = upload;
    const answer = await uploadDocuments({ appointmentId, files, idempotencyKey }, (sent) => this.#change(key, { is: 'sending', sent }));
    switch (answer?.__typename) {
      case 'UploadDocumentsSuccess':
        return (upload.documentIds = answer.documents.map(({ id }) => id));
      case 'FileRefused':
        throw new Refused(answer.code === 'FILE_TOO_LARGE' ? 'tooLarge' : 'wrongType');
      default:
        throw new Refused('refused');
    }
  }

  #fail(key: string, why: Refusal): void {
    this.#change(key, { is: 'failed', why });
  }

  #change(key: string, change: { is: 'sending'; sent: number } | { is: 'failed'; why: Refusal }): void {
    const pending = this.getSnapshot().pending.map(
      (other): Pending => (other.key === key ? { key, text: other.text, files: other.files, ...change } : other),
    );
    this.#set({ pending });
  }

  #set(change: Partial<ChatState>): void {
    this.publish({ ...this.getSnapshot(), ...change });
  }
}

class Refused extends Error {
  readonly why: Refusal;
  constructor(why: Refusal) {
    super(why);
    this.why = why;
  }
}

const chats = new Map<string, Chat>();

/** The same chat for everybody who shows it: a badge here, a panel there. */
export function chatOf(visitId: string): Chat {
  let chat = chats.get(visitId);
  if (!chat) chats.set(visitId, (chat = new Chat(visitId)));
  return chat;
}
