import { mkdirSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Page } from '@playwright/test';
import { book, checkDevice, enter, freeNear, pay, register, signConsent } from './api';
import { expectMedia, watchMedia } from './media';
import { papers } from './papers';
import { patients, signInStaff, staff } from './people';
import { pose } from './portrait';
import { minutes } from './server';
import { expect, lookAtClock, test } from './test';

// Takes the documentation's pictures: npm run docs.

const folder = resolve(import.meta.dirname, '../../docs/pictures');
const sizes = { desktop: { width: 1280, height: 800 }, phone: { width: 390, height: 844 } };

async function take(page: Page, name: string) {
  mkdirSync(folder, { recursive: true });
  for (const [size, viewport] of Object.entries(sizes)) {
    await page.setViewportSize(viewport);
    await page.evaluate(() => window.scrollTo(0, 0));
    await expect(page.locator('.skel')).toHaveCount(0);
    await page.waitForFunction(() => document.getAnimations().every(({ playState }) => playState !== 'running' || document.hidden));
    await page.screenshot({ path: resolve(folder, `${name}-${size}.png`), animations: 'disabled' });
  }
}

const nina = { familyName: 'Лаптева', givenName: 'Зинаида', patronymic: 'Павловна', birthDate: '1958-03-12', sex: 'FEMALE' } as const;
const phone = '+79165550142';

test('pictures of the documentation', async ({ server, person }) => {
  // The next Wednesday but one, 16:20 in Moscow: the same hour in every picture.
  const now = await server.now();
  const day = new Date(now + (((10 - new Date(now).getUTCDay()) % 7) + 7) * 24 * 60 * minutes(1)).toISOString().slice(0, 10);
  const at = (time: string) => new Date(`${day}T${time}:00+03:00`).toISOString();
  await server.moveTo(at('09:00'));

  const others: readonly (readonly [string, string, string, string, boolean])[] = [
    [patients.vera, '17:30', 'Повторный приём', 'Обсудить анализы', true],
    [patients.maksim, '17:00', 'Консультация', 'Колет слева после пробежки', false],
    [patients.petr, '18:00', 'Повторный приём', 'Давление скачет второй день', false],
  ];
  for (const [whose, time, service, reason, ready] of others) {
    const page = await person();
    await enter(page, server, whose);
    const wish = { doctor: 'Воронцов', service };
    const visit = await book(page, { ...wish, startsAt: await freeNear(page, wish, at(time)), reason });
    if (ready) {
      await pay(page, visit.id);
      await signConsent(page, server, whose, visit.id);
    }
    await checkDevice(page, visit.id, ready);
  }

  const patient = await person({ viewport: sizes.phone });
  await watchMedia(patient);
  await pose(patient, 'patient');
  await register(patient, server, phone, nina);
  await patient.goto('/book');
  await patient.getByRole('link', { name: /Кардиолог/ }).first().click();
  await patient.getByRole('link', { name: /^Повторный приём/ }).first().click();
  await expect(patient.getByRole('group', { name: 'День' })).toBeVisible();
  await patient.getByRole('button', { name: '9:40', exact: true }).click();
  await expect(patient.getByText('Держим для вас ещё')).toBeVisible();
  await take(patient, 'booking');

  const wish = { doctor: 'Воронцов', service: 'Повторный приём' };
  const startsAt = await freeNear(patient, wish, at('16:20'));
  const visit = await book(patient, { ...wish, startsAt, reason: 'Давление по утрам выше обычного, кружится голова. Пью лозартан.' });
  await patient.goto('/');
  await expect(patient.getByText('Ваш визит')).toBeVisible();
  await pay(patient, visit.id);
  await signConsent(patient, server, phone, visit.id);
  await checkDevice(patient, visit.id);
  await patient.goto(`/visits/${visit.id}/documents`);
  await patient.locator('input[type=file]').setInputFiles(papers);
  await expect(patient.getByText(/^У врача с/)).toHaveCount(papers.length);
  await server.moveTo(startsAt);
  await patient.goto('/');
  await expect(patient.getByRole('link', { name: 'Войти к врачу' })).toBeVisible();
  await take(patient, 'home');

  await patient.setViewportSize(sizes.phone);
  await patient.getByRole('link', { name: 'Войти к врачу' }).click();
  await patient.getByRole('button', { name: 'Войти к врачу' }).click();
  await expect(patient.getByRole('heading', { name: 'Врач скоро войдёт' })).toBeVisible();

  const doctor = await person({ viewport: sizes.desktop });
  await watchMedia(doctor);
  await pose(doctor, 'doctor');
  await server.moveTo(new Date(Date.parse(startsAt) + minutes(4)).toISOString());
  await lookAtClock(patient);
  await signInStaff(doctor, staff.vorontsov);
  await expect(doctor.getByRole('row', { name: /Лаптева/ }).getByText(/^Ждёт/)).toBeVisible();
  await take(doctor, 'board');

  await doctor.setViewportSize(sizes.desktop);
  await doctor.getByRole('link', { name: /^Войти: Лаптева/ }).click();
  await expectMedia(doctor, 'the doctor');
  await expectMedia(patient, 'the patient');
  await doctor.locator('#conclusion-complaints').fill('Головокружение по утрам около недели. Дневник: утром 140–150 на 85–90, вечером 130 на 80.');
  await doctor.locator('#conclusion-diagnosis').fill('I11.9 Гипертензивная болезнь сердца, поставлен очно 2 сентября');
  await doctor.locator('#conclusion-assessment').fill('Утренние подъёмы давления. Признаков неотложного состояния нет.');
  await doctor.locator('#conclusion-plan').fill('Дневник давления дважды в день, две недели.\nПоказаться на очном приёме.');
  await expect(doctor.getByText(/^Сохранено в/)).toBeVisible();
  await take(doctor, 'doctor-room');
  await take(patient, 'room');
});
