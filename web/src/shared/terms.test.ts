import i18next from 'i18next';
import { beforeAll, expect, test } from 'vitest';
import { loadTexts } from './i18n';
import { hoursBefore, termsKind, termsText } from './terms';

const money = (amountMinor: number) => ({ __typename: 'Money' as const, amountMinor, currency: 'RUB' as const });
const terms = (paid: number, refund: number) => ({ __typename: 'CancellationTerms' as const, paid: money(paid), refund: money(refund), fullRefundUntil: '2026-10-14T09:30:00Z', practitionerIsLate: false });
const said = (paid: number, refund: number) => termsText(terms(paid, refund), i18next.getFixedT('ru', 'change')).replace(/\u00a0/g, ' ');

beforeAll(() => loadTexts('change'));

test('the sum that comes back is said before', () => {
  expect(said(240_000, 120_000)).toBe('Отмена сейчас вернёт 1 200 ₽ из 2 400 ₽');
  expect(said(240_000, 240_000)).toBe('Отмена сейчас вернёт все 2 400 ₽');
  expect(said(240_000, 0)).toBe('Отмена сейчас не вернёт деньги');
  expect(said(0, 0)).toBe('Возвращать нечего: визит не оплачен');
});

test('nothing paid is not the same as nothing returned', () => {
  expect(termsKind(terms(0, 0))).toBe('nothing');
  expect(termsKind(terms(100, 0))).toBe('none');
});

test('the deadline in hours', () => expect(hoursBefore('2026-10-14T13:30:00Z', '2026-10-14T09:30:00Z')).toBe(4));
