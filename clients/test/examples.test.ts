// The examples of docs/CLIENTS.md run, also across a killed server, and are what stands there.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { Server } from '../../web/e2e/server.ts';
import { keyOfProgram } from './people.ts';

const examples = resolve(import.meta.dirname, '../examples');
const documentation = readFileSync(resolve(import.meta.dirname, '../../docs/CLIENTS.md'), 'utf8');

test('the documentation names every example, and has the first two as they are', () => {
  for (const name of readdirSync(examples)) assert.ok(documentation.includes(`clients/examples/${name}`), name);
  for (const name of ['curl.sh', 'follow.ts']) {
    assert.ok(documentation.includes(readFileSync(join(examples, name), 'utf8').trimEnd()), `copy clients/examples/${name}`);
  }
});

describe('examples', () => {
  let server: Server;
  before(async () => {
    server = await Server.start();
  });
  after(() => server.stop());

  /** Runs an example and hears what it prints. */
  function run(command: string, name: string, phone: string, more: Record<string, string> = {}) {
    const child = spawn(command, [join(examples, name)], { env: { ...process.env, TELEVISIT_URL: server.url, PHONE: phone, ...more } });
    let text = '';
    for (const out of [child.stdout, child.stderr]) out.on('data', (more: Buffer) => (text += more.toString()));
    const ended = new Promise((resolve) => child.once('close', resolve));
    const says = async (part: string, count = 1) => {
      for (const until = performance.now() + 60_000; text.split(part).length <= count; await wait(20)) assert.ok(performance.now() < until, `${name} does not say ${part}:\n${text}`);
    };
    return { says, ended, stop: () => child.kill(), text: () => text };
  }

  const people = { 'follow.ts': '+79160000001', 'apollo.ts': '+79160000002', 'urql.ts': '+79160000004' };
  for (const [name, phone] of Object.entries(people)) {
    test(`${name} asks, writes and follows, also when the server comes back`, async (t) => {
      const example = run(process.execPath, name, phone);
      t.after(example.stop);
      await example.says('live');
      await example.says(': Good afternoon');
      await server.restart();
      await example.says('live', 2);
      assert.equal(example.text().split(': Good afternoon').length, 2, 'the message is told once');
    });
  }

  test('scheduler.ts links a patient, books and follows, also when the server comes back', async (t) => {
    const example = run(process.execPath, 'scheduler.ts', '+79167770011', { API_KEY: await keyOfProgram(server) });
    t.after(example.stop);
    await example.says('may book for Анна');
    await example.says('booked apt_');
    await example.says('BOOKED ');
    await server.restart();
    await example.says('live', 2);
  });

  test('curl.sh signs in and asks', async () => {
    const example = run('sh', 'curl.sh', '+79160000003');
    await example.ended;
    assert.match(example.text(), /"id":"apt_/);
  });
});
