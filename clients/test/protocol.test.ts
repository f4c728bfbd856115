// graphql-transport-ws: what the protocol asks of a server, each rule against the binary.
// https://github.com/enisdenjo/graphql-ws/blob/master/PROTOCOL.md
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { getIntrospectionQuery } from 'graphql';
import { Server } from '../../web/e2e/server.ts';
import { asking, signUp } from './people.ts';
import { Wire } from './wire.ts';

process.env['LIMITS'] = 'normal'; // the server's, as clinics have them

type Message = { type: string; id?: string; payload?: unknown };
const init = { type: 'connection_init' };
const forever = (id: string) => ({ id, type: 'subscribe', payload: { query: times, variables: { id: practitioner } } });
const times = `subscription ($id: ID!) { availabilityChanged(practitionerId: $id, from: "2000-01-01T00:00:00Z", to: "2100-01-01T00:00:00Z") { __typename } }`;
const query = (id: string) => ({ id, type: 'subscribe', payload: { query: '{ __typename }' } });
let practitioner = '';

/** A peer that says what it is told to. */
class Peer {
  readonly heard: Message[] = [];
  private readonly socket: WebSocket;
  private readonly opened: Promise<unknown>;
  private end: { code: number; reason: string } | undefined;

  constructor(server: Server, protocols: string[] = ['graphql-transport-ws']) {
    this.socket = new WebSocket(`${server.url.replace('http', 'ws')}/graphql`, protocols);
    this.opened = new Promise((resolve) => this.socket.addEventListener('open', resolve));
    this.socket.addEventListener('message', ({ data }) => this.heard.push(JSON.parse(String(data)) as Message));
    this.socket.addEventListener('close', ({ code, reason }) => (this.end = { code, reason }));
  }

  async say(...messages: (object | string | Uint8Array)[]) {
    await this.opened;
    for (const message of messages) {
      const isRaw = typeof message === 'string' || message instanceof Uint8Array;
      this.socket.send(isRaw ? (message as string) : JSON.stringify(message));
    }
    return this;
  }

  async begin(payload?: object) {
    await this.say({ ...init, payload });
    await this.hears(({ type }) => type === 'connection_ack');
    return this;
  }

  async hears(isIt: (message: Message) => boolean): Promise<Message> {
    for (const until = performance.now() + 30_000; performance.now() < until; await wait(5)) {
      const found = this.heard.findIndex(isIt);
      if (found >= 0) return this.heard.splice(found, 1)[0] as Message;
      if (this.end) break;
    }
    throw new Error(`not heard, but ${JSON.stringify(this.heard)} and ${JSON.stringify(this.end)}`);
  }

  async ends() {
    for (const until = performance.now() + 30_000; performance.now() < until; await wait(5)) if (this.end) return this.end;
    throw new Error('the socket stays open');
  }

  close() {
    this.socket.close();
  }
}

