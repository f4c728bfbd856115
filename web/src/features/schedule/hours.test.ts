import { expect, test } from 'vitest';
import { formOf, hoursText, inputOf, parseHours, wrongOf } from './hours';

test.each([
  ['', []],
  ['9:00–13:00, 14:00–18:00', [{ from: 540, to: 780 }, { from: 840, to: 1080 }]],
  ['9-13 14-18', [{ from: 540, to: 780 }, { from: 840, to: 1080 }]],
  ['09.30 — 24:00', [{ from: 570, to: 1440 }]],
  ['9-13;13-14', [{ from: 540, to: 780 }, { from: 780, to: 840 }]],
])('%s is hours', (text, hours) => {
  expect(parseHours(text)).toEqual(hours);
});

test.each(['9', '9-', 'утром', '13-9', '9-9', '9-25', '9:60-10', '9-13, 12-14', '24-25', '9-24:01'])('%s is none', (text) => {
  expect(parseHours(text)).toBeUndefined();
});

test('what is written can be read again', () => {
  const hours = [{ from: 0, to: 65 }, { from: 600, to: 1440 }];
  expect(parseHours(hoursText(hours))).toEqual(hours);
});

test('a form without a version is an empty week that can be published', () => {
  const form = formOf(undefined, '2026-03-10', 'Europe/Moscow');
  expect(wrongOf(form)).toEqual([]);
  expect(inputOf({ ...form, days: { ...form.days, TUESDAY: '9-13' }, limit: '5' })).toMatchObject({
    validFrom: '2026-03-10', validTo: null, week: [{ weekday: 'TUESDAY', hours: [{ from: 540, to: 780 }] }], gridMinutes: 30, dailyLimit: 5,
  });
});

test('fields that cannot be read are named', () => {
  const form = formOf(undefined, '', 'Europe/Moscow');
  expect(wrongOf({ ...form, days: { ...form.days, SUNDAY: 'нет' }, grid: '', limit: '-1' })).toEqual(['SUNDAY', 'grid', 'limit', 'validFrom']);
});
