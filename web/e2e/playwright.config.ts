import { defineConfig } from '@playwright/test';
import { chromium } from './browser';

// MEASURE=1 runs the measurements instead of the tests.
const measures = Boolean(process.env['MEASURE']);

export default defineConfig({
  testDir: '.',
  testMatch: '*.spec.ts',
  testIgnore: 'pictures.spec.ts',
  ...(measures ? { grep: /@measure/ } : { grepInvert: /@measure/ }),
  globalSetup: './build.ts',
  outputDir: '../test-results',
  // Each test has a server and browsers of its own; side by side they would only wait for each other.
  workers: 1,
  // A loaded machine may miss a real-time bound once; what fails twice is broken.
  retries: process.env['CI'] ? 1 : 0,
  forbidOnly: Boolean(process.env['CI']),
  timeout: measures ? 600_000 : 120_000,
  expect: { timeout: 15_000 },
  reporter: 'list',
  // A trace takes pictures of every page all the time, which would be measured too.
  use: { ...chromium, viewport: { width: 1280, height: 800 }, actionTimeout: 15_000, trace: measures ? 'off' : 'retain-on-failure' },
});
