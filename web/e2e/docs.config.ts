import { defineConfig } from '@playwright/test';
import './moscow';
import { chromium } from './browser';

/** Takes the pictures of the documentation into docs/pictures. */
export default defineConfig({
  testDir: '.',
  testMatch: 'pictures.spec.ts',
  globalSetup: './build.ts',
  outputDir: '../test-results',
  workers: 1,
  timeout: 180_000,
  expect: { timeout: 15_000 },
  reporter: 'list',
  use: { ...chromium, contextOptions: { reducedMotion: 'reduce' }, actionTimeout: 15_000 },
});
