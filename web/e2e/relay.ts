import type { Page } from '@playwright/test';
import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';

/** The network between one page and the media server, as bad as a test makes it. */
export class Relay {
  /** The part of one of what comes to the page that is lost. */
  loss = 0;
  #sockets: Socket[] = [];
  #seed = 1;

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
      back.send(packet, target, '127.0.0.1');
    });
    back.on('message', (packet) => {
      const isMedia = (packet[0] ?? 0) >= 128 && (packet[0] ?? 0) < 192;
      if (client && !(isMedia && this.#dice() < this.loss)) front.send(packet, client.port, client.address);
    });
    await new Promise<void>((resolve) => back.bind(0, '127.0.0.1', resolve));
    await new Promise<void>((resolve) => front.bind(0, '127.0.0.1', resolve));
    return front.address().port;
  }

  #dice(): number {
    this.#seed = (this.#seed * 48_271) % 2_147_483_647;
    return this.#seed / 2_147_483_647;
  }
}
