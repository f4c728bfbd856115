import type { Page } from '@playwright/test';
import { signIn, signInStaff, staff } from './people';
import type { Server } from './server';
import { expect, expectAccessible, expectNoSideways, test } from './test';

const phone = '+79165550177';
const name = 'Запись к врачу';

test('the administrator lets a program in, a patient gives it a code and takes the right back, and its keys end', async ({ server, person }) => {
  const admin = await person();
  await signInStaff(admin, staff.admin);
  for (const name of ['Клиника', 'Расписание', 'Цены', 'Программы']) {
    await admin.getByRole('link', { name }).click();
    await expect(admin.getByRole('heading', { level: 1, name })).toBeVisible();
    await expect(admin.locator('.skel')).toHaveCount(0);
    await expect(admin.getByText('Не получилось загрузить')).toBeHidden();
  }
  await admin.goto('/desk');
  await expect(admin).toHaveURL(/\/desk\/clinic$/); // who comes and who calls is the desk's
  await admin.getByRole('link', { name: 'Программы' }).click();
  await expect(admin.getByText('Пока никого не впустили.')).toBeVisible();

  const key = await test.step('a key is shown once', async () => {
    await admin.getByRole('button', { name: 'Впустить программу' }).click();
    const dialog = admin.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Создать ключ' }).click();
    await expect(dialog.getByText('Напишите название: от 2 до 40 знаков')).toBeVisible();
    await dialog.getByLabel('Название').fill(name);
    await expectAccessible(admin, 'a program to let in');
    return keyOf(admin);
  });
  expect(await ask(server, key, '{ apiClient { name } }')).toEqual({ apiClient: { name } });

  await test.step('the patient whose code it has sees it, and takes the right back', async () => {
    await link(server, key);
    const patient = await person({ viewport: { width: 390, height: 844 } });
    await signIn(patient, server, phone);
    await patient.goto('/profile');
    await patient.getByRole('button', { name: `Запретить: ${name}` }).click();
    await expectAccessible(patient, 'a program that books for a patient');
    await patient.getByRole('dialog').getByRole('button', { name: 'Запретить', exact: true }).click();
    await expect(patient.getByText(name, { exact: true })).toHaveCount(0);
  });

  const other = await test.step('a new key in place of the old one', async () => {
    await admin.getByRole('button', { name: `Новый ключ: ${name}` }).click();
    await admin.getByRole('radio', { name: 'Закрыть сразу' }).check({ force: true });
    return keyOf(admin);
  });
  await expect(ask(server, key, '{ apiClient { name } }')).rejects.toThrow();
  expect(await ask(server, other, '{ apiClient { name } }')).toEqual({ apiClient: { name } });

  await test.step('shut out', async () => {
    await admin.getByRole('button', { name: `Закрыть доступ: ${name}` }).click();
    await admin.getByRole('dialog').getByRole('button', { name: 'Закрыть доступ', exact: true }).click();
    await expect(admin.getByText(/^Доступ закрыт: /).first()).toBeVisible();
    await expectAccessible(admin, 'the programs');
  });
  await expect(ask(server, other, '{ apiClient { name } }')).rejects.toThrow();
  await admin.setViewportSize({ width: 320, height: 700 });
  await expectNoSideways(admin, 'the programs');
});

/** Makes the key in the open dialog, and reads it. */
async function keyOf(admin: Page): Promise<string> {
  const dialog = admin.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Создать ключ' }).click();
  const key = await dialog.getByLabel('Ключ', { exact: true }).inputValue();
  expect(key.length).toBeGreaterThan(20);
  await dialog.getByRole('button', { name: 'Ключ сохранён' }).click();
  await expect(dialog).toHaveCount(0);
  return key;
}

/** Asks as the program. */
async function ask<Data>(server: Server, key: string, query: string, input?: object): Promise<Data> {
  const answer = await fetch(`${server.url}/graphql`, {
    method: 'POST', headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${key}` }, body: JSON.stringify({ query, variables: { input } }),
  });
  const { data, errors } = (await answer.json()) as { data: Data; errors?: { message: string }[] };
  if (errors?.length || !answer.ok) throw new Error(errors?.[0]?.message ?? answer.statusText);
  return data;
}

async function link(server: Server, key: string) {
  const { consentDocument } = await ask<{ consentDocument: { id: string } }>(server, key, '{ consentDocument(kind: PERSONAL_DATA) { id } }');
  const { registerPatient } = await ask<{ registerPatient: { challenge: { id: string } } }>(
    server, key, 'mutation ($input: RegisterPatientInput!) { registerPatient(input: $input) { ... on RegisterPatientSuccess { challenge { id } } } }',
    { phone, familyName: 'Орлова', givenName: 'Анна', birthDate: '1950-05-17', sex: 'FEMALE', consentDocumentId: consentDocument.id },
  );
  const { linkPatient } = await ask<{ linkPatient: { patient: { id: string } } }>(
    server, key, 'mutation ($input: LinkPatientInput!) { linkPatient(input: $input) { ... on LinkPatientSuccess { patient { id } } } }',
    { challengeId: registerPatient.challenge.id, code: await server.code(phone) },
  );
  expect(linkPatient.patient.id).toBeTruthy();
}
