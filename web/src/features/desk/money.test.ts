import { expect, test } from 'vitest';
import { minorOf, toneOf } from './money';

const now = Date.parse('2026-10-10T10:00:00Z');
const refund = { status: 'SENT', trouble: null, deadline: '2026-10-20T10:00:00Z' } as const;

test.each([
  ['on its way', refund, 'info'],
  ['two days before its deadline', { ...refund, deadline: '2026-10-12T10:00:00Z' }, 'act'],
  ['refused', { ...refund, status: 'REFUSED', trouble: 'REFUSED' }, 'bad'],
  ['overdue', { ...refund, trouble: 'OVERDUE' }, 'bad'],
  ['done', { ...refund, status: 'DONE' }, 'good'],
] as const)('a refund that is %s', (_, facts, tone) => {
  expect(toneOf(facts, now)).toBe(tone);
});

test.each([
  ['400', 40_000],
  ['1 800,5', 180_050],
  ['12.34 ₽', 1_234],
  ['0', null],
  ['-1', null],
  ['1,234', null],
  ['', null],
])('«%s» is %s', (text, minor) => {
  expect(minorOf(text)).toBe(minor);
});
