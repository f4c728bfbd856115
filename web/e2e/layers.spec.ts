import type { Page } from '@playwright/test';
import { expectMedia, flowing, received, sent, watchMedia } from './media';
import { ownVisit, patients, signIn, signInStaff, staff } from './people';
import { Relay } from './relay';
import type { Server } from './server';
import { expect, expectAccessible, expectNoSideways, test } from './test';

/** Two people in a call: Nina on a phone and her doctor. */
async function call(server: Server, person: (options?: { viewport: { width: number; height: number } }) => Promise<Page>, relay?: Relay) {
  const patient = await person({ viewport: { width: 390, height: 844 } });
  await relay?.lead(patient);
  await watchMedia(patient);
  await signIn(patient, server, patients.nina);
  const { id } = await ownVisit(patient);
  const doctor = await person();
  await watchMedia(doctor);
  await signInStaff(doctor, staff.vorontsov);
  await doctor.getByRole('link', { name: /^Войти: Ковалёва/ }).click();
  await patient.goto(`/visits/${id}/room`);
  await patient.getByRole('button', { name: 'Войти к врачу' }).click();
  await expectMedia(doctor, 'the doctor');
  await expectMedia(patient, 'the patient');
  return { patient, doctor };
}

test('a picture is sent in three layers and the best of them is seen', async ({ server, person }) => {
  const { patient, doctor } = await call(server, person);
  for (const page of [patient, doctor]) {
    await expect.poll(async () => (await sent(page)).map(({ rid, width }) => `${rid} ${width}`), { timeout: 30_000 }).toEqual(['l 320', 'm 640', 'h 1280']);
  }
  await expect.poll(() => doctor.evaluate(() => document.querySelector<HTMLVideoElement>('video.stage')?.videoWidth), { timeout: 30_000 }).toBe(1280);
});

test('what nobody sees is not sent', async ({ server, person }) => {
  const { patient, doctor } = await call(server, person);
  await expect.poll(() => flowing(doctor), { timeout: 30_000 }).toContain('m');
  await patient.getByRole('button', { name: 'Выйти' }).click();
  await patient.getByRole('button', { name: 'Выйти из звонка' }).click();
  await expect.poll(() => flowing(doctor), { message: 'alone', timeout: 30_000 }).toBe('l');
});

test('a link that loses much steps down to sound, both are told, and the picture comes back by itself', async ({ server, person }) => {
  const relay = new Relay();
  const { patient, doctor } = await call(server, person, relay);
  relay.loss = 0.4;
  await expect(patient.getByRole('heading', { name: 'Связь слабая: перешли на звук' })).toBeVisible({ timeout: 40_000 });
  await expect(doctor.getByText('Пациент вас только слышит')).toBeVisible();
  const { energy } = await received(patient);
  await expect.poll(async () => (await received(patient)).energy, { message: 'sound goes on' }).toBeGreaterThan(energy);
  relay.loss = 0;
  await expect(patient.getByRole('heading', { name: 'Связь слабая: перешли на звук' })).toBeHidden({ timeout: 60_000 });
  await expect(doctor.getByText('Пациент вас только слышит')).toBeHidden();
  await expectMedia(patient, 'the patient');
  relay.close();
});

test('a link that carries no sound is left to the chat, in words for both, and comes back by itself', async ({ server, person }) => {
  test.slow();
  const relay = new Relay();
  const { patient, doctor } = await call(server, person, relay);
  relay.loss = 0.95; // of less, repeats bring most of the sound
  for (const page of [patient, doctor]) await expect(page.getByRole('heading', { name: 'Связь очень слабая: пишите в чат' })).toBeVisible({ timeout: 90_000 });
  await expect(patient.getByText('Сообщения в чате дойдут, врач их увидит.')).toBeVisible();
  await expect(doctor.getByText('Пациент вас почти не слышит')).toBeVisible();
  await expectAccessible(patient, 'a call that is left to the chat');
  await expectNoSideways(patient, 'a call that is left to the chat');

  await test.step('they write to each other', async () => {
    await patient.getByRole('button', { name: /^Чат/ }).click();
    await patient.getByLabel('Сообщение').fill('Вас не слышно');
    await patient.getByRole('button', { name: 'Отправить' }).click();
    await doctor.getByRole('tab', { name: /Чат/ }).click();
    await expect(doctor.getByText('Вас не слышно')).toBeVisible();
    await doctor.getByLabel('Сообщение').fill('Пишите, я читаю');
    await doctor.getByRole('button', { name: 'Отправить' }).click();
    await expect(patient.getByText('Пишите, я читаю')).toBeVisible();
    await patient.getByRole('complementary').getByRole('button', { name: 'Закрыть' }).click();
  });

  relay.loss = 0;
  for (const page of [patient, doctor]) await expect(page.getByRole('heading', { name: /^Связь (очень )?слабая/ })).toHaveCount(0, { timeout: 90_000 });
  await expectMedia(patient, 'the patient');
  await expectMedia(doctor, 'the doctor');
  relay.close();
});

test('who wants no pictures switches them off in both directions', async ({ server, person }) => {
  const { patient, doctor } = await call(server, person);
  await patient.getByRole('button', { name: 'Только звук' }).click();
  await expect(patient.getByText('Вы выключили видео. Врач вас слышит.')).toBeVisible();
  await expect(doctor.getByText('Говорим голосом')).toBeVisible();
  let before = -1;
  const stands = async () => {
    const { frames } = await received(patient);
    const isSame = frames === before;
    before = frames;
    return isSame;
  };
  await expect.poll(stands, { message: 'no picture comes', intervals: [700] }).toBe(true);
  await patient.getByRole('button', { name: 'Вернуть видео' }).click();
  await expectMedia(patient, 'the patient');
  await expectMedia(doctor, 'the doctor');
});
