import type { Page } from '@playwright/test';
import { awayFrom, call, enterRoom, expectNoGhost } from './call';
import { closeSockets, keepSockets, Path } from './cut';
import { expectMedia, flowing, pathOf, received, sent } from './media';
import { ask, ownVisit, patients, signIn } from './people';
import { expect, expectAccessible, expectNoSideways, test } from './test';

// The browser that people have who do not have Chromium's. Both sides take their turn in it.

const host = process.env['TEST_HOST'] ?? '';
test.skip(!process.env['FIREFOX'] || !host, 'there is no Firefox on this machine, or no network for it (scripts/apart)');
test.use({ settings: ['--media-addr', `${host}:0`] });
test.slow();

const phone = { viewport: { width: 390, height: 844 } };

/** How wide the picture of the other is. */
const seen = (page: Page) => page.evaluate(() => document.querySelector<HTMLVideoElement>('video.stage')?.videoWidth ?? 0);

/** How light a corner of a picture is, from 0 to 255. */
const light = (video: HTMLVideoElement) => {
  const canvas = Object.assign(document.createElement('canvas'), { width: 200, height: 200 });
  const paint = canvas.getContext('2d')!;
  paint.drawImage(video, 0, 0);
  const { data } = paint.getImageData(0, 0, 200, 200);
  return data.reduce((sum, value, at) => sum + (at % 4 === 1 ? value : 0), 0) / (data.length / 4);
};

/** Three layers are agreed on; how many of them are sent is up to the link and to who looks. */
async function expectLayers(page: Page) {
  await expect.poll(async () => (await sent(page)).map(({ rid }) => rid).sort().join(' '), { timeout: 30_000 }).toBe('h l m');
  await expect.poll(() => flowing(page), { timeout: 60_000 }).toContain('m');
}

test('the device check in Firefox measures the way', async ({ server, fox }) => {
  const page = await fox(phone);
  await signIn(page, server, patients.vera);
  const { id } = await ownVisit(page);
  await page.goto(`/visits/${id}/check`);
  await expect(page.getByText(/Мбит\/с/)).toBeVisible({ timeout: 40_000 });
  await page.getByRole('button', { name: 'Послушать себя' }).click();
  const echo = page.getByLabel('Ваша картинка, какой она дошла до клиники');
  await expect.poll(() => echo.evaluate((video: HTMLVideoElement) => video.videoWidth), { timeout: 20_000 }).toBeGreaterThan(0);
  await page.getByRole('button', { name: 'Проиграть сигнал' }).click();
  await page.getByRole('button', { name: 'Слышу', exact: true }).click();
  await expectNoSideways(page, 'the check');
  await page.getByRole('button', { name: 'Дальше' }).click();
  // A machine that can play no sound measures no voice in Firefox; who presses again goes on without it.
  const found = page.getByText(/^Врач увидит: /);
  await expect(found.or(page.getByText('Пока вас не слышно'))).toBeVisible();
  if (await found.isHidden()) await page.getByRole('button', { name: 'Дальше' }).click();
  await expect(found).toBeVisible();
  type Check = { appointment: { deviceCheck: { camera: boolean; microphone: boolean; link: { paths: string[]; downKbps: number; upKbps: number } } } };
  const { appointment } = await ask<Check>(page, 'query ($id: ID!) { appointment(id: $id) { deviceCheck { camera microphone link { paths downKbps upKbps } } } }', { id });
  console.log(JSON.stringify(appointment.deviceCheck));
  expect(appointment.deviceCheck).toMatchObject({ camera: true });
  expect(appointment.deviceCheck.link.paths).toContain('UDP');
  expect(appointment.deviceCheck.link.downKbps).toBeGreaterThan(800);
});

