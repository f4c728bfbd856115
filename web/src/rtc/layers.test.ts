import { expect, test } from 'vitest';
import { layersFor, restBetter } from './layers';

const sizes = (width: number, height: number, isScreen = false) =>
  Object.entries(layersFor({ width, height }, isScreen))
    .filter(([, { active }]) => active)
    .map(([name, { scaleResolutionDownBy = 1 }]) => `${name} ${width / scaleResolutionDownBy}`)
    .join(', ');

test.each([
  [1280, 720, 'l 320, m 640, h 1280'],
  [720, 1280, 'l 180, m 360, h 720'],
  [1920, 1080, 'l 480, m 960, h 1920'],
  [640, 480, 'l 320, m 640'],
  [320, 240, 'l 320'],
])('a camera of %i×%i sends %s', (width, height, want) => expect(sizes(width, height)).toBe(want));

test('a screen has no picture smaller than half of it', () => expect(sizes(1920, 1080, true)).toBe('l 960, h 1920'));

test.each([
  [1280, 720, 0, 'l'],
  [1280, 720, 240, 'l'],
  [1280, 720, 241, 'l m'],
  [1280, 720, 480, 'l m'],
  [1280, 720, 481, 'l m h'],
  [1280, 720, 32_768, 'l m h'],
  [720, 1280, 844, 'l m'],
  [640, 480, 32_768, 'l m'],
  [320, 240, 32_768, 'l'],
])('of a camera of %i×%i that is shown %i high %s are sent', (width, height, shown, want) => {
  const seen = Object.entries(restBetter(layersFor({ width, height }, false), height, shown));
  expect(seen.filter(([, { active }]) => active).map(([name]) => name).join(' ')).toBe(want);
});

test('a layer costs by its size', () => {
  const { l, m, h } = layersFor({ width: 1280, height: 720 }, false);
  expect([l.maxBitrate, m.maxBitrate, h.maxBitrate]).toEqual([150_000, 500_000, 1_700_000]);
});
