import type { Page } from '@playwright/test';
import { book, freeTimes } from './api';
import { patients, signIn, signInStaff, staff } from './people';
import { expect, expectAccessible, expectNoSideways, test } from './test';

// Tall: what the sticky bar half covers at one place of scrolling is no small target.
const phone = { width: 390, height: 2400 };

test('who cancels in time sees the money come back, and the desk sees the refund and its receipts', async ({ server, person }) => {
  const patient = await person({ viewport: phone });
  await signIn(patient, server, patients.maksim);
  const [startsAt] = await freeTimes(patient, server, { doctor: 'Гринёв', service: 'Консультация' });
  if (!startsAt) throw new Error('no free time');
  const { id } = await book(patient, { doctor: 'Гринёв', service: 'Консультация', startsAt });

  await test.step('pay at the bank', () => pay(patient, id));
  await test.step('the receipt is on the page of the visit', async () => {
    await patient.goto(`/visits/${id}`);
    await expect(patient.getByRole('link', { name: /^Предоплата № / })).toBeVisible();
    await look(patient, 'a paid visit');
  });
  await test.step('cancel in time', () => cancel(patient, id));
  await test.step('the money came back, with a receipt', async () => {
    await patient.goto(`/visits/${id}`);
    await expect(patient.getByText(/^Вернули \d/)).toBeVisible();
    const receipt = patient.getByRole('link', { name: /^Возврат № / });
    await expect(receipt).toBeVisible();
    await look(patient, 'a visit with its money back');
    expect((await patient.request.get((await receipt.getAttribute('href')) ?? '')).status()).toBe(200);
  });

  const desk = await person();
  await signInStaff(desk, staff.desk);
  await desk.getByRole('link', { name: 'Деньги' }).click();
  const refund = desk.getByRole('region', { name: 'Возвраты' }).getByRole('listitem').filter({ hasText: 'Гусев' }).first();
  await expect(refund).toContainText('отмена визита');
  await expect(refund).toContainText('Вернули');
  const payment = desk.getByRole('region', { name: 'Оплаты' }).getByRole('listitem').filter({ hasText: 'Гусев' }).first();
  await expect(payment).toContainText(/возврат №\s.*предоплата №\s/);
  await expect(payment.getByRole('button', { name: /^Вернуть/ }), 'nothing is left to give back').toHaveCount(0);
  await look(desk, 'the money of the desk');
  await desk.setViewportSize(phone);
  await expectNoSideways(desk, 'the money of the desk');
});

async function pay(page: Page, id: string) {
  await page.goto(`/visits/${id}/payment`);
  await page.getByRole('radio', { name: /Картой/ }).check({ force: true });
  await page.getByRole('button', { name: /^Оплатить/ }).click();
  await expect(page.getByText('Demo Bank').first()).toBeVisible();
  await page.getByRole('button', { name: /^Оплатить/ }).click();
  await expect(page.getByRole('heading', { name: /^Оплачено/ })).toBeVisible();
}

async function cancel(page: Page, id: string) {
  await page.goto(`/visits/${id}`);
  await page.getByRole('link', { name: 'Отменить визит' }).click();
  await page.getByRole('radio').first().check({ force: true });
  await page.getByRole('button', { name: /^Отменить/ }).click();
  await page.getByRole('dialog').getByRole('button', { name: /^Да/ }).click();
  await expect(page.getByRole('heading', { name: 'Визит отменён' })).toBeVisible();
}

async function look(page: Page, name: string) {
  await expectAccessible(page, name);
  await expectNoSideways(page, name);
}
