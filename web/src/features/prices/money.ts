import { language } from '../../shared/i18n';

/** 1800 or 1800,50, in English 1800.50, to be typed over. */
export const roubles = (minor: number) => (minor % 100 === 0 ? String(minor / 100) : (minor / 100).toFixed(2).replace('.', language() === 'en' ? '.' : ','));

/** Reads roubles as people type them: 1 800, 1800.5. Undefined when it is no sum. */
export function kopecks(text: string): number | undefined {
  const plain = text.replace(/[\s ₽]/g, '').replace(',', '.');
  return /^\d{1,7}(\.\d{1,2})?$/.test(plain) ? Math.round(Number(plain) * 100) : undefined;
}
