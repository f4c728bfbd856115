import { book, enter, freeTimes, pay, signConsent } from './api';
import { ask, ownVisit, patients, signInStaff, staff } from './people';
import { minutes } from './server';
import { expect, lookAtClock, test } from './test';
import { zone } from './zone';

type Money = { appointment: { status: string; payment: { status: string } } };
const money = '($id: ID!) { appointment(id: $id) { status payment { status } } }';

test('a doctor says to be late: the patient sees it at once, may choose after a quarter of an hour, and gets everything back', async ({ server, person }) => {
  const patient = await person();
  await enter(patient, server, patients.petr);
  const visit = await ownVisit(patient);
  await pay(patient, visit.id);
  if (await needsConsent(patient, visit.id)) await signConsent(patient, server, patients.petr, visit.id);
  await server.moveTo(Date.parse(visit.startsAt) - minutes(5));
  await patient.goto(`/visits/${visit.id}/room`);
  await expect(patient.getByText('Начнём', { exact: true })).toBeVisible();

  const doctor = await person();
  await signInStaff(doctor, staff.vorontsov);
  await doctor.getByRole('button', { name: 'Я опаздываю' }).click();
  const sheet = doctor.getByRole('dialog', { name: 'Вы опаздываете' });
  await sheet.getByRole('radio', { name: /на 10 минут/ }).check();
  await sheet.getByRole('button', { name: 'Сообщить пациентам' }).click();
  await expect(sheet).toBeHidden();
  await expect(doctor.getByText(/Вы опаздываете на 10 минут/)).toBeVisible();

  // Nobody has touched the patient's page.
  await expect(patient.getByText('Новое время начала')).toBeVisible();
  await expect(patient.locator('time.hero-time')).toHaveText(`≈${clock(Date.parse(visit.startsAt) + minutes(10))}`);

  const home = await patient.context().newPage();
  await home.goto('/');
  await expect(home.getByText('Врач задерживается')).toBeVisible();
  await home.close();

  await server.moveTo(Date.parse(visit.startsAt) + minutes(15));
  await expect(patient.getByRole('heading', { name: 'Врач задерживается больше чем на 15 минут' })).toBeVisible({ timeout: 30_000 });
  const desk = await person();
  await signInStaff(desk, staff.desk);
  await expect(desk.getByText(/^Врача нет \d+ минут/).first()).toBeVisible();

  await patient.getByRole('radio', { name: /^Вернуть \d/ }).check();
  await patient.getByRole('button', { name: /^Вернуть \d/ }).click();
  await expect(patient.getByRole('heading', { name: /отмен/i })).toBeVisible();
  await expect.poll(async () => (await ask<Money>(patient, `query ${money}`, { id: visit.id })).appointment).toMatchObject({
    status: 'CANCELLED', payment: { status: expect.stringMatching(/^REFUND/) as unknown as string },
  });
});

test('a visit that begins right after midnight is on the boards before it', async ({ server, person }) => {
  const patient = await person();
  await enter(patient, server, patients.maksim);
  const wish = { doctor: 'Соколова', service: 'Консультация' };
  const [, midnight = ''] = await freeTimes(patient, server, wish); // the first time of a whole day of a doctor who is on call
  await book(patient, { ...wish, startsAt: midnight });
  await server.moveTo(Date.parse(midnight) - minutes(10));

  const [doctor, desk] = [await person(), await person()];
  await signInStaff(doctor, staff.sokolova);
  await signInStaff(desk, staff.desk);
  const rows = [doctor, desk].map((page) => page.getByRole('row', { name: /Гусев/ }));
  for (const row of rows) await expect(row.getByText('завтра')).toBeVisible();
  await doctor.getByRole('button', { name: 'Я опаздываю' }).click();
  const sheet = doctor.getByRole('dialog', { name: 'Вы опаздываете' });
  await sheet.getByRole('radio', { name: /на 10 минут/ }).check();
  await sheet.getByRole('button', { name: 'Сообщить пациентам' }).click();
  await expect(doctor.getByText(/Вы опаздываете на 10 минут/)).toBeVisible();

  // The date changes while the pages are open.
  await server.moveTo(midnight);
  await lookAtClock(doctor, desk);
  for (const row of rows) {
    await expect(row.getByText('завтра')).toBeHidden();
    await expect(row).toBeVisible();
  }
  await expect(doctor.getByRole('link', { name: /^Войти: Гусев/ })).toBeVisible();
});

async function needsConsent(page: Parameters<typeof ask>[0], id: string) {
  const { appointment } = await ask<{ appointment: { consentToSign: unknown } }>(page, 'query ($id: ID!) { appointment(id: $id) { consentToSign { id } } }', { id });
  return appointment.consentToSign !== null;
}

const clock = (instant: number) => new Intl.DateTimeFormat('ru', { timeZone: zone, hour: 'numeric', minute: '2-digit' }).format(instant);