test('a patient in Firefox and a doctor in Chromium have their call', async ({ server, person, fox }) => {
  const patient = await fox(phone);
  const path = await Path.of(patient, host);
  await keepSockets(patient);
  const doctor = await person();
  await call(server, patient, doctor);

  await test.step('over UDP, on the fast path of the server', async () => {
    expect(await pathOf(patient)).toMatchObject({ protocol: 'udp' });
    expect(server.output).not.toContain('media takes the slower path');
  });

  await test.step('both send layers; what nobody sees rests, and comes again', async () => {
    for (const page of [patient, doctor]) await expectLayers(page);
    await doctor.setViewportSize({ width: 1280, height: 200 });
    await expect.poll(() => flowing(patient), { timeout: 30_000 }).toBe('l');
    await expect.poll(() => seen(doctor), { timeout: 30_000 }).toBe(320);
    await doctor.setViewportSize({ width: 1280, height: 800 });
    await expect.poll(() => flowing(patient), { timeout: 60_000 }).toContain('m');
    await expectMedia(doctor, 'the doctor');
  });

  await test.step('they write to each other', async () => {
    await patient.getByRole('button', { name: /^Чат/ }).click();
    await patient.getByLabel('Сообщение').fill('Вчера было 150 на 90');
    await patient.getByRole('button', { name: 'Отправить' }).click();
    await doctor.getByRole('tab', { name: /Чат/ }).click();
    await expect(doctor.getByText('Вчера было 150 на 90')).toBeVisible();
    await doctor.getByLabel('Сообщение').fill('Спасибо, вижу');
    await doctor.getByRole('button', { name: 'Отправить' }).click();
    await expect(patient.getByText('Спасибо, вижу')).toBeVisible();
    await patient.getByRole('complementary').getByRole('button', { name: 'Закрыть' }).click();
  });

  await test.step('a lost network and a lost socket end nothing', async () => {
    const connections = () => patient.evaluate(() => (window as unknown as { kept: unknown[] }).kept.length);
    const before = await connections();
    path.isCut = true;
    await awayFrom(doctor).waitFor();
    await expect(patient.getByRole('heading', { name: 'Пропал интернет' })).toBeVisible();
    path.isCut = false;
    await expect(awayFrom(doctor)).toBeHidden({ timeout: 30_000 });
    await expectMedia(patient, 'the patient');
    await closeSockets(patient);
    await expectMedia(patient, 'the patient');
    await expectMedia(doctor, 'the doctor');
    expect(await connections(), 'the same connection').toBe(before);
  });

  await test.step('leave, and come back', async () => {
    await patient.getByRole('button', { name: 'Выйти' }).click();
    await patient.getByRole('button', { name: 'Выйти из звонка' }).click();
    await expect(doctor.getByRole('heading', { name: 'Пациент вышел' })).toBeVisible();
    await patient.getByRole('link', { name: /Войти к врачу|Вернуться/ }).click();
    await enterRoom(patient);
    await expectMedia(patient, 'the patient');
    await expectMedia(doctor, 'the doctor');
    await patient.reload();
    await expectMedia(patient, 'the patient');
    await expectMedia(doctor, 'the doctor');
    await expectNoGhost(doctor);
  });
  path.close();
});

test('a doctor in Firefox and a patient in Chromium have theirs', async ({ server, person, fox }) => {
  const doctor = await fox();
  const patient = await person(phone);
  await call(server, patient, doctor);
  await expectLayers(doctor);

  await test.step('a screen is shown beside the doctor, and taken away', async () => {
    await doctor.getByRole('button', { name: 'Экран', exact: true }).click();
    await expect(doctor.getByText('Ваш экран видят все в разговоре')).toBeVisible();
    const screen = patient.locator('.shared-screen video');
    const frames = () => screen.evaluate((video: HTMLVideoElement) => video.getVideoPlaybackQuality().totalVideoFrames);
    await expect.poll(frames, { timeout: 30_000 }).toBeGreaterThan(5);
    await expect.poll(() => screen.evaluate(light), { message: 'it is what the display shows' }).toBeGreaterThan(40);
    await expectMedia(patient, 'the patient, beside the screen,');
    await doctor.getByRole('button', { name: 'Убрать экран' }).click();
    await expect(screen).toHaveCount(0);
    for (const page of [patient, doctor]) await expectMedia(page, 'after the screen');
  });

  await test.step('the microphone is switched off and on', async () => {
    await doctor.getByRole('button', { name: 'Микрофон', exact: true }).click();
    await expect(patient.getByText('Врач выключил микрофон')).toBeVisible();
    await doctor.getByRole('button', { name: /^Микрофон/ }).click();
    await expect(patient.getByText('Врач выключил микрофон')).toBeHidden();
  });

  await test.step('the camera is switched off and on', async () => {
    await doctor.getByRole('button', { name: 'Камера', exact: true }).click();
    await expect(patient.getByText('Говорим голосом')).toBeVisible();
    await doctor.getByRole('button', { name: /^Камера/ }).click();
    await expectMedia(patient, 'the patient');
  });

  await test.step('without pictures, and with them again', async () => {
    await doctor.getByRole('button', { name: 'Только звук' }).click();
    await expect(patient.getByText('Говорим голосом')).toBeVisible();
    const { energy } = await received(doctor);
    await expect.poll(async () => (await received(doctor)).energy).toBeGreaterThan(energy);
    await doctor.getByRole('button', { name: 'Вернуть видео' }).click();
    await expectMedia(doctor, 'the doctor');
    await expectMedia(patient, 'the patient');
  });
});

test('pages of a patient in Firefox, on a phone', async ({ server, fox }) => {
  const page = await fox(phone);
  await signIn(page, server, patients.maksim);
  const { id } = await ownVisit(page);
  for (const [path, sign] of [
    ['/', 'Ваш визит'], ['/book', 'К какому врачу?'], [`/visits/${id}`, 'Документы для врача'], [`/visits/${id}/consent`, 'Согласие на приём'],
    [`/visits/${id}/payment`, 'Как удобнее'], [`/visits/${id}/room`, 'Комната ожидания'], ['/history', 'История болезни'], ['/profile', 'Гусев'],
  ] as const) {
    await page.goto(path);
    await expect(page.getByText(sign).first()).toBeVisible();
    await expect(page.locator('.skel')).toHaveCount(0);
    await expectNoSideways(page, path);
    await expectAccessible(page, `${path} in Firefox`);
  }
});
