import { expect, type Page } from '@playwright/test';

export type Received = { frames: number; energy: number; width: number };

/** Keeps hold of every connection of the page, so that a test can ask for its statistics. */
export async function watchMedia(page: Page) {
  await page.addInitScript(() => {
    const kept: RTCPeerConnection[] = [];
    const Original = RTCPeerConnection;
    Object.assign(window, { kept });
    window.RTCPeerConnection = class extends Original {
      constructor(configuration?: RTCConfiguration) {
        super(configuration);
        kept.push(this);
      }
    };
  });
}

/** What has arrived from the other side so far: decoded pictures, energy of the sound, width on the screen. */
export async function received(page: Page): Promise<Received> {
  return page.evaluate(async () => {
    const sum = { frames: 0, energy: 0, width: 0 };
    const { kept = [] } = window as unknown as { kept?: RTCPeerConnection[] };
    for (const peer of kept) {
      if (peer.connectionState !== 'connected') continue;
      for (const report of (await peer.getStats()).values()) {
        if (report.type !== 'inbound-rtp') continue;
        sum.frames += report.framesDecoded ?? 0;
        sum.energy += report.totalAudioEnergy ?? 0;
      }
    }
    for (const video of document.querySelectorAll('video')) if (!video.closest('.self')) sum.width = Math.max(sum.width, video.videoWidth);
    return sum;
  });
}

/** Both the picture and the sound of the other side arrive, and go on arriving. */
export async function expectMedia(page: Page, who: string) {
  await expect.poll(async () => (await received(page)).width, { message: `${who} sees a picture`, timeout: 30_000 }).toBeGreaterThan(0);
  const before = await received(page);
  await expect.poll(async () => (await received(page)).frames, { message: `${who} gets more pictures`, timeout: 20_000 }).toBeGreaterThan(before.frames + 10);
  await expect.poll(async () => (await received(page)).energy, { message: `${who} hears something`, timeout: 20_000 }).toBeGreaterThan(0);
}

/** How the media of the page goes now: the protocol and the kind of its own end of the pair in use. */
export async function pathOf(page: Page): Promise<{ protocol: string; local: string } | null> {
  return page.evaluate(async () => {
    const { kept = [] } = window as unknown as { kept?: RTCPeerConnection[] };
    for (const peer of kept) {
      if (peer.connectionState !== 'connected') continue;
      const stats = await peer.getStats();
      for (const report of stats.values()) {
        if (report.type !== 'transport' || !report.selectedCandidatePairId) continue;
        const local = stats.get(stats.get(report.selectedCandidatePairId).localCandidateId);
        return { protocol: local.protocol, local: local.candidateType };
      }
    }
    return null;
  });
}

export type Layer = { rid: string; width: number; packets: number };

/** The layers that a page sends, by name. */
export function sent(page: Page): Promise<Layer[]> {
  return page.evaluate(async () => {
    const { kept = [] } = window as unknown as { kept?: RTCPeerConnection[] };
    const layers: Layer[] = [];
    for (const peer of kept) {
      if (peer.connectionState !== 'connected') continue;
      for (const report of (await peer.getStats()).values()) {
        if (report.type === 'outbound-rtp' && report.kind === 'video') {
          layers.push({ rid: report.rid ?? '', width: report.frameWidth ?? 0, packets: report.packetsSent });
        }
      }
    }
    return layers.sort((a, b) => a.width - b.width);
  });
}

/** The layers whose packets go on. */
export async function flowing(page: Page): Promise<string> {
  const before = new Map((await sent(page)).map(({ rid, packets }) => [rid, packets]));
  await page.waitForTimeout(500);
  return (await sent(page)).filter(({ rid, packets }) => packets > (before.get(rid) ?? 0)).map(({ rid }) => rid).join(' ');
}
