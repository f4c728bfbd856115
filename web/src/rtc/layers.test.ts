import { expect, test } from 'vitest';
import { layersFor } from './layers';

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

test('a layer costs by its size', () => {
  const { l, m, h } = layersFor({ width: 1280, height: 720 }, false);
  expect([l.maxBitrate, m.maxBitrate, h.maxBitrate]).toEqual([150_000, 500_000, 1_700_000]);
});
