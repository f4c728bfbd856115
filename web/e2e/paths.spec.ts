import type { Page } from '@playwright/test';
import { chromium as settings } from './browser';
import { expectMedia, pathOf, watchMedia } from './media';
import { patients, signIn, signInStaff, staff } from './people';
import type { Server } from './server';
import { expect, test } from './test';

/** The doctor waits inside; then the patient comes. */
async function call(server: Server, patient: Page, doctor: Page) {
  await watchMedia(doctor);
  await signInStaff(doctor, staff.vorontsov);
  await doctor.getByRole('link', { name: /^Войти: Ковалёва/ }).click();
  await watchMedia(patient);
  await signIn(patient, server, patients.nina);
  await patient.getByRole('link', { name: /Войти к врачу|В комнату ожидания/ }).click();
  await patient.getByRole('button', { name: /^(Войти|Вернуться) к врачу$/ }).click();
  await expectMedia(patient, 'the patient');
  await expectMedia(doctor, 'the doctor');
}

test('a browser without UDP has the call by TCP', async ({ server, person, playwright }) => {
  const launch = settings?.launchOptions;
  const browser = await playwright.chromium.launch({ ...launch, args: [...(launch?.args ?? []), '--webrtc-ip-handling-policy=disable_non_proxied_udp'] });
  const context = await browser.newContext({ baseURL: server.url, locale: 'ru-RU', timezoneId: 'Europe/Moscow', permissions: ['camera', 'microphone'] });
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
