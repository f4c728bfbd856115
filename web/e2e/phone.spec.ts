import type { Browser } from '@playwright/test';
import { execFileSync } from 'node:child_process';
import { setTimeout as wait } from 'node:timers/promises';
import { chromium as settings } from './browser';
import { awayFrom, call, enterRoom, expectNoGhost, timed } from './call';
import { expectMedia, watchMedia } from './media';
import { patients, signIn, signInStaff, staff } from './people';
import { expect, test } from './test';
import { zone } from './zone';

// What phones do to a call. The other side sees that somebody is away within three seconds, and one person comes back.

// Three seconds, and one for a busy machine.
const soon = 4_000;

/** Stops and continues everything that a browser runs, as a phone does when its screen is locked. */
async function processesOf(browser: Browser) {
  const { processInfo } = await (await browser.newBrowserCDPSession()).send('SystemInfo.getProcessInfo');
  const signal = (name: 'SIGSTOP' | 'SIGCONT') => processInfo.forEach(({ id }) => process.kill(id, name));
  return { lock: () => signal('SIGSTOP'), unlock: () => signal('SIGCONT') };
}

for (const { name, seconds } of [
  { name: 'a phone that is locked for a moment', seconds: 5 },
  { name: 'a phone that is locked for longer than the server waits', seconds: 40 },
]) {
  test(`${name} is away at once and comes back by itself`, async ({ server, person, playwright }) => {
    test.slow();
    const browser = await playwright.chromium.launch(settings?.launchOptions);
    const context = await browser.newContext({ baseURL: server.url, locale: 'ru-RU', timezoneId: zone, permissions: ['camera', 'microphone'], viewport: { width: 390, height: 844 } });
    const patient = await context.newPage();
    const doctor = await person();
    await call(server, patient, doctor);
    const { lock, unlock } = await processesOf(browser);
    lock();
    try {
      expect(await timed('the doctor is told', () => awayFrom(doctor).waitFor())).toBeLessThan(soon);
      await wait(seconds * 1_000);
      await expect(awayFrom(doctor)).toBeVisible();
    } finally {
      unlock();
    }
    await timed('the doctor sees the patient again', () => awayFrom(doctor).waitFor({ state: 'hidden' }));
    await expectMedia(patient, 'the patient');
    await expectMedia(doctor, 'the doctor');
    await expectNoGhost(doctor);
    await browser.close();
  });
}

test('a tab that is frozen and goes on is one person all the time', async ({ server, person }) => {
  const patient = await person();
  const doctor = await person();
  await call(server, patient, doctor);
  const session = await patient.context().newCDPSession(patient);
  await session.send('Page.setWebLifecycleState', { state: 'frozen' });
  await wait(6_000);
  await session.send('Page.setWebLifecycleState', { state: 'active' });
  await expect(awayFrom(doctor)).toBeHidden();
  await expectMedia(patient, 'the patient');
  await expectMedia(doctor, 'the doctor');
  await expectNoGhost(doctor);
});

test('a tab that crashes is seen to go and to come back, as one person', async ({ server, person }) => {
  const patient = await person();
  const doctor = await person();
  const room = await call(server, patient, doctor);
  const crashed = patient.waitForEvent('crash');
  void patient.goto('chrome://crash').catch(() => undefined);
  await crashed;
  expect(await timed('the doctor is told', () => awayFrom(doctor).waitFor())).toBeLessThan(soon);
  const again = await patient.context().newPage();
  await watchMedia(again);
  await again.goto(room);
  await enterRoom(again);
  await timed('the doctor sees the patient again', () => awayFrom(doctor).waitFor({ state: 'hidden' }));
  await expectMedia(again, 'the patient');
  await expectMedia(doctor, 'the doctor');
  await expectNoGhost(doctor);
});

test('a page that is loaded anew is the same person', async ({ server, person }) => {
  const patient = await person();
  const doctor = await person();
  await call(server, patient, doctor);
  const left = doctor.getByRole('heading', { name: 'Пациент вышел из звонка' });
  let hasLeft = false;
  void left.waitFor({ timeout: 60_000 }).then(() => (hasLeft = true), () => undefined);
  await patient.reload();
  await expectMedia(patient, 'the patient');
  await expectMedia(doctor, 'the doctor');
  await expectNoGhost(doctor);
  expect(hasLeft, 'nobody was seen to leave').toBe(false);
});

test('a socket that has died without a word is replaced, and nothing is missed', async ({ person, server }) => {
  const patient = await person();
  let sockets = 0;
  let isDead = false;
  await patient.routeWebSocket(/\/graphql$/, (socket) => {
    const dies = ++sockets === 1;
    const other = socket.connectToServer();
    socket.onMessage((message) => void (dies && isDead ? undefined : other.send(message)));
    other.onMessage((message) => void (dies && isDead ? undefined : socket.send(message)));
  });
  const doctor = await person();
  await call(server, patient, doctor);
  isDead = true;
  await doctor.getByRole('tab', { name: /Чат/ }).click();
  await doctor.getByLabel('Сообщение').fill('Вы меня видите?');
  await doctor.getByRole('button', { name: 'Отправить' }).click();
  await expect(patient.getByText('Вы меня видите?')).toBeVisible({ timeout: 30_000 });
  expect(sockets).toBe(2);
  await expectMedia(doctor, 'the doctor');
  await expectNoGhost(doctor);
});

/** Gives the machine another address, as a phone has when it leaves the house: only where the network is the tests' own. */
function moveHouse(from: string, to: string) {
  for (const words of [`address del ${from}/24`, `address add ${to}/24`, 'route replace default']) execFileSync('ip', [...words.split(' '), 'dev', 'test0']);
}

test('who changes the network in the waiting room comes in all the same', async ({ server, person }) => {
  const home = process.env['TEST_HOST'] ?? '';
  test.skip(!home, 'the network is not the tests’ own');
  const street = home.replace(/\d+$/, '77');
  const doctor = await person();
  await watchMedia(doctor);
  await signInStaff(doctor, staff.vorontsov);
  await doctor.getByRole('link', { name: /^Войти: Ковалёва/ }).click();
  const patient = await person();
  await watchMedia(patient);
  await signIn(patient, server, patients.nina);
  await patient.getByRole('link', { name: /Войти к врачу|В комнату ожидания/ }).click();
  await expect(patient.getByRole('button', { name: /^(Войти|Вернуться) к врачу$/ })).toBeVisible(); // what can be done ahead is done
  await wait(1_000);
  moveHouse(home, street);
  try {
    await enterRoom(patient);
    await timed('pictures from the new network', () => expectMedia(patient, 'the patient'));
    await expectMedia(doctor, 'the doctor');
  } finally {
    moveHouse(street, home);
  }
});
