import type { Page } from '@playwright/test';
import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';

/** What a network does with packets each way: the part of one that it loses, how long they are under way, and how many bits a millisecond pass; 0 is all. */
export type Link = { loss: number; delayMs: number; kbps: number };

/** How long packets wait in a narrow place before they are lost. */
const QUEUE_MS = 300;

/** The network between one page and the media server, as bad as a test makes it. */
export class Relay {
  /** The part of one of media alone that is lost on its way to the page. */
  loss = 0;
  /** What happens to everything, both ways. */
  link: Link = { loss: 0, delayMs: 0, kbps: 0 };
  #sockets: Socket[] = [];
  #isClosed = false;
  #seed = 1;
  /** When each way's narrow place is free again. */
  #free = { up: 0, down: 0 };

  /** Leads the media of the page through the relay; before the page is opened. */
  async lead(page: Page) {
    await page.exposeFunction('relayTo', (port: number) => this.#open(port));
    await page.addInitScript(() => {
      const { relayTo } = window as unknown as { relayTo(port: number): Promise<number> };
      const original = RTCPeerConnection.prototype.setRemoteDescription as (description: RTCSessionDescriptionInit) => Promise<void>;
      RTCPeerConnection.prototype.setRemoteDescription = async function (this: RTCPeerConnection, { type, sdp = '' }: RTCSessionDescriptionInit) {
        const port = /^a=candidate:\S+ 1 udp \S+ \S+ (\d+)/im.exec(sdp)?.[1];
        const lines = sdp.split('\r\n').filter((line) => !/^a=candidate:\S+ \d tcp /i.test(line));
        const through = port ? await relayTo(Number(port)) : 0;
        return original.call(this, { type, sdp: lines.join('\r\n').replaceAll(` ${port} typ host`, ` ${through} typ host`) });
      } as typeof original;
    });
  }

  close() {
    this.#isClosed = true;
    for (const socket of this.#sockets) socket.close();
  }

  async #open(target: number): Promise<number> {
    const front = createSocket('udp4');
    const back = createSocket('udp4');
    this.#sockets.push(front, back);
    // The browser's end: not always a loopback address.
    let client: RemoteInfo | undefined;
    front.on('message', (packet, from) => {
      client = from;
      this.#pass('up', packet, () => back.send(packet, target, '127.0.0.1'));
    });
    back.on('message', (packet) => {
      const to = client;
      const isMedia = (packet[0] ?? 0) >= 128 && (packet[0] ?? 0) < 192;
      if (to && !(isMedia && this.#dice() < this.loss)) this.#pass('down', packet, () => front.send(packet, to.port, to.address));
    });
    await new Promise<void>((resolve) => back.bind(0, '127.0.0.1', resolve));
    await new Promise<void>((resolve) => front.bind(0, '127.0.0.1', resolve));
    return front.address().port;
  }

  #pass(way: 'up' | 'down', packet: Buffer, send: () => void) {
    const { loss, delayMs, kbps } = this.link;
    if (loss > 0 && this.#dice() < loss) return;
    const now = performance.now();
    let waits = delayMs;
    if (kbps > 0) {
      const free = Math.max(this.#free[way], now);
      if (free - now > QUEUE_MS) return;
      this.#free[way] = free + (packet.length * 8) / kbps;
      waits += this.#free[way] - now;
    }
    if (waits < 1) send();
    else setTimeout(() => this.#isClosed || send(), waits);
  }

  #dice(): number {
    this.#seed = (this.#seed * 48_271) % 2_147_483_647;
    return this.#seed / 2_147_483_647;
  }
}
