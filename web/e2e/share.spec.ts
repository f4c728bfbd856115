import { expectMedia, watchMedia } from './media';
import { ask, ownVisit, patients, signIn, signInStaff, staff } from './people';
import { expect, expectAccessible, expectNoSideways, test } from './test';

test('the doctor shows a screen, the patient sees it beside the doctor', async ({ server, person }) => {
  const patient = await person({ viewport: { width: 390, height: 844 } });
  const doctor = await person();
  await watchMedia(patient);
  await watchMedia(doctor);
  await signIn(patient, server, patients.nina);
  const visit = await ownVisit(patient);
  await signInStaff(doctor, staff.vorontsov);
  await doctor.getByRole('link', { name: /^Войти: Ковалёва/ }).click();
  await expect(doctor.getByRole('heading', { name: 'Пациент ещё не вошёл' })).toBeVisible();
  await patient.goto(`/visits/${visit.id}/room`);
  await patient.getByRole('button', { name: 'Войти к врачу' }).click();
  await expectMedia(patient, 'the patient');

  await doctor.getByRole('button', { name: 'Экран', exact: true }).click();
  await expect(doctor.getByText('Ваш экран видят все в разговоре')).toBeVisible();
  const screen = patient.locator('.shared-screen video');
  const frames = () => screen.evaluate((video: HTMLVideoElement) => video.getVideoPlaybackQuality().totalVideoFrames);
  await expect.poll(frames, { timeout: 30_000 }).toBeGreaterThan(5);
  await expectMedia(patient, 'the patient, beside the screen,');
  await expectAccessible(patient, 'a call with a shared screen');
  await expectNoSideways(patient, 'a call with a shared screen');

  await doctor.getByRole('button', { name: 'Убрать экран' }).click();
  await expect(screen).toHaveCount(0);
  await expectMedia(patient, 'the patient');
  await expectMedia(doctor, 'the doctor');

  await doctor.getByRole('button', { name: 'Микрофон', exact: true }).click();
  await expect(patient.getByText('Врач выключил микрофон')).toBeVisible();

  await test.step('both see the light in words; how it went is kept for the doctor', async () => {
    for (const page of [patient, doctor]) await expect(page.locator('.pill').filter({ hasText: /^Связь (хорошая|неровная|слабая)/ })).toBeVisible();
    type History = { appointment: { visit: { linkHistory: { role: string; quality: string; upKbps: number }[] } } };
    const history = async () => (await ask<History>(doctor, 'query ($id: ID!) { appointment(id: $id) { visit { linkHistory { role quality upKbps } } } }', { id: visit.id })).appointment.visit.linkHistory;
    await expect.poll(async () => new Set((await history()).map(({ role }) => role)).size, { timeout: 90_000 }).toBe(2);
    for (const { upKbps } of await history()) expect(upKbps).toBeGreaterThan(0);
  });
});
