// Fails when schema.graphql breaks clients of the released schema, unless the
// break is declared with its reason.
//   node check/breaking.ts released.graphql schema.graphql breaks.json
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { CriticalityLevel, diff } from '@graphql-inspector/core';
import { buildSchema } from 'graphql';

export type Break = { change: string; reason: string };

/** What is wrong between two SDLs: breaks that nobody has declared, and declarations of what is no break. */
export async function faults(released: string, now: string, declared: readonly Break[]): Promise<string[]> {
  const changes = await diff(buildSchema(released), buildSchema(now));
  const breaks = changes.filter(({ criticality }) => criticality.level === CriticalityLevel.Breaking).map(({ message }) => message);
  const known = new Set(declared.map(({ change }) => change));
  return [
    ...breaks.filter((change) => !known.has(change)).map((change) => `breaks clients: ${change}`),
    ...declared.filter(({ change }) => !breaks.includes(change)).map(({ change }) => `is declared, but is no break: ${change}`),
    ...declared.filter(({ reason }) => !reason).map(({ change }) => `has no reason: ${change}`),
  ];
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const [released = '', now = '', breaks = ''] = process.argv.slice(2).map((path) => readFileSync(path, 'utf8'));
  const found = await faults(released, now, JSON.parse(breaks));
  for (const fault of found) console.error(fault);
  if (found.length > 0) console.error('Add instead of changing; a break before 1.0 is declared in clients/breaks.json.');
  process.exitCode = found.length > 0 ? 1 : 0;
}
