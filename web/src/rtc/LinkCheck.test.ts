import { expect, test } from 'vitest';
import { LinkCheck, measured } from './LinkCheck';

test('the rate is what came, and what did not come is lost', () => {
  expect(measured(2_700, { packets: 2_700, bytes: 2_970_000, ms: 3_000 })).toEqual({ kbps: 7_920, loss: 0 });
  expect(measured(1_000, { packets: 750, bytes: 825_000, ms: 3_000 })).toEqual({ kbps: 2_200, loss: 0.25 });
  expect(measured(1_000, { packets: 0, bytes: 0, ms: 0 })).toEqual({ kbps: 0, loss: 1 });
});

test('a server that refuses, or cannot be reached, leaves nothing known', async () => {
  for (const start of [() => Promise.resolve(null), () => Promise.reject(new TypeError('network'))]) {
    const check = new LinkCheck({ start, answer: () => Promise.resolve(true) });
    await check.run();
    expect(check.getSnapshot()).toEqual({ at: 'unknown' });
  }
});
