import type { Page } from '@playwright/test';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expectMedia, received, watchMedia } from './media';
import { ownVisit, patients, signIn, signInStaff, staff } from './people';
import { expect, expectAccessible, expectNoSideways, test } from './test';

const relative = '+79990000077';

/** Nothing more comes to somebody: neither sound nor picture. */
async function expectNothing(page: Page, who: string) {
  await expect(page.locator('.visit-room video.stage'), `${who} has no picture`).toHaveCount(0);
  const { frames } = await received(page);
  expect(frames, `${who} gets no frames`).toBe(0); // no connection is left to count them
}

/** Every name stands within its own tile, and neither other tiles, the words above nor the own picture lie over it. */
async function expectNamesFree(page: Page, who: string) {
  const found = await page.evaluate(() => {
    const over = (a: Element, b: Element) => {
      const [one, two] = [a.getBoundingClientRect(), b.getBoundingClientRect()];
      return one.left < two.right && two.left < one.right && one.top < two.bottom && two.top < one.bottom;
    };
    const tiles = [...document.querySelectorAll('.people .person')];
    const others = [...document.querySelectorAll('.room-top > *, .room-top .pill, .self, .ctl')];
    return tiles.flatMap((tile) => {
      const name = tile.querySelector('.name-plate');
      const cut = name && name.getBoundingClientRect().bottom > tile.getBoundingClientRect().bottom ? ['its tile is too low'] : [];
      const covering = name ? [...others, ...tiles.filter((other) => other !== tile)].filter((other) => over(name, other)) : [];
      return [...cut, ...(name ? [] : ['no name']), ...covering.map(({ className, textContent }) => `${className}: ${textContent}`)];
    });
  });
  expect(found, `what lies over the names, on the screen of ${who}`).toEqual([]);
}

test('a relative is asked in, let in, asked to wait, and removed', async ({ server, person }) => {
  test.setTimeout(420_000);
  const phone = { viewport: { width: 390, height: 844 } };
  const [patient, doctor, guest] = [await person(phone), await person(), await person(phone)];
  for (const page of [patient, doctor, guest]) await watchMedia(page);
  await signIn(patient, server, patients.nina);
  const visit = await ownVisit(patient);
  await patient.goto(`/visits/${visit.id}/room`);

  await test.step('the patient allows it and sends the link', async () => {
    await patient.getByRole('button', { name: /^Позвать кого-то ещё/ }).click();
    await patient.getByRole('button', { name: 'Позвать гостя' }).click();
    await expectAccessible(patient, 'the invitation');
    await expectNoSideways(patient, 'the invitation');
    await patient.getByRole('button', { name: 'Разрешить и отправить ссылку' }).click();
    await expect(patient.getByText('Напишите имя.')).toBeVisible();
    await patient.getByLabel('Имя').fill('Пётр Ковалёв');
    await patient.getByLabel('Мобильный телефон гостя').fill('8 999 000-00-77');
    await patient.getByRole('button', { name: 'Разрешить и отправить ссылку' }).click();
    await expect(patient.getByText('Приглашение отправлено')).toBeVisible();
    await expectAccessible(patient, 'the guests');
    await patient.getByRole('button', { name: 'Закрыть' }).click();
  });

  await test.step('the guest comes in by the link and the code', async () => {
    await guest.goto(await server.link(relative));
    await expect(guest.getByRole('heading', { name: 'Вас позвали на приём' })).toBeVisible();
    await expectAccessible(guest, "the guest's first page");
    await expectNoSideways(guest, "the guest's first page");
    await guest.getByRole('button', { name: 'Получить код' }).click();
    await expect(guest.getByText('заканчивается на 0077')).toBeVisible();
    await guest.getByLabel('Код из шести цифр').fill(await server.code(relative));
    await expect(guest.getByRole('heading', { name: 'Вас ждут' })).toBeVisible();
    await expectAccessible(guest, 'the lobby');
    await expectNoSideways(guest, 'the lobby');
    await guest.getByRole('button', { name: 'Включить камеру и микрофон' }).or(guest.getByText('Камера и микрофон включены')).first().click();
    await guest.getByRole('button', { name: 'Я здесь, впустите' }).click();
    await expect(guest.getByRole('heading', { name: 'Врач знает, что вы пришли' })).toBeVisible();
  });

  await test.step('the doctor talks with the patient and lets the guest in: everybody sees and hears the others', async () => {
    await signInStaff(doctor, staff.vorontsov);
    await doctor.getByRole('link', { name: /^Войти: Ковалёва/ }).click();
    await patient.getByRole('button', { name: 'Войти к врачу' }).click();
    await expectMedia(patient, 'the patient');
    await doctor.getByRole('button', { name: /^Гости, 1/ }).click();
    await expectAccessible(doctor, 'the lobby of the doctor');
    await doctor.getByRole('button', { name: 'Впустить: Пётр Ковалёв' }).click();
    await expect(doctor.getByText('Может быть в разговоре')).toBeVisible();
    await doctor.getByRole('button', { name: 'Закрыть' }).click();
    for (const page of [patient, doctor, guest]) {
      await expect(page.locator('.people .person')).toHaveCount(2, { timeout: 30_000 });
      for (const tile of await page.locator('.people video.stage').all()) {
        await expect.poll(() => tile.evaluate((video: HTMLVideoElement) => video.videoWidth), { timeout: 30_000 }).toBeGreaterThan(0);
      }
      await expectMedia(page, 'everybody');
    }
    await expect(doctor.locator('.name-plate').filter({ hasText: 'Пётр Ковалёв' })).toBeVisible();
    await expectAccessible(patient, 'a call of three');
    await expectNoSideways(patient, 'a call of three');
    for (const [who, page] of Object.entries({ patient, doctor, guest })) await expectNamesFree(page, `the ${who}`);
    await patient.locator('.name-plate span').last().evaluate((name) => (name.firstChild!.textContent = 'Пётр Александрович Ковалёв-Закревский'));
    for (const [width, height] of [[320, 640], [844, 390]] as const) {
      await patient.setViewportSize({ width, height });
      await expectNamesFree(patient, `the patient at ${width}`);
    }
    await patient.setViewportSize(phone.viewport);
    await expect(guest.getByRole('button', { name: 'Экран', exact: true })).toHaveCount(0);
  });

  await test.step('asked to wait, the guest sees and hears nothing', async () => {
    await doctor.getByRole('button', { name: 'Гости', exact: true }).click();
    await doctor.getByRole('button', { name: 'Попросить подождать за дверью: Пётр Ковалёв' }).click();
    await expect(guest.getByRole('heading', { name: 'Врач попросил подождать' })).toBeVisible();
    await expectNothing(guest, 'the guest');
    await expect(patient.locator('.people.many')).toHaveCount(0);
    await expectMedia(patient, 'the patient');
  });

  await test.step('let in again without a press', async () => {
    await doctor.getByRole('button', { name: 'Впустить: Пётр Ковалёв' }).click();
    await expectMedia(guest, 'the guest');
  });

  await test.step('removed, the guest is told, and the link is dead', async () => {
    await doctor.getByRole('button', { name: 'Убрать совсем: Пётр Ковалёв' }).click();
    await expect(guest.getByRole('heading', { name: 'Ваше участие завершено' })).toBeVisible();
    await expectNothing(guest, 'the guest');
    await expectAccessible(guest, 'the page of somebody who was removed');
    await guest.reload();
    await expect(guest.getByRole('heading', { name: 'Ваше участие завершено' })).toBeVisible();
    await guest.context().clearCookies();
    await guest.reload();
    await guest.getByRole('button', { name: 'Получить код' }).click();
    await expect(guest.getByRole('heading', { name: 'Приглашение не действует' })).toBeVisible();
  });
});

