import { createMemoryHistory, createRootRoute, createRoute, createRouter, RouterProvider } from '@tanstack/react-router';
import { render, screen, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import type { Row } from './board';
import { BoardTable } from './BoardTable';
import { at, row, running, unsigned, waiting } from './fixtures';

async function show(rows: readonly Row[]) {
  const root = createRootRoute();
  const board = createRoute({ getParentRoute: () => root, path: '/', component: () => <BoardTable rows={rows} now={at('16:34')} /> });
  const visit = createRoute({ getParentRoute: () => root, path: '/doctor/visits/$id', component: () => null });
  const router = createRouter({ routeTree: root.addChildren([board, visit]), history: createMemoryHistory() });
  render(<RouterProvider router={router as never} />);
  await screen.findByRole('table');
}

const named = (familyName: string, one: Row): Row => ({ ...one, patient: one.patient && { ...one.patient, familyName } });
const line = (name: RegExp) => within(screen.getByRole('row', { name }));

test('a row says the time, who, the state with its minutes, the light and what is missing', async () => {
  await show([
    named('Седов', running('16:00', '16:03')),
    named('Ковалёва', waiting('16:30', '16:30', { documentCount: 3, visit: { unreadCount: 2 }, deviceCheck: { __typename: 'DeviceCheck', verdict: 'VIDEO', checkedAt: '' } })),
    named('Орлова', row('17:30', { consentToSign: { __typename: 'ConsentDocument', id: 'c1' }, payment: { __typename: 'Payment', id: 'm1', status: 'DUE' } })),
  ]);
  const call = line(/Седов/);
  expect(call.getByText(/Разговор, 31\sмин/)).toBeVisible();
  expect(call.getByRole('link', { name: /^Вернуться: Седов.*16:00$/ })).toHaveClass('lamp');

  const next = line(/Ковалёва/);
  expect(next.getByText(/Ждёт\s4\sмин/)).toBeVisible();
  expect(next.getByText('Хорошая')).toBeVisible();
  expect(next.getByText('68 лет · повторный')).toBeVisible();
  expect(next.getByText('3 документа')).toBeInTheDocument();
  expect(next.getByText('2 непрочитанных сообщения')).toBeInTheDocument();
  expect(next.getByRole('link', { name: /^Написать/ })).not.toHaveClass('lamp');

  const later = line(/Орлова/);
  expect(later.getByText('Согласие не подписано')).toBeInTheDocument();
  expect(later.getByText('Не оплачено')).toBeInTheDocument();
  expect(later.getByText('Не проверена')).toBeVisible();
});

test('a visit right after midnight says that it is tomorrow', async () => {
  await show([named('Седов', row('17:00')), named('Орлова', row('17:00', { startsAt: '2026-10-14T21:10:00Z', endsAt: '2026-10-14T21:40:00Z' }))]);
  expect(line(/Седов/).queryByText('завтра')).toBeNull();
  expect(line(/Орлова/).getByText('0:10')).toBeVisible();
  expect(line(/Орлова/).getByText('завтра')).toBeVisible();
});

test('past rows are dim, the needed row is lit, each row has one action that leads to its visit', async () => {
  const rows = [named('Абдуллина', unsigned('15:30', '16:16')), named('Ковалёва', waiting('16:30', '16:30'))];
  await show(rows);
  expect(screen.getByRole('row', { name: /Абдуллина/ })).toHaveClass('past');
  expect(screen.getByRole('row', { name: /Ковалёва/ })).toHaveClass('now');
  expect(line(/Абдуллина/).getByText(/Не подписано, 18\sмин/)).toBeVisible();
  const links = screen.getAllByRole('link');
  expect(links).toHaveLength(2);
  expect(links.map((link) => link.getAttribute('href'))).toEqual([`/doctor/visits/${rows[0]!.id}#conclusion`, `/doctor/visits/${rows[1]!.id}#conclusion`]);
  expect(links.filter((link) => link.classList.contains('lamp'))).toHaveLength(1);
});
