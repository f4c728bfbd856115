import type { Page } from '@playwright/test';
import { chromium as settings } from './browser';
import { awayFrom, call, timed } from './call';
import { closeSockets, keepSockets, Path } from './cut';
import { expectMedia, pathOf, received } from './media';
import { expect, test } from './test';
import { zone } from './zone';

test('a browser without UDP has the call by TCP', async ({ server, person, playwright }) => {
  const launch = settings?.launchOptions;
  const browser = await playwright.chromium.launch({ ...launch, args: [...(launch?.args ?? []), '--webrtc-ip-handling-policy=disable_non_proxied_udp'] });
  const context = await browser.newContext({ baseURL: server.url, locale: 'ru-RU', timezoneId: zone, permissions: ['camera', 'microphone'] });
  const patient = await context.newPage();
  const doctor = await person();
  await call(server, patient, doctor);
  expect(await pathOf(patient)).toMatchObject({ protocol: 'tcp' });
  expect(await pathOf(doctor)).toMatchObject({ protocol: 'udp' });
  await browser.close();
});

test.describe('with a relay', () => {
  test.use({ settings: ['--turn-addr', '127.0.0.1:0'] });

  test('a browser that reaches neither port has the call by TURN', async ({ server, person }) => {
    const patient = await person();
    await patient.addInitScript(() => {
      const policy = { iceTransportPolicy: 'relay' as const };
      const Original = RTCPeerConnection;
      window.RTCPeerConnection = class extends Original {
        constructor(configuration?: RTCConfiguration) {
          super({ ...configuration, ...policy });
        }
        override setConfiguration(configuration?: RTCConfiguration) {
          super.setConfiguration({ ...configuration, ...policy });
        }
      };
    });
    await call(server, patient, await person());
    expect(await pathOf(patient)).toMatchObject({ local: 'relay' });
  });
});

const morePictures = async (page: Page) => {
  const before = (await received(page)).frames;
  await expect.poll(async () => (await received(page)).frames, { intervals: [50], timeout: 30_000 }).toBeGreaterThan(before);
};

test('ten seconds without a network, another address, and a lost socket do not end the call', async ({ server, person }) => {
  const patient = await person();
  const path = await Path.of(patient);
  await keepSockets(patient);
  const doctor = await person();
  await call(server, patient, doctor);
  const own = patient.getByRole('heading', { name: 'Пропал интернет' });
  const away = awayFrom(doctor);

  await test.step('the network is gone: both are told in time, and it comes back by itself', async () => {
    path.isCut = true;
    const begun = Date.now();
    const [patientTold, doctorTold] = await Promise.all([
      timed('the patient is told', () => own.waitFor()),
      timed('the doctor is told', () => away.waitFor()),
    ]);
    expect(patientTold).toBeLessThan(5_000);
    expect(doctorTold).toBeLessThan(5_000); // ICE alone needs more
    await expect.poll(() => Date.now() - begun, { timeout: 20_000 }).toBeGreaterThan(10_000);
    path.isCut = false;
    expect(await timed('pictures after the path is back', () => morePictures(patient))).toBeLessThan(5_000); // a second on a quiet machine
    await Promise.all([own.waitFor({ state: 'hidden' }), away.waitFor({ state: 'hidden' })]);
    await expectMedia(doctor, 'the doctor');
  });

  await test.step('the address changes: media goes on', async () => {
    path.move();
    await timed('pictures from another address', () => morePictures(patient));
    await expectMedia(doctor, 'the doctor');
  });

  await test.step('the socket dies: media goes on, on the same connection', async () => {
    const connections = () => patient.evaluate(() => (window as unknown as { kept: unknown[] }).kept.length);
    const before = await connections();
    await closeSockets(patient);
    await timed('pictures without a socket', () => morePictures(patient));
    await expect(away).toBeHidden();
    await expectMedia(patient, 'the patient');
    expect(await connections()).toBe(before);
  });
  path.close();
});
