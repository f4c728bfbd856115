// A websocket by hand: frames as RFC 6455 has them, for what no client would do,
// such as not to read.
import { randomBytes } from 'node:crypto';
import { connect, type Socket } from 'node:net';

export class Wire {
  private readonly socket: Socket;
  private received = Buffer.alloc(0);
  /** Sizes of the messages that have come. */
  readonly messages: number[] = [];
  /** The close code, once the server has said it. */
  closed: number | undefined;

  private constructor(socket: Socket) {
    this.socket = socket;
  }

  static async open(url: string): Promise<Wire> {
    const { hostname, port, host } = new URL(url);
    const socket = connect(Number(port), hostname);
    const head = ['GET /graphql HTTP/1.1', `Host: ${host}`, 'Connection: Upgrade', 'Upgrade: websocket', 'Sec-WebSocket-Version: 13'];
    socket.write([...head, `Sec-WebSocket-Key: ${randomBytes(16).toString('base64')}`, 'Sec-WebSocket-Protocol: graphql-transport-ws', '', ''].join('\r\n'));
    const wire = new Wire(socket);
    await new Promise<void>((resolve) => {
      const begin = (data: Buffer) => {
        wire.received = Buffer.concat([wire.received, data]);
        const end = wire.received.indexOf('\r\n\r\n');
        if (end < 0) return;
        wire.received = wire.received.subarray(end + 4);
        socket.off('data', begin).on('data', (more: Buffer) => wire.take(more));
        resolve();
      };
      socket.on('data', begin).on('error', () => undefined);
    });
    return wire;
  }

  send(message: object) {
    const payload = Buffer.from(JSON.stringify(message));
    const size = payload.length < 126 ? Buffer.from([0x80 | payload.length]) : Buffer.from([0x80 | 126, payload.length >> 8, payload.length & 255]);
    const mask = Buffer.alloc(4); // a mask of zeros changes nothing
    this.socket.write(Buffer.concat([Buffer.from([0x81]), size, mask, payload]));
  }

  stopReading() {
    this.socket.pause();
  }

  readOn() {
    this.socket.resume();
  }

  end() {
    this.socket.destroy();
  }

  private take(data: Buffer) {
    this.received = Buffer.concat([this.received, data]);
    for (;;) {
      const frame = this.frame();
      if (!frame) return;
      if (frame.kind === 8) this.closed = frame.payload.readUInt16BE(0);
      else if (frame.kind < 3) this.messages.push(frame.payload.length);
    }
  }

  private frame() {
    const [first = 0, second = 0] = this.received;
    const header = second < 126 ? 2 : second === 126 ? 4 : 10;
    if (this.received.length < header) return undefined;
    const size = header === 2 ? second : header === 4 ? this.received.readUInt16BE(2) : Number(this.received.readBigUInt64BE(2));
    if (this.received.length < header + size) return undefined;
    const payload = this.received.subarray(header, header + size);
    this.received = this.received.subarray(header + size);
    return { kind: first & 15, payload };
  }
}
