import type { TFunction } from 'i18next';
import { upperFirst } from '../../shared/format';
import { language } from '../../shared/i18n';

export function experience(years: number, t: TFunction<'booking'>): string {
  return years > 0 ? t('practitioner.experience', { count: years }) : '';
}

/** Русский, английский */
export function languageNames(codes: readonly string[]): string {
  const names = new Intl.DisplayNames([language()], { type: 'language' });
  return upperFirst(codes.map((code) => names.of(code) ?? code).join(', '));
}
