import { expect, test } from 'vitest';
import enBase from './en';
import enChange from './en/change';
import enNotices from './en/notices';
import enRooms from './en/rooms';
import enStaff from './en/staff';
import ruBase from './ru';
import ruChange from './ru/change';
import ruNotices from './ru/notices';
import ruRooms from './ru/rooms';
import ruStaff from './ru/staff';

const ru = { ...ruBase, ...ruChange, ...ruNotices, ...ruRooms, ...ruStaff };
const en = { ...enBase, ...enChange, ...enNotices, ...enRooms, ...enStaff };

type Words = { [key: string]: string | Words };
const plural = /_(zero|one|two|few|many|other)$/;

function keys(words: Words, path = ''): string[] {
  return Object.entries(words).flatMap(([key, value]) => {
    const name = path ? `${path}.${key}` : key;
    return typeof value === 'string' ? [name] : keys(value, name);
  });
}
const bare = (words: Words) => [...new Set(keys(words).map((key) => key.replace(plural, '')))].sort();
const missingForms = (words: Words, forms: readonly string[]) => {
  const all = new Set(keys(words));
  const counted = new Set([...all].filter((key) => plural.test(key)).map((key) => key.replace(plural, '')));
  return [...counted].flatMap((key) => forms.map((form) => `${key}_${form}`)).filter((key) => !all.has(key));
};

test('Russian and English have the same texts', () => {
  expect(bare(en as unknown as Words)).toEqual(bare(ru as unknown as Words));
});

test('every counted text has all forms of its language', () => {
  expect(missingForms(ru as unknown as Words, ['one', 'few', 'many', 'other'])).toEqual([]);
  expect(missingForms(en as unknown as Words, ['one', 'other'])).toEqual([]);
});
