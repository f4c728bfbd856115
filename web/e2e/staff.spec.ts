import { ask, knock, ownVisit, patients, signIn, signInStaff, staff } from './people';
import { minutes } from './server';
import { expect, expectAccessible, expectNoSideways, test } from './test';

test('the desk finds a patient, confirms the account, and the chart opens for the patient', async ({ server, person }) => {
  const petr = await person();
  await signIn(petr, server, patients.petr);
  await petr.goto('/history');
  await expect(petr.getByText('Остальная медкарта — после подтверждения')).toBeVisible();

  const desk = await person();
  await signInStaff(desk, staff.desk);
  const search = desk.getByLabel('Найти пациента');
  for (const words of ['Седов', '916 000-00-02', '04.07.1956']) {
    await search.fill(words);
    await expect(desk.getByRole('button', { name: 'Открыть: Седов Пётр Иванович' }), `found by ${words}`).toBeVisible();
  }
  await search.fill('Никитина');
  await expect(desk.getByText(/Никого не нашли/).last()).toBeVisible();
  await search.fill('седов');
  await desk.getByRole('button', { name: 'Открыть: Седов Пётр Иванович' }).click();
  await desk.getByRole('button', { name: 'Подтвердить личность' }).click();
  await desk.getByRole('button', { name: 'Подтвердить', exact: true }).click();
  await expect(desk.getByLabel('Последние четыре знака номера')).toBeFocused();
  await desk.getByLabel('Последние четыре знака номера').fill('4417');
  await desk.getByRole('button', { name: 'Подтвердить', exact: true }).click();
  await expect(desk.getByRole('dialog')).toBeHidden();
  await expect(desk.getByText(/номер оканчивается на 4417.*Лебедева/)).toBeVisible();

  await petr.reload();
  await expect(petr.getByText('Анализ крови')).toBeVisible();
});

test('the desk keeps what it shows while the server is lost, and says as of when', async ({ person }) => {
  const page = await person();
  let isLost = false;
  const cut: (() => Promise<void>)[] = [];
  await page.routeWebSocket('**/graphql', (socket) => {
    if (isLost) return void socket.close({ code: 1012 });
    const server = socket.connectToServer();
    cut.push(async () => {
      await server.close();
      await socket.close({ code: 1012 });
    });
  });
  await signInStaff(page, staff.desk);
  await expect(page.getByRole('row', { name: /Ковалёва/ })).toBeVisible();
  isLost = true;
  for (const end of cut) await end();
  await expect(page.getByText(/^Показано состояние на/)).toBeVisible();
  await expect(page.getByRole('row', { name: /Ковалёва/ })).toBeVisible();
  isLost = false;
  await expect(page.getByText(/^Показано состояние на/)).toBeHidden({ timeout: 30_000 });
});

test('a draft survives a reload, an addendum is a new version', async ({ server, person }) => {
  const patient = await person();
  await signIn(patient, server, patients.nina);
  const { id } = await ownVisit(patient);
  await patient.goto(`/visits/${id}/room`);
  await patient.getByRole('button', { name: 'Войти к врачу' }).click();

  const doctor = await person();
  await signInStaff(doctor, staff.vorontsov);
  await doctor.goto(`/doctor/visits/${id}`);
  await doctor.locator('#conclusion-plan').fill('Больше гулять');
  await expect(doctor.getByText(/^Сохранено в/)).toBeVisible();
  await doctor.reload();
  await expect(doctor.locator('#conclusion-plan')).toHaveValue('Больше гулять');
  await expect(doctor.getByRole('button', { name: 'Подписать' })).toBeHidden();

  await doctor.getByRole('button', { name: 'Войти в визит' }).click();
  await expect(doctor.getByText('Связь хорошая')).toBeVisible({ timeout: 30_000 });
  await doctor.locator('#conclusion-assessment').fill('Здоров');
  await doctor.getByRole('button', { name: 'Подписать' }).click();
  await doctor.getByRole('dialog').getByRole('button', { name: 'Подписать' }).click();
  await expect(doctor.getByRole('link', { name: 'PDF, версия 1' })).toBeVisible();

  await doctor.getByRole('button', { name: 'Дополнить' }).click();
  await doctor.locator('#conclusion-plan').fill('Больше гулять\nСпать восемь часов');
  await doctor.getByRole('button', { name: 'Подписать дополнение' }).click();
  await doctor.getByRole('dialog').getByRole('button', { name: 'Подписать' }).click();
  await expect(doctor.getByRole('link', { name: 'PDF, версия 2' })).toBeVisible();
  await expect(doctor.getByText(/^Версия 1/)).toBeVisible();
  const { appointment } = await ask<{ appointment: { visit: { conclusions: { version: number }[] } } }>(patient, 'query ($id: ID!) { appointment(id: $id) { visit { conclusions { version } } } }', { id });
  expect(appointment.visit.conclusions.map(({ version }) => version)).toEqual([2, 1]);
});

