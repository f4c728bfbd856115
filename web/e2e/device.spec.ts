import { patients, signIn, ownVisit, ask } from './people';
import { expect, expectAccessible, expectNoSideways, test } from './test';

test.use({ settings: ['--turn-addr', '127.0.0.1:0'] });

test('the device check finds all three ways, measures, and keeps what it found', async ({ server, person }) => {
  const page = await person({ viewport: { width: 390, height: 844 } });
  await signIn(page, server, patients.vera);
  const { id } = await ownVisit(page);
  await page.goto(`/visits/${id}/check`);
  await expect(page.getByText('Связь с клиникой')).toBeVisible();
  await expect(page.getByText(/Мбит\/с/)).toBeVisible({ timeout: 40_000 });
  await expectAccessible(page, 'the check');
  await expectNoSideways(page, 'the check');

  await page.getByRole('button', { name: 'Послушать себя' }).click();
  const echo = page.getByLabel('Ваша картинка, какой она дошла до клиники');
  await expect.poll(() => echo.evaluate((video: HTMLVideoElement) => video.videoWidth), { timeout: 20_000 }).toBeGreaterThan(0);

  await page.getByRole('button', { name: 'Проиграть сигнал' }).click();
  const heard = page.getByRole('button', { name: 'Слышу', exact: true });
  const isFree = () => heard.evaluate((button) => button.getBoundingClientRect().bottom <= (document.querySelector('.dock')?.getBoundingClientRect().top ?? 0));
  await expect.poll(isFree, 'the answers are not under the dock').toBe(true);
  await heard.click();
  await page.getByRole('button', { name: 'Дальше' }).click();
  await expect(page.getByText(/^Врач увидит: /)).toBeVisible();
  const { appointment } = await ask<{ appointment: { deviceCheck: { verdict: string; link: { paths: string[]; downKbps: number; upKbps: number } } } }>(
    page,
    'query ($id: ID!) { appointment(id: $id) { deviceCheck { verdict link { paths downKbps upKbps lossPercent rttMs } } } }',
    { id },
  );
  console.log(JSON.stringify(appointment.deviceCheck));
  expect(appointment.deviceCheck.link.paths).toEqual(['UDP', 'TCP', 'RELAY']);
  expect(Math.min(appointment.deviceCheck.link.downKbps, appointment.deviceCheck.link.upKbps)).toBeGreaterThan(800);
});

test('a network that lets nothing through is said, with what to do', async ({ server, person }) => {
  const page = await person({ viewport: { width: 390, height: 844 } });
  await page.addInitScript(() => {
    const original = RTCPeerConnection.prototype.setRemoteDescription;
    RTCPeerConnection.prototype.setRemoteDescription = function (this: RTCPeerConnection, description: RTCSessionDescriptionInit) {
      const sdp = (description.sdp ?? '').replace(/a=candidate:.*\r\n/g, '');
      return (original as (description: RTCSessionDescriptionInit) => Promise<void>).call(this, { ...description, sdp });
    } as typeof original;
  });
  await signIn(page, server, patients.vera);
  const { id } = await ownVisit(page);
  await page.goto(`/visits/${id}/check`);
  await expect(page.getByText('Связи с клиникой нет')).toBeVisible({ timeout: 40_000 });
  await expect(page.getByRole('link', { name: /Позвонить в клинику/ })).toBeVisible();
  await expectAccessible(page, 'no way');
});

test('who comes in without a microphone is told that nobody will hear them', async ({ server, person }) => {
  const page = await person({ viewport: { width: 390, height: 844 } });
  await page.addInitScript(() => {
    navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('Permission denied', 'NotAllowedError'));
  });
  await signIn(page, server, patients.nina);
  await page.goto(`/visits/${(await ownVisit(page)).id}/room`);
  await page.getByRole('button', { name: 'Войти к врачу' }).click();
  await expect(page.getByText(/микрофон выключен: врач вас не услышит/)).toBeVisible();
  await expectAccessible(page, 'a call without a microphone');
});
