import { render, screen, within } from '@testing-library/react';
import { beforeAll, expect, test } from 'vitest';
import { loadTexts } from '../shared/i18n';
import { LinkChart } from './LinkChart';

type Sample = Parameters<typeof LinkChart>[0]['samples'][number];

const sample = (role: Sample['role'], at: string, quality: Sample['quality'], numbers: Partial<Sample> = {}): Sample => ({
  __typename: 'LinkSample', role, at, quality, lossUpPercent: 0, lossDownPercent: 0, roundTripMs: 20, upKbps: 900, downKbps: 1100, freezes: 0, ...numbers,
});

beforeAll(() => loadTexts('change'));

const samples = [
  sample('PATIENT', '2026-10-14T13:30:30Z', 'GOOD'),
  sample('PRACTITIONER', '2026-10-14T13:30:30Z', 'GOOD'),
  sample('PATIENT', '2026-10-14T13:31:00Z', 'UNEVEN', { lossUpPercent: 4.5, freezes: 2 }),
  sample('PATIENT', '2026-10-14T13:31:30Z', 'WEAK', { roundTripMs: 480 }),
  sample('PATIENT', '2026-10-14T13:32:00Z', null),
];

test('each side has a strip that says in words how its connection was', () => {
  render(<LinkChart samples={samples} timeZone="Europe/Moscow" />);
  const patient = screen.getByRole('img', { name: 'Пациент: 2 мин, из них неровная 0,5, слабая 0,5' });
  expect([...patient.querySelectorAll('rect')].map((bar) => bar.getAttribute('height'))).toEqual(['10', '22', '36']);
  const doctor = screen.getByRole('img', { name: 'Врач: 0,5 мин, из них неровная 0, слабая 0' });
  expect(doctor.querySelectorAll('rect')).toHaveLength(1);
});

test('loss, round trip, rate and freezes have a course each, and say the worst in words', () => {
  render(<LinkChart samples={samples} timeZone="Europe/Moscow" />);
  const patient = within(screen.getByRole('region', { name: 'Пациент' }));
  for (const [words, lines] of [
    ['Потери, %: от него до 4,5, к нему до 0', 2], ['Туда и обратно: до 480 мс', 1], ['Скорость, кбит/с: от него до 900, к нему до 1\u00a0100', 2], ['Картинка замирала, раз: 2', 1],
  ] as const) {
    expect(patient.getByRole('img', { name: words }).querySelectorAll('path')).toHaveLength(lines);
  }
  const trip = patient.getByRole('img', { name: /^Туда и обратно/ }).querySelector('path')?.getAttribute('d');
  expect(trip).toBe('M0 32.7H15.0V32.7H30.0V2.0H45.0V32.7H60.0'); // 20, 20, 480 and 20 ms of 480
});

test('the numbers stand in a table, in the clinic’s time', () => {
  render(<LinkChart samples={samples} timeZone="Europe/Moscow" />);
  const rows = within(screen.getByRole('table', { hidden: true })).getAllByRole('row', { hidden: true });
  const cells = rows.map((row) => [...row.children].map(({ textContent }) => textContent));
  expect(cells).toHaveLength(1 + samples.length);
  expect(cells[3]).toEqual(['16:31', 'Пациент', 'Неровная', '4,5 / 0', '20', '900 / 1\u00a0100', '2']);
  expect(cells[5]?.[2]).toBe('Ничего не передавали');
});

test('a visit without a call has no chart', () => {
  const { container } = render(<LinkChart samples={[]} timeZone="UTC" />);
  expect(container).toBeEmptyDOMElement();
});
