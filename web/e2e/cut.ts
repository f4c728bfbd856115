import type { Page } from '@playwright/test';
import { createSocket, type Socket } from 'node:dgram';

/** The network between one page and the media server, by UDP alone, which a test can cut or change. */
export class Path {
  isCut = false;
  private readonly fronts = new Map<number, Promise<number>>();
  /** By the page's own address: what the server sees of it. */
  private readonly backs = new Map<string, Socket>();
  private readonly open: Socket[] = [];

  private constructor(private readonly host: string) {}

  /** Before the page is loaded; the media server is on that host. */
  static async of(page: Page, host = '127.0.0.1'): Promise<Path> {
    const path = new Path(host);
    await page.exposeFunction('pathTo', (port: number) => path.to(port));
    await page.addInitScript((host) => {
      const { pathTo } = window as unknown as { pathTo(port: number): Promise<number> };
      const original = RTCPeerConnection.prototype.setRemoteDescription;
      RTCPeerConnection.prototype.setRemoteDescription = async function (this: RTCPeerConnection, description: RTCSessionDescriptionInit) {
        let sdp = (description.sdp ?? '').replace(/a=candidate:.* tcp .*\r\n/g, '');
        for (const [, port] of sdp.matchAll(/ (\d+) typ host/g)) {
          sdp = sdp.replaceAll(`${host} ${port} typ host`, `${host} ${await pathTo(Number(port))} typ host`);
        }
        return (original as (description: RTCSessionDescriptionInit) => Promise<void>).call(this, { ...description, sdp });
      } as typeof original;
    }, host);
    return path;
  }

  /** The page gets another address, as the server sees it. */
  move() {
    for (const socket of this.backs.values()) socket.close();
    this.backs.clear();
  }

  close() {
    this.move();
    for (const socket of this.open) socket.close();
  }

  private to(port: number): Promise<number> {
    const known = this.fronts.get(port) ?? this.listen(port);
    this.fronts.set(port, known);
    return known;
  }

  private listen(port: number): Promise<number> {
    const front = createSocket('udp4');
    this.open.push(front);
    front.on('message', (packet, from) => {
      if (this.isCut) return;
      const key = `${port} ${from.port}`;
      let back = this.backs.get(key);
      if (!back) {
        back = createSocket('udp4');
        this.backs.set(key, back);
        back.on('message', (answer) => {
          if (!this.isCut) front.send(answer, from.port, from.address);
        });
      }
      back.send(packet, port, this.host);
    });
    return new Promise((resolve) => front.bind(0, this.host, () => resolve(front.address().port)));
  }
}

type Sockets = { sockets: WebSocket[] };

/** Before the page is loaded, so that its sockets can be closed under it. */
export const keepSockets = (page: Page) =>
  page.addInitScript(() => {
    const sockets: WebSocket[] = [];
    Object.assign(window, { sockets });
    const Original = WebSocket;
    window.WebSocket = class extends Original {
      constructor(url: string | URL, protocols?: string | string[]) {
        super(url, protocols);
        sockets.push(this);
      }
    };
  });

/** Closes them all, as a network would. */
export const closeSockets = (page: Page) =>
  page.evaluate(() => (window as unknown as Sockets).sockets.forEach((socket) => socket.close()));
