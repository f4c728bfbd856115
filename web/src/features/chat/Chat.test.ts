import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { client } from '../../shared/apollo';
import { socket } from '../../shared/socket';
import * as upload from '../../shared/upload';
import { Chat, type Line } from './Chat';

const line = (seq: number, mine: boolean, text: string): Line => ({
  __typename: 'ChatMessage',
  id: `m${seq}`,
  seq,
  mine,
  text,
  authorRole: mine ? 'PATIENT' : 'PRACTITIONER',
  authorName: '',
  createdAt: '2026-03-02T09:50:00Z',
  documents: [],
});

let live: (event: object) => void;
const sent: Record<string, unknown>[] = [];
const marked: number[] = [];
let refuse = false;

beforeEach(() => {
  sent.length = marked.length = 0;
  refuse = false;
  vi.spyOn(client, 'query').mockResolvedValue({
    data: {
      node: {
        __typename: 'Visit',
        unreadCount: 1,
        chatOpensAt: '2026-03-01T00:00:00Z',
        chatClosesAt: '2026-03-05T00:00:00Z',
        messages: { nodes: [line(1, false, 'Добрый день')], pageInfo: { hasNextPage: false, endCursor: 'c1' } },
      },
    },
  } as never);
  vi.spyOn(client, 'mutate').mockImplementation((async ({ variables }: { variables: { input: Record<string, unknown> } }) => {
    const { input } = variables;
    if ('seq' in input) {
      marked.push(input['seq'] as number);
      return {};
    }
    sent.push(input);
    if (refuse) throw new TypeError('network');
    return { data: { sendMessage: { __typename: 'SendMessageSuccess', chatMessage: line(2, true, input['text'] as string) } } };
  }) as never);
  vi.spyOn(socket, 'subscribe').mockImplementation(((_: unknown, sink: { next: (answer: object) => void }) => {
    live = (event) => sink.next({ data: { visitMessages: event } });
    return () => {};
  }) as never);
});
afterEach(() => void vi.restoreAllMocks());

async function opened() {
  const chat = new Chat('v');
  const release = chat.retain();
  await vi.waitFor(() => expect(chat.getSnapshot().at).toBe('ready'));
  return { chat, release };
}

test('counts what was not seen, and marks it when it is before somebody’s eyes', async () => {
  const { chat, release } = await opened();
  live({ __typename: 'MessageAdded', cursor: 'c2', seq: 2, message: line(2, false, 'Вы здесь?') });
  expect(chat.getSnapshot().unread).toBe(2);
  expect(marked).toEqual([]);
  const stop = chat.read();
  expect(chat.getSnapshot().unread).toBe(0);
  expect(marked).toEqual([2]);
  stop();
  release();
});

test('shows a message once, however often it arrives', async () => {
  const { chat, release } = await opened();
  chat.send('Здравствуйте');
  expect(chat.getSnapshot().pending).toHaveLength(1);
  live({ __typename: 'MessageAdded', cursor: 'c2', seq: 2, message: line(2, true, 'Здравствуйте') });
  await vi.waitFor(() => expect(sent).toHaveLength(1));
  await Promise.resolve();
  expect(chat.getSnapshot().pending).toEqual([]);
  expect(chat.getSnapshot().lines.map(({ seq }) => seq)).toEqual([1, 2]);
  release();
});

test('a lost message stays, and is repeated under the same key', async () => {
  const { chat, release } = await opened();
  refuse = true;
  chat.send('Здравствуйте');
  await vi.waitFor(() => expect(chat.getSnapshot().pending[0]).toMatchObject({ is: 'failed', why: 'lost' }));
  refuse = false;
  chat.retry(chat.getSnapshot().pending[0]!.key);
  await vi.waitFor(() => expect(chat.getSnapshot().pending).toEqual([]));
  expect(sent[0]!['idempotencyKey']).toBe(sent[1]!['idempotencyKey']);
  release();
});

test('files go first, under a key of their own, and once', async () => {
  const { chat, release } = await opened();
  const uploads = vi.spyOn(upload, 'uploadDocuments').mockResolvedValue({
    __typename: 'UploadDocumentsSuccess',
    documents: [{ id: 'doc' }],
  } as never);
  refuse = true;
  chat.send('', [new File(['x'], 'x.pdf')], 'a');
  await vi.waitFor(() => expect(chat.getSnapshot().pending[0]).toMatchObject({ is: 'failed' }));
  refuse = false;
  chat.retry(chat.getSnapshot().pending[0]!.key, 'a');
  await vi.waitFor(() => expect(chat.getSnapshot().pending).toEqual([]));
  expect(uploads).toHaveBeenCalledOnce();
  expect(sent[1]!['documentIds']).toEqual(['doc']);
  expect(uploads.mock.calls[0]![0].idempotencyKey).not.toBe(sent[1]!['idempotencyKey']);
  release();
});
