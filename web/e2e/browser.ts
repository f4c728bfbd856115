import type { PlaywrightTestConfig } from '@playwright/test';

/** Chromium with a camera and a microphone of its own: 20 pictures and one beep a second. */
export const chromium: PlaywrightTestConfig['use'] = {
  browserName: 'chromium',
  headless: true,
  locale: 'ru-RU',
  timezoneId: 'Europe/Moscow',
  permissions: ['camera', 'microphone'],
  launchOptions: {
    executablePath: process.env['CHROMIUM'] || '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--use-fake-device-for-media-stream',
      '--use-fake-ui-for-media-stream',
      '--autoplay-policy=no-user-gesture-required',
    ],
  },
};
