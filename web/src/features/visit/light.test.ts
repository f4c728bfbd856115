import { expect, test } from 'vitest';
import type { LinkQuality } from '../../rtc/signals';
import type { Link } from '../../rtc/stats';
import { lightOf } from './light';

test.each<[string, Record<string, LinkQuality>, Link, string]>([
  ['nothing is known yet', {}, 'unknown', 'good'],
  ['the browser saw losses before the server', {}, 'weak', 'unevenOwn'],
  ['both are good', { me: 'GOOD', doctor: 'GOOD' }, 'good', 'good'],
  ['the server knows better than the browser', { me: 'GOOD' }, 'weak', 'good'],
  ['mine is uneven', { me: 'UNEVEN', doctor: 'GOOD' }, 'good', 'unevenOwn'],
  ['theirs is uneven', { me: 'GOOD', doctor: 'UNEVEN' }, 'good', 'unevenOther'],
  ['mine is weak', { me: 'WEAK', doctor: 'UNEVEN' }, 'good', 'weakOwn'],
  ['theirs is weak', { me: 'UNEVEN', doctor: 'WEAK' }, 'good', 'weakOther'],
  ['both are weak: mine is where I can do something', { me: 'WEAK', doctor: 'WEAK' }, 'good', 'weakOwn'],
])('%s', (_, links, seen, words) => {
  expect(lightOf(new Map(Object.entries(links)), ['doctor'], seen, false).words).toBe(words);
});

test('a link that carries less than it could is not called good', () => {
  const words = (own: LinkQuality) => lightOf(new Map([['me', own]]), ['doctor'], 'good', true).words;
  expect([words('GOOD'), words('WEAK')]).toEqual(['unevenOwn', 'weakOwn']);
});
