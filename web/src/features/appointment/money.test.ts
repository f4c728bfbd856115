import { expect, test } from 'vitest';
import { hasTrail, refundWords } from './money';

const deadline = '2026-10-20T10:00:00Z';
const before = Date.parse('2026-10-19T10:00:00Z');
const after = Date.parse('2026-10-20T10:00:00Z');

test.each([
  ['REQUESTED', before, 'way'],
  ['SENT', before, 'way'],
  ['SENT', after, 'late'],
  ['REFUSED', before, 'late'],
  ['DONE', after, 'done'],
] as const)('a refund that is %s is told truthfully', (status, now, words) => {
  expect(refundWords({ status, deadline }, now)).toBe(words);
});

test('a payment without refunds and receipts has no trail', () => {
  expect(hasTrail({ id: 'p', refunds: [], receipts: [] } as never)).toBe(false);
});
