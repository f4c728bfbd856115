import { expect, type Page } from '@playwright/test';
import type { Server } from './server';

/** The demo clinic's people. */
export const patients = {
  /** Confirmed; has a covered visit whose door is open right now, signed and checked. */
  nina: '+79160000001',
  /** Unconfirmed; a visit today that is not paid. */
  petr: '+79160000002',
  /** Unconfirmed; a visit today that is neither paid nor signed. */
  maksim: '+79160000003',
  /** Confirmed; a visit today with everything done. */
  vera: '+79160000004',
} as const;
export const staff = {
  vorontsov: 'vorontsov@lipa.example',
  melnikova: 'melnikova@lipa.example',
  grinev: 'grinev@lipa.example',
  /** On call day and night. */
  sokolova: 'sokolova@lipa.example',
  desk: 'desk@lipa.example',
  admin: 'admin@lipa.example',
} as const;

const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name, exact: typeof name === 'string' });

/** Signs in with the phone and the code of the SMS. */
export async function signIn(page: Page, server: Server, phone: string) {
  await page.goto('/sign-in');
  await signInHere(page, server, phone);
  await expect(page).toHaveURL('/');
}

/** The same on a sign-in page that was reached otherwise. */
export async function signInHere(page: Page, server: Server, phone: string) {
  await page.getByLabel('Мобильный телефон').fill(phone);
  await button(page, 'Получить код по СМС').click();
  await page.getByLabel('Код из шести цифр').fill(await server.code(phone));
}

/** Signs a member of the staff in; the second factor stands in the inbox page, in a tab of its own. */
export async function signInStaff(page: Page, email: string) {
  await page.goto('/staff');
  await page.getByLabel('Рабочая почта').fill(email);
  const inbox = await page.context().newPage();
  await inbox.goto('/dev/inbox');
  const card = inbox.getByRole('listitem').filter({ hasText: email });
  const password = await card.locator('dd').nth(1).innerText();
  const code = await card.locator('.code').innerText();
  await inbox.close();
  await page.getByLabel('Пароль').fill(password);
  await page.getByLabel('Код из приложения').fill(code);
  await expect(page).toHaveURL(/\/(doctor|desk|desk\/clinic)$/);
}

/** Asks with the session of a page. */
export async function ask<Data>(page: Page, query: string, variables: object = {}): Promise<Data> {
  const answer = await page.request.post('/graphql', { data: { query, variables } });
  const { data, errors } = (await answer.json()) as { data: Data; errors?: { message: string; extensions?: { code?: string } }[] };
  if (errors?.length) throw new Error(errors.map((error) => error.extensions?.code ?? error.message).join('; '));
  return data;
}

export type OwnVisit = { id: string; startsAt: string; endsAt: string; visit: { id: string; opensAt: string; closesAt: string } };

/** The nearest visit of the patient who is signed in. */
export async function ownVisit(page: Page): Promise<OwnVisit> {
  const { viewer } = await ask<{ viewer: { appointments: { nodes: OwnVisit[] } } }>(
    page,
    '{ viewer { appointments { nodes { id startsAt endsAt visit { id opensAt closesAt } } } } }',
  );
  const [nearest] = viewer.appointments.nodes;
  if (!nearest) throw new Error('no visit');
  return nearest;
}

/** Tries to join, past every page; answers the name of what the server said. */
export async function knock(page: Page, appointmentId: string): Promise<string> {
  const { joinVisit } = await ask<{ joinVisit: { __typename: string } }>(
    page,
    'mutation ($id: ID!) { joinVisit(input: { appointmentId: $id }) { __typename } }',
    { id: appointmentId },
  );
  return joinVisit.__typename;
}
