import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import type ru from '../locales/ru';
import type { Locale } from '../gql/graphql';

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'common';
    resources: typeof ru;
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
  ru: () => import('../locales/ru'),
  en: () => import('../locales/en'),
};

/** Loads the texts and switches to them; the choice is kept in this browser. */
export async function loadLanguage(language: Language, keep = false) {
  const texts = (await load[language]()).default;
  if (!i18next.isInitialized) {
    await i18next.use(initReactI18next).init({
      lng: language,
      defaultNS: 'common',
      resources: { [language]: texts },
      interpolation: { escapeValue: false },
      react: { useSuspense: false },
    });
  } else {
    for (const [ns, words] of Object.entries(texts)) i18next.addResourceBundle(language, ns, words);
    await i18next.changeLanguage(language);
  }
  document.documentElement.lang = language;
  if (keep) localStorage.setItem(key, language);
}

export function language(): Language {
  return i18next.language === 'en' ? 'en' : 'ru';
}

export const locale = (): Locale => (language() === 'en' ? 'EN' : 'RU');
