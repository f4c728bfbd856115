import { Controller, type FieldErrors, type UseFormReturn } from 'react-hook-form';
import { useTranslation } from 'react-i18next';
import { dotted, spacedPhone, type FormError, type PersonValues } from '../shared/personForm';
import { Segmented, TextField } from './Fields';

/** Moves the focus to the choice of the sex when it is the first that is wrong; the form does so for the others. */
export function focusSex(found: FieldErrors<PersonValues>) {
  if (Object.keys(found)[0] === 'sex') document.querySelector<HTMLInputElement>('input[name=sex]')?.focus();
}

type Props = { form: UseFormReturn<PersonValues>; /** What the server did not take. */ wrong?: readonly string[] | undefined; /** Written for somebody else: the browser should not offer its own person. */ isOther?: boolean };

/** Who somebody is: name, date of birth, sex, phone, e-mail. */
export function PersonFields({ form, wrong, isOther }: Props) {
  const { t } = useTranslation('account');
  const { errors } = form.formState;
  const own = (name: string) => (isOther ? 'off' : name);
  const error = (field: keyof PersonValues) => {
    const key = errors[field]?.message as FormError | undefined;
    if (key) return t(`form.errors.${key}`);
    return wrong?.includes(field) && !form.formState.dirtyFields[field] ? t('form.errors.refused') : undefined;
  };
  return (
    <>
      <TextField label={t('form.familyName')} autoComplete={own('family-name')} {...form.register('familyName')} error={error('familyName')} />
      <TextField label={t('form.givenName')} autoComplete={own('given-name')} {...form.register('givenName')} error={error('givenName')} />
      <TextField label={t('form.patronymic')} autoComplete={own('additional-name')} hint={t('form.patronymicHint')} {...form.register('patronymic')} error={error('patronymic')} />
      <Controller
        control={form.control}
        name="birthDate"
        render={({ field }) => (
          <TextField
            {...field}
            label={t('form.birthDate')}
            inputMode="numeric"
            autoComplete={own('bday')}
            placeholder={t('form.birthDatePlaceholder')}
            onChange={(event) => field.onChange(dotted(event.target.value, field.value))}
            error={error('birthDate')}
          />
        )}
      />
      <Controller
        control={form.control}
        name="sex"
        render={({ field }) => (
          <Segmented
            label={t('form.sex')}
            name="sex"
            value={field.value}
            onChange={(value) => {
              field.onChange(value);
              form.clearErrors('sex');
            }}
            options={[{ value: 'FEMALE', label: t('form.female') }, { value: 'MALE', label: t('form.male') }]}
            error={error('sex')}
          />
        )}
      />
      <Controller
        control={form.control}
        name="phone"
        render={({ field }) => (
          <TextField
            {...field}
            label={t('form.phone')}
            type="tel"
            autoComplete={own('tel')}
            onBlur={() => {
              field.onChange(spacedPhone(field.value));
              field.onBlur();
            }}
            error={error('phone')}
          />
        )}
      />
      <TextField label={t('form.email')} type="email" autoComplete={own('email')} hint={t('form.emailHint')} {...form.register('email')} error={error('email')} />
    </>
  );
}
