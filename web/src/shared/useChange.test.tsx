import { InMemoryCache } from '@apollo/client';
import { MockedProvider } from '@apollo/client/testing/react';
import { act, renderHook } from '@testing-library/react';
import type { ReactNode } from 'react';
import { expect, test } from 'vitest';
import { CancelAppointmentDocument, RescheduleAppointmentDocument, type CancelAppointmentMutation, type RescheduleAppointmentMutation } from '../gql/graphql';
import possible from '../gql/possibleTypes';
import { markedTime, useCancel, useMove } from './useChange';

type Cancel = CancelAppointmentMutation['cancelAppointment'];
type Move = RescheduleAppointmentMutation['rescheduleAppointment'];

const at = (hour: number) => `2026-10-15T${String(hour).padStart(2, '0')}:00:00Z`;
const slot = (hour: number) => ({ __typename: 'Slot' as const, startsAt: at(hour), endsAt: at(hour + 1) });

/** Answers in turn; undefined is a lost connection. Notes the keys it was asked under. */
function asked(document: typeof CancelAppointmentDocument | typeof RescheduleAppointmentDocument, field: string, answers: readonly (Cancel | Move | undefined)[]) {
  const keys: string[] = [];
  const mocks = answers.map((answer) => ({
    request: {
      query: document as typeof CancelAppointmentDocument,
      variables: (given: { input: { idempotencyKey: string } }) => {
        if (keys.length < answers.length) keys.push(given.input.idempotencyKey);
        return true;
      },
    },
    ...(answer ? { result: { data: { __typename: 'Mutation', [field]: answer } as never } } : { error: new Error('offline') }),
  }));
  const wrapper = ({ children }: { children: ReactNode }) => <MockedProvider mocks={mocks} cache={new InMemoryCache({ possibleTypes: possible.possibleTypes })}>{children}</MockedProvider>;
  return { keys, wrapper };
}
const moves = (...answers: readonly (Move | undefined)[]) => asked(RescheduleAppointmentDocument, 'rescheduleAppointment', answers);
const cancels = (...answers: readonly (Cancel | undefined)[]) => asked(CancelAppointmentDocument, 'cancelAppointment', answers);

test('a time taken by somebody faster marks the nearest free one', async () => {
  const { result } = renderHook(() => useMove('a'), moves({ __typename: 'SlotTaken', code: 'SLOT_TAKEN', alternatives: [slot(15), slot(11)] }));
  await act(() => result.current.run(at(10)));
  expect(result.current.state).toEqual({ at: 'taken', startsAt: at(10), nearest: at(11) });
  expect(markedTime(result.current.state)).toBe(at(11));
});

test('after the deadline the server says until when it could be moved', async () => {
  const { result } = renderHook(() => useMove('a'), moves({ __typename: 'TooLateToMove', code: 'TOO_LATE_TO_MOVE', deadline: at(6) }));
  await act(() => result.current.run(at(10)));
  expect(result.current.state).toEqual({ at: 'tooLate', deadline: at(6) });
});

test('a move without an answer keeps the time and repeats under its key', async () => {
  const { keys, wrapper } = moves(undefined, { __typename: 'Conflict', code: 'PATIENT_BUSY' });
  const { result } = renderHook(() => useMove('a'), { wrapper });
  await act(() => result.current.run(at(10)));
  expect(result.current.state).toEqual({ at: 'refused', startsAt: at(10), code: 'LOST' });
  expect(markedTime(result.current.state)).toBe(at(10));
  await act(() => result.current.run(at(10)));
  expect(result.current.state).toMatchObject({ at: 'refused', code: 'PATIENT_BUSY' });
  expect(new Set(keys).size).toBe(1);
});

test('calling off: a lost answer is repeated under its key, a conflict is said', async () => {
  const { keys, wrapper } = cancels(undefined, { __typename: 'Conflict', code: 'CONFLICT' });
  const { result } = renderHook(() => useCancel('a'), { wrapper });
  await act(() => result.current.run('PLANS_CHANGED'));
  expect(result.current.state).toEqual({ at: 'refused', code: 'LOST' });
  await act(() => result.current.run('PLANS_CHANGED'));
  expect(result.current.state).toEqual({ at: 'refused', code: 'CONFLICT' });
  expect(new Set(keys).size).toBe(1);
});
