import { expect, test } from 'vitest';
import { leftOf, minorOf, toneOf } from './money';

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

const rub = (amountMinor: number) => ({ __typename: 'Money' as const, amountMinor, currency: 'RUB' as const });
const paid = { status: 'PAID', paidAt: '2026-10-10T09:00:00Z', amount: rub(180_000), refundedAmount: rub(0) } as const;

test.each([
  ['paid', paid, 180_000],
  ['given back in part', { ...paid, refundedAmount: rub(30_000) }, 150_000],
  ['given back', { ...paid, status: 'REFUNDED', refundedAmount: rub(180_000) }, 0],
  ['on its way back', { ...paid, status: 'REFUND_REQUESTED' }, 0],
  ['not paid', { ...paid, status: 'DUE', paidAt: null }, 0],
] as const)('what is left of a payment that is %s', (_, payment, left) => {
  expect(leftOf(payment)).toBe(left);
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
