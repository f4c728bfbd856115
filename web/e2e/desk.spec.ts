import { ask, patients, signIn, signInStaff, staff } from './people';
import { expect, expectAccessible, expectNoSideways, test } from './test';

const wide = { width: 1280, height: 900 };
const narrow = { width: 320, height: 700 };
const caller = '+79160000077';

test('the desk registers a caller, books, moves and cancels; the caller signs in by phone and sees the visit', async ({ server, person }) => {
  test.setTimeout(240_000);
  const desk = await person({ viewport: wide });
  await signInStaff(desk, staff.desk);
  await desk.getByRole('link', { name: 'Записать', exact: true }).click();
  await expect(desk.getByRole('heading', { name: 'Записать пациента' })).toBeVisible();
  await desk.getByLabel('Найти пациента').fill('8 916 000-00-77');
  await expect(desk.getByText('Никого не нашли').first()).toBeVisible();
  await desk.getByRole('button', { name: 'Новый пациент' }).click();

  const form = desk.getByRole('form', { name: 'Новый пациент' });
  await expect(form.getByLabel('Мобильный телефон')).toHaveValue('+7 916 000-00-77');
  await form.getByLabel('Фамилия').fill('Тихонова');
  await form.getByLabel('Имя').fill('Анна');
  await form.getByLabel('Дата рождения').fill('04.05.1958');
  await form.getByText('Женский').click();
  await form.getByRole('button', { name: 'Завести карточку' }).click();
  await expect(form.getByText('Отметьте, как дано согласие.')).toBeVisible();
  await form.getByText('Голосом', { exact: true }).click();
  await look(desk, 'a new patient');
  await form.getByRole('button', { name: 'Завести карточку' }).click();

  await expect(desk.getByRole('heading', { name: 'Тихонова Анна' })).toBeFocused();
  await expect(desk.getByText('Предстоящих визитов нет.')).toBeVisible();
  await desk.getByLabel('Специальность').selectOption({ label: 'Терапевт' });
  await look(desk, 'choosing a doctor');
  await desk.getByRole('button', { name: /^Мельникова .*Консультация: выбрать$/ }).click();
  await expect(desk.getByRole('group', { name: 'День' })).toBeVisible();
  await desk.getByRole('button', { name: 'Выберите время' }).click();
  await expect(desk.getByText('Выберите время.')).toBeVisible();
  const times = desk.locator('.slots .slot');
  const time = (await times.first().innerText()).trim();
  await times.first().click();
  await expect(desk.getByRole('timer')).toBeVisible();
  await look(desk, 'a time is held');

  // The hold is the patient's: another window of the desk takes it up.
  const other = await desk.context().newPage();
  await other.setViewportSize(wide);
  await other.goto(desk.url());
  await expect(other.getByText(new RegExp(`держим до`))).toBeVisible();
  await other.close();

  await desk.getByLabel('Причина визита').fill('Болит голова');
  await desk.getByRole('button', { name: `Записать на ${time}` }).click();
  await expect(desk.getByText(new RegExp(`^Тихонова Анна: записано на .*, ${time}$`)).first()).toBeVisible();
  await expect(desk.getByText(/Оплатить можно в кабинете до визита/)).toBeVisible();
  await expect.poll(async () => (await server.messages(caller)).some(({ text }) => text.includes('Вы записаны'))).toBe(true);

  await desk.getByRole('button', { name: /^Перенести/ }).click();
  const sheet = desk.getByRole('dialog');
  await sheet.locator('.slots .slot').nth(1).click();
  await sheet.getByRole('button', { name: /^Перенести на/ }).click();
  await expect(sheet).toBeHidden();
  await expect.poll(async () => (await server.messages(caller)).some(({ text }) => text.includes('перенес'))).toBe(true);

  const patient = await person();
  await signIn(patient, server, caller);
  await expect(patient.getByText('Ваш визит').first()).toBeVisible();
  const { viewer } = await ask<{ viewer: { patient: { status: string }; appointments: { nodes: { reason: string }[] } } }>(patient, '{ viewer { patient { status } appointments { nodes { reason } } } }');
  expect(viewer).toMatchObject({ patient: { status: 'UNCONFIRMED' }, appointments: { nodes: [{ reason: 'Болит голова' }] } });

  await desk.getByRole('button', { name: /^Отменить/ }).click();
  const cancel = desk.getByRole('dialog');
  await cancel.getByRole('radio', { name: 'Изменились планы' }).check({ force: true });
  await expect(cancel.getByText(/не оплачен/i)).toBeVisible();
  await cancel.getByRole('button', { name: 'Отменить визит' }).click();
  await expect(cancel).toBeHidden();
  await expect(desk.getByText(/^Визит отменён: Тихонова/).first()).toBeVisible();
});

test('a phone that is known opens its patient', async ({ person }) => {
  const desk = await person({ viewport: wide });
  await signInStaff(desk, staff.desk);
  await desk.goto('/desk/book');
  await desk.getByRole('button', { name: 'Новый пациент' }).click();
  const form = desk.getByRole('form', { name: 'Новый пациент' });
  await form.getByLabel('Фамилия').fill('Ковалёва');
  await form.getByLabel('Имя').fill('Нина');
  await form.getByLabel('Дата рождения').fill('01.02.1950');
  await form.getByText('Женский').click();
  await form.getByLabel('Мобильный телефон').fill(patients.nina);
  await form.getByText('На бумаге').click();
  await form.getByRole('button', { name: 'Завести карточку' }).click();
  await expect(form.getByText('С этим телефоном уже есть Ковалёва Нина Павловна')).toBeVisible();
  await form.getByRole('button', { name: 'Записать этого пациента' }).click();
  await expect(desk.getByRole('heading', { name: 'Ковалёва Нина Павловна' })).toBeVisible();
});

async function look(page: Parameters<typeof expectAccessible>[0], name: string) {
  await expectAccessible(page, name);
  await page.setViewportSize(narrow);
  await expectNoSideways(page, name);
  if (process.env['SHOTS']) await page.screenshot({ path: `${process.env['SHOTS']}/${name}-320.png`, fullPage: true });
  await page.setViewportSize(wide);
  if (process.env['SHOTS']) await page.screenshot({ path: `${process.env['SHOTS']}/${name}.png`, fullPage: true });
}
