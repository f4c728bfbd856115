import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import type ru from '../locales/ru';
import type change from '../locales/ru/change';
import type notices from '../locales/ru/notices';
import type rooms from '../locales/ru/rooms';
import type staff from '../locales/ru/staff';
import type { Locale } from '../gql/graphql';

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'common';
    resources: typeof ru & typeof change & typeof notices & typeof rooms & typeof staff;
    returnNull: false;
  }
}

export type Language = 'ru' | 'en';
const key = 'televisit.language';

export function startLanguage(): Language {
  const kept = localStorage.getItem(key);
  if (kept === 'ru' || kept === 'en') return kept;
  return navigator.languages.some((tag) => tag.startsWith('ru')) || !navigator.languages.some((tag) => tag.startsWith('en')) ? 'ru' : 'en';
}

const load = {
  ru: { base: () => import('../locales/ru'), change: () => import('../locales/ru/change'), notices: () => import('../locales/ru/notices'), rooms: () => import('../locales/ru/rooms'), staff: () => import('../locales/ru/staff') },
  en: { base: () => import('../locales/en'), change: () => import('../locales/en/change'), notices: () => import('../locales/en/notices'), rooms: () => import('../locales/en/rooms'), staff: () => import('../locales/en/staff') },
};
type Part = keyof (typeof load)['ru'];
const parts = new Set<Part>(['base']);

async function texts(language: Language, wanted: Iterable<Part>) {
  const loaded = await Promise.all([...wanted].map((part) => load[language][part]()));
  return Object.entries(Object.assign({}, ...loaded.map((module) => module.default)) as Record<string, object>);
}

/** Loads the texts of pages that not everybody opens; routes call it before they show such a page. */
export async function loadTexts(...wanted: readonly Part[]) {
  const missing = wanted.filter((part) => !parts.has(part));
  if (missing.length === 0) return;
  for (const [ns, words] of await texts(language(), missing)) i18next.addResourceBundle(language(), ns, words);
  for (const part of missing) parts.add(part);
}

/** Loads the texts and switches to them; the choice is kept in this browser. */
export async function loadLanguage(language: Language, keep = false) {
  const all = await texts(language, parts);
  if (!i18next.isInitialized) {
    await i18next.use(initReactI18next).init({
      lng: language,
      defaultNS: 'common',
      resources: { [language]: Object.fromEntries(all) },
      interpolation: { escapeValue: false },
      react: { useSuspense: false },
    });
  } else {
    for (const [ns, words] of all) i18next.addResourceBundle(language, ns, words);
    await i18next.changeLanguage(language);
  }
  document.documentElement.lang = language;
  if (keep) localStorage.setItem(key, language);
}

export function language(): Language {
  return i18next.language === 'en' ? 'en' : 'ru';
}

export const locale = (): Locale => (language() === 'en' ? 'EN' : 'RU');
