import type { LaunchOptions, PlaywrightTestConfig } from '@playwright/test';
import { zone } from './zone';

/** Chromium with a camera and a microphone of its own: 20 pictures and one beep a second. */
export const chromium: PlaywrightTestConfig['use'] = {
  browserName: 'chromium',
  headless: true,
  locale: 'ru-RU',
  timezoneId: zone,
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

/**
 * Firefox as people have it, driven by WebDriver BiDi, with a camera and a microphone of its own: a picture whose
 * colour changes, and one steady tone. It has no calls over 127.0.0.1: see scripts/apart.
 */
export const firefox: LaunchOptions = {
  channel: 'moz-firefox',
  executablePath: process.env['FIREFOX'] ?? '',
  headless: true,
  firefoxUserPrefs: {
    'media.navigator.streams.fake': true,
    'media.navigator.permission.disabled': true,
    'media.autoplay.default': 0,
    'media.peerconnection.ice.obfuscate_host_addresses': false,
  },
};
