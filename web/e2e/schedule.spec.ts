import { book, register } from './api';
import { ask, patients, signIn, signInStaff, staff } from './people';
import { expect, test } from './test';

const wide = { width: 1280, height: 900 };

test('leave names the visit that it breaks, and its times leave the page of somebody who looks', async ({ server, person }) => {
  test.setTimeout(200_000);
  // The second whole working day of the doctor from now.
  const patient = await person();
  await signIn(patient, server, patients.nina);
  const now = await server.now();
  const { practitioners } = await ask<{ practitioners: { nodes: { id: string; familyName: string; specialties: { id: string }[]; services: { id: string; name: string }[] }[] } }>(
    patient, '{ practitioners { nodes { id familyName specialties { id } services { id name } } } }');
  const doctor = practitioners.nodes.find(({ familyName }) => familyName === 'Мельникова');
  const service = doctor?.services.find(({ name }) => name === 'Консультация');
  if (!doctor || !service) throw new Error('no doctor');
  const { availability } = await ask<{ availability: { days: { date: string; slots: { startsAt: string }[] }[] } }>(
    patient,
    'query ($p: ID!, $s: ID!, $from: DateTime!, $to: DateTime!) { availability(practitionerId: $p, serviceId: $s, from: $from, to: $to) { days { date slots { startsAt } } } }',
    { p: doctor.id, s: service.id, from: new Date(now + 86_400_000).toISOString(), to: new Date(now + 8 * 86_400_000).toISOString() },
  );
  const day = availability.days.filter(({ slots }) => slots.length > 4)[1];
  if (!day) throw new Error('no free day');
  await book(patient, { doctor: 'Мельникова', service: 'Консультация', startsAt: day.slots[2]!.startsAt });

  const other = await person({ viewport: { width: 390, height: 844 } });
  await register(other, server, '+79160000099', { familyName: 'Тихонова', givenName: 'Анна', patronymic: 'Петровна', birthDate: '1958-05-04', sex: 'FEMALE' });
  await other.goto(`/book/${doctor.specialties[0]?.id}/${doctor.id}?service=${service.id}`);
  const number = String(Number(day.date.slice(8)));
  const chip = other.getByRole('group', { name: 'День' }).getByRole('button').filter({ has: other.getByText(number, { exact: true }) });
  await chip.first().click();
  await expect(chip.first()).toContainText(/ок(но|на|он)/);

  const desk = await person({ viewport: wide });
  await signInStaff(desk, staff.desk);
  await desk.getByRole('link', { name: 'Расписание' }).click();
  await desk.getByLabel('Врач').selectOption({ label: 'Мельникова Светлана Юрьевна' });
  const leave = desk.getByRole('region', { name: 'Отсутствия и дополнительные часы' });
  await leave.getByLabel('С какого дня').fill(day.date);
  await leave.getByLabel('По какой день').fill(day.date);
  await leave.getByLabel('Пометка для клиники').fill('Конференция');
  await leave.getByRole('button', { name: 'Добавить отсутствие' }).click();
  const sheet = desk.getByRole('dialog', { name: 'Останутся без времени' });
  await expect(sheet.getByText('Ковалёва Нина Павловна')).toBeVisible();
  await sheet.getByRole('button', { name: 'Сохранить всё равно' }).click();
  await expect(sheet.getByText('Сначала отметьте, что видели эти визиты')).toBeVisible();
  await sheet.getByRole('checkbox').check({ force: true });
  await sheet.getByRole('button', { name: 'Сохранить всё равно' }).click();
  await expect(sheet).toBeHidden();
  await expect(leave.getByText(/Конференция/)).toBeVisible();
  await expect(desk.getByRole('region', { name: 'Нужно перенести' }).getByText('Ковалёва Нина Павловна')).toBeVisible();

  await expect(chip.first()).toContainText('нет');
  await desk.screenshot({ path: process.env['SHOT'] ?? '/dev/null', type: 'png', fullPage: true });
});
