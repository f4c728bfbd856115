import { beforeEach, describe, expect, test } from 'vitest';
import { syncClock } from './clock';
import { dotted, parseBirthDate, parsePhone, personSchema, spacedPhone } from './personForm';

const good = { familyName: 'Ковалёва', givenName: 'Нина', patronymic: 'Павловна', birthDate: '04.05.1958', sex: 'FEMALE', phone: '+7 916 123-45-42', email: '' };
const errorsOf = (change: object) => {
  const result = personSchema.safeParse({ ...good, ...change });
  return result.success ? [] : result.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
};

beforeEach(() => syncClock('2026-10-14T13:00:00Z'));

test.each<[string, object, string[]]>([
  ['all is well', {}, []],
  ['no patronymic', { patronymic: '' }, []],
  ['blank family name', { familyName: '  ' }, ['familyName: familyName']],
  ['no given name', { givenName: '' }, ['givenName: givenName']],
  ['no date', { birthDate: '' }, ['birthDate: birthDate']],
  ['no such day', { birthDate: '31.02.1958' }, ['birthDate: birthDate']],
  ['the year is cut short', { birthDate: '4.5.58' }, ['birthDate: birthYear']],
  ['not born yet', { birthDate: '15.10.2026' }, ['birthDate: birthDateFuture']],
  ['born today', { birthDate: '14.10.2026' }, []],
  ['no sex chosen', { sex: '' }, ['sex: sex']],
  ['digits are missing', { phone: '+7 916 12' }, ['phone: phoneShort']],
  ['a digit too many', { phone: '+7 916 123-45-421' }, ['phone: phone']],
  ['half an address', { email: 'nina@' }, ['email: email']],
])('%s', (_, change, want) => expect(errorsOf(change)).toEqual(want));

describe('dates', () => {
  test('are read as people write them', () => {
    expect([parseBirthDate('4.5.1958'), parseBirthDate('04/05/1958'), parseBirthDate('1958-05-04'), parseBirthDate('04.05.58')]).toEqual(['1958-05-04', '1958-05-04', '1958-05-04', null]);
  });
  test('get their dots while they are typed', () => {
    let text = '';
    for (const digit of '04051958') text = dotted(text + digit, text);
    expect(text).toBe('04.05.1958');
  });
  test('can be deleted', () => expect(dotted('04.0', '04.05')).toBe('04.0'));
});

describe('phones', () => {
  test.each([
    ['8 (916) 123-45-42', '+79161234542'],
    ['9161234542', '+79161234542'],
    ['+375 29 123 45 67', '+375291234567'],
  ])('%s', (text, phone) => expect(parsePhone(text)).toEqual({ phone }));
  test('are spaced once they are whole', () => {
    expect(spacedPhone('89161234542')).toBe('+7 916 123-45-42');
    expect(spacedPhone('+7 916 12')).toBe('+7 916 12');
  });
});
