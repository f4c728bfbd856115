import { expect, test } from 'vitest';
import { LinkWord } from './LinkWord';

test('the first look gives the word; then four in a row change it', () => {
  const word = new LinkWord();
  expect([word.link, word.vote('good')]).toEqual(['unknown', true]);
  expect(['weak', 'weak', 'weak', 'good', 'weak', 'weak', 'weak'].some((link) => word.vote(link as 'weak'))).toBe(false);
  expect([word.vote('weak'), word.link]).toEqual([true, 'weak']);
});
