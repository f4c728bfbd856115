import { ownVisit, patients, signIn, signInStaff, staff } from './people';
import { minutes } from './server';
import { expect, expectAccessible, expectNoSideways, test } from './test';

test('the desk says by hand who is late and what failed, the server holds it against what it saw, and the timeline keeps it', async ({ server, person }) => {
  test.setTimeout(240_000);
  const patient = await person();
  await signIn(patient, server, patients.petr);
  const { startsAt } = await ownVisit(patient);
  await server.moveTo(Date.parse(startsAt) - minutes(10));

  const desk = await person({ viewport: { width: 1280, height: 900 } });
  const open = async () => {
    await signInStaff(desk, staff.desk);
    await desk.getByLabel('Найти пациента').fill('Седов');
    await desk.getByRole('button', { name: /^Открыть: Седов/ }).click();
  };
  await open();
  const card = desk.getByRole('region', { name: /^Седов/ });

  await test.step('the doctor is late', async () => {
    await card.getByRole('button', { name: 'Врач опаздывает' }).click();
    const sheet = desk.getByRole('dialog');
    await sheet.getByRole('radio', { name: /на 10 минут/ }).check();
    await expectAccessible(desk, 'saying that a doctor is late');
    await sheet.getByRole('button', { name: 'Сообщить пациентам' }).click();
    await expect(sheet).toBeHidden();
    await expect.poll(async () => (await server.messages(patients.petr)).filter(({ text }) => text.startsWith('Врач задерживается. Начнём примерно в')).length).toBe(1);
  });

  await server.moveTo(Date.parse(startsAt) + minutes(20));
  await open(); // half an hour without a word ends the session of the desk
  await test.step('a patient who did not come, though no doctor was seen', async () => {
    await card.getByRole('button', { name: 'Пациент не пришёл' }).click();
    const sheet = desk.getByRole('dialog', { name: 'Пациент не пришёл' });
    await sheet.getByRole('button', { name: 'Да, пациент не пришёл' }).click();
    await expect(sheet.getByText('Сервер не видел врача в комнате')).toBeVisible();
    await expectAccessible(desk, 'a mark that was refused');
    await sheet.getByRole('button', { name: 'Не менять' }).click();
  });
  await test.step('a technical failure', async () => {
    await card.getByRole('button', { name: 'Технический сбой' }).click();
    const sheet = desk.getByRole('dialog', { name: 'Технический сбой' });
    await sheet.getByRole('button', { name: 'Да, был сбой' }).click();
    await expect(sheet).toBeHidden();
    await expect(card.getByRole('button', { name: 'Технический сбой' })).toBeHidden();
  });
  await test.step('the timeline', async () => {
    await card.getByRole('button', { name: 'Хронология' }).click();
    const sheet = desk.getByRole('dialog', { name: 'Хронология' });
    for (const words of ['Предупреждение об опоздании', 'Пациенту сообщили об опоздании', 'Технический сбой']) await expect(sheet.getByText(words, { exact: true }).first()).toBeVisible();
    await expect(sheet.getByText(/врача в комнате не было/)).toBeVisible();
    await expectAccessible(desk, 'the timeline');
    await desk.setViewportSize({ width: 320, height: 900 });
    await expectNoSideways(desk, 'the timeline');
  });
});
