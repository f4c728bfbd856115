import type { Page } from '@playwright/test';
import { book } from './api';
import { ask, ownVisit, patients, signIn, signInHere, signInStaff, staff } from './people';
import { expect, expectAccessible, expectNoSideways, test } from './test';

// Every main page: axe in both colour schemes, and nothing that sticks out on a phone or a narrow one.

const wide = { width: 1280, height: 800 };
const phones = [{ width: 390, height: 844 }, { width: 320, height: 700 }];

async function look(page: Page, name: string) {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await expectAccessible(page, `${name}, ${colorScheme}`);
  }
  for (const size of phones) {
    await page.setViewportSize(size);
    await expectNoSideways(page, name);
  }
  // Tall: what a sticky bar half covers at one place of scrolling is no small target.
  await page.setViewportSize({ width: 320, height: 4000 });
  await expectAccessible(page, `${name}, phone`);
  await page.setViewportSize(wide);
  await page.emulateMedia({ colorScheme: 'light' });
}

/** A tablet held upright shows all of a table: nothing sticks out, and nothing lies under the last column. */
async function expectOnTablet(page: Page, name: string) {
  await page.setViewportSize({ width: 768, height: 1024 });
  await expectNoSideways(page, name);
  const hidden = () => page.locator(':has(> .tbl)').evaluateAll((places) => Math.max(0, ...places.map(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth)));
  await expect.poll(hidden, `what is hidden of ${name}`).toBeLessThanOrEqual(1);
  await page.setViewportSize(wide);
}

/** Opens a path, waits until it shows what it is for, and looks at it. */
async function visit(page: Page, path: string, sign: string | RegExp) {
  await page.goto(path);
  await expect(page.getByText(sign).first()).toBeVisible();
  await expect(page.locator('.skel')).toHaveCount(0);
  await look(page, path.replace(/_[0-9a-f]{20,}/, '_…'));
}

test('pages before the sign-in', async ({ person }) => {
  const page = await person({ viewport: wide });
  await visit(page, '/', 'Врач на связи');
  await visit(page, '/sign-in', 'Вход по телефону');
  await visit(page, '/sign-up', 'О вас');
  await visit(page, '/staff', 'Вход для сотрудников');
  await visit(page, '/nothing-here', 'Такой страницы нет');
});

test('pages of a patient', async ({ server, person }) => {
  test.setTimeout(300_000);
  const page = await person({ viewport: wide });
  await signIn(page, server, patients.maksim);
  const { id } = await ownVisit(page);
  const { specialties, practitioners } = await ask<{ specialties: { id: string; name: string }[]; practitioners: { nodes: { id: string; familyName: string }[] } }>(page, '{ specialties { id name } practitioners { nodes { id familyName } } }');
  const cardiology = specialties.find(({ name }) => name === 'Кардиолог')?.id;
  const vorontsov = practitioners.nodes.find(({ familyName }) => familyName === 'Воронцов')?.id;

  await visit(page, '/', 'Ваш визит');
  await visit(page, '/book', 'К какому врачу?');
  await visit(page, `/book/${cardiology}`, 'Воронцов');
  await visit(page, `/book/${cardiology}/${vorontsov}`, 'День и время');
  await visit(page, `/visits/${id}`, 'Документы для врача');
  await visit(page, `/visits/${id}/documents`, 'После загрузки удалить нельзя');
  await visit(page, `/visits/${id}/consent`, 'Согласие на приём');
  await visit(page, `/visits/${id}/payment`, 'Как удобнее');
  await visit(page, `/visits/${id}/check`, 'Скажите что-нибудь');
  await visit(page, `/visits/${id}/room`, 'Комната ожидания');
  await visit(page, '/history', 'История болезни');
  await visit(page, '/profile', 'Гусев');
});

test('the history of a patient', async ({ server, person }) => {
  const page = await person({ viewport: wide });
  await signIn(page, server, patients.nina);
  await visit(page, '/history', 'История болезни');
  const { viewer } = await ask<{ viewer: { appointments: { nodes: { id: string }[] } } }>(page, '{ viewer { appointments(filter: PAST) { nodes { id } } } }');
  await visit(page, `/history/${viewer.appointments.nodes[0]?.id}`, 'Заключение');
  await page.getByRole('region', { name: 'Как проходил визит' }).getByRole('button', { name: 'Показать' }).click();
  await expect(page.getByRole('region', { name: 'Как проходил визит' }).getByText(/Вас записали на это время|Пока рассказывать нечего/)).toBeVisible();
  await look(page, 'the story of a visit');
});

