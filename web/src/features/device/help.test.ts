import { expect, test } from 'vitest';
import { helpFor } from './help';

test.each([
  ['blocked', { name: 'chrome', os: 'android' }, 'chromeAndroid'],
  ['blocked', { name: 'samsung', os: 'android' }, 'chromeAndroid'],
  ['blocked', { name: 'firefox', os: 'linux' }, 'firefox'],
  ['blocked', { name: 'safari', os: 'ios' }, 'safariIos'],
  ['blocked', { name: 'chrome', os: 'ios' }, 'otherIos'],
  ['blocked', { name: 'edge', os: 'windows' }, 'edge'],
  ['blockedBySystem', { name: 'chrome', os: 'mac' }, 'mac'],
  ['blockedBySystem', { name: 'chrome', os: 'windows' }, 'windows'],
  ['busy', { name: 'chrome', os: 'windows' }, 'busy'],
  ['missing', { name: 'safari', os: 'ios' }, 'missing'],
] as const)('%s in %o', (problem, browser, help) => {
  expect(helpFor(problem, browser)).toBe(help);
});