describe('graphql-transport-ws', () => {
  let server: Server;
  let token: string;
  before(async () => {
    server = await Server.start();
    token = await signUp(server, '+79165550302');
    const { practitioners } = await asking(server)<{ practitioners: { nodes: { id: string }[] } }>('{ practitioners(first: 1) { nodes { id } } }');
    practitioner = practitioners.nodes[0]?.id ?? '';
  });
  after(() => server.stop());

  type Violation = { code: number; say: (peer: Peer) => Promise<unknown>; protocols?: string[]; reason?: string };
  const afterAck = (...messages: object[]) => async (peer: Peer) => (await peer.begin()).say(...messages);
  const violations: Record<string, Violation> = {
    'what is no JSON': { code: 4400, say: (peer) => peer.say('{"type') },
    'a message that is no object': { code: 4400, say: (peer) => peer.say([init]) },
    'a message without a type': { code: 4400, say: (peer) => peer.say({ id: '1' }) },
    'a type that there is not': { code: 4400, say: (peer) => peer.say({ type: 'start' }) },
    'a type of the server': { code: 4400, say: afterAck({ type: 'connection_ack' }) },
    'an id that is empty': { code: 4400, say: afterAck({ ...query('1'), id: '' }) },
    'an id that is a number': { code: 4400, say: afterAck({ ...query('1'), id: 1 }) },
    'a subscribe without a query': { code: 4400, say: afterAck({ id: '1', type: 'subscribe', payload: {} }) },
    'a complete without an id': { code: 4400, say: afterAck({ type: 'complete' }) },
    'a payload of connection_init that is no object': { code: 4400, say: (peer) => peer.say({ ...init, payload: 'token' }) },
    'a binary message': { code: 4400, say: (peer) => peer.say(new TextEncoder().encode(JSON.stringify(init))) },
    'an operation before the acknowledgement': { code: 4401, say: (peer) => peer.say(query('1')), reason: 'Unauthorized' },
    'a token that nobody knows': { code: 4403, say: (peer) => peer.say({ ...init, payload: { Authorization: 'Bearer nobody' } }) },
    'no subprotocol': { code: 4406, say: () => Promise.resolve(), protocols: [], reason: 'Subprotocol not acceptable' },
    'silence instead of connection_init': { code: 4408, say: () => Promise.resolve(), reason: 'Connection initialisation timeout' },
    'an id in use': { code: 4409, say: async (peer) => (await peer.begin()).say(forever('a'), forever('a')), reason: 'Subscriber for a already exists' },
    'a second connection_init': { code: 4429, say: afterAck(init), reason: 'Too many initialisation requests' },
    'operations that begin too fast': { code: 4429, say: async (peer) => (await peer.begin()).say(...Array.from({ length: 400 }, (_, n) => query(`${n}`))) },
    'a message of more than 1 MB': { code: 1009, say: (peer) => peer.say({ type: 'ping', payload: { much: 'x'.repeat(1 << 20) } }) },
  };
  for (const [name, { code, say, protocols, reason }] of Object.entries(violations)) {
    test(`${name} is answered with ${code}`, async () => {
      const peer = new Peer(server, protocols);
      await say(peer);
      const end = await peer.ends();
      assert.equal(end.code, code, end.reason);
      if (reason) assert.equal(end.reason, reason);
    });
  }

  test('a session that ends closes its sockets with 4403', async () => {
    const own = await signUp(server, '+79165550303');
    const peer = await new Peer(server).begin({ Authorization: `Bearer ${own}` });
    await asking(server, own)('mutation { signOut { at } }');
    assert.equal((await peer.ends()).code, 4403);
  });

  test('too many sockets of one account are refused with 4429', async () => {
    const peers: Peer[] = [];
    for (let n = 0; n < 20; n++) peers.push(await new Peer(server).begin({ Authorization: `Bearer ${token}` }));
    const last = await new Peer(server).say({ ...init, payload: { Authorization: `Bearer ${token}` } });
    assert.equal((await last.ends()).code, 4429);
    for (const peer of peers) peer.close();
  });

  test('a ping is answered in any state, a pong is not', async () => {
    const peer = new Peer(server);
    await peer.say({ type: 'ping', payload: { at: 1 } });
    assert.deepEqual((await peer.hears(({ type }) => type === 'pong')).payload, { at: 1 });
    await peer.begin();
    await peer.say({ type: 'pong' }, { type: 'ping' });
    await peer.hears(({ type }) => type === 'pong');
    assert.deepEqual(peer.heard, []);
    peer.close();
  });

  test('a query is answered once and completed; its id is free again', async () => {
    const peer = await new Peer(server).begin();
    for (let n = 0; n < 2; n++) {
      await peer.say(query('1'));
      assert.equal((await peer.hears(() => true)).type, 'next');
      assert.equal((await peer.hears(() => true)).type, 'complete');
    }
    peer.close();
  });

  test('an error ends an operation; no complete follows, and the socket stays', async () => {
    const peer = await new Peer(server).begin();
    await peer.say({ id: '1', type: 'subscribe', payload: { query: '{ nothing }' } });
    assert.ok(Array.isArray((await peer.hears(({ type, id }) => type === 'error' && id === '1')).payload));
    await peer.say(query('1'));
    assert.deepEqual([(await peer.hears(() => true)).type, (await peer.hears(() => true)).type], ['next', 'complete']);
    peer.close();
  });

  test('a client completes an operation, also one that is over: it hears no more of it', async () => {
    const peer = await new Peer(server).begin();
    await peer.say(forever('1'));
    await peer.hears(({ type }) => type === 'next');
    await peer.say({ id: '1', type: 'complete' }, { id: '1', type: 'complete' }, { id: 'never', type: 'complete' }, forever('1'));
    assert.equal((await peer.hears(() => true)).type, 'next'); // the id is free
    peer.close();
  });

  test('who does not read is closed with 1013, and others are answered meanwhile', async () => {
    const introspection = getIntrospectionQuery();
    for (let pause = 1_000; ; pause *= 2) {
      const slow = await Wire.open(server.url);
      slow.send({ ...init, payload: { Authorization: `Bearer ${token}` } });
      for (const until = performance.now() + 30_000; slow.messages.length === 0 && performance.now() < until; ) await wait(5); // acknowledged
      slow.stopReading();
      const asked = 45;
      for (let n = 0; n < asked; n++) slow.send({ id: `${n}`, type: 'subscribe', payload: { query: introspection } });
      const quick = await new Peer(server).begin();
      await quick.say(query('1'));
      await quick.hears(({ type }) => type === 'next');
      quick.close();
      await wait(pause); // how long the server takes to answer: with too little of it nothing is full, and we try again
      slow.readOn();
      const isDone = () => slow.closed !== undefined || slow.messages.length > 2 * asked;
      for (const until = performance.now() + 30_000; !isDone() && performance.now() < until; ) await wait(20);
      slow.end();
      if (slow.closed === undefined && pause < 30_000) continue;
      assert.equal(slow.closed, 1013, `${slow.messages.length} messages have come`);
      return;
    }
  });

  test('a server that stops closes everybody with 1012', async () => {
    const peers = await Promise.all(Array.from({ length: 60 }, () => new Peer(server).begin()));
    for (const peer of peers) await peer.say(forever('1'));
    await server.restart('SIGTERM');
    for (const peer of peers) assert.equal((await peer.ends()).code, 1012);
  });
});
