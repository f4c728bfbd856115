import { useQuery } from '@apollo/client/react';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { GuestChangesDocument, VisitGuestsDocument, type GuestLineFragment } from '../../gql/graphql';
import { useResumable } from '../../shared/useResumable';
import { announce } from '../../ui/announce';

/** Guests who still count, and those among them for whom this side has to do something. */
export type Guests = { list: readonly GuestLineFragment[]; waiting: readonly GuestLineFragment[] };

/** Whom the practitioner lets in; to whom the patient agrees. */
const asks = { doctor: ['WAITING', 'HELD'], patient: ['PROPOSED'] } as const;

/** The guests of a visit, kept up to date. Somebody new who waits is said aloud. */
export function useGuests(appointmentId: string, self: 'patient' | 'doctor'): Guests {
  const { t } = useTranslation('guests');
  const { data, refetch } = useQuery(VisitGuestsDocument, { variables: { id: appointmentId } });
  const appointment = data?.appointment;
  useResumable(GuestChangesDocument, {
    variables: appointment ? { id: appointmentId } : null,
    after: appointment?.cursor,
    onGap: () => void refetch(),
  });
  const list = (appointment?.visit?.guests ?? []).filter(({ status }) => status !== 'REMOVED' && status !== 'DECLINED');
  const waiting = list.filter(({ status }) => (asks[self] as readonly string[]).includes(status));
  const newest = waiting.filter(({ status }) => status !== 'HELD').at(-1);
  useEffect(() => {
    if (newest) announce(t(`waits.${self}`, { name: newest.name }));
  }, [newest?.id, self, t]); // eslint-disable-line react-hooks/exhaustive-deps
  return { list, waiting };
}
