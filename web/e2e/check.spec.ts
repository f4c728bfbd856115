import type { Page } from '@playwright/test';
import { ownVisit, ask, patients, signIn, signInStaff, staff } from './people';
import { Relay, type Link } from './relay';
import { expect, test } from './test';

// What the device check finds about a link of which everything is known.

const phone = { viewport: { width: 390, height: 844 } };

type Found = { verdict: string; link: { paths: string[]; downKbps: number; upKbps: number; lossPercent: number; rttMs: number } };

/** Nina checks her device to the end; answers what the server keeps of it. */
async function checked(page: Page, id: string): Promise<Found> {
  await page.goto(`/visits/${id}/check`);
  await expect(page.getByText(/Мбит\/с/)).toBeVisible({ timeout: 60_000 });
  await page.getByRole('button', { name: 'Проиграть сигнал' }).click();
  await page.getByRole('button', { name: 'Слышу', exact: true }).click();
  await page.getByRole('button', { name: 'Дальше' }).click();
  await expect(page.getByText(/^Врач увидит: /)).toBeVisible();
  const { appointment } = await ask<{ appointment: { deviceCheck: Found } }>(
    page,
    'query ($id: ID!) { appointment(id: $id) { deviceCheck { verdict link { paths downKbps upKbps lossPercent rttMs } } } }',
    { id },
  );
  return appointment.deviceCheck;
}

// Upper bounds are the link's own; lower ones leave room for a busy machine. A data channel is slower than media where much is lost.
const links: { name: string; link: Link; kbps: [number, number]; loss: [number, number]; rtt: [number, number]; verdict: RegExp }[] = [
  { name: 'three megabits', link: { loss: 0, delayMs: 10, kbps: 3_000 }, kbps: [1_000, 3_100], loss: [0, 15], rtt: [20, 300], verdict: /^(LOW_VIDEO|AUDIO)$/ },
  { name: 'a voice and no more', link: { loss: 0, delayMs: 10, kbps: 400 }, kbps: [200, 420], loss: [0, 20], rtt: [20, 300], verdict: /^AUDIO$/ },
  { name: 'one that loses', link: { loss: 0.08, delayMs: 60, kbps: 0 }, kbps: [50, 8_800], loss: [3, 16], rtt: [120, 400], verdict: /^(LOW_VIDEO|AUDIO|TEXT)$/ },
];

const words: Record<string, { title: string; seen: string; light: string }> = {
  LOW_VIDEO: { title: 'Видео пойдёт, но проще', seen: 'Видео, слабая связь', light: 'Слабая' },
  AUDIO: { title: 'Лучше говорить без видео', seen: 'Голос', light: 'Только голос' },
  TEXT: { title: 'Пока только переписка', seen: 'Переписка', light: 'Только чат' },
};

test('what is measured is what the link is, in numbers and in words, and the doctor sees the light', async ({ server, person }) => {
  test.setTimeout(300_000);
  const relay = new Relay();
  const page = await person(phone);
  await relay.lead(page);
  await signIn(page, server, patients.nina);
  const { id } = await ownVisit(page);
  const doctor = await person();
  await signInStaff(doctor, staff.vorontsov);
  const row = doctor.getByRole('row').filter({ hasText: 'Ковалёва' });
  for (const { name, link, kbps, loss, rtt, verdict } of links) {
    await test.step(name, async () => {
      relay.link = link;
      const found = await checked(page, id);
      console.log(`${name}: ${JSON.stringify(found)}`);
      expect.soft(found.link.paths, name).toEqual(['UDP']);
      for (const [what, value, [least, most]] of [
        ['down', found.link.downKbps, kbps], ['up', found.link.upKbps, kbps], ['loss', found.link.lossPercent, loss], ['there and back', found.link.rttMs, rtt],
      ] as const) {
        expect.soft(value, `${name}: ${what}`).toBeGreaterThanOrEqual(least);
        expect.soft(value, `${name}: ${what}`).toBeLessThanOrEqual(most);
      }
      expect.soft(found.verdict, name).toMatch(verdict);
      const { title, seen, light } = words[found.verdict] ?? { title: '', seen: '', light: '' };
      await expect.soft(page.getByRole('heading', { name: title })).toBeVisible();
      await expect.soft(page.getByText(`Врач увидит: «${seen}»`)).toBeVisible();
      await expect.soft(row.getByText(light, { exact: true }), `${name}: the light of the board`).toBeVisible();
    });
  }
  relay.close();
});

test('the echo is five seconds old, also after a while', async ({ server, person }) => {
  const page = await person(phone);
  // A camera that shows the time: tenths of a second as twelve stripes, white for 1.
  await page.addInitScript(() => {
    const canvas = Object.assign(document.createElement('canvas'), { width: 384, height: 288 });
    const paint = canvas.getContext('2d')!;
    setInterval(() => {
      const tenths = Math.floor(performance.now() / 100) % 4_096;
      for (let bit = 0; bit < 12; bit++) {
        paint.fillStyle = (tenths >> bit) & 1 ? '#fff' : '#000';
        paint.fillRect(32 * bit, 0, 32, 288);
      }
    }, 50);
    const original = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
    navigator.mediaDevices.getUserMedia = async (wanted) => {
      const real = await original(wanted);
      return new MediaStream([...real.getAudioTracks(), ...(wanted?.video ? canvas.captureStream(20).getVideoTracks() : [])]);
    };
  });
  await signIn(page, server, patients.vera);
  const { id } = await ownVisit(page);
  await page.goto(`/visits/${id}/check`);
  await expect(page.getByText(/Мбит\/с/)).toBeVisible({ timeout: 60_000 });
  await page.getByRole('button', { name: 'Послушать себя' }).click();
  const echo = page.getByLabel('Ваша картинка, какой она дошла до клиники');
  await expect.poll(() => echo.evaluate((video: HTMLVideoElement) => video.videoWidth), { timeout: 30_000 }).toBeGreaterThan(0);
  const age = () =>
    echo.evaluate((video: HTMLVideoElement) => {
      const canvas = Object.assign(document.createElement('canvas'), { width: 384, height: 288 });
      const paint = canvas.getContext('2d')!;
      paint.drawImage(video, 0, 0, 384, 288);
      let tenths = 0;
      for (let bit = 0; bit < 12; bit++) if (paint.getImageData(32 * bit + 16, 144, 1, 1).data[1]! > 127) tenths |= 1 << bit;
      return (((Math.floor(performance.now() / 100) - tenths) % 4_096) + 4_096) % 4_096 / 10;
    });
  const ages: number[] = [];
  for (let i = 0; i < 20; i++) {
    ages.push(await age());
    await page.waitForTimeout(500);
  }
  console.log(`seconds old: ${ages.join(' ')}`);
  ages.sort((a, b) => a - b);
  expect(ages[10]).toBeGreaterThanOrEqual(4.9);
  expect(ages[10]).toBeLessThan(8); // a busy machine shows it late
});
