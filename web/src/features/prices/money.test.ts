import { expect, test } from 'vitest';
import { kopecks, roubles } from './money';

test.each([['1800', 180000], ['1 800,50', 180050], ['1800.5 ₽', 180050], ['0', 0], ['19,99', 1999]])('%s is a sum', (text, sum) => {
  expect(kopecks(text)).toBe(sum);
  expect(kopecks(roubles(sum))).toBe(sum);
});

test.each(['', 'даром', '-1', '1,234', '1e5', '12345678'])('%s is none', (text) => {
  expect(kopecks(text)).toBeUndefined();
});
