import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  addressName, dayParts, formatBytes, formatDate, formatDay, formatDays, formatLeft, formatMoney, formatNear, formatPhone, formatTime, fullName, initials, isoDate, lowerFirst, maskPhone, sameClock, shortName, zoneWords,
} from './format';
import { loadLanguage } from './i18n';

const moscow = 'Europe/Moscow';
const now = Date.parse('2026-10-14T13:00:00Z'); // 16:00 in Moscow
const nina = { familyName: 'Ковалёва', givenName: 'Нина', patronymic: 'Павловна' };
const plain = (text: string) => text.replaceAll('\u00a0', ' ').replaceAll('\u2011', '-');

describe('Russian', () => {
  test('an hour is that of the clinic, without a leading zero', () => {
    expect(formatTime('2026-10-14T13:30:00Z', moscow)).toBe('16:30');
    expect(formatTime('2026-10-14T06:40:00Z', moscow)).toBe('9:40');
    expect(formatTime('2026-10-14T21:05:00Z', moscow)).toBe('0:05');
  });
  test('days are called as people call them', () => {
    expect(plain(formatDay('2026-10-14T13:30:00Z', moscow, now))).toBe('сегодня, 14 октября');
    expect(plain(formatDay('2026-10-15T07:20:00Z', moscow, now))).toBe('завтра, 15 октября');
    expect(plain(formatDay('2026-10-22T07:20:00Z', moscow, now))).toBe('четверг, 22 октября');
    expect(plain(formatNear('2026-10-15T06:40:00Z', moscow, now))).toBe('завтра в 9:40');
    expect(plain(formatNear('2026-10-16T08:00:00Z', moscow, now))).toBe('в пятницу в 11:00');
    expect(plain(formatNear('2026-11-02T08:00:00Z', moscow, now))).toBe('2 ноября в 11:00');
  });
  test('a day begins at the midnight of the clinic', () => {
    expect(isoDate('2026-10-14T20:59:59Z', moscow)).toBe('2026-10-14');
    expect(isoDate('2026-10-14T21:00:00Z', moscow)).toBe('2026-10-15');
  });
  test('another year is named', () => {
    expect(plain(formatDate('2025-03-04T10:00:00Z', moscow, now))).toBe('4 марта 2025');
  });
  test('parts of a day', () => {
    const parts = dayParts('2026-10-15');
    expect([parts.weekday, parts.day, plain(parts.long), plain(parts.short)]).toEqual(['чт', '15', 'Четверг, 15 октября', 'Чт 15 октября']);
    expect(formatDays('2026-10-15', '2026-10-21')).toBe('15–21 октября');
  });
  test('zones are said in words', () => {
    expect(plain(zoneWords(moscow))).toBe('по Москве');
    expect(plain(zoneWords('Asia/Dubai', now))).toBe('по времени UTC+4');
    expect(sameClock(moscow, 'Europe/Minsk', now)).toBe(true);
    expect(sameClock(moscow, 'Asia/Omsk', now)).toBe(false);
  });
  test('sums do not break in the middle', () => {
    expect(formatMoney({ amountMinor: 240_000 })).toBe('2\u00a0400\u00a0₽');
    expect(formatMoney({ amountMinor: 123_450 })).toBe('1\u00a0234,50\u00a0₽');
    expect(formatMoney({ amountMinor: 0 })).toBe('0\u00a0₽');
  });
  test('names', () => {
    expect(fullName(nina)).toBe('Ковалёва Нина Павловна');
    expect(plain(shortName(nina))).toBe('Ковалёва Н. П.');
    expect(plain(shortName({ ...nina, patronymic: null }))).toBe('Ковалёва Н.');
    expect(plain(addressName(nina))).toBe('Нина Павловна');
    expect(initials(nina)).toBe('НК');
    expect([lowerFirst('Кардиолог'), lowerFirst('ЭКГ')]).toEqual(['кардиолог', 'ЭКГ']);
  });
  test('phones', () => {
    expect(plain(formatPhone('+78000000012'))).toBe('8 800 000-00-12');
    expect(plain(formatPhone('+79161234542'))).toBe('+7 916 123-45-42');
    expect(plain(maskPhone('8 (916) 123-45-42'))).toBe('+7 916 •••-••-42');
  });
  test('sizes and clocks that run down', () => {
    expect(plain(formatBytes(412_000))).toBe('0,4 МБ');
    expect(plain(formatBytes(2_100_000))).toBe('2,1 МБ');
    expect(plain(formatBytes(900))).toBe('1 КБ');
    expect([formatLeft(581_000), formatLeft(400), formatLeft(-5), formatLeft(3_661_000)]).toEqual(['9:41', '0:01', '0:00', '1:01:01']);
  });
});

describe('English', () => {
  beforeEach(() => loadLanguage('en'));
  afterEach(() => loadLanguage('ru'));
  test('the same in English', () => {
    expect(plain(formatDay('2026-10-14T13:30:00Z', moscow, now))).toBe('today, 14 October');
    expect(plain(formatNear('2026-10-16T08:00:00Z', moscow, now))).toBe('on Friday at 11:00');
    expect(plain(zoneWords(moscow))).toBe('Moscow time');
    expect(plain(zoneWords('Asia/Dubai', now))).toBe('UTC+4 time');
    expect(plain(formatMoney({ amountMinor: 240_000 }))).toBe('2,400 ₽');
    expect(fullName(nina)).toBe('Нина Ковалёва');
    expect(addressName(nina)).toBe('Нина');
  });
});
