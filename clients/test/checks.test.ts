// Do the checks of the schema find what they are there for?
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { faults } from '../check/breaking.ts';

const here = resolve(import.meta.dirname, '..');
const released = readFileSync(join(here, 'released.graphql'), 'utf8');
const change = (from: string, to: string) => {
  assert.ok(released.includes(from));
  return released.replace(from, to);
};

const breaks: Record<string, string> = {
  'a field that is gone': change('hasNextPage: Boolean!', 'more: Boolean!'),
  'a value that may be missing': change('hasNextPage: Boolean!', 'hasNextPage: Boolean'),
  'a member that a union has lost': change('HoldSlotSuccess | SlotTaken |', 'HoldSlotSuccess |'),
  'an input that asks for more': change('input HoldSlotInput {', 'input HoldSlotInput {\n  insurance: String!'),
  'a code that is gone': change('  SLOT_TAKEN\n', '  SLOT_GONE\n'),
};

for (const [name, schema] of Object.entries(breaks)) {
  test(`${name} breaks clients, unless it is declared with a reason`, async () => {
    const found = await faults(released, schema, []);
    assert.equal(found.length, 1, found.join('\n'));
    const declared = found.map((fault) => ({ change: fault.replace('breaks clients: ', ''), reason: 'nobody uses it' }));
    assert.deepEqual(await faults(released, schema, declared), []);
    assert.equal((await faults(released, schema, declared.map((one) => ({ ...one, reason: '' })))).length, 1);
    assert.equal((await faults(released, released, declared)).length, 1);
  });
}

test('what is only added breaks nobody', async () => {
  const more = change('  SLOT_TAKEN\n', '  SLOT_TAKEN\n  SLOT_MOVED\n').replace('= HoldSlotSuccess |', '= HoldSlotSuccess | HoldExpired |');
  assert.deepEqual(await faults(released, more, []), []);
});

test('a member of a union that nobody treats does not compile', async (t) => {
  const copy = mkdtempSync(join(tmpdir(), 'televisit-unions-'));
  t.after(() => rmSync(copy, { recursive: true }));
  for (const part of ['src/unions.ts', 'generated/schema.ts', 'tsconfig.json', 'package.json']) cpSync(join(here, part), join(copy, part));
  symlinkSync(join(here, 'node_modules'), join(copy, 'node_modules'));
  const compile = () => promisify(execFile)(join(here, 'node_modules/.bin/tsc'), ['-p', copy]).then(() => '', (failure) => String(failure.stdout));
  assert.equal(await compile(), '');

  const types = join(copy, 'generated/schema.ts');
  const before = readFileSync(types, 'utf8');
  writeFileSync(types, before.replace('export type HoldSlotResult = ', 'export type HoldSlotResult = CodeExpired | '));
  assert.match(await compile(), /src\/unions\.ts.*CodeExpired.*never/);
  writeFileSync(types, before.replace('export type Unions = {', 'export type Unions = {\n  NewResult: HoldSlotResult;'));
  assert.match(await compile(), /NewResult/);
});
