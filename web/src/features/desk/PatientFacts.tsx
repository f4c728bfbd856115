import { IconUserCheck, IconUserQuestion } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { PatientStatus } from '../../gql/graphql';
import { StateChip } from '../../ui/StateChip';

/** 19.11.1951 */
export const birthday = (date: string) => date.split('-').reverse().join('.');

export function ageOn(birthDate: string, date: string): number {
  const years = Number(date.slice(0, 4)) - Number(birthDate.slice(0, 4));
  return date.slice(5) < birthDate.slice(5) ? years - 1 : years;
}

export function AccountChip({ status }: { status: PatientStatus }) {
  const { t } = useTranslation('desk');
  const isConfirmed = status === 'CONFIRMED';
  return (
    <StateChip tone={isConfirmed ? 'good' : 'act'} icon={isConfirmed ? IconUserCheck : IconUserQuestion}>
      {t(`patient.${status}`)}
    </StateChip>
  );
}
