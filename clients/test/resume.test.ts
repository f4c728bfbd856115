// Every client follows three streams of the running server while it is killed, drained,
// signed out of and restored from a backup; what is written meanwhile is told once.
import assert from 'node:assert/strict';
import { cpSync, rmSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import type { Client as Socket } from 'graphql-ws';
import { Server } from '../../web/e2e/server.ts';
import { connect } from '../src/socket.ts';
import { asking, book, move, say, signIn, signUp, type Booking } from './people.ts';
import { clients, streamsOf, type Event, type Stream } from './streams.ts';

/** Waits for a condition, never for a duration. */
async function until(what: string, isSo: () => boolean) {
  for (const end = performance.now() + 60_000; !isSo(); await wait(20)) assert.ok(performance.now() < end, `never: ${what}`);
}

/** Lets clients reconnect only while it is open, so that a gap is as long as a test needs. */
class Gate {
  private waiting: (() => void)[] = [];
  private isOpen = true;
  close() {
    this.isOpen = false;
  }
  open() {
    this.isOpen = true;
    for (const go of this.waiting.splice(0)) go();
  }
  pass = async () => {
    await wait(100);
    if (!this.isOpen) await new Promise<void>((go) => this.waiting.push(go));
  };
}

/** One client that follows one stream, and what it has heard. */
type Follower = { client: string; stream: Stream; heard: Event[]; stop: () => void };
const news = ({ heard }: Follower) => heard.filter(({ seq }) => seq !== undefined);
const times = ({ heard }: Follower, typename: string) => heard.filter(({ __typename }) => __typename === typename).length;

describe('clients that resume', () => {
  const phone = '+79165550301';
  const gate = new Gate();
  const closed: number[] = [];
  const ended: string[] = []; // what streams without a socket were told
  const followers: Follower[] = [];
  let server: Server;
  let token: string;
  let socket: Socket;
  let booking: Booking;
  let written = 0;
  let refusals = 0;
  const ask = () => asking(server, token);

  /** Something happens on every stream: two messages, and the visit is moved. */
  async function happen() {
    await say(ask(), booking, `message ${++written}`);
    await move(ask(), booking);
    await say(ask(), booking, `message ${++written}`);
  }

  const ready = (count: number) => until('all are ready', () => followers.every((one) => times(one, 'StreamReady') >= count));

  /** All have heard the same events of each stream: dense, in order, each once. */
  async function heardAll() {
    const { appointment } = await ask()<{ appointment: { cursor: string; visit: { messages: { nodes: { seq: number }[] } } } }>(
      'query ($id: ID!) { appointment(id: $id) { cursor visit { messages(first: 100) { nodes { seq } } } } }',
      { id: booking.appointment },
    );
    const log = appointment.visit.messages.nodes.map(({ seq }) => seq);
    for (const one of followers.filter(({ stream }) => stream.name === 'messages')) {
      await until(`${one.client} hears of all messages`, () => news(one).length >= log.length);
      assert.deepEqual(news(one).map(({ seq }) => seq), log, one.client);
    }
    for (const one of followers.filter(({ stream }) => stream.name === 'appointment')) {
      await until(`${one.client} has the newest state`, () => one.heard.at(-1)?.cursor === appointment.cursor);
    }
    const [first] = followers.filter(({ stream }) => stream.name === 'times');
    assert.ok(first);
    for (const one of followers.filter(({ stream }) => stream.name === 'times')) {
      await until(`${one.client} hears of all times`, () => news(one).length >= news(first).length);
    }
    for (const one of followers) {
      const seqs = news(one).map(({ seq }) => seq ?? 0);
      const start = seqs[0] ?? 0;
      assert.deepEqual(seqs, seqs.map((_, n) => start + n), `${one.client}: ${one.stream.name} is dense`);
    }
  }

  before(async () => {
    server = await Server.start();
    token = await signUp(server, phone);
    booking = await book(server, ask());
    socket = connect({
      url: `${server.url.replace('http', 'ws')}/graphql`,
      token: (refused) => {
        if (refused) refusals++;
        return token;
      },
      pause: gate.pass,
    });
    socket.on('closed', (event) => void closed.push((event as CloseEvent).code));
    for (const [client, start] of Object.entries(clients)) {
      for (const stream of streamsOf(booking)) {
        const heard: Event[] = [];
        const stop = start({ server: server.url, socket, token: () => token, pause: gate.pass, ended: (reason) => ended.push(reason) }, stream, (event) => heard.push(event));
        followers.push({ client, stream, heard, stop });
      }
    }
    await ready(1);
  });

  after(async () => {
    gate.open();
    for (const { stop } of followers) stop();
    await socket?.dispose();
    await server?.stop();
  });

  test('it loses nothing and repeats nothing when the server is killed', async () => {
    for (const round of [1, 2, 3]) {
      await happen();
      gate.close();
      await server.restart();
      await happen(); // nobody listens
      gate.open();
      await ready(1 + round);
      await happen();
      await heardAll();
    }
    assert.ok(written >= 18);
  });

  test('a server that stops closes with 1012, and clients go on with the next one', async () => {
    const before = times(followers[0] as Follower, 'StreamReady');
    closed.length = 0;
    await server.restart('SIGTERM');
    await ready(before + 1);
    assert.equal(closed[0], 1012);
    assert.deepEqual(ended, []); // a restart ends no session
    await happen();
    await heardAll();
  });

  test('a session that ends closes with 4403, and fresh credentials go on', async () => {
    const before = times(followers[0] as Follower, 'StreamReady');
    closed.length = 0;
    gate.close();
    await ask()('mutation { signOut { at } }');
    await until('the socket is closed', () => closed.length > 0);
    assert.equal(closed[0], 4403);
    await until('the streams without a socket are told, too', () => ended.length === 3);
    assert.deepEqual(ended, ['SIGNED_OUT', 'SIGNED_OUT', 'SIGNED_OUT']);
    token = await signIn(server, phone);
    await happen();
    gate.open();
    await ready(before + 1);
    assert.equal(refusals, 1);
    await heardAll();
  });

  test('a restored backup is a gap: the stream says so and goes on from its newest place', async () => {
    let backup = '';
    const before = times(followers[0] as Follower, 'StreamReady');
    await server.restart('SIGTERM', (data) => cpSync(data, (backup = `${data}-backup`), { recursive: true }));
    await ready(before + 1);
    await happen();
    await heardAll();
    await server.restart('SIGTERM', (data) => {
      rmSync(data, { recursive: true });
      cpSync(backup, data, { recursive: true });
      rmSync(backup, { recursive: true });
    });
    await until('all are told of the gap', () => followers.every((one) => times(one, 'StreamGap') === 1));
    for (const one of followers) one.heard.length = 0;
    await say(ask(), booking, 'after the gap');
    for (const one of followers.filter(({ stream }) => stream.name === 'messages')) {
      await until(`${one.client} goes on`, () => news(one).length === 1);
    }
  });
});