test('leaving, ending the call and finishing are three things', async ({ server, person }) => {
  const patient = await person();
  await signIn(patient, server, patients.nina);
  const { id } = await ownVisit(patient);
  await patient.goto(`/visits/${id}/room`);
  await patient.getByRole('button', { name: 'Войти к врачу' }).click();
  const doctor = await person();
  await signInStaff(doctor, staff.vorontsov);
  await doctor.getByRole('link', { name: /^Войти: Ковалёва/ }).click();
  await expect(doctor.getByText('Связь хорошая')).toBeVisible({ timeout: 30_000 });
  const end = async (name: string, press: string) => {
    await doctor.getByRole('button', { name: 'Завершить визит…' }).click();
    const sheet = doctor.getByRole('dialog');
    await sheet.getByRole('radio', { name }).check({ force: true });
    await sheet.getByRole('button', { name: press, exact: true }).click();
    await expect(sheet).toBeHidden();
  };

  await test.step('who leaves can come back, the patient stays', async () => {
    await end('Выйти из звонка', 'Выйти');
    await expect(patient.getByRole('heading', { name: 'Врач вышел из звонка' })).toBeVisible();
    await doctor.getByRole('button', { name: 'Вернуться в разговор' }).click();
    await expect(doctor.getByText('Связь хорошая')).toBeVisible({ timeout: 30_000 });
    await expect(patient.getByText('Связь хорошая')).toBeVisible();
  });

  await test.step('the call ends for both, the visit stays open', async () => {
    await end('Закончить звонок для всех', 'Закончить звонок');
    await expect(doctor.getByRole('heading', { name: 'Звонок закончен' })).toBeVisible();
    await expect(patient.getByRole('heading', { name: 'Звонок окончен, визит ещё открыт' })).toBeVisible();
  });

  await test.step('a finished visit lets nobody in', async () => {
    await end('Завершить визит', 'Завершить визит');
    await doctor.getByRole('link', { name: 'К списку' }).click();
    const row = doctor.getByRole('row', { name: /Ковалёва/ });
    await expect(row.getByText(/^Не подписано/)).toBeVisible();
    await expect(row.getByRole('link', { name: /^Дописать/ })).toBeVisible();
    expect(await knock(patient, id)).toBe('VisitClosed');
    await expect(patient.getByRole('heading', { name: 'Визит завершён' })).toBeVisible();
  });

  await test.step('on another day it still waits for the signature', async () => {
    await server.moveTo((await server.now()) + minutes(26 * 60));
    const later = await person();
    await signInStaff(later, staff.vorontsov);
    const left = later.getByRole('region', { name: 'Не подписаны заключения' });
    await expect(left.getByText('Ковалёва Нина Павловна')).toBeVisible();
    await expectAccessible(later, 'conclusions that are not signed');
    await later.setViewportSize({ width: 320, height: 700 });
    await expectNoSideways(later, 'conclusions that are not signed');
    await left.getByRole('link', { name: /^Дописать: Ковалёва/ }).click();
    await expect(later).toHaveURL(new RegExp(`/doctor/visits/${id}`));
  });
});

test('the lamp goes to who waits longest', async ({ server, person }) => {
  const vera = await person();
  await signIn(vera, server, patients.vera);
  const visit = await ownVisit(vera);
  await server.moveTo(Date.parse(visit.startsAt) + minutes(1));
  await vera.goto(`/visits/${visit.id}/room`);
  await vera.getByRole('button', { name: 'Войти к врачу' }).click();

  const doctor = await person();
  await signInStaff(doctor, staff.vorontsov);
  const row = doctor.getByRole('row', { name: /Орлова/ });
  await expect(row.getByText(/^Ждёт/)).toBeVisible();
  await expect(row.getByRole('link', { name: /^Войти/ })).toHaveClass(/lamp/);
  await expect(doctor.locator('.btn.lamp')).toHaveCount(1);
});
