import { ask, ownVisit, patients, signIn, signInStaff, staff } from './people';
import { Relay } from './relay';
import { expect, expectAccessible, expectNoSideways, test } from './test';

test('the doctor and the desk see how the connection of a call was', async ({ server, person }) => {
  test.setTimeout(300_000);
  const relay = new Relay();
  const patient = await person({ viewport: { width: 390, height: 844 } });
  await relay.lead(patient);
  await signIn(patient, server, patients.nina);
  const { id } = await ownVisit(patient);
  const doctor = await person();
  await signInStaff(doctor, staff.vorontsov);
  await doctor.getByRole('link', { name: /^Войти: Ковалёва/ }).click();
  await patient.goto(`/visits/${id}/room`);
  relay.link = { loss: 0.06, delayMs: 60, kbps: 0 };
  await patient.getByRole('button', { name: 'Войти к врачу' }).click();
  await expect.poll(() => patient.evaluate(() => document.querySelector<HTMLVideoElement>('video.stage')?.videoWidth ?? 0), { timeout: 60_000 }).toBeGreaterThan(0);

  type Sample = { role: string; lossDownPercent: number; lossUpPercent: number; roundTripMs: number; upKbps: number };
  const query = 'query ($id: ID!) { appointment(id: $id) { visit { linkHistory { role lossUpPercent lossDownPercent roundTripMs upKbps } } } }';
  const history = async () => (await ask<{ appointment: { visit: { linkHistory: Sample[] } } }>(doctor, query, { id })).appointment.visit.linkHistory;
  await expect.poll(async () => (await history()).filter(({ role }) => role === 'PATIENT').length, { timeout: 120_000, intervals: [2_000] }).toBeGreaterThan(1);
  const own = (await history()).filter(({ role }) => role === 'PATIENT');
  // Whoever receives counts what repairs have brought as received, so that less than six of a hundred are lost.
  expect(Math.max(...own.map(({ lossUpPercent }) => lossUpPercent))).toBeGreaterThan(2);
  expect(Math.max(...own.map(({ lossDownPercent }) => lossDownPercent))).toBeGreaterThan(0.5);
  expect(Math.max(...own.map(({ roundTripMs }) => roundTripMs))).toBeGreaterThan(110);

  const desk = await person();
  await signInStaff(desk, staff.desk);
  await desk.getByLabel('Найти пациента').fill('Ковалёва');
  await desk.getByRole('button', { name: /^Открыть: Ковалёва/ }).first().click();
  await doctor.getByRole('tab', { name: 'Карта' }).click();
  for (const [name, page] of [['doctor', doctor], ['desk', desk]] as const) {
    await test.step(`the ${name}`, async () => {
      await page.getByRole('button', { name: 'Хронология' }).click();
      const sheet = page.getByRole('dialog', { name: 'Хронология' });
      const side = sheet.getByRole('region', { name: 'Пациент', exact: true });
      for (const words of [/^Пациент: [\d,]+ мин, из них/, /^Потери, %: от него до \d/, /^Туда и обратно: до 1\d\d мс|^Туда и обратно: до \d{3,} мс/, /^Скорость, кбит\/с: от него до \d[\d\s]+/, /^Картинка замирала, раз: \d/]) {
        await expect(side.getByRole('img', { name: words })).toBeVisible();
      }
      await sheet.getByText('Цифры по полминуты').click();
      await expect(sheet.getByRole('table').getByRole('cell', { name: 'Пациент' }).first()).toBeVisible();
      await expectAccessible(page, `the charts of the ${name}`);
      await page.setViewportSize({ width: 320, height: 900 });
      await expectNoSideways(page, `the charts of the ${name}`);
    });
  }
  relay.close();
});
