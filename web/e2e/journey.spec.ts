import type { Page } from '@playwright/test';
import { expectMedia, watchMedia } from './media';
import { papers } from './papers';
import { ask, ownVisit, signInStaff, staff } from './people';
import { minutes, type Server } from './server';
import { expect, lookAtClock, test } from './test';

const phone = '+79165550142';
const link = (page: Page, name: string | RegExp) => page.getByRole('link', { name });
const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name, exact: typeof name === 'string' });

test('a new patient registers, books, pays, prepares, talks to the doctor and reads the conclusion', async ({ server, person }) => {
  test.setTimeout(300_000);
  const patient = await person({ viewport: { width: 390, height: 844 } });
  await watchMedia(patient);

  await test.step('register with the consent and the code from the SMS', () => register(patient, server));
  await test.step('choose a doctor, a day and a time, and book', () => book(patient));
  await test.step('pay on the page of the provider', () => pay(patient));
  await test.step('send two papers', () => sendPapers(patient));
  await test.step('sign the informed consent', () => signConsent(patient, server));
  await test.step('check camera, microphone and speaker', () => checkDevice(patient));

  const visit = await ownVisit(patient);
  await test.step('wait; the door opens by itself', async () => {
    await server.moveTo(Date.parse(visit.startsAt) - minutes(3));
    await lookAtClock(patient);
    await link(patient, 'В комнату ожидания').click();
    await expect(patient.getByText('Комната ожидания')).toBeVisible();
    await expect(button(patient, 'Войти к врачу')).toBeHidden();
    await server.moveTo(Date.parse(visit.startsAt));
    await lookAtClock(patient);
    await button(patient, 'Войти к врачу').click();
    await expect(patient.getByRole('heading', { name: 'Врач скоро войдёт' })).toBeVisible();
  });

  const doctor = await person();
  await watchMedia(doctor);
  await test.step('the doctor comes in from the board', async () => {
    await signInStaff(doctor, staff.vorontsov);
    const row = doctor.getByRole('row', { name: /Тихонова/ });
    await expect(row.getByText(/^Ждёт/)).toBeVisible();
    await expect(row.getByText('Согласие подписано')).toBeAttached();
    await expect(row.getByText('Оплачено', { exact: true })).toBeAttached();
    await expect(row.getByText('2 документа')).toBeAttached();
    await expect(row.getByText(/^(Хорошая|Слабая)$/)).toBeVisible();
    await row.getByRole('link', { name: /^Войти/ }).click();
  });

  await test.step('they see and hear each other', async () => {
    await expectMedia(doctor, 'the doctor');
    await expectMedia(patient, 'the patient');
  });

  await test.step('they write to each other', async () => {
    await button(patient, /^Чат/).click();
    await patient.getByLabel('Сообщение').fill('Вчера было 150 на 90');
    await button(patient, 'Отправить').click();
    await expect(doctor.getByRole('tab', { name: /Чат/ })).toContainText('1');
    await doctor.getByRole('tab', { name: /Чат/ }).click();
    await expect(doctor.getByText('Вчера было 150 на 90')).toBeVisible();
    await doctor.getByLabel('Сообщение').fill('Спасибо, вижу');
    await button(doctor, 'Отправить').click();
    await expect(patient.getByText('Спасибо, вижу')).toBeVisible();
  });

  await test.step('a reload brings the patient back into the call', async () => {
    await patient.reload();
    await expectMedia(patient, 'the patient');
    await expectMedia(doctor, 'the doctor');
  });

  await test.step('the doctor reads the papers without leaving the call', async () => {
    await doctor.getByRole('tab', { name: /Документы/ }).click();
    await button(doctor, 'Открыть ЭКГ.png').click();
    const picture = doctor.getByRole('img', { name: 'ЭКГ.png' });
    await expect.poll(() => picture.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBeGreaterThan(0);
    await button(doctor, 'Закрыть').click();
  });

  await test.step('the doctor writes the conclusion, signs it and finishes', async () => {
    await doctor.getByRole('tab', { name: 'Заключение' }).click();
    await doctor.getByLabel('Жалобы и динамика').fill('Головокружение по утрам');
    await button(doctor, 'Подписать').click();
    await expect(doctor.getByLabel('Заключение', { exact: true }).and(doctor.locator('textarea'))).toBeFocused();
    await doctor.locator('#conclusion-assessment').fill('Артериальная гипертензия, утренние подъёмы давления');
    await doctor.locator('#conclusion-plan').fill('Лозартан 50 мг вечером\nДневник давления две недели');
    await expect(doctor.getByText(/^Сохранено в/)).toBeVisible();
    await button(doctor, 'Подписать').click();
    const sheet = doctor.getByRole('dialog', { name: 'Подписать заключение?' });
    await sheet.getByRole('button', { name: 'Подписать' }).click();
    await expect(doctor.getByText(/^Подписано .* в /)).toBeVisible();
    await button(doctor, 'Завершить визит…').click();
    await doctor.getByRole('dialog').getByRole('radio', { name: /Завершить визит/ }).check({ force: true });
    await doctor.getByRole('dialog').getByRole('button', { name: 'Завершить визит' }).click();
    await expect(doctor.getByRole('dialog')).toBeHidden();
    await expect(doctor.getByRole('region', { name: 'Разговор с врачом' })).toBeHidden();
  });

  await test.step('the patient reads the conclusion and its PDF', async () => {
    await expect(patient.getByRole('heading', { name: 'Визит завершён' })).toBeVisible();
    await link(patient, 'Прочитать заключение').click();
    await expect(patient.getByText('Артериальная гипертензия, утренние подъёмы давления')).toBeVisible();
    await expect(patient.getByText('Лозартан 50 мг вечером')).toBeVisible();
    const pdf = await link(patient, 'Скачать PDF').getAttribute('href');
    const file = await patient.request.get(pdf ?? '');
    expect(file.status()).toBe(200);
    expect((await file.body()).subarray(0, 5).toString()).toBe('%PDF-');
    await expect(patient.getByText('Согласие', { exact: false }).first()).toBeVisible();
  });

  await test.step('nobody can come in any more', async () => {
    const { appointment } = await ask<{ appointment: { status: string; visit: { status: string } } }>(patient, 'query ($id: ID!) { appointment(id: $id) { status visit { status } } }', { id: visit.id });
    expect(appointment).toMatchObject({ status: 'FULFILLED', visit: { status: 'CONCLUDED' } });
  });
});

async function register(page: Page, server: Server) {
  await page.goto('/');
  await link(page, 'Зарегистрироваться').click();
  await page.getByLabel('Фамилия').fill('Тихонова');
  await page.getByLabel('Имя').fill('Анна');
  await page.getByLabel('Отчество').fill('Петровна');
  await page.getByLabel('Дата рождения').fill('04.05.1958');
  await page.getByRole('radio', { name: 'Женский' }).check({ force: true });
  await page.getByLabel('Мобильный телефон').fill(phone);
  await button(page, 'Дальше').click();

  const consent = page.getByRole('checkbox', { name: /Даю согласие/ });
  await expect(consent).not.toBeChecked();
  await button(page, 'Получить код по СМС').click();
  await expect(page.getByText(/Без согласия мы не можем/)).toBeVisible();
  await consent.check({ force: true });
  await button(page, 'Получить код по СМС').click();

  await page.getByLabel('Код из шести цифр').fill(await server.code(phone));
  await expect(page.getByRole('heading', { name: /^Готово/ })).toBeVisible();
  await expect(page.getByText('Учётная запись пока не подтверждена')).toBeVisible();
}

async function book(page: Page) {
  await link(page, 'Записаться к врачу').click();
  await link(page, /Кардиолог/).first().click();
  await page.getByRole('region', { name: /Воронцов/ }).getByRole('link', { name: /^Повторный приём/ }).click();
  await page.getByRole('group', { name: 'День' }).getByRole('button', { name: /ок(но|на|он)$/ }).nth(1).click(); // surely a whole day
  await button(page, '16:20').click();
  await expect(page.getByText('Держим для вас ещё')).toBeVisible();
  await button(page, 'Дальше').click();
  await expect(page.getByText(/^Отмена до 12:20 .* — вернём 2\s400\s₽$/)).toBeVisible();
  await expect(page.getByText(/^Позже — вернём 1\s200\s₽$/)).toBeVisible();
  await button(page, 'Причина визита').click();
  await page.getByLabel('Причина визита').fill('Давление по утрам выше обычного');
  await button(page, /^Записаться на/).click();
  await expect(page).toHaveURL(/\/(visits\/[^/]+(\/payment)?)?$/);
}

async function pay(page: Page) {
  await page.goto('/');
  await link(page, /^Оплатить/).click();
  await page.getByRole('radio', { name: /Картой/ }).check({ force: true });
  await button(page, /^Оплатить/).click();
  await expect(page.getByText('Demo Bank').first()).toBeVisible();
  await button(page, /^Оплатить/).click();
  const back = link(page, 'Вернуться в клинику');
  await back.or(page.getByRole('heading', { name: /^Оплачено/ })).first().waitFor();
  if (await back.isVisible()) await back.click();
  await expect(page.getByRole('heading', { name: /^Оплачено/ })).toBeVisible();
  await link(page, 'Дальше').click();
}

async function sendPapers(page: Page) {
  await link(page, 'Документы и подробности').click();
  await link(page, 'Добавить документы').click();
  await expect(page.getByText('После загрузки удалить нельзя')).toBeVisible();
  await page.locator('input[type=file]').setInputFiles(papers);
  await expect(page.getByText(/^У врача с/)).toHaveCount(papers.length);
  for (const { name } of papers) await expect(page.getByText(name)).toBeVisible();
}

async function signConsent(page: Page, server: Server) {
  await page.goto('/');
  await link(page, 'Прочитать и подписать').click();
  await button(page, 'Получить код по СМС').click();
  await page.getByLabel('Код из СМС — ваша подпись').fill(await server.code(phone));
  await button(page, 'Подписать').click();
  await expect(page.getByRole('heading', { name: 'Согласие подписано' })).toBeVisible();
  await link(page, 'Дальше').click();
}

async function checkDevice(page: Page) {
  await link(page, 'Проверить камеру и связь').click();
  await expect(page.getByText('Вас слышно')).toBeVisible();
  await button(page, 'Проиграть сигнал').click();
  await button(page, 'Слышу').click();
  await button(page, 'Дальше').click();
  // A busy machine may measure less than the link carries.
  await expect(page.getByRole('heading', { name: /Камера и звук работают|Видео пойдёт/ })).toBeVisible({ timeout: 40_000 });
  await link(page, /^(Готово|Оставить так)$/).click();
}
