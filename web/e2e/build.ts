import { execFileSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/** Builds the server once, unless TELEVISIT names one that is built already. */
export default function build() {
  if (process.env['TELEVISIT']) return;
  const binary = join(mkdtempSync(join(tmpdir(), 'televisit-e2e-')), 'televisit');
  execFileSync('go', ['build', '-o', binary, '.'], { cwd: resolve(import.meta.dirname, '../..'), stdio: 'inherit' });
  process.env['TELEVISIT'] = binary;
}
