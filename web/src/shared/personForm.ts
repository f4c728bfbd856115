import * as z from 'zod/mini';
import { isoDate } from './format';
import { serverNow } from './clock';

/** Keys of the texts that say what is missing. */
export type FormError =
  | 'familyName' | 'givenName' | 'birthDate' | 'birthYear' | 'birthDateFuture' | 'sex' | 'phone' | 'phoneShort' | 'email' | 'long';

const name = (missing: FormError) => z.string().check(z.trim(), z.minLength(1, missing), z.maxLength(100, 'long' satisfies FormError));

/** «4.5.1958», «04.05.1958» or «1958-05-04» as an ISO date; null when there is no such day. */
export function parseBirthDate(text: string): string | null {
  const dotted = /^(\d{1,2})[./\-\s](\d{1,2})[./\-\s](\d{4})$/.exec(text.trim());
  const iso = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text.trim());
  const [year, month, day] = dotted ? [dotted[3], dotted[2], dotted[1]] : iso ? [iso[1], iso[2], iso[3]] : [];
  if (!year || !month || !day || Number(year) < 1900) return null;
  const date = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  const parsed = new Date(`${date}T00:00:00Z`);
  return !Number.isNaN(parsed.getTime()) && parsed.toISOString().startsWith(date) ? date : null;
}

/** A date whose year is not written out: «04.05.58» may be of two centuries. */
const hasShortYear = (text: string) => /^\d{1,2}[./\-\s]\d{1,2}[./\-\s]\d{1,3}$/.test(text.trim());

/** Dots appear while the figures of a date are typed. */
export function dotted(text: string, before: string): string {
  if (text.length < before.length) return text;
  const digits = text.replace(/[^\d]/g, '').slice(0, 8);
  if (/[./-]/.test(text) && !/^\d{2}\.(\d{2}\.)?\d*$/.test(text)) return text;
  const parts = [digits.slice(0, 2), digits.slice(2, 4), digits.slice(4)];
  if (digits.length < 2) return digits;
  if (digits.length < 4) return `${parts[0]}.${parts[1]}`;
  return `${parts[0]}.${parts[1]}.${parts[2]}`;
}

/** A number as E.164; Russian without a country code. «short» and «wrong» say why there is none. */
export function parsePhone(text: string): { phone: string } | { error: 'phone' | 'phoneShort' } {
  const digits = text.replace(/\D/g, '');
  const foreign = text.trim().startsWith('+') && !digits.startsWith('7');
  if (foreign) return digits.length >= 8 && digits.length <= 15 ? { phone: `+${digits}` } : { error: 'phone' };
  const national = /^[78]/.test(digits) ? digits.slice(1) : digits;
  if (national.length < 10) return { error: 'phoneShort' };
  return national.length === 10 ? { phone: `+7${national}` } : { error: 'phone' };
}

/** +7 916 123-45-67, as far as it is known. */
export function spacedPhone(text: string): string {
  const parsed = parsePhone(text);
  const digits = 'phone' in parsed ? /^\+7(\d{3})(\d{3})(\d{2})(\d{2})$/.exec(parsed.phone) : null;
  return digits ? `+7 ${digits[1]} ${digits[2]}-${digits[3]}-${digits[4]}` : text;
}

export const personSchema = z.object({
  familyName: name('familyName'),
  givenName: name('givenName'),
  patronymic: z.string().check(z.trim(), z.maxLength(100, 'long' satisfies FormError)),
  birthDate: z.string().check(
    z.refine((text) => !hasShortYear(text), { error: 'birthYear' satisfies FormError, abort: true }),
    z.refine((text) => parseBirthDate(text) !== null, { error: 'birthDate' satisfies FormError, abort: true }),
    z.refine((text) => (parseBirthDate(text) ?? '') <= isoDate(serverNow(), 'UTC'), 'birthDateFuture' satisfies FormError),
  ),
  sex: z.enum(['FEMALE', 'MALE'], 'sex' satisfies FormError),
  phone: z.string().check(
    z.superRefine((text, context) => {
      const parsed = parsePhone(text);
      if ('error' in parsed) context.addIssue({ code: 'custom', message: parsed.error, input: text });
    }),
  ),
  email: z.string().check(z.trim(), z.refine((text) => text === '' || /^[^\s@]+@[^\s@]+\.[^\s@]{2,}$/.test(text), 'email' satisfies FormError)),
});

export type PersonValues = z.infer<typeof personSchema>;

export const nobody: PersonValues = { familyName: '', givenName: '', patronymic: '', birthDate: '', sex: '' as 'FEMALE', phone: '+7 ', email: '' };

/** The fields as the server takes them; null while phone or date of birth cannot be read. */
export function personInput(values: PersonValues) {
  const phone = parsePhone(values.phone);
  const birthDate = parseBirthDate(values.birthDate);
  if (!('phone' in phone) || !birthDate) return null;
  return {
    familyName: values.familyName.trim(),
    givenName: values.givenName.trim(),
    patronymic: values.patronymic.trim() || null,
    birthDate,
    sex: values.sex,
    phone: phone.phone,
    email: values.email.trim() || null,
  };
}
