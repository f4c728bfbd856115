import { MockedProvider } from '@apollo/client/testing/react';
import { MantineProvider } from '@mantine/core';
import { createMemoryHistory, createRootRoute, createRouter, RouterProvider } from '@tanstack/react-router';
import { act, render, screen } from '@testing-library/react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { AppointmentCardFragment } from '../gql/graphql';
import { syncClock } from '../shared/clock';
import { VisitCard } from './VisitCard';

const money = { __typename: 'Money' as const, amountMinor: 240_000, currency: 'RUB' as const };
const ready: AppointmentCardFragment = {
  __typename: 'Appointment', id: 'a', status: 'BOOKED', startsAt: '2026-10-14T13:30:00Z', endsAt: '2026-10-14T14:00:00Z', clinicTimeZone: 'Europe/Moscow',
  holdExpiresAt: null, nextAction: 'WAIT', funding: 'SELF_PAY', documentCount: 0, absent: null,
  delay: null, cancellation: null, cursor: 'c', price: money, consentToSign: null,
  practitioner: { __typename: 'Practitioner', id: 'p', familyName: 'Воронцов', givenName: 'Андрей', patronymic: 'Игоревич', qualification: '', specialties: [{ __typename: 'Specialty', id: 's', name: 'Кардиолог' }] },
  service: { __typename: 'HealthcareService', id: 'h', name: 'Приём', kind: 'FOLLOW_UP', durationMinutes: 30, paymentPolicy: 'AT_VISIT' },
  payment: { __typename: 'Payment', id: 'm', status: 'PAID', method: 'CARD', paidAt: '2026-10-13T10:00:00Z', amount: money },
  visit: { __typename: 'Visit', id: 'v', status: 'SCHEDULED', statusSince: '2026-10-13T10:00:00Z', opensAt: '2026-10-14T13:30:00Z', closesAt: '2026-10-14T14:00:00Z', serverTime: '2026-10-14T13:00:00Z', startedAt: null, finishedAt: null, unreadCount: 0 },
  deviceCheck: { __typename: 'DeviceCheck', verdict: 'VIDEO', checkedAt: '2026-10-14T10:00:00Z' },
};

async function show(appointment: AppointmentCardFragment) {
  const router = createRouter({ routeTree: createRootRoute({ component: () => <VisitCard appointment={appointment} /> }), history: createMemoryHistory() });
  await router.load();
  render(<MantineProvider><MockedProvider><RouterProvider router={router as never} /></MockedProvider></MantineProvider>);
  await screen.findByText('Ваш визит');
}

beforeEach(() => {
  vi.useFakeTimers({ shouldAdvanceTime: true });
});
afterEach(() => vi.useRealTimers());

test('the yellow button appears by itself when the door opens', async () => {
  syncClock('2026-10-14T13:29:57Z');
  await show(ready);
  expect(screen.getByText('Вход откроется в 16:30')).toBeInTheDocument();
  expect(screen.queryByRole('link', { name: 'Войти к врачу' })).toBeNull();
  act(() => vi.advanceTimersByTime(4_000));
  expect(await screen.findByRole('link', { name: 'Войти к врачу' })).toHaveAttribute('href', '/visits/a/room');
});

test('an unpaid visit has one button, with the sum', async () => {
  syncClock('2026-10-14T13:31:00Z');
  await show({ ...ready, nextAction: 'PAY', payment: { ...ready.payment!, status: 'DUE' } });
  expect(screen.getByRole('link', { name: /Оплатить 2.400.₽/ })).toHaveAttribute('href', '/visits/a/payment');
  expect(screen.queryByRole('link', { name: 'Войти к врачу' })).toBeNull();
});

test('while the bank thinks nobody is asked to pay again', async () => {
  syncClock('2026-10-14T13:00:00Z');
  await show({ ...ready, nextAction: 'PAY', payment: { ...ready.payment!, status: 'PENDING' } });
  expect(screen.getByText('Ждём ответа банка')).toBeInTheDocument();
  expect(screen.queryByRole('link', { name: /^Оплатить/ })).toBeNull();
});

test('a doctor who is late changes the headline, until the card asks to choose', async () => {
  const delay = {
    __typename: 'Delay' as const, expectedAt: '2026-10-14T13:45:00Z', minutes: 15, cause: 'PREVIOUS_VISIT' as const, announcedBy: null,
    needsDesk: false, patientMayChoose: false, choiceFrom: '2026-10-14T13:45:00Z', keepsLength: true,
  };
  syncClock('2026-10-14T13:36:00Z');
  await show({ ...ready, nextAction: 'JOIN', delay });
  expect(await screen.findByText('≈16:45')).toBeInTheDocument();
  expect(screen.getByText('вместо 16:30')).toBeInTheDocument();
  expect(screen.getByText('Предыдущий приём ещё идёт. Ваше время останется вашим.')).toBeInTheDocument();
  expect(screen.queryByRole('link', { name: 'Войти к врачу' })).toBeNull();
  expect(screen.getByRole('link', { name: 'В комнату ожидания' })).toHaveAttribute('href', '/visits/a/room');
});

test('an unpaid visit asks for the payment also while the doctor is late', async () => {
  syncClock('2026-10-14T13:36:00Z');
  const delay = {
    __typename: 'Delay' as const, expectedAt: '2026-10-14T13:45:00Z', minutes: 15, cause: 'ANNOUNCED' as const, announcedBy: 'PRACTITIONER' as const,
    needsDesk: false, patientMayChoose: false, choiceFrom: '2026-10-14T13:45:00Z', keepsLength: true,
  };
  await show({ ...ready, nextAction: 'PAY', payment: { ...ready.payment!, status: 'DUE' }, delay });
  expect(screen.getByRole('link', { name: /Оплатить 2.400.₽/ })).toBeInTheDocument();
});
