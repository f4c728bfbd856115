import { randomUUID } from 'node:crypto';
import { book, freeTimes } from './api';
import { ask, patients, signIn, signInStaff, staff } from './people';
import { minutes, type Message, type Server } from './server';
import { expect, expectAccessible, test } from './test';

const phone = patients.maksim;
const address = 'maksim@example.org';

const about = async (server: Server, to: string, words: RegExp) => (await server.messages(to)).filter(({ text }) => words.test(text));
const arrives = (server: Server, to: string, words: RegExp) => expect.poll(async () => (await about(server, to, words)).length, { message: `${words} to ${to}` }).toBe(1);
const entry = ({ calendar = '' }: Message) => ({ uid: /^UID:(.*)$/m.exec(calendar)?.[1]?.trim(), sequence: /^SEQUENCE:(\d+)/m.exec(calendar)?.[1] });

test('what happens to a visit is told once and keeps one entry in the calendar; a cancelled visit is not called to mind', async ({ server, person }) => {
  const patient = await person({ viewport: { width: 390, height: 844 } });
  await signIn(patient, server, phone);

  await test.step('give an e-mail address in the profile', async () => {
    await patient.goto('/profile');
    await patient.getByLabel('Почта для писем').fill('maksim');
    await patient.getByRole('button', { name: 'Сохранить почту' }).click();
    await expect(patient.getByText('Проверьте адрес')).toBeVisible();
    await patient.getByLabel('Почта для писем').fill(address);
    await patient.getByRole('button', { name: 'Сохранить почту' }).click();
    await expect(patient.getByRole('button', { name: 'Сохранить почту' })).toBeHidden();
    await expect(patient.getByText('Почта не подтверждена')).toBeVisible();
    const payments = patient.getByRole('group', { name: 'Оплата и возврат денег' });
    await expect(payments.getByLabel('Почта')).toBeHidden();
    await expectAccessible(patient, 'the profile with an address to confirm');
    await patient.getByRole('button', { name: 'Получить код на почту' }).click();
    await patient.getByLabel('Код из письма, шесть цифр').fill(await server.code(address));
    await expect(patient.getByText('Почта подтверждена, письма приходят сюда').first()).toBeVisible();
    const saved = patient.waitForResponse((answer) => answer.request().postData()?.includes('SwitchNotifications') ?? false);
    await payments.getByLabel('Почта').uncheck();
    await saved;
    await patient.reload();
    await expect(payments.getByLabel('Почта')).not.toBeChecked();
    await expect(patient.getByText('СМС придёт всегда')).toBeVisible();
    await expectAccessible(patient, 'the profile with its notifications');
  });

  const [first, second, later] = await freeTimes(patient, server, { doctor: 'Гринёв', service: 'Консультация' });
  if (!first || !second || !later) throw new Error('no free times');
  const visit = await book(patient, { doctor: 'Гринёв', service: 'Консультация', startsAt: first });
  await test.step('booked: SMS, e-mail with a file, a button on the page', async () => {
    await arrives(server, phone, /^Вы записаны/);
    await arrives(server, address, /^Вы записаны/);
    await patient.goto(`/visits/${visit.id}`);
    const file = await patient.getByRole('link', { name: 'Добавить в календарь' }).getAttribute('href');
    const answer = await patient.request.get(file ?? '');
    expect(answer.headers()['content-type']).toBe('text/calendar; charset=utf-8');
    expect(await answer.text()).toContain(`UID:${visit.id}@televisit`);
  });

  await ask(patient, 'mutation ($input: RescheduleAppointmentInput!) { rescheduleAppointment(input: $input) { __typename } }', { input: { appointmentId: visit.id, startsAt: second, idempotencyKey: randomUUID() } });
  await test.step('moved: the same entry, one revision on', async () => {
    await arrives(server, phone, /^Визит перенесён/);
    await arrives(server, address, /перенесён/);
    const [moved] = await about(server, address, /перенесён/);
    const [booked] = await about(server, address, /^Вы записаны/);
    expect(entry(booked as Message)).toEqual({ uid: `${visit.id}@televisit`, sequence: '0' });
    expect(entry(moved as Message)).toEqual({ uid: `${visit.id}@televisit`, sequence: '1' });
  });

  await ask(patient, 'mutation ($input: CancelAppointmentInput!) { cancelAppointment(input: $input) { __typename } }', { input: { appointmentId: visit.id, reason: 'PLANS_CHANGED', idempotencyKey: randomUUID() } });
  await test.step('cancelled: the entry is taken out', async () => {
    await arrives(server, address, / отменён/);
    const [cancelled] = await about(server, address, / отменён/);
    expect(entry(cancelled as Message)).toEqual({ uid: `${visit.id}@televisit`, sequence: '2' });
    expect(cancelled?.method).toBe('CANCEL');
  });

  await test.step('only another visit is called to mind', async () => {
    await book(patient, { doctor: 'Гринёв', service: 'Консультация', startsAt: later });
    await server.moveTo(Date.parse(later) - minutes(5)); // past every reminder of the first
    await arrives(server, phone, /^Визит через 5 минут/);
    expect(await about(server, phone, /^Напоминаем|^Визит через/)).toHaveLength(1);
  });

  await test.step('the address of the calendar can be changed', async () => {
    await patient.goto('/profile');
    const field = patient.getByLabel('Адрес календаря');
    const old = await field.inputValue();
    expect(await (await patient.request.get(old)).text()).toContain('STATUS:CANCELLED');
    await patient.getByRole('button', { name: 'Сменить адрес' }).click();
    const sure = patient.getByRole('dialog', { name: 'Сменить адрес календаря?' });
    await sure.getByRole('button', { name: 'Оставить как есть' }).click();
    await expect(field).toHaveValue(old);
    await patient.getByRole('button', { name: 'Сменить адрес' }).click();
    await sure.getByRole('button', { name: 'Сменить адрес' }).click();
    await expect(field).not.toHaveValue(old);
    expect((await patient.request.get(old)).status()).toBe(404);
    expect((await patient.request.get(await field.inputValue())).status()).toBe(200);
  });

  await test.step('the patient sees what was sent', async () => {
    const log = patient.getByRole('region', { name: 'Что вам отправляли' });
    await log.getByRole('button', { name: 'Показать' }).click();
    await expect(log.getByText('Визит отменён').first()).toBeVisible();
    await expectAccessible(patient, 'what the patient was sent');
  });

  await test.step('the desk sees what was sent', async () => {
    const desk = await person();
    await signInStaff(desk, staff.desk);
    await desk.getByLabel('Найти пациента').fill(phone);
    await desk.getByRole('button', { name: /^Открыть:/ }).click();
    await expect(desk.getByRole('heading', { name: 'Что отправили' })).toBeVisible();
    const cancelled = desk.getByText('Отмена, Почта');
    await expect(async () => {
      if (!(await cancelled.isVisible())) await desk.getByRole('button', { name: 'Показать ещё' }).click({ timeout: 1_000 });
      await expect(cancelled).toBeVisible({ timeout: 2_000 });
    }).toPass();
    await expectAccessible(desk, 'the log of messages');
  });
});