test('the patient is asked before the doctor brings somebody in', async ({ server, person }) => {
  const [patient, doctor] = [await person({ viewport: { width: 390, height: 844 } }), await person()];
  await signIn(patient, server, patients.nina);
  const visit = await ownVisit(patient);
  await patient.goto(`/visits/${visit.id}/room`);
  await signInStaff(doctor, staff.vorontsov);
  await doctor.goto(`/doctor/visits/${visit.id}`);
  await doctor.getByRole('button', { name: 'Гости', exact: true }).click();
  await doctor.getByRole('button', { name: 'Позвать гостя' }).click();
  await doctor.getByText('Переводчик', { exact: true }).click();
  await doctor.getByLabel('Имя').fill('Мария');
  await doctor.getByLabel('Мобильный телефон гостя').fill('8 999 000-00-77');
  await doctor.getByRole('button', { name: 'Спросить пациента' }).click();
  await expect(doctor.getByText('Ждём согласия пациента').first()).toBeVisible();

  await patient.getByRole('button', { name: /^Позвать кого-то ещё/ }).click();
  await expect(patient.getByText('Мария услышит всё, о чём вы говорите с врачом.')).toBeVisible();
  await expectAccessible(patient, 'the question for the patient');
  await patient.getByRole('button', { name: 'Согласен, позвать' }).click();
  await expect(doctor.getByText('Приглашение отправлено')).toBeVisible();
  await expect.poll(() => server.link(relative)).toContain('/g/');
});

test('a link that did not arrive is shown to who invited, and goes out again', async ({ server, person }) => {
  const patient = await person({ viewport: { width: 390, height: 844 } });
  await signIn(patient, server, patients.nina);
  const room = `/visits/${(await ownVisit(patient)).id}/room`;
  const guests = async () => {
    await patient.goto(room);
    await patient.getByRole('button', { name: /^Позвать кого-то ещё/ }).click();
  };
  await guests();
  await patient.getByRole('button', { name: 'Позвать гостя' }).click();
  for (const part of await patient.getByRole('radio').all()) await expect(part, 'every part can be reached').toBeInViewport({ ratio: 1 });
  await patient.getByLabel('Имя').fill('Пётр Ковалёв');
  await patient.getByLabel('Мобильный телефон гостя').fill('8 999 000-00-77');
  await patient.getByRole('button', { name: 'Разрешить и отправить ссылку' }).click();
  await expect(patient.getByText('Приглашение отправлено')).toBeVisible();

  // The inbox of the demo refuses nothing: what a gateway would have said is written by hand.
  await server.restart('SIGTERM', (data) => {
    const database = new DatabaseSync(join(data, readdirSync(data).find((name) => name.endsWith('.db')) ?? ''));
    database.exec("UPDATE guests SET link_state = 'FAILED'");
    database.close();
  });
  await guests();
  await expect(patient.getByText('СМС не дошло')).toBeVisible();
  await expectAccessible(patient, 'a link that did not arrive');
  await patient.getByRole('button', { name: 'Отправить СМС ещё раз: Пётр Ковалёв' }).click();
  await expect(patient.getByText('Приглашение отправлено')).toBeVisible();
  await expect.poll(async () => (await server.messages(relative)).filter(({ text }) => text.includes('/g/')).length).toBe(2);
});