test('a consent that is withdrawn, and given again', async ({ server, person }) => {
  test.setTimeout(240_000);
  const page = await person({ viewport: wide });
  await signIn(page, server, patients.vera);
  const phone = await person();
  await signIn(phone, server, patients.vera);
  const desk = await person({ viewport: wide });
  await signInStaff(desk, staff.desk);
  await expect(desk.getByRole('row', { name: /Орлова/ })).toBeVisible();
  await page.goto('/profile');
  await page.getByRole('link', { name: 'Отозвать согласие' }).click();
  await expect(page.getByText('Отменим визиты')).toBeVisible();
  await look(page, 'withdrawing the consent');
  await page.getByRole('button', { name: 'Получить код по СМС' }).click();
  await page.getByLabel('Код из СМС — ваша подпись').fill(await server.code(patients.vera));
  await look(page, 'the code of a withdrawal');
  await page.getByRole('button', { name: 'Отозвать согласие' }).click();
  await expect(page.getByRole('heading', { name: 'Согласие отозвано' })).toBeVisible();
  await look(page, 'after the withdrawal');
  await phone.goto('/profile');
  await expect(phone.getByLabel('Мобильный телефон')).toBeVisible();

  await desk.getByRole('button', { name: /^Открыть: Орлова/ }).click(); // nobody has touched the desk's page
  await expect(desk.getByRole('button', { name: 'Удалено везде' })).toBeVisible();
  await look(desk, 'a withdrawal at the desk');
  await desk.getByRole('button', { name: 'Пациент снова даёт согласие…' }).click();
  await look(desk, 'giving the consent again at the desk');
  await desk.getByRole('button', { name: 'Отмена' }).click();
  await desk.getByRole('button', { name: 'Удалено везде' }).click();
  await expect(desk.getByText('Лишнее удалено').first()).toBeVisible();
  await expect(desk.getByRole('button', { name: /^Открыть: Орлова/ })).toBeHidden();

  await signInHere(phone, server, patients.vera);
  await expect(phone.getByRole('heading', { name: 'Кабинет закрыт' })).toBeVisible();
  await look(phone, 'signing in after a withdrawal');
  await phone.getByRole('button', { name: 'Дать согласие и войти' }).click();
  await expect(phone.getByText('Отметьте согласие')).toBeVisible();
  await phone.getByRole('checkbox').check();
  await phone.getByRole('button', { name: 'Дать согласие и войти' }).click();
  await expect(phone.getByRole('link', { name: 'Отозвать согласие' })).toBeVisible();
});

test('pages of a doctor', async ({ server, person }) => {
  test.setTimeout(200_000);
  const patient = await person();
  await signIn(patient, server, patients.vera);
  const { id } = await ownVisit(patient);

  const page = await person({ viewport: wide });
  await signInStaff(page, staff.vorontsov);
  await visit(page, '/doctor', 'Отметки');
  await expectOnTablet(page, 'the board');
  for (const tab of ['conclusion', 'card', 'documents', 'chat']) {
    await page.goto('about:blank');
    await visit(page, `/doctor/visits/${id}#${tab}`, 'Орлова Вера Сергеевна');
  }
  await visit(page, '/doctor/schedule', 'Когда меня не будет');
  await visit(page, '/doctor/settings', 'Ваш часовой пояс');
  const empty = await person({ viewport: wide });
  await signInStaff(empty, staff.grinev);
  await visit(empty, '/doctor', 'Сегодня онлайн‑визитов нет');
});

test('pages of the desk', async ({ person }) => {
  test.setTimeout(200_000);
  const page = await person({ viewport: wide });
  await signInStaff(page, staff.desk);
  await visit(page, '/desk', 'Визиты сегодня');
  await expectOnTablet(page, 'the floor');
  await page.getByLabel('Найти пациента').fill('Седов');
  await page.getByRole('button', { name: /^Открыть: Седов/ }).click();
  await expect(page.getByText('Не подтверждена').first()).toBeVisible();
  await look(page, 'the patient at the desk');
  await page.getByRole('button', { name: 'Подтвердить личность' }).click();
  await expect(page.getByRole('dialog', { name: 'Подтвердить личность' })).toBeVisible();
  await look(page, 'confirming an account');
  await visit(page, '/desk/book', 'Кто звонит?');
  await visit(page, '/desk/schedules', 'Новая неделя');
  await visit(page, '/desk/prices', 'Консультация');
  await visit(page, '/desk/money', 'Оплаты');
});

test('the room, on both sides', async ({ server, person }) => {
  test.setTimeout(200_000);
  const patient = await person({ viewport: wide });
  await signIn(patient, server, patients.nina);
  const { id } = await ownVisit(patient);
  await patient.goto(`/visits/${id}/room`);
  await patient.getByRole('button', { name: 'Войти к врачу' }).click();
  await expect(patient.getByRole('heading', { name: 'Врач скоро войдёт' })).toBeVisible();

  const doctor = await person({ viewport: wide });
  await signInStaff(doctor, staff.vorontsov);
  await doctor.getByRole('link', { name: /^Войти: Ковалёва/ }).click();
  await expect(doctor.getByText('Связь хорошая')).toBeVisible({ timeout: 30_000 });
  await look(doctor, 'the room of the doctor');
  await expect(patient.getByText('Связь хорошая')).toBeVisible();
  await look(patient, 'the room of the patient');
  await doctor.getByRole('button', { name: 'Завершить визит…' }).click();
  await look(doctor, 'three ways to end');
});

test('an appointment that is booked somewhere else appears by itself', async ({ server, person }) => {
  const doctor = await person({ viewport: wide });
  await signInStaff(doctor, staff.sokolova);
  await expect(doctor.getByText('Сегодня онлайн‑визитов нет')).toBeVisible();

  const patient = await person();
  await signIn(patient, server, patients.maksim);
  const soon = new Date(Math.ceil((await server.now()) / 1_800_000) * 1_800_000).toISOString();
  await book(patient, { doctor: 'Соколова', service: 'Консультация', startsAt: soon });
  await expect(doctor.getByRole('row', { name: /Гусев/ })).toBeVisible();
});
